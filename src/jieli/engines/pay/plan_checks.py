"""What is refused between the components of one plan."""

from collections.abc import Sequence

from jieli.engines.pay.component import Component, TransitionCredits
from jieli.engines.pay.components import Commission, SalesQuota, ServicingCommission, TransitionShare
from jieli.kernel.problem import Problem

Placed = Sequence[tuple[str, Component]]


def check_components(components: Placed, *, are_all: bool = True) -> list[Problem]:
    """components: each with its place in the text. are_all: none could not be read, so that none is missed for that."""
    needs = [*_check_needs(components), *_check_quotas(components)] if are_all else []
    return [*_check_keys(components), *needs, *_check_transition(components)]


def _check_keys(components: Placed) -> list[Problem]:
    found, seen = [], set()
    for place, component in components:
        if component.key in seen:
            found.append(
                Problem(
                    "PAY-KEY-002",
                    f"{place}.key",
                    "Another component of this plan has the key “{key}” already.",
                    "Give each component a key of its own.",
                    {"key": component.key},
                )
            )
        seen.add(component.key)
    return found


def _check_needs(components: Placed) -> list[Problem]:
    found: list[Problem] = []
    before: set[str] = set()
    for place, component in components:
        found += [
            Problem(
                "PAY-NEEDS-001",
                place,
                "“{key}” looks at “{needed}”, and no component with that key stands before it in the plan.",
                "Correct the key, or move that component up.",
                {"key": component.key, "needed": needed},
            )
            for needed in component.needs()
            if needed not in before
        ]
        before.add(component.key)
    return found


def _check_quotas(components: Placed) -> list[Problem]:
    types = {component.key: component.type for _, component in components}
    return [
        Problem(
            "PAY-QUOTA-008",
            place,
            "“{key}” takes its target from “{named}”, which is no quota.",
            "Name a component of the type `quota` that stands before it.",
            {"key": component.key, "named": named},
        )
        for place, component in components
        for named in component.quotas()
        if types.get(named, SalesQuota.type) != SalesQuota.type
    ]


def _check_transition(components: Placed) -> list[Problem]:
    shared_on = {one.basis: one.key for _, one in components if isinstance(one, TransitionShare)}
    return [
        Problem(
            "PAY-TRANSITION-001",
            f"{place}.transition_credits",
            "“{key}” pays the outgoing person's transition credits on {basis}, and so does “{other}”: twice for one credit.",
            "Write `transition_credits: excluded` here, or leave the transition share out.",
            {"key": one.key, "other": shared_on[one.basis], "basis": one.basis.value},
        )
        for place, one in components
        if isinstance(one, Commission | ServicingCommission)
        and one.basis in shared_on
        and one.transition_credits is TransitionCredits.INCLUDED
    ]
