"""The most that an amount may be: what no statement could hold is a problem. Normative page: docs/algorithms/rounding.md."""

from jieli.kernel.period import Period
from jieli.kernel.problem import Problem
from jieli.kernel.trace import plain_fen

MOST_FEN = 10**15  # ten trillion: above any pay, and all sums of such amounts fit into a column


def is_too_much(fen: int) -> bool:
    return abs(fen) > MOST_FEN


def too_much(person: int, period: Period, plan: str, component: str) -> Problem:
    return Problem(
        "PAY-LIMIT-001",
        f"{plan}.{component}",
        "“{component}” of the plan “{plan}” comes to more for person {person} in {period} than a statement can hold: above {most}, or below it negatively.",
        "Correct the plan, the facts or what was decided by hand.",
        {
            "component": component,
            "plan": plan,
            "person": str(person),
            "period": period.label,
            "most": plain_fen(MOST_FEN),
        },
    )
