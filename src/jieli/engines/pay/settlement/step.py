"""A line of a component that looks at sums: one step with what was before and after."""

from collections.abc import Mapping

from attrs import field, frozen

from jieli.kernel.trace import Scalar, Trace, plain_fen


@frozen
class SettledLine:
    """rule: of its trace. The values of the trace end with the result."""

    rule: str
    values: Mapping[str, Scalar] = field(factory=dict)
    result_fen: int = 0
    calculation: str | None = None
    children: tuple[Trace, ...] = ()
    sources: tuple[str, ...] = ()

    def trace(self) -> Trace:
        values = {**self.values, "result_fen": self.result_fen}
        return Trace(self.rule, values, self.calculation, self.children, self.sources)


def added(one_fen: int, other_fen: int) -> str:
    """“500.00 + 300.00 = 800.00”."""
    sign = "+" if other_fen >= 0 else "-"
    return f"{plain_fen(one_fen)} {sign} {plain_fen(abs(other_fen))} = {plain_fen(one_fen + other_fen)}"


def paid_less_earned(paid_fen: int, earned_fen: int) -> str | None:
    """“20000.00 - 26000.00 = -6000.00”; None where all is paid that was earned."""
    if paid_fen == earned_fen:
        return None
    taken = f"- {plain_fen(earned_fen)}" if earned_fen >= 0 else f"+ {plain_fen(-earned_fen)}"
    return f"{plain_fen(paid_fen)} {taken} = {plain_fen(paid_fen - earned_fen)}"
