"""What a formula looks at, in one piece of work. Normative page: docs/algorithms/formulas.md."""

from fractions import Fraction

from attrs import frozen

from jieli.engines.crediting import Basis
from jieli.engines.pay.days import common, months_since
from jieli.engines.pay.formulas.tree import (
    Achieved,
    Credited,
    Earned,
    Looked,
    MonthsEmployed,
    Node,
    Past,
    Target,
    walk,
)
from jieli.engines.pay.pricing.spec import Measure
from jieli.engines.pay.scoring.due import DueWindow
from jieli.engines.pay.scoring.indicators import Missing, OfAchievement, achievement_of
from jieli.engines.pay.scoring.measuring import measured_on
from jieli.engines.pay.work import Work

UNIT = 100  # hundredths


class NotKnown(Exception):
    """Something that a formula looks at is not known for the period."""

    def __init__(self, node: Looked) -> None:
        super().__init__(node)
        self.node = node


@frozen
class Looking:
    """The values of what a formula looks at. Raises NotKnown."""

    work: Work

    def value(self, node: Looked) -> Fraction:
        work = self.work
        if isinstance(node, Past):
            return Fraction(sum(fen for _, fen in work.past_fen([node.key], node.periods)))
        if isinstance(node, MonthsEmployed):
            return Fraction(months_since(work.employed, work.period))
        own = common(work.placed, [work.days])
        if isinstance(node, Achieved):
            return self._achieved(node, DueWindow(work.period, own))
        if not own:
            raise NotKnown(node)
        if isinstance(node, Credited):
            measured = measured_on(work, node.measure, own)
            return Fraction(measured.fen, UNIT if node.measure.view.basis is Basis.QUANTITY else 1)
        if isinstance(node, Target):
            return Fraction(work.target_fen(node.key))
        if node.key not in work.before:
            raise NotKnown(node)
        return Fraction(work.earned([node.key]))

    def _achieved(self, node: Achieved, due: DueWindow) -> Fraction:
        found = (
            achievement_of(OfAchievement(node.key, None), self.work, due, Missing.ZERO)
            if self._has(node)
            else None
        )
        if found is not None and not found.is_missing:
            return found.reached
        if node.missing is None:
            raise NotKnown(node)
        return node.missing

    def _has(self, node: Achieved) -> bool:
        """A result that is recorded for some day of the period."""
        rows = self.work.sources.achievements.get(self.work.person, ())
        return any(row.key == node.key and row.range.overlaps(self.work.period.range) for row in rows)


def needs_of(formula: Node, own_key: str) -> tuple[str, ...]:
    """Keys of components that it looks at. own_key: of the component that has it; it may look at its own past."""
    keys = [node.key for node in walk(formula) if isinstance(node, Earned | Target)]
    past = [node.key for node in walk(formula) if isinstance(node, Past) and node.key != own_key]
    return tuple(dict.fromkeys((*keys, *past)))


def quotas_of(formula: Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(node.key for node in walk(formula) if isinstance(node, Target)))


def results_of(formula: Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(node.key for node in walk(formula) if isinstance(node, Achieved)))


def measures_of(formula: Node) -> tuple[Measure, ...]:
    credited = [node.measure for node in walk(formula) if isinstance(node, Credited)]
    return tuple(dict.fromkeys(credited))
