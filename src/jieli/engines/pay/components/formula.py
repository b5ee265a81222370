"""自定义公式: what no other component says."""

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, PaidBy, Scope
from jieli.engines.pay.days import common, months_since
from jieli.engines.pay.formulas import (
    Credited,
    Earned,
    Evaluated,
    Node,
    Past,
    Target,
    evaluate,
    formula_text,
    walk,
)
from jieli.engines.pay.formulas.evaluating import StepTooLong
from jieli.engines.pay.formulas.tree import Achieved, Constant, Joined, Looked, MonthsEmployed, Prefixed
from jieli.engines.pay.limits import is_too_much, too_much
from jieli.engines.pay.pricing.arithmetic import rounded
from jieli.engines.pay.pricing.spec import Measure
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.scoring.due import DueWindow
from jieli.engines.pay.scoring.indicators import Missing, OfAchievement, achievement_of
from jieli.engines.pay.scoring.measuring import measured_on
from jieli.engines.pay.text.formula_text import Formulas
from jieli.engines.pay.text.parameters import Choice, spelled
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Trace, plain_exact

UNIT = 100  # hundredths


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
        keys = [node.key for node in walk(self.formula) if isinstance(node, Earned | Target)]
        past = [node.key for node in walk(self.formula) if isinstance(node, Past) and node.key != self.key]
        return tuple(dict.fromkeys((*keys, *past)))

    def quotas(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(node.key for node in walk(self.formula) if isinstance(node, Target)))

    def measures(self) -> tuple[Measure, ...]:
        credited = [node.measure for node in walk(self.formula) if isinstance(node, Credited)]
        return tuple(dict.fromkeys(credited))

    def rates_sums(self) -> bool:
        kinds = {type(node) for node in walk(self.formula)}
        return Credited in kinds and kinds <= {Credited, Constant, Joined, Prefixed}

    def compute(self, work: Work) -> Result:
        try:
            pay = FormulaPay(self, evaluate(self.formula, _Looking(work)))
        except StepTooLong:
            pay = None
        if pay is None or is_too_much(pay.result_fen):
            raise Problems([too_much(work.person, work.period, work.segment.plan, self.key)])
        return Lines((pay,))


@frozen
class _Looking:
    """What a formula looks at, in one piece of work."""

    work: Work

    def value(self, node: Looked) -> Fraction:
        work = self.work
        if isinstance(node, Earned):
            return Fraction(work.earned([node.key]))
        if isinstance(node, Past):
            return Fraction(sum(fen for _, fen in work.past_fen([node.key], node.periods)))
        if isinstance(node, Target):
            return Fraction(work.target_fen(node.key))
        own = common(work.placed, [work.days])
        if isinstance(node, Credited):
            measured = measured_on(work, node.measure, own)
            return Fraction(measured.fen, UNIT if node.measure.view.basis is Basis.QUANTITY else 1)
        if isinstance(node, MonthsEmployed):
            return Fraction(months_since(work.employed, work.period))
        return self._achieved(node, DueWindow(work.period, own))

    def _achieved(self, node: Achieved, due: DueWindow) -> Fraction:
        found = achievement_of(OfAchievement(node.key, None), self.work, due, Missing.ZERO)
        if not found.is_missing:
            return found.reached
        if node.missing is None:
            raise Problems([_not_recorded(node.key, self.work)])
        return node.missing


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


def _not_recorded(key: str, work: Work) -> Problem:
    """Not nothing by silence: a key that is misspelt is recorded for nobody."""
    return Problem(
        "PAY-ACHIEVEMENT-005",
        f"achievement {key}",
        "A formula looks at the result “{key}”, which is not recorded for person {person} for all days of {window}.",
        "Check the key, record the result, or write in the plan what it counts as then: `achieved({key}, 0%)`.",
        {"key": key, "person": str(work.person), "window": work.period.label},
    )
