"""A promise about days, whatever counts on them: each component pays a credit once, and takes back a refund of it once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from attrs import define, field, frozen

from jieli.engines.pay.asking import Asking
from jieli.engines.pay.component import Component
from jieli.engines.pay.conservation.values import Breach
from jieli.engines.pay.joining import Asked
from jieli.engines.pay.planned import Planned
from jieli.engines.pay.segments import Placement, Segment
from jieli.engines.pay.taking_back import pays_rates
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

_DAY = timedelta(days=1)


def taken_once(planned: Planned) -> tuple[int, list[Breach]]:
    """Kinds of credits looked at, and components that pay or take back one of them in more segments than one, or in none,
    against the rule of plans.md. No credit is priced, or even there."""
    paying, known = _Paying(planned), dict[_Shape, _Looked]()
    looked_at, found = 0, list[Breach]()
    for person, of_periods in planned.segments.items():
        for period, plans in zip(planned.periods, of_periods, strict=True):
            for plan, segments in plans.items():
                stays = [one for one in planned.stays[person] if one.plan == plan]
                shape = _shape(period, stays)
                if shape not in known:
                    known[shape] = paying.look(segments, stays)
                kinds, wrong = known[shape]
                looked_at += kinds
                found += [
                    Breach(str(one), str(other), person=person, period=period, plan=plan, component=key)
                    for key, one, other in wrong
                ]
    return looked_at, found


_Wrong = tuple[str, int, int]  # key, how often a component of it should pay or take back, how often it does
_Looked = tuple[int, Sequence[_Wrong]]
_Shape = tuple[Period, tuple[tuple[str, date, date | None, int | None], ...]]


def _shape(period: Period, stays: Sequence[Placement]) -> _Shape:
    """What all who were on one plan by the same versions on the same days have in common. On which day before the period they came does
    not matter."""
    spans = [
        (one.plan, span.range.from_, span.range.until, None if span.version is None else span.version.number)
        for one in stays
        for span in one.spans
    ]
    plan, first, until, number = spans[0]
    latest = period.from_ if until is None else min(period.from_, until)
    return period, ((plan, max(first, latest - _DAY), until, number), *spans[1:])


@frozen
class _Credit:
    """Any that counts on a day of a stay. signed_on: its deal; None where it is of none, or no version froze its deals. paid_on:
    the day on which that counted what it takes back; None where it is no refund."""

    stay: Placement
    counts_on: date
    signed_on: date | None
    paid_on: date | None


def _credits(segments: Sequence[Segment], stays: Sequence[Placement]) -> Iterator[_Credit]:
    """One of each kind that versions tell apart, on the first day and on the last of each of them."""
    for segment in segments:
        if segment.is_echo:
            continue
        stay = next(one for one in stays if one.plan == segment.plan and segment.range.from_ in one.days)
        before = [one for one in stay.spans if one.range.from_ < segment.range.from_]
        past = [one for one in before if segment.range.from_ not in one.range]
        is_frozen = any(one.version is not None and one.version.freezes_deals for one in past)
        ends = _ends([one.range for one in past])
        paid = (*ends, stay.days.from_ - _DAY)
        for counts_on in _ends([segment.range]):
            for signed_on in (None, counts_on, *ends) if is_frozen else (None,):
                for paid_on in (None, counts_on, *paid):
                    yield _Credit(stay, counts_on, signed_on, paid_on)


def _ends(of: Sequence[DateRange]) -> tuple[date, ...]:
    """The first and the last day of each."""
    both = ((one.from_, one.from_ if one.until is None else one.until - _DAY) for one in of)
    return tuple(dict.fromkeys(day for ends in both for day in ends))


@define
class _Paying:
    """By which keys versions pay a rate on every credit that they take."""

    planned: Planned
    _asking: Asking = field(init=False)
    _read: dict[tuple[str, int], Sequence[Component]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._asking = Asking(self.planned.stays, self.planned.version)

    def look(self, segments: Sequence[Segment], stays: Sequence[Placement]) -> _Looked:
        asked = tuple(self._asking.of_segments(segments))
        credits = tuple(_credits(segments, stays))
        wrong = dict.fromkeys(one for credit in credits for one in self._wrong(credit, asked))
        return len(credits), tuple(wrong)

    def _wrong(self, credit: _Credit, asked: Sequence[Asked]) -> Iterator[_Wrong]:
        found = Counter(
            one.key
            for segment, components in asked
            if credit.counts_on in segment.range and _is_of(segment, credit)
            for _, one in components
            if _pays_each(one)
        )
        now = Counter(one.key for one in self._on(credit, credit.counts_on) if _pays_each(one))
        right = now
        if credit.paid_on is not None and found != now:
            right = Counter(one.key for one in self._on(credit, credit.paid_on))
        if found != right:
            for key in sorted({*found, *right}):
                if found[key] != right[key]:
                    yield key, right[key], found[key]

    def _on(self, credit: _Credit, day: date) -> Sequence[Component]:
        """What pays a rate on what counts on a day and is of the credit's deal; of what cannot be read, nothing."""
        version = credit.stay.payer(day, credit.signed_on)
        if version is None:
            return ()
        key = (version.plan, version.number)
        if key not in self._read:
            read = self.planned.version(*key)
            components = () if read is None else read.plan.components
            self._read[key] = tuple(one for one in components if pays_rates(one))
        return self._read[key]


def _is_of(segment: Segment, credit: _Credit) -> bool:
    if not segment.pays_deal(credit.signed_on):
        return False
    if credit.paid_on is None:
        return segment.takes_back is None
    return segment.pays_refund(credit.counts_on, credit.paid_on)


def _pays_each(one: Component) -> bool:
    """Each credit by itself in one segment, and not the sum of a period."""
    return one.pays_deals() and pays_rates(one)
