"""The promise that nobody holds money that was not paid."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from jieli.engines.pay.component import Component
from jieli.engines.pay.conservation.values import Breach
from jieli.engines.pay.values import AmountKey, Outcome, PayInputs
from jieli.engines.pay.versions import ReadVersion
from jieli.kernel.period import Period

OfPlan = tuple[int, Period, str]  # person, period, plan


def held(
    inputs: PayInputs, outcomes: Sequence[Outcome], versions: Mapping[tuple[str, int], ReadVersion]
) -> tuple[int, list[Breach]]:
    """What is held of looked at, and holdings that together took more of it than it came to: of the component itself, and of
    what one that stands before them left of all that it takes from. What was decided by hand for a holding is left out."""
    plans = {version.hash: version.plan.components for version in versions.values()}
    issued: Counter[AmountKey] = Counter()
    for one in inputs.issued:
        issued[one.key] += one.amount_fen
    told: dict[OfPlan, dict[str, Outcome]] = {}
    for outcome in outcomes:
        told.setdefault((outcome.person, outcome.period, outcome.plan), {})[outcome.component] = outcome
    looked, found = 0, list[Breach]()
    for of_plan, own in told.items():
        holdings = [one for outcome in own.values() for one in _holding(outcome, plans)]
        keys = {key for one in holdings for keys in one.pots for key in keys}
        came = {key: own[key].desired_fen if key in own else issued[AmountKey(*of_plan, key)] for key in keys}
        for pot in dict.fromkeys(pot for one in holdings for pot in one.pots):
            inside = [one for one in holdings if pot in one.pots]
            most_fen, taken_fen = _most(pot, came), sum(one.taken_fen for one in inside)
            looked += 1
            if taken_fen > most_fen:
                person, period, plan = of_plan
                found.append(Breach(str(most_fen), str(taken_fen), person, period, plan, inside[-1].key))
    return looked, found


Pot = tuple[str, ...]  # the component that took, or nothing, then those it took from


@frozen
class _Holding:
    """A component that holds a part of another. pots: what it must not take more from than is there."""

    key: str
    taken_fen: int
    pots: tuple[Pot, ...]


def _holding(outcome: Outcome, plans: Mapping[str, Sequence[Component]]) -> Iterator[_Holding]:
    before: list[Component] = []
    for component in plans.get(outcome.plan_hash, ()):
        of = component.holds_of()
        if component.key == outcome.component and of is not None:
            taken_fen = max(0, outcome.by_hand_fen - outcome.desired_fen)
            takers = [one for one in before if of in one.takes_from()]
            pots = (("", of), *((one.key, *one.takes_from()) for one in takers))
            yield _Holding(component.key, taken_fen, pots)
        before.append(component)


def _most(pot: Pot, came: Mapping[str, int]) -> int:
    """What the pot has above zero, less what was taken of it."""
    taker, *keys = pot
    return max(0, sum(max(0, came[key]) for key in keys) + min(0, came.get(taker, 0)))
