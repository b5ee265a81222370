"""A formula as data: a tree of frozen values, each of a kind. Any back end may walk it."""

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from jieli.engines.crediting import Basis
from jieli.engines.pay.pricing.spec import Measure


class ValueKind(StrEnum):
    """What a part of a formula is. nothing: 0, which is of whatever kind is needed."""

    AMOUNT = "amount"
    RATIO = "ratio"
    COUNT = "count"
    TRUTH = "yes/no"
    NOTHING = "nothing"


class Sign(StrEnum):
    """What stands between two parts."""

    OR = "or"
    AND = "and"
    EQUAL = "="
    UNEQUAL = "<>"
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="
    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    BY = "/"


class Prefix(StrEnum):
    """What stands before one part."""

    NOT = "not"
    MINUS = "-"


@frozen
class Constant:
    """value: of an amount, fen."""

    value: Fraction
    kind: ValueKind


@frozen
class Earned:
    """What a component before comes to in the period."""

    key: str
    kind: ValueKind = ValueKind.AMOUNT


@frozen
class Past:
    """What a component came to in so many earlier periods."""

    key: str
    periods: int
    kind: ValueKind = ValueKind.AMOUNT


@frozen
class Target:
    """A quota's target for the days of the period."""

    key: str
    kind: ValueKind = ValueKind.AMOUNT


@frozen
class Credited:
    """A sum of credits of the days of the period on the plan."""

    measure: Measure

    @property
    def kind(self) -> ValueKind:
        return ValueKind.COUNT if self.measure.view.basis is Basis.QUANTITY else ValueKind.AMOUNT


@frozen
class Achieved:
    """Recorded results as a part of what was to be reached. missing: what it is where they are not recorded for all days;
    None: nothing is said of that."""

    key: str
    missing: Fraction | None = None
    kind: ValueKind = ValueKind.RATIO


@frozen
class MonthsEmployed:
    """Full months from the beginning of the employment to that of the period."""

    kind: ValueKind = ValueKind.COUNT


@frozen
class Prefixed:
    prefix: Prefix
    of: "Node"
    kind: ValueKind


@frozen
class Joined:
    sign: Sign
    left: "Node"
    right: "Node"
    kind: ValueKind


@frozen
class Extreme:
    """The greatest or the least of several."""

    is_greatest: bool
    among: tuple["Node", ...]
    kind: ValueKind


@frozen
class If:
    condition: "Node"
    then: "Node"
    otherwise: "Node"
    kind: ValueKind


@frozen
class RatioOf:
    """part ÷ whole; where the whole is 0, otherwise."""

    part: "Node"
    whole: "Node"
    otherwise: "Node"
    kind: ValueKind = ValueKind.RATIO


Looked = Earned | Past | Target | Credited | Achieved | MonthsEmployed
Node = Constant | Looked | Prefixed | Joined | Extreme | If | RatioOf


def parts_of(node: Node) -> tuple[Node, ...]:
    """What a node is made of, in the order of the text."""
    if isinstance(node, Prefixed):
        return (node.of,)
    if isinstance(node, Joined):
        return (node.left, node.right)
    if isinstance(node, Extreme):
        return node.among
    if isinstance(node, If):
        return (node.condition, node.then, node.otherwise)
    return (node.part, node.whole, node.otherwise) if isinstance(node, RatioOf) else ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def is_constant(node: Node) -> bool:
    """It is made of constants alone."""
    return not any(isinstance(one, Looked) for one in walk(node))
