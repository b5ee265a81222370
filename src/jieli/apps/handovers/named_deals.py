"""The open deals that the outgoing person keeps being paid for: what stands against them, and which of them count."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction

from jieli.apps.handovers import models
from jieli.apps.handovers.models import HandoverState
from jieli.apps.handovers.values import NamedDeal, NewHandover
from jieli.apps.intake import api as intake
from jieli.engines import pay
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.lib.days import implausible
from jieli.lib.problems import problem

STANDING = (
    HandoverState.PROPOSED,
    HandoverState.AGREED,
    HandoverState.APPROVED,
    HandoverState.REVERSED,
)


def list_named_deals(*, known_at: datetime | None) -> tuple[pay.NamedDeal, ...]:
    """What the pay engine sees: the named deals of applied handovers, as known at a moment (None: as it stands).

    A name holds from the handover's first day until its own end, or until the handover was reversed.
    """
    rows = models.NamedDeal.objects.filter(handover__applied_at__isnull=False).select_related("handover")
    if known_at is not None:
        rows = rows.filter(handover__applied_at__lte=known_at)
    spans = ((row, span_of(row, known_at=known_at)) for row in rows.order_by("handover_id", "deal_id"))
    return tuple(
        pay.NamedDeal(row.handover.outgoing_id, row.deal_id, _share(row), span, row.signed_until)
        for row, span in spans
        if span is not None
    )


def span_of(row: models.NamedDeal, *, known_at: datetime | None) -> DateRange | None:
    """The days on which the name holds, None where a reversal left none."""
    handover = row.handover
    is_known = handover.reversed_at is not None and (known_at is None or handover.reversed_at <= known_at)
    ends = [day for day in (row.until, handover.reversed_from if is_known else None) if day is not None]
    until = min(ends, default=None)
    if until is not None and until <= handover.effective_from:
        return None
    return DateRange(handover.effective_from, until)


def named_deals_of(handover_ids: Iterable[int]) -> dict[int, list[NamedDeal]]:
    """Handover → the deals named in it; without any it is not in it."""
    found: dict[int, list[NamedDeal]] = {}
    rows = models.NamedDeal.objects.filter(handover_id__in=handover_ids).order_by("handover_id", "deal_id")
    for row in rows:
        found.setdefault(row.handover_id, []).append(
            NamedDeal(row.deal_id, _share(row), row.until, row.signed_until)
        )
    return found


def put_named_deals(handover: models.Handover, named: Sequence[NamedDeal]) -> None:
    """Exactly these stand in the handover."""
    if named_deals_of([handover.id]).get(handover.id, []) == list(named):
        return
    models.NamedDeal.objects.filter(handover=handover).delete()
    models.NamedDeal.objects.bulk_create(
        models.NamedDeal(
            handover=handover,
            deal_id=one.deal_id,
            share_numerator=one.share.numerator,
            share_denominator=one.share.denominator,
            until=one.until,
            signed_until=one.signed_until,
        )
        for one in named
    )


def check_named_deals(new: NewHandover, handover_id: int | None) -> Iterator[Problem]:
    """Everything that stands against the named deals, each by its title."""
    if not new.named_deals:
        return
    deals = _titles(new)
    kept = _kept_elsewhere(new, handover_id)
    seen: set[int] = set()
    for one in new.named_deals:
        place = f"named_deals[{one.deal_id}]"
        title = deals.get(one.deal_id, "")
        if one.deal_id not in deals:
            yield problem(
                "HANDOVER-DEAL-001",
                place,
                "Deal {deal} is no deal of the clients that change hands.",
                "Take it off, or tick its client too.",
                deal=intake.titles_of(fact_ids=[one.deal_id]).get(one.deal_id, one.deal_id),
            )
            continue
        if one.deal_id in seen:
            yield problem("HANDOVER-DEAL-002", place, "{deal} is named twice.", "Name it once.", deal=title)
        seen.add(one.deal_id)
        yield from _check_figures(one, new.effective_from, place, title)
        if one.deal_id in kept:
            yield problem(
                "HANDOVER-DEAL-005",
                place,
                "{deal} is already named for the same person and days, in handover {handover}.",
                "Take it off here, or give it an end there first.",
                deal=title,
                handover=kept[one.deal_id],
            )


def _check_figures(one: NamedDeal, begin: date, place: str, title: str) -> Iterator[Problem]:
    if not 0 < one.share <= 1:
        yield problem(
            "HANDOVER-DEAL-003",
            f"{place}.share",
            "The share of {deal} is not above 0 and at most 100 percent.",
            "Write the part of the deal that still counts.",
            deal=title,
        )
    days = [day for day in (one.until, one.signed_until) if day is not None]
    odd = [found for day in days for found in implausible(f"{place}.until", day)]
    yield from odd
    if not odd and one.until is not None and one.until <= begin:
        yield problem(
            "HANDOVER-DEAL-004",
            f"{place}.until",
            "{deal} would end on {until}, before the handover begins on {begin}.",
            "Choose a later day, or take the deal off.",
            deal=title,
            until=one.until.isoformat(),
            begin=begin.isoformat(),
        )


def _titles(new: NewHandover) -> dict[int, str]:
    """Named deal → its title, for those that are deals of the clients."""
    facts = intake.list_facts(fact_ids=[one.deal_id for one in new.named_deals])
    latest = {fact.id: fact.versions[-1] for fact in facts.values()}
    return {
        fact_id: version.content.title
        for fact_id, version in latest.items()
        if isinstance(version.content, intake.DealView)
        and not version.is_void
        and version.content.client_id in new.client_ids
    }


def _kept_elsewhere(new: NewHandover, handover_id: int | None) -> dict[int, int]:
    """Deal → another handover in which the same person already keeps it on some of these days: it would pay twice."""
    wanted = {
        one.deal_id: DateRange(new.effective_from, one.until)
        for one in new.named_deals
        if one.until is None or one.until > new.effective_from
    }
    rows = models.NamedDeal.objects.filter(
        deal_id__in=wanted, handover__outgoing_id=new.outgoing_id, handover__state__in=STANDING
    ).exclude(handover_id=handover_id)
    found = {}
    for row in rows.select_related("handover").order_by("-handover_id"):
        span = span_of(row, known_at=None)
        if span is not None and span.overlaps(wanted[row.deal_id]):
            found[row.deal_id] = row.handover_id
    return found


def _share(row: models.NamedDeal) -> Fraction:
    return Fraction(row.share_numerator, row.share_denominator)
