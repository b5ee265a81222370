"""A condition on which something is released, as it was asked. Normative page: docs/algorithms/holdback-and-release.md."""

from attrs import frozen

from jieli.engines.pay.formulas import Achieved, Node, evaluate, formula_text
from jieli.engines.pay.formulas.evaluating import StepTooLong
from jieli.engines.pay.limits import too_much
from jieli.engines.pay.scoring.looking import Looking, NotKnown
from jieli.engines.pay.settlement.step import SettledLine
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problems
from jieli.kernel.trace import Scalar, Trace


@frozen
class Decided:
    """What a condition came to in a period. holds: None where it is not decided, since what `lacking` says is not known.
    steps: how it came about."""

    condition: Node
    holds: bool | None
    lacking: Node | None = None
    steps: tuple[Trace, ...] = ()

    def line(self, left_fen: int) -> SettledLine:
        """A line of 0.00 that says what came of it, and what is still held."""
        key = self.lacking.key if isinstance(self.lacking, Achieved) else ""
        values: dict[str, Scalar] = {
            "condition": formula_text(self.condition),
            "holds": {True: "yes", False: "no", None: "undecided"}[self.holds],
            "lacking": "" if self.lacking is None else formula_text(self.lacking),
            "result_key": key,
            "left_after_fen": left_fen,
        }
        return SettledLine("pay.condition", values, children=self.steps)


def decided(work: Work, condition: Node) -> Decided:
    """In this period. Raises Problems where recorded results are wrong, or a step has too many digits."""
    try:
        found = evaluate(condition, Looking(work))
    except NotKnown as missing:
        return Decided(condition, None, missing.node)
    except StepTooLong:
        raise Problems([too_much(work.person, work.period, work.segment.plan, work.key)]) from None
    return Decided(condition, bool(found.value), None, found.steps)
