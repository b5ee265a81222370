"""Whole numbers in SQL with a bound that holds for every row, so that none can overflow unseen."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import frozen

from jieli.engines.pay.columns.sql.dialect import Dialect
from jieli.kernel.rounding import Rounding

BIG = 2**62  # below it: 64 bits, with room for one addition


class TooLarge(ValueError):
    """No number type of columns is sure to hold this."""


@frozen
class Whole:
    """A whole number as SQL. most: no row has a larger absolute value. Its type is huge from BIG on, else whole."""

    sql: str
    most: int

    @property
    def is_huge(self) -> bool:
        return self.most >= BIG


@frozen
class Numbers:
    """Arithmetic in one dialect. Every result says its bound; **raises** TooLarge where no type holds it."""

    dialect: Dialect

    def literal(self, value: int) -> Whole:
        return self._typed(Whole(f"CAST({value} AS {self._type(abs(value))})", abs(value)))

    def column(self, sql: str, most: int) -> Whole:
        """A column of 64 bits: a fact's, or a sum that was cast to them, which is an error where it does not fit."""
        return Whole(sql, min(most, BIG - 1))

    def factor(self, sql: str, most: int) -> Whole:
        """A column of 64 bits that was made of a plan's numbers."""
        if most >= BIG:
            raise TooLarge(f"A rate or factor of {most} parts fits into no column.")
        return Whole(sql, most)

    def times(self, one: Whole, other: Whole) -> Whole:
        return self._of_both(one, other, "*", one.most * other.most)

    def plus(self, one: Whole, other: Whole) -> Whole:
        return self._of_both(one, other, "+", one.most + other.most)

    def minus(self, one: Whole, other: Whole) -> Whole:
        return self._of_both(one, other, "-", one.most + other.most)

    def least(self, one: Whole, other: Whole) -> Whole:
        return self._function("least", one, other)

    def greatest(self, one: Whole, other: Whole) -> Whole:
        return self._function("greatest", one, other)

    def chosen(self, cases: Sequence[tuple[str, Whole]], other: Whole) -> Whole:
        """The first whose condition holds, else the other."""
        if not cases:
            return other
        most = max(value.most for value in (*(value for _, value in cases), other))
        whens = " ".join(f"WHEN {condition} THEN {self._cast(value, most)}" for condition, value in cases)
        return self._typed(Whole(f"CASE {whens} ELSE {self._cast(other, most)} END", most))

    def size(self, value: Whole) -> Whole:
        return Whole(f"abs({value.sql})", value.most)

    def negative(self, value: Whole) -> Whole:
        return Whole(f"(-{value.sql})", value.most)

    def whole(self, value: Whole, most: int) -> Whole:
        """The same in 64 bits, where it is known that it fits."""
        return Whole(f"CAST({value.sql} AS {self.dialect.whole})", most)

    def rounded(self, value: Whole, of: int, policy: Rounding) -> Whole:
        """value ÷ of, to whole numbers; −x is always the mirror of x, and no division ever sees a negative number."""
        size = self._divided(self.size(value), of, policy)
        most = value.most // of + 1
        sign = f"CASE WHEN {value.sql} < 0 THEN -({size.sql}) ELSE {size.sql} END"
        if size.is_huge and most < BIG:
            return Whole(f"CAST({sign} AS {self.dialect.whole})", most)
        return self._typed(Whole(sign, most))

    def rounded_by(self, value: Whole, column: str, policy: Rounding) -> Whole:
        """value ÷ a column of 64 bits that is above zero; no value is negative."""
        by = self.column(column, BIG)
        below = self._quotient_by(value, by)
        rest = Whole(
            f"({self.dialect.remainder(self._cast(value, max(value.most, by.most)), by.sql)})", by.most
        )
        if policy is Rounding.DOWN:
            return below
        if policy is Rounding.UP:
            return Whole(f"({below.sql} + CASE WHEN {rest.sql} > 0 THEN 1 ELSE 0 END)", value.most)
        half = f"({by.sql} - {rest.sql})"
        up = f"{rest.sql} >= {half}"
        if policy is Rounding.HALF_EVEN:
            odd = self.dialect.remainder(below.sql, "2")
            up = f"{rest.sql} > {half} OR ({rest.sql} = {half} AND {odd} = 1)"
        return Whole(f"({below.sql} + CASE WHEN {up} THEN 1 ELSE 0 END)", value.most)

    def _quotient_by(self, value: Whole, by: Whole) -> Whole:
        most = max(value.most, by.most)
        quotient = self.dialect.quotient(self._cast(value, most), self._cast(by, most), is_huge=most >= BIG)
        return Whole(f"({quotient})", value.most)

    def _divided(self, value: Whole, of: int, policy: Rounding) -> Whole:
        """Of a value that is not negative. The type is that of the numbers on the way."""
        if policy is Rounding.DOWN:
            return self._quotient(value, of)
        if policy is Rounding.UP:
            return self._quotient(self.plus(value, self.literal(of - 1)), of)
        if policy is Rounding.HALF_UP and of % 2 == 0:
            return self._quotient(self.plus(value, self.literal(of >> 1)), of)
        twice = self.times(value, self.literal(2))
        if policy is Rounding.HALF_UP:
            return self._quotient(self.plus(twice, self.literal(of)), 2 * of)
        below = self._quotient(value, of)
        rest = self.dialect.remainder(value.sql, self.literal(of).sql)
        odd = self.dialect.remainder(below.sql, "2")
        double = self.times(Whole(f"({rest})", of), self.literal(2)).sql
        up = f"{double} > {of} OR ({double} = {of} AND {odd} = 1)"
        return Whole(f"({below.sql} + CASE WHEN {up} THEN 1 ELSE 0 END)", value.most)

    def _quotient(self, value: Whole, by: int) -> Whole:
        most = max(value.most, by)
        divisor = self._cast(self.literal(by), most)
        quotient = self.dialect.quotient(self._cast(value, most), divisor, is_huge=most >= BIG)
        return Whole(f"({quotient})", value.most)

    def _of_both(self, one: Whole, other: Whole, operator: str, most: int) -> Whole:
        return self._typed(Whole(f"({self._cast(one, most)} {operator} {self._cast(other, most)})", most))

    def _function(self, name: str, one: Whole, other: Whole) -> Whole:
        most = max(one.most, other.most)
        return Whole(f"{name}({self._cast(one, most)}, {self._cast(other, most)})", most)

    def _cast(self, value: Whole, most: int) -> str:
        wanted = most >= BIG
        return value.sql if wanted == value.is_huge else f"CAST({value.sql} AS {self._type(most)})"

    def _type(self, most: int) -> str:
        return self.dialect.huge if most >= BIG else self.dialect.whole

    def _typed(self, value: Whole) -> Whole:
        if value.most >= self.dialect.most:
            raise TooLarge(f"Numbers up to {value.most} fit into no column.")
        return value


def common_denominator(rates: Iterable[Fraction]) -> int:
    """The least number that every rate times is whole."""
    found = 1
    for rate in rates:
        found = common_multiple(found, rate.denominator)
    return found


def scaled(rate: Fraction, denominator: int) -> int:
    """The numerator of a rate over a denominator that its own divides."""
    return rate.numerator * (denominator // rate.denominator)


def common_multiple(one: int, other: int) -> int:
    """The least number that both divide."""
    rest, by = one, other
    while by:
        rest, by = by, rest % by
    return one // rest * other
