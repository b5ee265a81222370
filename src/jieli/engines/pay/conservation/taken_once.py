"""A promise about days, whatever counts on them: each component pays a credit once, and takes back a refund of it once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from attrs import define, field, frozen

from jieli.engines.pay.asking import Asking
from jieli.engines.pay.component import Component
from jieli.engines.pay.conservation.takers import Takers, takers_of
from jieli.engines.pay.conservation.values import Breach
from jieli.engines.pay.planned import Planned
from jieli.engines.pay.segments import Placement, Segment
from jieli.engines.pay.taking_back import pays_rates
from jieli.engines.pay.text.parameters import write_parameters
from jieli.engines.pay.values import PlanVersion
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

_DAY = timedelta(days=1)


def taken_once(planned: Planned) -> tuple[int, list[Breach]]:
    """Kinds of credits looked at, and components that pay or take back one of them more than once, not at all, or by another
    version than plans.md says. No credit is priced, or even there."""
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
                    Breach(wanted, is_so, person=person, period=period, plan=plan, component=key)
                    for key, wanted, is_so in wrong
                ]
    return looked_at, found


_Wrong = tuple[str, str, str]  # key, the versions by which it should pay or take back, those by which it does
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


@frozen
class _Taker:
    """A component of a version. said: its type and what it says, which is one for versions that leave it as it was."""

    key: str
    said: str
    number: int = field(eq=False)

    @staticmethod
    def of(one: Component, number: int) -> "_Taker":
        return _Taker(one.key, f"{one.type} {write_parameters(one)}", number)


@define
class _Paying:
    """What versions pay a rate on every credit that they take."""

    planned: Planned
    _asking: Asking = field(init=False)
    _known: dict[tuple[PlanVersion | None, PlanVersion | None], Sequence[_Taker]] = field(
        factory=dict, init=False
    )

    def __attrs_post_init__(self) -> None:
        self._asking = Asking(self.planned.stays, self.planned.version)

    def look(self, segments: Sequence[Segment], stays: Sequence[Placement]) -> _Looked:
        asked = [
            (segment, [_Taker.of(one, segment.version) for _, one in components if _pays_each(one)])
            for segment, components in self._asking.of_segments(segments)
        ]
        credits = tuple(_credits(segments, stays))
        wrong = dict.fromkeys(one for credit in credits for one in self._wrong(credit, asked))
        return len(credits), tuple(wrong)

    def _wrong(self, credit: _Credit, asked: Sequence[tuple[Segment, Sequence[_Taker]]]) -> Iterator[_Wrong]:
        found = [
            one
            for segment, its in asked
            if credit.counts_on in segment.range and _is_of(segment, credit)
            for one in its
        ]
        right = self._right(credit)
        has, should = Counter(found), Counter(right)
        if has != should:
            for key in sorted({one.key for one in (*(has - should), *(should - has))}):
                yield key, _versions(right, key), _versions(found, key)

    def _right(self, credit: _Credit) -> Sequence[_Taker]:
        """Who pays or takes back."""
        stay, day = credit.stay, credit.stay.payer(credit.counts_on, credit.signed_on)
        is_frozen = day != stay.payer(credit.counts_on, None)  # it takes back all that comes of its deals
        payer = None
        if credit.paid_on is not None and not is_frozen:
            payer = stay.payer(credit.paid_on, credit.signed_on)
        if (payer, day) not in self._known:
            self._known[payer, day] = tuple(self._takers(payer, day))
        return self._known[payer, day]

    def _takers(self, payer: PlanVersion | None, day: PlanVersion | None) -> Iterator[_Taker]:
        paid, now = self._components(payer), self._components(day) or ()
        takers = Takers((), now) if paid is None else takers_of(paid, now)
        for version, its in ((payer, takers.by_payer), (day, takers.by_day)):
            if version is not None:
                yield from (_Taker.of(one, version.number) for one in its if _pays_each(one))

    def _components(self, version: PlanVersion | None) -> tuple[Component, ...] | None:
        """None where it cannot be read."""
        read = None if version is None else self.planned.version(version.plan, version.number)
        return None if read is None else read.plan.components


def _versions(of: Sequence[_Taker], key: str) -> str:
    return ", ".join(f"v{number}" for number in sorted(one.number for one in of if one.key == key)) or "–"


def _is_of(segment: Segment, credit: _Credit) -> bool:
    if not segment.pays_deal(credit.signed_on):
        return False
    if credit.paid_on is None:
        return segment.takes_back is None
    return segment.pays_refund(credit.counts_on, credit.paid_on)


def _pays_each(one: Component) -> bool:
    """Each credit by itself in one segment, and not the sum of a period."""
    return one.pays_deals() and pays_rates(one)
