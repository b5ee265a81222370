"""Runs, outcomes and findings as others see them."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from attrs import field, frozen

from jieli.engines.pay import AdjustmentKind, Outcome
from jieli.kernel.period import Period
from jieli.kernel.trace import Trace


@frozen
class RunView:
    """One computation of one period. total_fen: all that it posts, None until it is computed.

    number: 0 is the period's own run, above it a correction of what was issued. is_reopened: of an own run, its period is
    open for a correction.
    """

    id: int
    period: Period
    state: str
    known_at: datetime
    input_hash: str
    outcome_hash: str
    issued_at: datetime | None
    total_fen: int | None
    people: int
    number: int = 0
    reopening_id: int | None = None
    is_reopened: bool = False

    @property
    def is_open(self) -> bool:
        return self.state not in ("issued", "abandoned")

    @property
    def is_correction(self) -> bool:
        return self.number > 0


@frozen
class RunEventView:
    """One step of a run: who did what when."""

    verb: str
    at: datetime
    by_user_id: int | None
    note: str


@frozen
class FrozenInputView:
    """One table of what a run looked at."""

    name: str
    row_count: int
    content_hash: str


@frozen
class OutcomeView:
    """One component of one person for one period, as a run posts it. is_adjustment: it is for a period that was issued
    before, an earlier one or, in a correction, also the run's own."""

    id: int
    run_id: int
    employee_id: int
    for_period: Period
    in_period: Period
    plan_code: str
    plan_hash: str
    component_key: str
    names: Mapping[str, str]
    desired_fen: int
    issued_before_fen: int
    posted_fen: int
    trace: Trace
    is_adjustment: bool


@frozen
class PostedAmount:
    """An outcome without its trace, for tables and sums."""

    outcome_id: int
    employee_id: int
    for_period: Period
    is_adjustment: bool
    plan_code: str
    component_key: str
    names: Mapping[str, str]
    posted_fen: int

    @property
    def explained_at(self) -> str:
        """Where the statements' app says why it is so much; an address, because that app stands above this one."""
        return f"/statements/outcomes/{self.outcome_id}/"


@frozen
class Rerun:
    """A run computed again from its frozen tables.

    differing: what is not as it was stored, by person, period, plan and component. differing_amounts: those of them
    whose amounts differ; the others differ in how they are explained, as after a new release of the program.
    """

    outcomes: tuple[Outcome, ...]
    outcome_hash: str
    stored_hash: str
    differing: tuple[str, ...]
    differing_amounts: tuple[str, ...]

    @property
    def is_identical(self) -> bool:
        return self.outcome_hash == self.stored_hash and not self.differing


@frozen
class ReopeningView:
    """A period that was issued, open again for one correction run. run_id: the period's own run."""

    id: int
    run_id: int
    period: Period
    reason: str
    at: datetime
    by_user_id: int | None
    closed_at: datetime | None
    closing_note: str


class FindingKind(StrEnum):
    """What a reviewer should look at before he approves, the gravest first."""

    BROKEN_PROMISE = "broken_promise"  # a check of the run's certificate does not hold; it is not reviewed
    FROZEN_EARLY = (
        "frozen_early"  # before the period was over: from_on the day it was, until_on the period's end
    )
    NOBODY_ON_PLAN = "nobody_on_plan"  # the run posts at most what earlier periods left
    UNOWNED = (
        "unowned"  # facts that nobody answered for; with days: of an earlier period, known since its run
    )
    CREDITED_WITHOUT_PLAN = (
        "credited_without_plan"  # credits of people who were on no plan that day; days as above
    )
    TAKEN_BACK_UNREAD = "taken_back_unread"  # refunds of what a version paid that cannot be read any more
    TOO_EARLY = "too_early"  # facts before until_on, where the first period of all began, known since its run
    BEFORE_FIRST = "before_first"  # the same, known when that first period is run
    NO_TEAMS = "no_teams"  # a plan looks for what nobody has any of; so do the next three
    NO_SERVICES = "no_services"
    NO_NAMED_DEALS = "no_named_deals"
    NO_CONFIRMATIONS = "no_confirmations"
    ADJUSTED_IN_VAIN = "adjusted_in_vain"  # decided by hand for a component that the person's plan has not
    EMPLOYED_WITHOUT_PLAN = "employed_without_plan"  # named once, and again where it is new
    NOTHING_PAID = "nothing_paid"  # on a plan, employed, and the run posts nothing
    LEFT_OPEN = (
        "left_open"  # something waits or is owed that nothing of the person's plans settles; negative: owed
    )
    JUMP = "jump"  # more than half up or down against the period before
    NEGATIVE = "negative"  # the person would owe money
    SAME_PERSON = "same_person"  # who approved is who started or reviewed


@frozen(order=True)
class FactRef:
    """A deal, receipt or refund, by its kind and its key in the source."""

    kind: str
    source_key: str
    fact_id: int


@frozen
class Finding:
    """One thing to look at: of whom, of which component of which plan, how much, on which days, and which facts are behind
    it."""

    kind: FindingKind
    employee_id: int | None = None
    amount_fen: int | None = None
    previous_fen: int | None = None
    from_on: date | None = None
    until_on: date | None = None
    facts: tuple[FactRef, ...] = field(default=())
    plan_code: str = ""
    component_key: str = ""


@frozen
class NewAdjustment:
    """What somebody wants decided by hand. component_key: empty for a line of its own."""

    employee_id: int
    period: Period
    plan_code: str
    component_key: str
    kind: AdjustmentKind
    amount_fen: int
    reason: str


class AdjustmentState(StrEnum):
    """Where an adjustment by hand stands; only an approved one counts."""

    REQUESTED = "requested"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@frozen
class AdjustmentView:
    """What was decided by hand for one person and period, by whom, and what became of it."""

    id: int
    employee_id: int
    period: Period
    plan_code: str
    component_key: str
    kind: AdjustmentKind
    amount_fen: int
    reason: str
    requested_at: datetime
    requested_by_id: int | None
    approved_at: datetime | None
    approved_by_id: int | None
    withdrawn_at: datetime | None
    withdrawn_by_id: int | None
    withdrawn_because: str

    @property
    def state(self) -> AdjustmentState:
        if self.withdrawn_at is not None:
            return AdjustmentState.WITHDRAWN
        return AdjustmentState.REQUESTED if self.approved_at is None else AdjustmentState.APPROVED
