"""Random plans, from what the components say of their own parameters and from their worked examples.

A component of a random plan begins as one of its examples; then parameters are drawn anew. A new component so joins by
its examples, and a new kind of parameter stays as the examples have it until `SPELLED` says how to draw it.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from attrs import frozen
from hypothesis import assume
from hypothesis import strategies as st
from tests.engines.pay.books import names, rate_rows, rate_texts
from tests.engines.pay.loader import component_examples, plan_text
from tests.engines.yaml_texts import read_yaml

from jieli.engines.crediting import OWNER_DATES, Basis, OwnerDate
from jieli.engines.pay import COMPONENTS, parameters_of
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.plan import _read_plan
from jieli.engines.pay.text.nodes import ListNode, Node, TableNode, TextNode
from jieli.kernel.problem import Problem
from jieli.kernel.trace import plain_fen

TRIES = 3
PAYING = ("commission", "commission", "servicing_commission", "transition_share", "new_client_reward")
LOOKING = ("Keys", "OneKey")  # kinds that name other components
amounts = st.integers(1, 3_000_000) | st.sampled_from((1, 100, 2**40))


@frozen
class About:
    """A parameter that is to be drawn. before: key and type of those that stand before."""

    kind: Any
    name: str
    before: tuple[tuple[str, str], ...]

    @property
    def known(self) -> list[str]:
        """Keys that it may name: of quotas where it asks for one."""
        quotas = [key for key, type_ in self.before if type_ == "quota"]
        return quotas if "quota" in self.name and quotas else [key for key, _ in self.before]


Draw = Callable[[st.SearchStrategy[Any]], Any]
Spelling = Callable[[Draw, About], Any]
SPELLED: dict[str, Spelling] = {
    "Amount": lambda draw, about: draw(amounts.map(plain_fen)),
    "AmountOr": lambda draw, about: draw(amounts.map(plain_fen) | st.just(about.kind.word)),
    "Ratio": lambda draw, about: draw(rate_texts),
    "Days": lambda draw, about: str(draw(st.integers(1, 400))),
    "Choice": lambda draw, about: draw(st.sampled_from([word.value for word in about.kind.among])),
    "Count": lambda draw, about: str(draw(st.integers(1, 12))),
    "Multiple": lambda draw, about: draw(st.sampled_from(("50%", "1", "4/3", "250%"))),
    "Day": lambda draw, about: draw(st.sampled_from(("2026-01-01", "2026-02-28", "2026-03-15"))),
    "Keys": lambda draw, about: draw(
        st.lists(st.sampled_from(about.known), min_size=1, max_size=3, unique=True)
    ),
    "OneKey": lambda draw, about: draw(st.sampled_from(about.known)),
}


TOGETHER: dict[str, Spelling] = {}


def spelled_together(kind: str) -> Callable[[Spelling], Spelling]:
    """For kinds that stand under several keys: the strategy gives all of them."""

    def register(spelling: Spelling) -> Spelling:
        TOGETHER[kind] = spelling
        return spelling

    return register


@spelled_together("Rates")
def _rates(draw: Draw, about: About) -> Mapping[str, Any]:
    return {"rate": draw(rate_texts)} if draw(st.booleans()) else {"rates": draw(rate_rows())}


@cache
def templates() -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Type → the parameters of its examples that compute something."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for example in component_examples():
        if example.expect is not None:
            for one in read_yaml(example.plan)["components"]:
                if one["type"] == example.type:
                    own = {name: value for name, value in one.items() if name not in ("key", "type", "name")}
                    found.setdefault(example.type, []).append(own)
    return {type_: tuple(several) for type_, several in found.items()}


@st.composite
def components(draw: Draw, type_: str, before: tuple[tuple[str, str], ...]) -> Mapping[str, Any] | None:
    """One component that may stand after those before (key, type), with any of its parameters; None where its example
    looks at others that are not there."""
    first = not any(type_ == other for _, other in before)
    head = {"key": type_ if first else f"c{len(before)}", "type": type_, "name": draw(names)}
    template = _looking_at(draw, type_, draw(st.sampled_from(templates()[type_])), before)
    for _ in range(TRIES):
        one = head | _drawn_anew(draw, type_, template, before)
        if not _wrong(one):
            return one
    return None if _wrong(head | template) else head | template


def _drawn_anew(draw: Draw, type_: str, template: Mapping[str, Any], before: Any) -> dict[str, Any]:
    """Some parameters are drawn, of those that the example has most."""
    data = dict(template)
    for parameter in parameters_of(COMPONENTS[type_]):
        kind, keys = type(parameter.kind).__name__, parameter.kind.keys(parameter.name)
        about = About(parameter.kind, parameter.name, before)
        if draw(st.integers(0, 9)) < (5 if any(key in data for key in keys) else 1):
            if kind in TOGETHER:
                data = {name: value for name, value in data.items() if name not in keys}
                data |= TOGETHER[kind](draw, about)
            elif kind in SPELLED and (before or kind not in LOOKING):
                data[parameter.name] = SPELLED[kind](draw, about)
    return _fitting_day(draw, data)


def _looking_at(draw: Draw, type_: str, template: Mapping[str, Any], before: Any) -> Mapping[str, Any]:
    """The example with components of this plan instead of its own, also where it names a quota deep within."""
    quotas = [key for key, other in before if other == "quota"]
    data = {
        name: _with_quota(value, draw(st.sampled_from(quotas))) if quotas else value
        for name, value in template.items()
    }
    for parameter in parameters_of(COMPONENTS[type_]):
        kind = type(parameter.kind).__name__
        if kind in LOOKING and parameter.name in data and before:
            data[parameter.name] = SPELLED[kind](draw, About(parameter.kind, parameter.name, before))
    return data


def _with_quota(value: Any, quota: str) -> Any:
    if isinstance(value, list):
        return [_with_quota(one, quota) for one in value]
    if isinstance(value, dict):
        return {name: quota if name == "quota" else _with_quota(one, quota) for name, one in value.items()}
    return value


def _wrong(one: Mapping[str, Any]) -> bool:
    return any(code != "PAY-NEEDS-001" for code in _refused([one]))


def _fitting_day(draw: Draw, data: dict[str, Any]) -> dict[str, Any]:
    if "basis" not in data or "owner_date" not in data:
        return data
    known = OWNER_DATES[Basis(data["basis"])]
    fitting = [
        day.value for day in OwnerDate if day in known and not check_owner_date(Basis(data["basis"]), day, "")
    ]
    return data | {"owner_date": draw(st.sampled_from(fitting))}


@st.composite
def plans(draw: Draw, types: tuple[str, ...] = tuple(COMPONENTS)) -> str:
    """The text of a plan of one to eight components."""
    chosen: list[Mapping[str, Any]] = []
    wanted = draw(st.lists(st.sampled_from(types), min_size=1, max_size=6))
    if draw(st.booleans()):  # most kinds look at what another one pays on credits
        wanted = [*draw(st.lists(st.sampled_from(PAYING), min_size=1, max_size=2)), *wanted]
    for type_ in wanted:
        one = draw(components(type_, tuple((other["key"], other["type"]) for other in chosen)))
        if one is not None:
            more = [*chosen, one]
            if any(other["type"] == "transition_share" for other in more):
                more = [_without_transition(other) for other in more]
            chosen = chosen if _refused(more) else more
    assume(chosen)
    return _text(chosen)


def _without_transition(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a transition share pays is paid by it alone."""
    return {**one, "transition_credits": "excluded"} if "transition_credits" in one else one


def _text(chosen: list[Mapping[str, Any]]) -> str:
    return plan_text(_plan(chosen))


def _plan(chosen: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {"name": {"zh": "方案", "en": "Plan"}, "currency": "CNY", "components": chosen}


def _refused(chosen: list[Mapping[str, Any]]) -> list[str]:
    """What would be refused of their text, without writing and reading it: that takes most of the time of a random world."""
    found: list[Problem] = []
    _read_plan(_node(_plan(chosen), ""), found)
    return [problem.code for problem in found]


def _node(value: Any, place: str) -> Node:
    """What `read_nodes` makes of a value's text, in which everything is in quotes."""
    if isinstance(value, Mapping):
        inner = f"{place}." if place else ""
        return TableNode(place, {name: _node(one, inner + name) for name, one in value.items()})
    if isinstance(value, list):
        return ListNode(place, tuple(_node(one, f"{place}[{index}]") for index, one in enumerate(value)))
    assert isinstance(value, str), value
    return TextNode(place, value, quoted=True, is_text=True)
