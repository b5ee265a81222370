"""What foreign currencies are worth: dated rates, written over what stood for their day, never edited."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from django.db import IntegrityError, transaction

from jieli.apps.audit.api import sign_writes
from jieli.apps.intake import models
from jieli.apps.intake.values import NewRate, RateView
from jieli.apps.organizations.api import get_organization
from jieli.engines.crediting import ExchangeRate
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.kernel.rate import decimal_text
from jieli.lib.days import implausible
from jieli.lib.known import STANDING, as_known, too_early
from jieli.lib.problems import N_, problem

MOST_RATE = 10_000
MOST_DECIMALS = 9
_CURRENCY = re.compile(r"[A-Z]{3}")


def set_rates(*, acting_user_id: int | None, at: datetime, rates: Sequence[NewRate]) -> int:
    """How many rates were written, each over what stood for its currency and day, where a person says why.

    All or nothing; what stands already in the same form is left as it is. A rate is put right, never taken away: so
    whatever is recorded in its currency can be counted for good. Raises Problems with the place of each.
    """
    refuse(_problems(rates, get_organization().currency))
    standing = _standing()
    written, superseded = [], []
    for one in rates:
        row = standing.get((one.currency, one.from_on))
        if row is not None and _rate(row) == one.rate:
            continue
        if row is not None:
            superseded.append(row)
        written.append(
            models.ExchangeRate(
                currency=one.currency,
                from_on=one.from_on,
                rate_numerator=one.rate.numerator,
                rate_denominator=one.rate.denominator,
                reason=one.reason.strip(),
                recorded_at=at,
                recorded_by_id=acting_user_id,
            )
        )
    if not written:
        return 0
    if acting_user_id is not None:
        refuse(_without_reason(rates, superseded))
    refuse(too_early(at, _of_same_days(written)))
    sign_writes(acting_user_id=acting_user_id)
    try:
        with transaction.atomic():
            models.ExchangeRate.objects.filter(pk__in=[row.pk for row in superseded]).update(superseded_at=at)
            models.ExchangeRate.objects.bulk_create(written)
    except IntegrityError as raced:
        raise Problems([_written_meanwhile()]) from raced
    return len(written)


def list_rates(*, known_at: datetime | None) -> tuple[ExchangeRate, ...]:
    """Every rate as known at a moment (None: now), for the engines."""
    return tuple(ExchangeRate(row.currency, row.from_on, _rate(row)) for row in _known(known_at))


def rates_around(*, currency: str, on: date) -> tuple[ExchangeRate, ...]:
    """The rates that stand next to a day, before and after it; without that of the day itself."""
    rates = [one for one in list_rates(known_at=None) if one.currency == currency]
    before = [one for one in rates if one.from_on < on][-1:]
    return (*before, *[one for one in rates if one.from_on > on][:1])


def list_rate_views() -> tuple[RateView, ...]:
    """Every rate that stands now, by currency, the latest day first, each with those that it took the place of."""
    gone: dict[tuple[str, date], list[RateView]] = defaultdict(list)
    for row in models.ExchangeRate.objects.exclude(STANDING).order_by("-recorded_at", "-pk"):
        gone[row.currency, row.from_on].append(_view(row))
    views = (_view(row, tuple(gone[row.currency, row.from_on])) for row in _known(None))
    return tuple(sorted(views, key=lambda one: (one.currency, -one.from_on.toordinal())))


def _view(row: models.ExchangeRate, earlier: tuple[RateView, ...] = ()) -> RateView:
    return RateView(
        row.currency, row.from_on, _rate(row), row.recorded_at, row.recorded_by_id, row.reason, earlier
    )


def list_currencies() -> tuple[str, ...]:
    """The foreign currencies of which a rate is known."""
    rows = models.ExchangeRate.objects.filter(STANDING)
    return tuple(rows.order_by("currency").values_list("currency", flat=True).distinct())


def first_days(*, known_at: datetime) -> Mapping[str, date]:
    """Currency → the first day of which a rate is known."""
    found: dict[str, date] = {}
    for row in _known(known_at):
        found[row.currency] = min(row.from_on, found.get(row.currency, row.from_on))
    return found


def _known(known_at: datetime | None) -> Iterable[models.ExchangeRate]:
    return as_known(models.ExchangeRate.objects.order_by("currency", "from_on", "pk"), known_at)


def _standing() -> dict[tuple[str, date], models.ExchangeRate]:
    return {(row.currency, row.from_on): row for row in _known(None)}


def _rate(row: models.ExchangeRate) -> Fraction:
    return Fraction(row.rate_numerator, row.rate_denominator)


def _problems(rates: Sequence[NewRate], own: str) -> Iterator[Problem]:
    first: dict[tuple[str, date], str] = {}
    for index, one in enumerate(rates):
        place = f"rates[{index}]"
        yield from implausible(f"{place}.from_on", one.from_on)
        if not _CURRENCY.fullmatch(one.currency) or one.currency == own:
            yield problem(
                "FACT-RATE-001",
                f"{place}.currency",
                N_("“{given}” is no foreign currency here; this company counts in {currency}."),
                N_("Write three capitals such as USD or EUR."),
                given=one.currency,
                currency=own,
            )
        if not 0 < one.rate <= MOST_RATE or 10**MOST_DECIMALS % one.rate.denominator:
            yield problem(
                "FACT-RATE-002",
                f"{place}.rate",
                N_("The rate is not above 0, above {most}, or has more than {decimals} decimals."),
                N_("Write what one unit is worth, such as 7.1234."),
                most=f"{MOST_RATE:,}",
                decimals=MOST_DECIMALS,
            )
        if (one.currency, one.from_on) in first:
            yield problem(
                "FACT-RATE-003",
                f"{place}.from_on",
                N_("{currency} has two rates from {day} on, the first at {first}."),
                N_("Leave out the one that is not meant."),
                currency=one.currency,
                day=one.from_on.isoformat(),
                first=first[one.currency, one.from_on],
            )
        first.setdefault((one.currency, one.from_on), place)


def _without_reason(rates: Sequence[NewRate], superseded: Sequence[models.ExchangeRate]) -> Iterator[Problem]:
    stood = {(row.currency, row.from_on): row for row in superseded}
    for index, one in enumerate(rates):
        row = stood.get((one.currency, one.from_on))
        if row is not None and not one.reason.strip():
            yield problem(
                "FACT-RATE-005",
                f"rates[{index}].reason",
                N_("{currency} from {day} on is recorded as {rate} already."),
                N_("Say why it is put right, or write another day."),
                currency=one.currency,
                day=one.from_on.isoformat(),
                rate=decimal_text(_rate(row)) or "",
            )


def _of_same_days(written: Sequence[models.ExchangeRate]) -> Iterator[models.ExchangeRate]:
    """Whatever was ever known of the same currencies and days."""
    days = {(row.currency, row.from_on) for row in written}
    for row in models.ExchangeRate.objects.filter(currency__in={currency for currency, _ in days}):
        if (row.currency, row.from_on) in days:
            yield row


def _written_meanwhile() -> Problem:
    return problem(
        "FACT-RATE-004",
        "rates",
        N_("Somebody else wrote a rate for the same day at the same moment."),
        N_("Look at what stands now, then write again what is still needed."),
    )
