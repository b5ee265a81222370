"""What an earlier version still takes back where nothing settles it any longer. Normative page: docs/algorithms/plans.md."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from jieli.engines.pay.component import Component
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.succession import Earlier
from jieli.engines.pay.taking_back import keys_taking_back


@frozen
class PassingBy:
    """A version (number) takes refunds back under a key of its own, past the component (settling) that now settles what it
    settled then."""

    number: int
    key: str
    settling: str


def passing_by(plan: Plan, before: Sequence[Earlier]) -> tuple[PassingBy, ...]:
    """What begins to pass by with a plan, each key once for each that settles. before: the versions before it, oldest first."""
    now = {(one.key, one.settling): one for one in _all_passing(plan, before)}
    if before:
        known = {one.key for one in _all_passing(before[-1].plan, before[:-1])}
        now = {place: one for place, one in now.items() if one.key not in known}
    return tuple(now.values())


def _all_passing(plan: Plan, before: Sequence[Earlier]) -> Iterator[PassingBy]:
    for was in before:
        for key in keys_taking_back(was.plan, plan):
            for one in was.plan.components:
                if key not in _settled_by(one):
                    continue
                its = _successors(one, plan)
                if its and not any(key in _settled_by(other) for other in its):
                    yield PassingBy(was.number, key, its[0].key)


def _successors(one: Component, plan: Plan) -> Sequence[Component]:
    """What does in a plan what a component of another version did: of its key, or else of its kind."""
    alike = [other for other in plan.components if other.type == one.type]
    return [other for other in alike if other.key == one.key] or alike


def _settled_by(one: Component) -> tuple[str, ...]:
    held = one.holds_of()
    return one.takes_from() if held is None else (*one.takes_from(), held)
