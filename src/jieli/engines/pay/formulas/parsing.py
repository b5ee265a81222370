"""From the text of a formula to its tree, checked on the way."""

from collections.abc import Callable, Sequence

from jieli.engines.pay.formulas.evaluating import Nothing, StepTooLong, evaluate
from jieli.engines.pay.formulas.functions import FUNCTIONS, Argument, Named
from jieli.engines.pay.formulas.kinds import joined_kind
from jieli.engines.pay.formulas.tokens import Sort, Token, constant_of, tokens_of
from jieli.engines.pay.formulas.tree import Joined, Node, Prefix, Prefixed, Sign, ValueKind, is_constant
from jieli.kernel.problem import Problem, Problems

MOST_CHARACTERS = 2_000
MOST_LEVELS = 20
MOST_SIGNS = 200

# From the weakest to the strongest; `not` stands between `and` and the comparisons.
_OR, _AND = (Sign.OR,), (Sign.AND,)
_COMPARISONS = (Sign.AT_MOST, Sign.AT_LEAST, Sign.UNEQUAL, Sign.BELOW, Sign.ABOVE, Sign.EQUAL)
_SUMS, _PRODUCTS = (Sign.PLUS, Sign.MINUS), (Sign.TIMES, Sign.BY)


def parse_formula(text: str, place: str) -> Node:
    """The tree of a formula that is an amount. Raises Problems with the first thing that is wrong."""
    node = _parsed(text, place)
    if node.kind is not ValueKind.AMOUNT:
        raise Problems([_no_amount(place, node.kind)])
    return node


def parse_condition(text: str, place: str) -> Node:
    """The tree of a formula that is yes/no. Raises Problems, as parse_formula does."""
    node = _parsed(text, place)
    if node.kind is not ValueKind.TRUTH:
        raise Problems([_no_condition(place, node.kind)])
    return node


def _parsed(text: str, place: str) -> Node:
    if len(text) > MOST_CHARACTERS:
        raise Problems([_too_large(place)])
    return _Parser(tuple(tokens_of(text, place)), place).whole()


