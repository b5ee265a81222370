"""States, steps and findings of a run in the reader's words."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from jieli.apps.payruns.api import (
    AdjustmentState,
    RunState,
    RunView,
)
from jieli.lib.problems import N_
from jieli.ui.wording import day_text, period_text

STATE_TONES: Mapping[str, str] = {
    RunState.FROZEN: "neutral",
    RunState.COMPUTED: "info",
    RunState.REVIEWED: "info",
    RunState.APPROVED: "warn",
    RunState.ISSUED: "ok",
    RunState.ABANDONED: "neutral",
}
ADJUSTMENT_STATES: Mapping[str, str] = {
    AdjustmentState.REQUESTED: N_("Waits for approval"),
    AdjustmentState.APPROVED: N_("Approved"),
    AdjustmentState.WITHDRAWN: N_("Withdrawn"),
}
ADJUSTMENT_TONES: Mapping[str, str] = {
    AdjustmentState.REQUESTED: "warn",
    AdjustmentState.APPROVED: "ok",
    AdjustmentState.WITHDRAWN: "neutral",
}
VERBS: Mapping[str, str] = {
    "started": N_("Inputs frozen"),
    "computed": N_("Computed"),
    "reviewed": N_("Reviewed"),
    "approved": N_("Approved"),
    "issued": N_("Issued"),
    "abandoned": N_("Abandoned"),
    "reopened": N_("Reopened"),
    "closed": N_("Closed again"),
}
CHECKS: Mapping[str, str] = {
    "shares": N_("The shares of each fact come to the whole"),
    "credited_once": N_("Nobody is credited twice for the same"),
    "reversals": N_("What is given back is taken from whom it was credited to"),
    "taken_once": N_("Every credit is paid once, and every refund taken back once"),
    "posted": N_("Issued and posted come to what should be"),
    "recovery": N_("Nothing is recovered beyond its limit"),
    "floor": N_("Nobody is below the floor that was promised"),
    "held": N_("No more is held, released or used than there was"),
    "carried": N_("Nothing that is held, waits or is owed vanishes"),
    "statements": N_("The statements come to what the run posts"),
}
# Said to who cannot take the next step himself.
WAITS: Mapping[str, str] = {
    RunState.FROZEN: N_("This run waits to be computed by somebody who runs the pay of the whole company."),
    RunState.COMPUTED: N_("This run waits to be reviewed by somebody who runs the pay of the whole company."),
    RunState.REVIEWED: N_("This run waits to be approved by finance."),
    RunState.APPROVED: N_("This run waits to be issued by finance."),
}
CALENDARS: Mapping[str, str] = {
    "mainland_china": N_("Working days of mainland China with its published holidays"),
    "weekdays": N_("Monday to Friday, public holidays not taken out"),
}
TABLES: Mapping[str, str] = {
    "achievements": N_("Results measured against targets"),
    "adjustments": N_("Adjustments decided by hand"),
    "allocations": N_("Which receipt settles which deal"),
    "assignments": N_("Who is on which plan"),
    "confirmations": N_("Handovers confirmed as done"),
    "deals": N_("Deals"),
    "employments": N_("Employments"),
    "exchange": N_("Exchange rates"),
    "invoices": N_("Invoices"),
    "issued": N_("Amounts issued before"),
    "leaves": N_("Unpaid leave"),
    "named_deals": N_("Deals named for a person who leaves"),
    "periods": N_("Periods"),
    "quotas": N_("Targets"),
    "receipts": N_("Receipts"),
    "refunds": N_("Refunds"),
    "run": N_("Currency and calendar"),
    "services": N_("Hours of service"),
    "spans": N_("Who owned which client when"),
    "splits": N_("Agreed splits of deals"),
    "steps": N_("Steps of transitions, client by client"),
    "teams": N_("Who is in whose team"),
    "terms": N_("Clients handed over"),
    "versions": N_("Plan versions"),
    "work_calendar": N_("Working days"),
}


def run_text(run: RunView) -> str:
    """“Jan 2026”, and for what corrects it “Jan 2026, correction 1”."""
    period = period_text(run.period.label)
    if not run.number:
        return period
    return _("{period}, correction {number}").format(period=period, number=run.number)


def waits(run: RunView, today: date) -> str:
    """What an open run waits for, said to who cannot take the next step."""
    if run.state == RunState.APPROVED and today < run.period.until:
        return _("The period is not over. It can be issued from {until} on.").format(
            until=day_text(run.period.until)
        )
    return _(WAITS[run.state])


def is_by_hand(source_key: str) -> bool:
    """Whether a fact was entered on a page: then its key is none that anybody knows it by."""
    return source_key.startswith("manual-")
