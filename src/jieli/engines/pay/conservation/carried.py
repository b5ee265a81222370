"""The promise that nothing carried vanishes: what is held, waits or is owed goes on, is settled, or is told."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from attrs import define, field

from jieli.engines.pay.component import Component
from jieli.engines.pay.conservation.values import Breach
from jieli.engines.pay.planned import periods_of
from jieli.engines.pay.segments import Segment
from jieli.engines.pay.values import AdjustmentKind, Outcome, PayInputs
from jieli.engines.pay.versions import ReadVersion
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange, merge

BalanceKey = tuple[int, str, str]  # person, plan, component
Versions = Mapping[tuple[str, int], ReadVersion]


def carried(
    inputs: PayInputs,
    outcomes: Sequence[Outcome],
    placed: Sequence[tuple[Period, Segment]],
    versions: Versions,
) -> tuple[int, list[Breach]]:
    """Components of people looked at that keep something open, and those whose amounts of all periods, what is open and what was
    given up do not come to nothing; or of which all that is paid is not made up for and nothing is told.

    Amounts of a period without an outcome are those that were issued. Left alone is what cannot be known from outside: a
    component of which an adjustment replaced an amount of such a period; and where nothing is told, one that may give something
    up, also because the person was on no plan when something was refunded, or that waits for him to come back; and, in a
    correction, which tells only what differs, any."""
    amounts = _Amounts(inputs, outcomes)
    here = {(one.person, one.plan) for period, one in placed if period == inputs.period}
    told = {_key(one): one for one in outcomes if one.period == inputs.period}
    is_correction = inputs.period in inputs.earlier
    paid = _days_paid_on_credits(placed, versions)
    looked, found = 0, list[Breach]()
    for key, fen in sorted(amounts.computed()):
        kinds = _kinds(key, versions)
        if not kinds or not all(kind.may_stay_open() for kind in kinds):
            continue
        is_away = key[:2] not in here and not _all_go_on(kinds)
        standing = told.get(key)
        if standing is not None and standing.open_fen is not None:
            wanted_fen = -standing.open_fen - standing.given_up_fen
        elif is_correction or _may_give_up(kinds, inputs.period, paid.get(key[0], ())) or is_away:
            continue
        else:
            wanted_fen = 0
        looked += 1
        if fen != wanted_fen:
            person, plan, component = key
            found.append(Breach(str(wanted_fen), str(fen), person, inputs.period, plan, component))
    return looked, found


@define
class _Amounts:
    """What components came to by computation in all periods up to the run's own, from what was issued and the outcomes."""

    inputs: PayInputs
    outcomes: Sequence[Outcome]
    _fen: Counter[BalanceKey] = field(factory=Counter, init=False)
    _unknown: set[BalanceKey] = field(factory=set, init=False)

    def computed(self) -> Iterator[tuple[BalanceKey, int]]:
        periods = periods_of(self.inputs)
        so_far = set(periods[: periods.index(self.inputs.period) + 1])
        said = set[tuple[BalanceKey, Period]]()
        for outcome in self.outcomes:
            if outcome.period in so_far:
                said.add((_key(outcome), outcome.period))
                self._fen[_key(outcome)] += outcome.desired_fen - outcome.by_hand_fen
        for issued in self.inputs.issued:
            key = (issued.person, issued.plan, issued.component)
            if issued.period in so_far and (key, issued.period) not in said and self._is_asked(issued.person):
                self._fen[key] += issued.amount_fen
        for one in self.inputs.adjustments:
            key = (one.person, one.plan, one.component)
            if one.period in so_far and (key, one.period) not in said and self._is_asked(one.person):
                self._fen[key] -= one.amount_fen
                if one.kind is AdjustmentKind.REPLACES:
                    self._unknown.add(key)
        return ((key, fen) for key, fen in self._fen.items() if key not in self._unknown)

    def _is_asked(self, person: int) -> bool:
        return self.inputs.only is None or person in self.inputs.only


def _kinds(key: BalanceKey, versions: Versions) -> list[Component]:
    """What the versions that pay somebody have under this key."""
    return [
        component
        for (plan, _), version in versions.items()
        if plan == key[1]
        for component in version.plan.components
        if component.key == key[2]
    ]


def _may_give_up(kinds: Sequence[Component], period: Period, paid: Sequence[DateRange]) -> bool:
    """paid: the person's days on which he is paid on credits."""
    days = merge(paid)
    was_away = len(days) != 1 or days[0].until is None or days[0].until < period.until
    return any(kind.may_give_up(was_away=was_away) for kind in kinds)


def _days_paid_on_credits(
    placed: Sequence[tuple[Period, Segment]], versions: Versions
) -> Mapping[int, Sequence[DateRange]]:
    days: dict[int, list[DateRange]] = {}
    for _, segment in placed:
        components = versions[segment.plan, segment.version].plan.components
        if any(one.pays_credits() for one in components):
            days.setdefault(segment.person, []).append(segment.range)
    return days


def _all_go_on(kinds: Sequence[Component]) -> bool:
    return all(type(kind).goes_on is not Component.goes_on for kind in kinds)


def _key(outcome: Outcome) -> BalanceKey:
    return outcome.person, outcome.plan, outcome.component
