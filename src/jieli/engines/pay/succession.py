"""What a version of a plan must keep of those before it. Normative page: docs/algorithms/plans.md."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from jieli.engines.pay.component import Component
from jieli.engines.pay.plan import Plan
from jieli.kernel.problem import Problem


@frozen
class Earlier:
    """A version that was in force before, or is for those who are kept on it."""

    number: int
    plan: Plan
    freezes_deals: bool


def check_succession(
    plan: Plan, before: Sequence[Earlier], *, freezes_deals: bool, keeps_previous: bool
) -> list[Problem]:
    """Everything that a version may not say after those before it, oldest first. keeps_previous: nobody comes to it from one of
    these."""
    found = check_freezing(plan) if freezes_deals else []
    if not keeps_previous:
        found += [problem for one in before if one.freezes_deals for problem in check_after_frozen(plan, one)]
    return [*found, *_check_open(plan, before, {problem.place for problem in found})]


def check_freezing(plan: Plan) -> list[Problem]:
    """Of a version that freezes its deals."""
    found = []
    if not any(one.pays_deals() for one in plan.components):
        found.append(
            Problem(
                "PAY-FROZEN-001",
                "freezes_deals",
                "The deals of this version are to stay with it, and it has no component that pays deals. Later nobody would be paid what comes of them.",
                "Let the version not keep its deals, or add what it is to pay on them, such as a commission.",
            )
        )
    return found + [
        Problem(
            "PAY-FROZEN-004",
            f"components[{place}]",
            "The deals of this version are to stay with it, and “{key}” pays a rate on all that is credited while the version is in force. Later it would not pay them.",
            "Write it as a commission, which goes on for these deals, or let the version not keep them.",
            {"key": one.key},
        )
        for place, one in enumerate(plan.components)
        if one.rates_sums()
    ]


def check_after_frozen(plan: Plan, was: Earlier) -> list[Problem]:
    """Of a version to which somebody comes whose deals an earlier one has frozen."""
    return [*_check_kept(plan, was), *_check_types(plan, was), *_check_sums(plan, was)]


def _check_kept(plan: Plan, was: Earlier) -> Iterator[Problem]:
    """What acts on other components could not name what the frozen version goes on paying."""
    keys = {one.key for one in plan.components}
    acting = [(place, one) for place, one in enumerate(plan.components) if _acts_on_others(one)]
    if not acting:
        return
    place, first = acting[0]
    for one in was.plan.components:
        if one.pays_deals() and one.key not in keys:
            yield Problem(
                "PAY-FROZEN-002",
                f"components[{place}]",
                "Version {number} keeps its deals and goes on paying them by “{key}”, which this version does not have. “{acting}” could not name it, and so would not see what it pays.",
                "Keep “{key}” in this version, where it is to pay nothing on new deals with a rate of 0%, and name it wherever it is to be counted.",
                {"number": str(was.number), "key": one.key, "acting": first.key},
            )


def _check_types(plan: Plan, was: Earlier) -> Iterator[Problem]:
    pays = {one.key: one for one in was.plan.components if one.pays_deals()}
    for place, one in enumerate(plan.components):
        if one.key in pays and pays[one.key].type != one.type:
            yield Problem(
                "PAY-FROZEN-003",
                f"components[{place}].key",
                "“{key}” is a `{was}` by which version {number} goes on paying its deals, and is a `{is}` here. Two things would be one amount.",
                "Give the new component a key of its own.",
                {"key": one.key, "was": pays[one.key].type, "is": one.type, "number": str(was.number)},
            )


def _check_sums(plan: Plan, was: Earlier) -> Iterator[Problem]:
    for place, one in enumerate(plan.components):
        if one.rates_sums():
            yield Problem(
                "PAY-FROZEN-005",
                f"components[{place}]",
                "“{key}” pays a rate on all that is credited, also on deals that version {number} goes on paying. They would be paid twice.",
                "Write it as a commission, which leaves those deals to that version.",
                {"key": one.key, "number": str(was.number)},
            )


def _check_open(plan: Plan, before: Sequence[Earlier], said: set[str]) -> Iterator[Problem]:
    """A key of something that may still be open, given to another type. said: places that have a problem already."""
    opened = {one.key: (was, one) for was in before for one in was.plan.components if one.may_stay_open()}
    for index, one in enumerate(plan.components):
        place = f"components[{index}].key"
        if one.key not in opened or place in said:
            continue
        was, other = opened[one.key]
        if other.type != one.type:
            yield Problem(
                "PAY-KEY-004",
                place,
                "“{key}” was a `{was}` in version {number}, of which something may still be open, and is a `{is}` here.",
                "Give the new component a key of its own; what is open is then settled beside it.",
                {"key": one.key, "was": other.type, "is": one.type, "number": str(was.number)},
            )


def _acts_on_others(one: Component) -> bool:
    """On amounts of components that it names, not only on quotas."""
    return bool(set(one.needs()) - set(one.quotas()))
