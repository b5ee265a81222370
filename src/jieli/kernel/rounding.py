"""Named rounding policies. A line of pay is rounded once, at its end, by the policy that its plan names."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction


class Rounding(StrEnum):
    """half_up: 四舍五入, halves away from zero. half_even: halves to the even neighbour. down, up: towards, away from zero."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"


def round_fen(exact: Fraction, policy: Rounding) -> int:
    """Whole fen. Every policy treats −x as the mirror of x, so that taking back cancels what was given."""
    whole, rest = divmod(abs(exact.numerator), exact.denominator)
    rounded = whole + _STEPS[policy](whole, 2 * rest, exact.denominator)
    return -rounded if exact < 0 else rounded


_STEPS: Mapping[Rounding, Callable[[int, int, int], int]] = {
    Rounding.HALF_UP: lambda whole, twice, of: int(twice >= of),
    Rounding.HALF_EVEN: lambda whole, twice, of: int(twice > of or (twice == of and whole % 2 == 1)),
    Rounding.DOWN: lambda whole, twice, of: 0,
    Rounding.UP: lambda whole, twice, of: int(twice > 0),
}
