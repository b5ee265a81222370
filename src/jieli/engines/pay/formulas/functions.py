"""The functions that a formula may call, each made into a node of the tree from its arguments."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from attrs import frozen

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.formulas.kinds import common_kind
from jieli.engines.pay.formulas.tokens import Token
from jieli.engines.pay.formulas.tree import (
    Achieved,
    Constant,
    Credited,
    Earned,
    Extreme,
    If,
    MonthsEmployed,
    Node,
    Past,
    RatioOf,
    Target,
    ValueKind,
)
from jieli.engines.pay.pricing.spec import Measure, Take, View
from jieli.kernel.problem import Problem, Problems


@frozen
class Named:
    """An argument that is a name: of a component, a basis, a product line."""

    text: str
    column: int
    is_quoted: bool


Argument = Node | Named
E_ = TypeVar("E_", bound=StrEnum)


@frozen
class Call:
    """A call with its arguments, not yet looked at."""

    name: Token
    arguments: Sequence[Argument]
    place: str

    def named(self, index: int) -> Named:
        argument = self.arguments[index]
        assert isinstance(argument, Named)
        return argument

    def nodes(self, first: int = 0) -> tuple[Node, ...]:
        return tuple(argument for argument in self.arguments[first:] if not isinstance(argument, Named))

    def choice(self, index: int, among: type[E_]) -> E_:
        named = self.named(index)
        if named.is_quoted or named.text not in {one.value for one in among}:
            raise Problems(
                [
                    Problem(
                        "PAY-FORMULA-004",
                        self.place,
                        "“{name}”, at sign {column}, means nothing here.",
                        "Write one of: {known}.",
                        {
                            "name": named.text,
                            "column": str(named.column),
                            "known": ", ".join(one.value for one in among),
                        },
                    )
                ]
            )
        return among(named.text)

    def wrong_kinds(self) -> Problems:
        kinds = ", ".join(node.kind.value for node in self.nodes())
        return Problems(
            [
                Problem(
                    "PAY-FORMULA-005",
                    self.place,
                    "“{name}”, at sign {column}, is given: {kinds}. These do not go together.",
                    "Give it what its manual page says.",
                    {"name": self.name.text, "column": str(self.name.column), "kinds": kinds},
                )
            ]
        )


@frozen
class Function:
    """least, most: how many arguments it takes. named: places of those that are names; all_named: all are."""

    make: Callable[[Call], Node]
    least: int
    most: int | None
    named: Collection[int] = ()
    all_named: bool = False

    def made(self, name: Token, arguments: Sequence[Argument], place: str) -> Node:
        if len(arguments) < self.least or (self.most is not None and len(arguments) > self.most):
            raise Problems(
                [
                    Problem(
                        "PAY-FORMULA-007",
                        place,
                        "“{name}”, at sign {column}, has {count} arguments.",
                        "It takes at least {least}."
                        if self.most is None
                        else "It takes at least {least} and at most {most}.",
                        {
                            "name": name.text,
                            "column": str(name.column),
                            "count": str(len(arguments)),
                            "least": str(self.least),
                            "most": "" if self.most is None else str(self.most),
                        },
                    )
                ]
            )
        return self.make(Call(name, arguments, place))


def _credited(call: Call) -> Node:
    view = View(call.choice(0, Basis), call.choice(1, OwnerDate), call.choice(2, Group))
    lines = sorted({call.named(index).text for index in range(3, len(call.arguments))})
    return Credited(Measure(view, Take(product_lines=tuple(lines))))


def _past(call: Call) -> Node:
    (periods,) = call.nodes(1)
    if not isinstance(periods, Constant) or periods.kind is not ValueKind.COUNT:
        raise call.wrong_kinds()
    return Past(call.named(0).text, int(periods.value))


def _achieved(call: Call) -> Node:
    said = call.nodes(1)
    if not said:
        return Achieved(call.named(0).text)
    missing = said[0]
    if not isinstance(missing, Constant) or missing.kind not in (ValueKind.RATIO, ValueKind.NOTHING):
        raise call.wrong_kinds()
    return Achieved(call.named(0).text, missing.value)


def _extreme(call: Call) -> Node:
    among = call.nodes()
    kind = common_kind([node.kind for node in among])
    if kind is None or kind is ValueKind.TRUTH:
        raise call.wrong_kinds()
    return Extreme(call.name.text == "max", among, kind)


def _if(call: Call) -> Node:
    condition, then, otherwise = call.nodes()
    kind = common_kind([then.kind, otherwise.kind])
    if condition.kind is not ValueKind.TRUTH or kind is None or kind is ValueKind.TRUTH:
        raise call.wrong_kinds()
    return If(condition, then, otherwise, kind)


def _ratio(call: Call) -> Node:
    part, whole, otherwise = call.nodes()
    kind = common_kind([part.kind, whole.kind])
    is_ratio = otherwise.kind in (ValueKind.RATIO, ValueKind.NOTHING)
    if kind is None or kind is ValueKind.TRUTH or not is_ratio:
        raise call.wrong_kinds()
    return RatioOf(part, whole, otherwise)


FUNCTIONS: Mapping[str, Function] = {
    "earned": Function(lambda call: Earned(call.named(0).text), 1, 1, all_named=True),
    "past": Function(_past, 2, 2, named=(0,)),
    "target": Function(lambda call: Target(call.named(0).text), 1, 1, all_named=True),
    "credited": Function(_credited, 3, None, all_named=True),
    "achieved": Function(_achieved, 1, 2, named=(0,)),
    "months_employed": Function(lambda call: MonthsEmployed(), 0, 0),
    "min": Function(_extreme, 2, None),
    "max": Function(_extreme, 2, None),
    "if": Function(_if, 3, 3),
    "ratio": Function(_ratio, 3, 3),
}