class _Parser:
    def __init__(self, tokens: Sequence[Token], place: str) -> None:
        self.tokens = tokens
        self.place = place
        self.at = 0
        self.level = 0
        self.signs = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def whole(self) -> Node:
        node = self.any()
        if self.next.sort is not Sort.END:
            raise Problems([self.unexpected("a sign such as + or *, or the end")])
        return node

    def any(self) -> Node:
        """Whatever may stand in parentheses or as an argument."""
        self.deeper()
        node = self.alternatives()
        self.level -= 1
        return node

    def alternatives(self) -> Node:
        node = self.conditions()
        while (token := self.taken(_OR)) is not None:
            node = self.join(token, node, self.conditions())
        return node

    def conditions(self) -> Node:
        node = self.condition()
        while (token := self.taken(_AND)) is not None:
            node = self.join(token, node, self.condition())
        return node

    def condition(self) -> Node:
        if self.next.sort is Sort.NAME and self.next.text == Prefix.NOT.value:
            return self.prefixed(Prefix.NOT, self.condition)
        node = self.sums()
        if (token := self.taken(_COMPARISONS)) is not None:
            node = self.join(token, node, self.sums())
        return node

    def sums(self) -> Node:
        node = self.products()
        while (token := self.taken(_SUMS)) is not None:
            node = self.join(token, node, self.products())
        return node

    def products(self) -> Node:
        node = self.value()
        while (token := self.taken(_PRODUCTS)) is not None:
            node = self.join(token, node, self.value())
        return node

    def value(self) -> Node:
        token = self.next
        if token.sort is Sort.SIGN and token.text == Prefix.MINUS.value:
            return self.prefixed(Prefix.MINUS, self.value)
        if token.sort is Sort.NUMBER:
            self.at += 1
            return constant_of(token, self.place)
        if token.sort is Sort.NAME:
            self.at += 1
            return self.call(token)
        if token.sort is Sort.SIGN and token.text == "(":
            self.at += 1
            node = self.any()
            self.expect(")")
            return node
        raise Problems([self.unexpected("a number, a function or a parenthesis")])

    def call(self, name: Token) -> Node:
        function = FUNCTIONS.get(name.text)
        if function is None:
            raise Problems(
                [
                    Problem(
                        "PAY-FORMULA-004",
                        self.place,
                        "“{name}”, at sign {column}, means nothing here.",
                        "Write one of: {known}.",
                        {"name": name.text, "column": str(name.column), "known": ", ".join(FUNCTIONS)},
                    )
                ]
            )
        self.expect("(")
        arguments: list[Argument] = []
        while not (self.next.sort is Sort.SIGN and self.next.text == ")"):
            if arguments:
                self.expect(",")
            arguments.append(self.argument(is_named=len(arguments) in function.named or function.all_named))
        self.at += 1
        return function.made(name, tuple(arguments), self.place)

    def argument(self, *, is_named: bool) -> Argument:
        if not is_named:
            return self.any()
        token = self.next
        if token.sort not in (Sort.NAME, Sort.QUOTED):
            raise Problems([self.unexpected("a name")])
        self.at += 1
        return Named(token.text.replace("''", "'"), token.column, is_quoted=token.sort is Sort.QUOTED)

    def join(self, token: Token, left: Node, right: Node) -> Node:
        sign = Sign(token.text)
        self.signs += 1
        if self.signs > MOST_SIGNS:
            raise Problems([_too_large(self.place)])
        if sign is Sign.BY and (
            right.kind is ValueKind.NOTHING or not is_constant(right) or not self.is_some(right)
        ):
            raise Problems([self.no_division(token)])
        kind = joined_kind(sign, left.kind, right.kind)
        if kind is None:
            raise Problems([_no_kinds(self.place, token, left.kind, right.kind)])
        return Joined(sign, left, right, kind)

    def is_some(self, constant: Node) -> bool:
        try:
            return evaluate(constant, Nothing()).value != 0
        except StepTooLong:
            raise Problems([_too_large(self.place)]) from None

    def prefixed(self, prefix: Prefix, following: "Following") -> Node:
        token = self.next
        self.at += 1
        self.deeper()
        of = following()
        self.level -= 1
        if (of.kind is ValueKind.TRUTH) is not (prefix is Prefix.NOT):
            raise Problems([_no_kinds(self.place, token, of.kind, of.kind)])
        return Prefixed(prefix, of, of.kind)

    def taken(self, among: Sequence[Sign]) -> Token | None:
        token = self.next
        if token.sort in (Sort.SIGN, Sort.NAME) and token.text in {sign.value for sign in among}:
            self.at += 1
            return token
        return None

    def expect(self, sign: str) -> None:
        if self.next.sort is not Sort.SIGN or self.next.text != sign:
            raise Problems([self.unexpected(f"“{sign}”")])
        self.at += 1

    def deeper(self) -> None:
        self.level += 1
        if self.level > MOST_LEVELS:
            raise Problems([_too_large(self.place)])

    def unexpected(self, wanted: str) -> Problem:
        return Problem(
            "PAY-FORMULA-003",
            self.place,
            "At sign {column} stands “{text}”, where there should be {wanted}.",
            "Check the signs, commas and parentheses before it.",
            {"column": str(self.next.column), "text": self.next.text or "the end", "wanted": wanted},
        )

    def no_division(self, token: Token) -> Problem:
        return Problem(
            "PAY-FORMULA-006",
            self.place,
            "The division at sign {column} is not by a constant above or below 0.",
            "Divide by a constant, or write `ratio(a, b, otherwise)`.",
            {"column": str(token.column)},
        )


Following = Callable[[], Node]


def _no_kinds(place: str, token: Token, left: ValueKind, right: ValueKind) -> Problem:
    return Problem(
        "PAY-FORMULA-005",
        place,
        "“{sign}”, at sign {column}, stands beside: {left}, {right}. These do not go together.",
        "Amounts are added to amounts, and multiplied by ratios or counts.",
        {"sign": token.text, "column": str(token.column), "left": left.value, "right": right.value},
    )


def _no_amount(place: str, kind: ValueKind) -> Problem:
    return Problem(
        "PAY-FORMULA-009",
        place,
        "What the formula comes to is no amount but: {kind}.",
        "Multiply a ratio or a count by an amount, or put a yes/no into `if`.",
        {"kind": kind.value},
    )


def _no_condition(place: str, kind: ValueKind) -> Problem:
    return Problem(
        "PAY-FORMULA-010",
        place,
        "What the condition comes to is no yes/no but: {kind}.",
        "Compare it with something: `achieved(nps) >= 80%`.",
        {"kind": kind.value},
    )


def _too_large(place: str) -> Problem:
    return Problem(
        "PAY-FORMULA-008",
        place,
        "The formula is longer than {characters} characters, deeper than {levels} levels or has more than {signs} signs.",
        "Divide it: a later formula may look at what an earlier one earned.",
        {"characters": str(MOST_CHARACTERS), "levels": str(MOST_LEVELS), "signs": str(MOST_SIGNS)},
    )
