"""Statements as readers see them: frozen, with the names that hold when they are read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import field, frozen
from django.utils.translation import gettext

from jieli.kernel.period import Period
from jieli.kernel.trace import Trace
from jieli.ui.wording import period_text


@frozen
class LineView:
    """One amount. `period` is the one it is for: the statement's own, or an earlier one for an adjustment."""

    id: int
    statement_id: int
    position: int
    is_adjustment: bool
    period: Period
    plan_code: str
    plan_hash: str
    component_key: str
    names: Mapping[str, str]
    amount_fen: int
    trace: Trace

    @property
    def component(self) -> tuple[str, str]:
        return self.plan_code, self.component_key

    @property
    def is_target(self) -> bool:
        """A target is what other lines are measured by, and no pay: it is never shown as an amount of 0.00."""
        return is_target(self.trace)

    @property
    def is_recovery(self) -> bool:
        """It takes back what earlier periods paid in advance, and pays nothing."""
        is_taken = self.amount_fen < 0 and not self.is_adjustment
        return is_taken and any(step.rule == "pay.recovery" for step in self.trace.walk())


def is_target(trace: Trace) -> bool:
    return trace.values.get("type") == "quota"


def statement_name(period: Period, number: int) -> str:
    """“Mar 2026”, “Mar 2026, correction 1”."""
    name = period_text(period.label)
    if not number:
        return name
    return gettext("{period}, correction {number}").format(period=name, number=number)


@frozen
class Told:
    """A statement among those of the same person and period."""

    id: int
    number: int
    total_fen: int
    issued_at: datetime

    @property
    def name(self) -> str:
        return gettext("Correction {number}").format(number=self.number)


@frozen
class StatementSummary:
    """One statement in a list. previous_fen: the total of the person's statement before, None if there is none.

    number: 0 is the period's own statement, above it a correction of a period that was issued before. series: all of the
    person for the period as they are now, the own first; what was told does not change with it.
    """

    id: int
    run_id: int
    employee_id: int
    employee_number: str
    employee_name: str
    department_name: str | None
    period: Period
    currency: str
    total_fen: int
    previous_fen: int | None
    issued_at: datetime
    number: int = 0
    series: tuple[Told, ...] = field(default=(), eq=False)

    @property
    def corrects(self) -> Told | None:
        """Of a correction, the period's own statement; None where he had none."""
        return next((one for one in self.series if one.number == 0 < self.number), None)

    @property
    def corrections(self) -> tuple[Told, ...]:
        """Of a period's own statement, what came after it."""
        return () if self.number else tuple(one for one in self.series if one.number)

    @property
    def before_fen(self) -> int:
        """What the period's statements before this one come to."""
        return sum(one.total_fen for one in self.series if one.number < self.number)

    @property
    def until_fen(self) -> int:
        """What they come to with this one."""
        return self.before_fen + self.total_fen

    @property
    def together_fen(self) -> int:
        """What all of them come to."""
        return sum(one.total_fen for one in self.series)

    @property
    def corrected_fen(self) -> int:
        """What is in that beside the period's own statement."""
        return sum(one.total_fen for one in self.series if one.number)

    @property
    def plain_period_text(self) -> str:
        return period_text(self.period.label)

    @property
    def period_text(self) -> str:
        """The period as a reader calls the statement by it."""
        return statement_name(self.period, self.number)

    @property
    def difference_fen(self) -> int | None:
        return None if self.previous_fen is None else self.total_fen - self.previous_fen


@frozen
class ComponentTotal:
    """What one component of one plan came to in a statement, without adjustments of earlier periods. line_id: its line.

    is_recovery: it takes back what earlier periods paid in advance.
    """

    plan_code: str
    component_key: str
    names: Mapping[str, str]
    amount_fen: int
    line_id: int | None = None
    is_recovery: bool = False

    @property
    def component(self) -> tuple[str, str]:
        return self.plan_code, self.component_key


@frozen
class PreviousStatement:
    """The person's statement before, as far as it is compared with."""

    id: int
    period: Period
    total_fen: int
    components: tuple[ComponentTotal, ...]
    adjustments_fen: int


@frozen
class StatementView:
    """One person's pay of one period, with every line."""

    summary: StatementSummary
    organization_name: str
    position_title: str | None
    lines: tuple[LineView, ...]
    previous: PreviousStatement | None

    @property
    def id(self) -> int:
        return self.summary.id

    @property
    def own_lines(self) -> tuple[LineView, ...]:
        return tuple(line for line in self.lines if not line.is_adjustment)

    @property
    def adjustments(self) -> tuple[LineView, ...]:
        return tuple(line for line in self.lines if line.is_adjustment)


@frozen
class Comparison:
    """One row of this period beside the one before.

    Null: the component was not in that statement. What is not in one of them is no zero: there is no difference then,
    and `lacking` says in words in which it is not.
    """

    label: str
    amount_fen: int | None
    previous_fen: int | None
    lacking: str = ""
    line_id: int | None = None
    previous_line_id: int | None = None
    is_total: bool = False

    @property
    def difference_fen(self) -> int | None:
        if self.amount_fen is None or self.previous_fen is None:
            return None
        return self.amount_fen - self.previous_fen


@frozen
class LabelledLine:
    """A line as a table shows it; the label of an adjustment names its period.

    kind: “taken back” or “paid in addition”, empty for a line of the own period.
    """

    id: int
    label: str
    period: Period
    is_adjustment: bool
    kind: str
    amount_fen: int


def component_totals(lines: Sequence[LineView]) -> tuple[ComponentTotal, ...]:
    """The component lines of the own period, one each, in the statement's order; targets are no pay and not among them."""
    return tuple(
        ComponentTotal(
            plan_code=line.plan_code,
            component_key=line.component_key,
            names=line.names,
            amount_fen=line.amount_fen,
            line_id=line.id,
            is_recovery=line.is_recovery,
        )
        for line in lines
        if not line.is_adjustment and not line.is_target
    )


def language_code(language: str) -> str:
    """The language as the catalogues name it: zh, zh-cn and zh-Hans are all zh-hans."""
    return "zh-hans" if language.lower().startswith("zh") else "en"
