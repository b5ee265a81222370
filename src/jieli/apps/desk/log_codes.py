"""What the codes in the log are called that no model names."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy, pgettext_lazy

HANDOVER_STEPS: Mapping[str, object] = {
    "drafted": pgettext_lazy("log", "Drafted"),
    "changed": pgettext_lazy("log", "Changed"),
    "proposed": pgettext_lazy("log", "Proposed"),
    "consented": pgettext_lazy("log", "Agreed"),
    "declined": pgettext_lazy("log", "Asked for a change"),
    "approved": pgettext_lazy("log", "Approved"),
    "withdrawn": pgettext_lazy("log", "Withdrawn"),
    "reversed": pgettext_lazy("log", "Reversed"),
    "confirmed": pgettext_lazy("log", "Takeover confirmed"),
    "taken_back": pgettext_lazy("log", "Confirmation taken back"),
}
RUN_STEPS: Mapping[str, object] = {
    "started": pgettext_lazy("log", "Inputs frozen"),
    "computed": pgettext_lazy("log", "Computed"),
    "reviewed": pgettext_lazy("log", "Reviewed"),
    "approved": pgettext_lazy("log", "Approved"),
    "issued": pgettext_lazy("log", "Issued"),
    "abandoned": pgettext_lazy("log", "Abandoned"),
    "reopened": pgettext_lazy("log", "Reopened"),
    "closed": pgettext_lazy("log", "Closed again"),
}
CHECKS: Mapping[str, object] = {
    "shares": gettext_lazy("The shares of each fact come to the whole"),
    "credited_once": gettext_lazy("Nobody is credited twice for the same"),
    "reversals": gettext_lazy("What is given back is taken from whom it was credited to"),
    "taken_once": gettext_lazy("Every credit is paid once, and every refund taken back once"),
    "posted": gettext_lazy("Issued and posted come to what should be"),
    "recovery": gettext_lazy("Nothing is recovered beyond its limit"),
    "floor": gettext_lazy("Nobody is below the floor that was promised"),
    "held": gettext_lazy("No more is held, released or used than there was"),
    "carried": gettext_lazy("Nothing that is held, waits or is owed vanishes"),
    "statements": gettext_lazy("The statements come to what the run posts"),
}
FINDINGS: Mapping[str, object] = {
    "broken_promise": gettext_lazy("A promise of every run is broken"),
    "frozen_early": gettext_lazy("Frozen before the period was over"),
    "nobody_on_plan": gettext_lazy("Nobody is on a plan in this period"),
    "unowned": gettext_lazy("Nobody answered for these"),
    "credited_without_plan": gettext_lazy("Sold something, but on no plan that day"),
    "taken_back_unread": gettext_lazy("Taken back at another rate: what paid cannot be read any more"),
    "too_early": gettext_lazy("Too early for any run"),
    "before_first": gettext_lazy("Before the first period that is run"),
    "no_teams": gettext_lazy("A plan pays on teams, and nobody leads anybody"),
    "no_services": gettext_lazy("A plan pays services, and none is recorded"),
    "no_named_deals": gettext_lazy("A plan pays on deals named in a handover, and none is named"),
    "no_confirmations": gettext_lazy("A plan waits for confirmed handovers, and none is confirmed"),
    "adjusted_in_vain": gettext_lazy("Adjusted by hand, but not in the person’s plan"),
    "employed_without_plan": gettext_lazy("Employed, but on no plan"),
    "nothing_paid": gettext_lazy("On a plan, but paid nothing"),
    "left_open": gettext_lazy("Open, and nothing settles it any more"),
    "jump": gettext_lazy("More than half up or down against the period before"),
    "negative": gettext_lazy("Comes out below zero"),
    "same_person": gettext_lazy("Approved by somebody who made or reviewed it himself"),
}
LANGUAGES: Mapping[str, object] = {
    "zh-hans": pgettext_lazy("log", "Chinese"),
    "en": pgettext_lazy("log", "English"),
}
# As the page of a run calls the tables that it froze.
FROZEN_TABLES: Mapping[str, object] = {
    "achievements": gettext_lazy("Results measured against targets"),
    "adjustments": gettext_lazy("Adjustments decided by hand"),
    "allocations": gettext_lazy("Which receipt settles which deal"),
    "assignments": gettext_lazy("Who is on which plan"),
    "confirmations": gettext_lazy("Handovers confirmed as done"),
    "deals": gettext_lazy("Deals"),
    "employments": gettext_lazy("Employments"),
    "exchange": gettext_lazy("Exchange rates"),
    "invoices": gettext_lazy("Invoices"),
    "issued": gettext_lazy("Amounts issued before"),
    "leaves": gettext_lazy("Unpaid leave"),
    "named_deals": gettext_lazy("Deals named for a person who leaves"),
    "periods": gettext_lazy("Periods"),
    "quotas": gettext_lazy("Targets"),
    "receipts": gettext_lazy("Receipts"),
    "refunds": gettext_lazy("Refunds"),
    "run": gettext_lazy("Currency and calendar"),
    "services": gettext_lazy("Hours of service"),
    "spans": gettext_lazy("Who owned which client when"),
    "splits": gettext_lazy("Agreed splits of deals"),
    "steps": gettext_lazy("Steps of transitions"),
    "teams": gettext_lazy("Who is in whose team"),
    "terms": gettext_lazy("Handovers applied"),
    "versions": gettext_lazy("Plan versions"),
    "work_calendar": gettext_lazy("Working days"),
}
CODES: Mapping[tuple[str, str], Mapping[str, object]] = {
    ("handovers_handoverevent", "verb"): HANDOVER_STEPS,
    ("payruns_runevent", "verb"): RUN_STEPS,
    ("payruns_runfinding", "kind"): FINDINGS,
    ("payruns_runcheck", "name"): CHECKS,
    ("payruns_frozeninput", "name"): FROZEN_TABLES,
    ("access_user", "language"): LANGUAGES,
}
