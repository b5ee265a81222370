"""自定义公式: what no other component says."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, PaidBy, Scope
from jieli.engines.pay.formulas import Credited, Evaluated, Node, evaluate, formula_text, walk
from jieli.engines.pay.formulas.evaluating import StepTooLong
from jieli.engines.pay.formulas.tree import Achieved, Constant, Joined, Looked, Prefixed
from jieli.engines.pay.limits import is_too_much, too_much
from jieli.engines.pay.pricing.arithmetic import rounded
from jieli.engines.pay.pricing.spec import Measure
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.scoring.looking import Looking, NotKnown, measures_of, needs_of, quotas_of, results_of
from jieli.engines.pay.text.formula_text import Formulas
from jieli.engines.pay.text.parameters import Choice, spelled
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Trace, plain_exact


@frozen(kw_only=True)
class Formula(Component):
    """What a formula comes to, in a small language of its own that is checked when the plan is read.

    **When to use**: for what no other component says; they explain themselves better. **Parameters**: `formula`: amounts (`500.00`), ratios
    (`2%`) and whole numbers (`3`) with `+ - * /`, comparisons, `and`, `or`, `not`, and the functions `earned(key)`, `past(key, 3)`, `target(quota)`,
    `credited(receipts, received, ownership, '软件')`, `achieved(key)` or `achieved(key, 0%)`, `months_employed()`, `min`,
    `max`, `if(yes/no, a, b)` and `ratio(a, b, otherwise)`; `rounding`. **Paid**: once a period, on the days on the plan, in exact fractions rounded once; it may be negative. **Refused**: kinds
    that do not go together, such as an amount times an amount; a division by what is not a constant; numbers such as `0.5`; names of
    components that do not stand before; in a run, what no statement could hold, and a result that is not recorded where the formula does not say
    what it counts as.

    **Example**: `max(0, earned(commission) - target(q1) * 2%)`, earned 5000.00, target 100000.00: 3000.00.
    """

    type: ClassVar[str] = "formula"
    scope: ClassVar[Scope] = Scope.PERIOD
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    formula: Node = field(metadata=spelled(Formulas()))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))

    def check(self, place: str) -> list[Problem]:
        return [
            problem
            for measure in self.measures()
            for problem in check_owner_date(measure.view.basis, measure.view.owner_date, f"{place}.formula")
        ]

    def needs(self) -> tuple[str, ...]:
        return needs_of(self.formula, self.key)

    def quotas(self) -> tuple[str, ...]:
        return quotas_of(self.formula)

    def results(self) -> tuple[str, ...]:
        return results_of(self.formula)

    def measures(self) -> tuple[Measure, ...]:
        return measures_of(self.formula)

    def rates_sums(self) -> bool:
        kinds = {type(node) for node in walk(self.formula)}
        return Credited in kinds and kinds <= {Credited, Constant, Joined, Prefixed}

    def compute(self, work: Work) -> Result:
        try:
            pay = FormulaPay(self, evaluate(self.formula, Looking(work)))
        except StepTooLong:
            pay = None
        except NotKnown as missing:
            raise Problems([_not_recorded(missing.node, work)]) from None
        if pay is None or is_too_much(pay.result_fen):
            raise Problems([too_much(work.person, work.period, work.segment.plan, self.key)])
        return Lines((pay,))


@frozen
class FormulaPay:
    """What the formula comes to."""

    formula: Formula
    evaluated: Evaluated

    @property
    def result_fen(self) -> int:
        return round_fen(self.evaluated.value, self.formula.rounding)

    def trace(self) -> Trace:
        exact = self.evaluated.value
        return Trace(
            "pay.formula",
            {
                "formula": formula_text(self.formula.formula),
                "exact": plain_exact(exact),
                "rounding": self.formula.rounding.value,
                "result_fen": self.result_fen,
            },
            rounded(exact, self.result_fen),
            self.evaluated.steps,
        )


def _not_recorded(node: Looked, work: Work) -> Problem:
    """Not nothing by silence: a key that is misspelt is recorded for nobody."""
    assert isinstance(node, Achieved), "A formula is asked on days on the plan, after all that it needs."
    key = node.key
    return Problem(
        "PAY-ACHIEVEMENT-005",
        f"achievement {key}",
        "A formula looks at the result “{key}”, which is not recorded for person {person} for all days of {window}.",
        "Check the key, record the result, or write in the plan what it counts as then: `achieved({key}, 0%)`.",
        {"key": key, "person": str(work.person), "window": work.period.label},
    )
