"""The public face of pay runs: start, compute, review, approve, issue, abandon; and what they say."""

from jieli.apps.payruns.actions import (
    ChangedOutcomes,
    abandon_run,
    approve_run,
    compute_run,
    issue_run,
    rerun_from_frozen,
    review_run,
)
from jieli.apps.payruns.compute import calendar_of
from jieli.apps.payruns.findings import run_findings
from jieli.apps.payruns.freezing import ChangedTable
from jieli.apps.payruns.models import RunState
from jieli.apps.payruns.queries import (
    NoSuchOutcome,
    NoSuchRun,
    find_issued_run,
    find_open_run,
    get_outcome,
    get_run,
    issued_periods,
    list_events,
    list_frozen_inputs,
    list_outcomes,
    list_runs,
    posted_amounts,
    totals_by_person,
)
from jieli.apps.payruns.starting import next_period, start_run
from jieli.apps.payruns.values import (
    FactRef,
    Finding,
    FindingKind,
    FrozenInputView,
    OutcomeView,
    PostedAmount,
    Rerun,
    RunEventView,
    RunView,
)

__all__ = [
    "ChangedOutcomes",
    "ChangedTable",
    "FactRef",
    "Finding",
    "FindingKind",
    "FrozenInputView",
    "NoSuchOutcome",
    "NoSuchRun",
    "OutcomeView",
    "PostedAmount",
    "Rerun",
    "RunEventView",
    "RunState",
    "RunView",
    "abandon_run",
    "approve_run",
    "calendar_of",
    "compute_run",
    "find_issued_run",
    "find_open_run",
    "get_outcome",
    "get_run",
    "issue_run",
    "issued_periods",
    "list_events",
    "list_frozen_inputs",
    "list_outcomes",
    "list_runs",
    "next_period",
    "posted_amounts",
    "rerun_from_frozen",
    "review_run",
    "run_findings",
    "start_run",
    "totals_by_person",
]
