"""目标: what a person is to reach."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.pay.component import Component, PaidBy
from jieli.engines.pay.days import (
    MaybeProrated,
    Proration,
    common,
    measured_days,
    months_of,
    months_since,
    without,
)
from jieli.engines.pay.pricing.arithmetic import rounded
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.text.parameters import AmountOr, Choice, spelled
from jieli.engines.pay.text.ramps import Ramp, RampStep, ramp_share
from jieli.engines.pay.text.weights import MONTHS, MonthWeights
from jieli.engines.pay.values import Quota
from jieli.engines.pay.work import Work
from jieli.kernel.allocate import allocate
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share, format_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Trace, plain_exact, plain_fen

FROM_QUOTAS = "from_quotas"


class Per(StrEnum):
    """What an amount is the target of."""

    MONTH = "month"
    YEAR = "year"


@frozen(kw_only=True)
class SalesQuota(Component):
    """What a person is to reach: an amount, by month, less for new people and for parts of a month.

    **When to use**: where other components of the plan look at attainment. It pays nothing itself. **Parameters**: `target`: an
    amount with `per`: `month` or `year`, or `from_quotas`: recorded for each person under this component's key;
    `seasonality`: twelve weights by which a year, or a recorded target, is divided over its months; `ramp`: for new people,
    steps of so many `months` at a `share` of the target; `proration`: `calendar_days`, `work_days` or `none`, how a part of
    a month counts. **Paid**: nothing; the line of 0.00 says the target of the days that the person is employed and on the
    plan. **Refused**: a target of 0.00; an amount without `per`; weights of a monthly target; days for which no recorded target, or two, are
    known.

    **Example**: 100000.00 a month, half in the first two months; employed from 10 March: 100000.00 × 50% × 22/31 ≈
    35483.87.
    """

    type: ClassVar[str] = "quota"
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    amount_fen: int | None = field(
        metadata=spelled(AmountOr(FROM_QUOTAS), "target")
    )  # None: recorded for each person
    per: Per | None = field(default=None, metadata=spelled(Choice(Per)))
    seasonality: tuple[int, ...] | None = field(default=None, metadata=spelled(MonthWeights()))
    ramp: tuple[RampStep, ...] | None = field(default=None, metadata=spelled(Ramp()))
    proration: MaybeProrated = field(metadata=spelled(Choice(MaybeProrated)))

    def check(self, place: str) -> list[Problem]:
        found = []
        if self.amount_fen == 0:
            found.append(
                Problem(
                    "PAY-QUOTA-004",
                    f"{place}.target",
                    "The target is 0.00, and nothing can be measured by it.",
                    "Write an amount above 0.00.",
                )
            )
        if (self.amount_fen is None) is not (self.per is None):
            found.append(
                Problem(
                    "PAY-QUOTA-005",
                    f"{place}.per",
                    "`per` belongs to an amount in the plan, and to nothing else.",
                    "Write `per: month` or `per: year` with an amount, and leave it out with `from_quotas`.",
                )
            )
        if self.per is Per.MONTH and self.seasonality is not None:
            found.append(
                Problem(
                    "PAY-QUOTA-006",
                    f"{place}.seasonality",
                    "A target per month is the same in each month, so it is not divided by weights.",
                    "Write `per: year`, or leave `seasonality` out.",
                )
            )
        return found

    def compute(self, work: Work) -> Result:
        return Lines(
            (QuotaLine(tuple(self._months(work, work.days)), self.amount_fen is None, self.proration),)
        )

    def target_fen(self, work: Work) -> int:
        """For the days of the work. Raises Problems where no target is known."""
        return self.target_fen_within(work, work.days)

    def target_fen_within(self, work: Work, days: DateRange) -> int:
        """For those of these days on which the person is employed and on the plan. Raises Problems."""
        return sum(month.target_fen for month in self._months(work, days))

    def _months(self, work: Work, asked: DateRange) -> Iterator["QuotaMonth"]:
        own = work.employed_on_plan(asked)
        for part in self._parts(work, own):
            days = common(own, [part.days])
            if not days:
                continue
            count, of = 1, 1
            if self.proration is not MaybeProrated.NONE:
                by = Proration(self.proration.value)
                count, of = measured_days(days, part.days, by, work.calendar)
            number = months_since(work.employed, part.month)
            share = ramp_share(self.ramp or (), number)
            yield QuotaMonth(part, share, number, count, of)

    def _parts(self, work: Work, own: Sequence[DateRange]) -> Iterator["MonthPart"]:
        weights = self.seasonality or (1,) * MONTHS
        if self.amount_fen is None:
            yield from _recorded(self._known(work, own), weights)
            return
        year = allocate(self.amount_fen, [Fraction(weight) for weight in weights], range(MONTHS))
        months = {month.from_: month for span in own for month in months_of(span)}
        for first, month in sorted(months.items()):
            part_fen = self.amount_fen if self.per is Per.MONTH else year[first.month - 1]
            yield MonthPart(month, month.range, part_fen)

    def _known(self, work: Work, own: Sequence[DateRange]) -> Sequence[Quota]:
        rows = sorted(
            (
                one
                for one in work.sources.quotas.get(work.person, ())
                if one.key == self.key and one.range.until is not None and common([one.range], own)
            ),
            key=lambda one: (one.range.from_, one.target_fen),
        )
        missing = without(own, [one.range for one in rows])
        if missing:
            raise Problems([_unknown(self.key, work.person, missing[0])])
        for one, other in pairwise(rows):
            if one.range.overlaps(other.range):
                raise Problems([_twice(self.key, work.person, other.range)])
        return rows


@frozen
class MonthPart:
    """What stands for some days of a month, before ramp and proration."""

    month: Period
    days: DateRange
    part_fen: int


@frozen
class QuotaMonth:
    """The target of a month. number: full months since the employment began. days of of_days count."""

    part: MonthPart
    share: Share
    number: int
    days: int
    of_days: int

    @property
    def exact(self) -> Fraction:
        of = Fraction(self.days, self.of_days) if self.of_days else Fraction(1)
        return self.part.part_fen * self.share * of

    @property
    def target_fen(self) -> int:
        return round_fen(self.exact, Rounding.HALF_UP)

    def trace(self) -> Trace:
        factors = [plain_fen(self.part.part_fen)]
        factors += [format_rate(self.share)] if self.share != 1 else []
        factors += [f"{self.days}/{self.of_days}"] if self.days != self.of_days else []
        about = rounded(self.exact, self.target_fen) or plain_exact(self.exact)
        return Trace(
            "pay.quota_month",
            {
                "month": self.part.month.label,
                "part_fen": self.part.part_fen,
                "share_share": format_rate(self.share),
                "months_employed": self.number,
                "days": self.days,
                "of_days": self.of_days,
                "target_fen": self.target_fen,
            },
            calculation=f"{' × '.join(factors)} = {about}" if len(factors) > 1 else None,
        )


@frozen
class QuotaLine:
    """A line that pays nothing and says the target. is_recorded: it was recorded for the person."""

    months: tuple[QuotaMonth, ...]
    is_recorded: bool
    proration: MaybeProrated
    result_fen: int = 0

    @property
    def target_fen(self) -> int:
        return sum(month.target_fen for month in self.months)

    def trace(self) -> Trace:
        return Trace(
            "pay.quota",
            {
                "target_fen": self.target_fen,
                "recorded": "yes" if self.is_recorded else "no",
                "day_kind": self.proration.value,
                "result_fen": 0,
            },
            calculation=_sum(tuple(month.target_fen for month in self.months)),
            children=tuple(month.trace() for month in self.months),
        )


def _recorded(rows: Sequence[Quota], weights: Sequence[int]) -> Iterator[MonthPart]:
    for row in rows:
        months = months_of(row.range)
        parts = [common([row.range], [month.range])[0] for month in months]
        shares = [
            weights[month.from_.month - 1] * Fraction(part.days, month.range.days)
            for month, part in zip(months, parts, strict=True)
        ]
        each = allocate(row.target_fen, shares, range(len(shares)))
        yield from (MonthPart(month, part, fen) for month, part, fen in zip(months, parts, each, strict=True))


def _sum(amounts: tuple[int, ...]) -> str | None:
    if len(amounts) < 2:
        return None
    return f"{' + '.join(plain_fen(fen) for fen in amounts)} = {plain_fen(sum(amounts))}"


def _unknown(key: str, person: int, days: DateRange) -> Problem:
    return Problem(
        "PAY-QUOTA-001",
        f"quota {key}",
        "No target “{key}” with a last day is recorded for person {person} from {from_on} on.",
        "Record the person's target for all days on the plan.",
        {"key": key, "person": str(person), "from_on": days.from_.isoformat()},
    )


def _twice(key: str, person: int, days: DateRange) -> Problem:
    return Problem(
        "PAY-QUOTA-002",
        f"quota {key}",
        "Two targets “{key}” are recorded for person {person} for days from {from_on} on.",
        "Keep one of them.",
        {"key": key, "person": str(person), "from_on": days.from_.isoformat()},
    )
