"""What is refused between the components of one plan."""

from collections.abc import Sequence

from jieli.engines.crediting import Basis
from jieli.engines.pay.component import Component, TransitionCredits
from jieli.engines.pay.components import (
    Cap,
    Commission,
    DealCap,
    Holdback,
    Holdover,
    Instalments,
    NegativeBalance,
    SalesQuota,
    ServicingCommission,
    TransitionShare,
)
from jieli.engines.pay.components.negative_balance import NegativePolicy
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate, format_rate

Placed = Sequence[tuple[str, Component]]


def check_components(components: Placed, *, are_all: bool = True) -> list[Problem]:
    """components: each with its place in the text. are_all: none could not be read, so that none is missed for that."""
    needs = [*_check_needs(components), *_check_quotas(components)] if are_all else []
    twice = [*_check_doubled(components), *_check_held(components), *_check_holdovers(components)]
    return [*_check_keys(components), *needs, *_check_transition(components), *twice]


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


def _check_doubled(components: Placed) -> list[Problem]:
    """Two that each look at the whole of one component, the second not at what the first made of it."""
    found: list[Problem] = []
    before: list[Component] = []
    for place, one in components:
        on = _acted_on(one)
        for other in before:
            both = [key for key in _acted_on(other) if key in on]
            if type(other) is type(one) and both and other.key not in on:
                found.append(
                    Problem(
                        "PAY-TWICE-001",
                        place,
                        "“{key}” and “{other}” both act on the whole of “{both}”, so that together they do it twice.",
                        "Leave one of them out, or name “{other}” in “{key}” too, so that it sees what is left.",
                        {"key": one.key, "other": other.key, "both": both[0]},
                    )
                )
        before.append(one)
    return found


def _acted_on(one: Component) -> tuple[str, ...]:
    if isinstance(one, Cap | DealCap):
        return one.on
    if isinstance(one, NegativeBalance) and one.policy is not NegativePolicy.SHOW_AND_CARRY:
        return one.on
    return one.of if isinstance(one, Instalments) else ()


def _check_held(components: Placed) -> list[Problem]:
    found: list[Problem] = []
    held: dict[str, Rate] = {}
    for place, one in components:
        if isinstance(one, Holdback):
            held[one.of] = held.get(one.of, Rate(0)) + one.part
            if held[one.of] > 1 and one.part > 0:
                found.append(
                    Problem(
                        "PAY-TWICE-002",
                        f"{place}.part",
                        "With “{key}” {held} of “{of}” is held, more than all of it.",
                        "Hold at most 100% of a component in all its holdbacks together.",
                        {"key": one.key, "held": format_rate(held[one.of]), "of": one.of},
                    )
                )
    return found


def _check_holdovers(components: Placed) -> list[Problem]:
    """Two of one basis: each pays every part of a named deal that counts on it, whichever day and shares decide on owners."""
    found: list[Problem] = []
    first_on: dict[Basis, str] = {}
    for place, one in components:
        if isinstance(one, Holdover):
            other = first_on.setdefault(one.basis, one.key)
            if other != one.key:
                found.append(
                    Problem(
                        "PAY-TWICE-003",
                        f"{place}.basis",
                        "“{key}” and “{other}” both pay named deals on {basis}, so that the same money of a deal is paid twice.",
                        "Leave one of them out and give the other the rate of both, or let one of them pay on another basis.",
                        {"key": one.key, "other": other, "basis": one.basis.value},
                    )
                )
    return found
