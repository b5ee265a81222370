"""Taking back what is owed, never more than was agreed, never below a floor."""

from fractions import Fraction

from attrs import frozen

from jieli.engines.pay.settlement.step import Step
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.trace import Scalar, Trace, plain_fen


@frozen
class Floor:
    """A given amount below which nothing takes the pay. pay_fen: the pay before anything is taken."""

    given_fen: int
    pay_fen: int

    @property
    def room_fen(self) -> int:
        return max(0, self.pay_fen - self.given_fen)

    def trace(self, taken_fen: int) -> Trace:
        """floor_fen: what the pay may be taken down to, which is all of it where it lies below the given amount."""
        return Trace(
            "pay.floor",
            {
                "floor_kind": "statutory",
                "given_fen": self.given_fen,
                "pay_fen": self.pay_fen,
                "floor_fen": min(self.given_fen, self.pay_fen),
                "paid_fen": self.pay_fen - taken_fen,
            },
        )


@frozen
class Recovery:
    """What a period takes back of a debt.

    The limit is the least of the debt, the rate of what is earned above the minimum (cut to the fen) and the most of a
    period; the floor may leave less.
    """

    debt_fen: int
    earned_fen: int
    above_fen: int
    rate: Rate
    most_fen: int | None
    floor: Floor | None

    @property
    def rated_fen(self) -> int:
        exact: Fraction = max(0, self.earned_fen - self.above_fen) * self.rate
        return exact.numerator // exact.denominator

    @property
    def limit_fen(self) -> int:
        limit = min(self.debt_fen, self.rated_fen)
        return limit if self.most_fen is None else min(limit, self.most_fen)

    @property
    def fen(self) -> int:
        return self.limit_fen if self.floor is None else min(self.limit_fen, self.floor.room_fen)

    def step(self) -> Step:
        left_fen = self.debt_fen - self.fen
        values: dict[str, Scalar] = {
            "earned_fen": self.earned_fen,
            "above_fen": self.above_fen,
            "rate_rate": format_rate(self.rate),
            "rated_fen": self.rated_fen,
            "most_fen": "" if self.most_fen is None else self.most_fen,
            "limit_fen": self.limit_fen,
            "recovered_fen": self.fen,
            "debt_before_fen": self.debt_fen,
            "debt_after_fen": left_fen,
        }
        text = f"{plain_fen(self.debt_fen)} - {plain_fen(self.fen)} = {plain_fen(left_fen)}"
        children = () if self.floor is None else (self.floor.trace(self.fen),)
        return Step("pay.recovery", values, -self.fen, text if self.fen else None, children)


def check_floor(floor_fen: int | None, floor_on: tuple[str, ...] | None, place: str) -> list[Problem]:
    if floor_on is None or floor_fen is not None:
        return []
    return [
        Problem(
            "PAY-FLOOR-001",
            f"{place}.floor_on",
            "Components are named whose pay is kept above a floor, and no floor is given.",
            "Write `statutory_floor`, or leave `floor_on` out.",
        )
    ]
