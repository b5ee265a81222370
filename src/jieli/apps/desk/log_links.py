"""What a row of the log is about: what it is called, and the page that tells of it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse

from jieli.apps.audit import api as audit

# Table → the column with the key of what the row is about, that thing's page, and the ability that opens it.
PAGES: Mapping[str, tuple[str, str, str]] = {
    "access_rolegrant": ("user_id", "access:user", "manage_users"),
    "access_user": ("id", "access:user", "manage_users"),
    "clients_client": ("id", "desk:client", "see_clients"),
    "clients_clientbefore": ("client_id", "desk:client", "see_clients"),
    "clients_contact": ("client_id", "desk:client", "see_clients"),
    "handovers_consent": ("handover_id", "handovers:detail", "see_clients"),
    "handovers_confirmation": ("handover_id", "handovers:detail", "see_clients"),
    "handovers_nameddeal": ("handover_id", "handovers:detail", "see_clients"),
    "handovers_handover": ("id", "handovers:detail", "see_clients"),
    "handovers_handoverclient": ("handover_id", "handovers:detail", "see_clients"),
    "handovers_handoverevent": ("handover_id", "handovers:detail", "see_clients"),
    "intake_dealversion": ("fact_id", "desk:fact", "see_clients"),
    "intake_fact": ("id", "desk:fact", "see_clients"),
    "intake_invoiceversion": ("fact_id", "desk:fact", "see_clients"),
    "intake_receiptallocation": ("deal_id", "desk:fact", "see_clients"),
    "intake_receiptversion": ("fact_id", "desk:fact", "see_clients"),
    "intake_refundversion": ("fact_id", "desk:fact", "see_clients"),
    "intake_serviceversion": ("fact_id", "desk:fact", "see_clients"),
    "intake_visitversion": ("fact_id", "desk:fact", "see_clients"),
    "ownership_ownership": ("client_id", "desk:client", "see_clients"),
    "payruns_certificate": ("run_id", "payruns:run", "run_pay"),
    "payruns_frozeninput": ("run_id", "payruns:run", "run_pay"),
    "payruns_outcome": ("id", "statements:outcome", "see_pay"),
    "payruns_reopening": ("run_id", "payruns:run", "run_pay"),
    "payruns_run": ("id", "payruns:run", "run_pay"),
    "payruns_runcheck": ("run_id", "payruns:run", "run_pay"),
    "payruns_runevent": ("run_id", "payruns:run", "run_pay"),
    "payruns_runfinding": ("run_id", "payruns:run", "run_pay"),
    "payruns_seal": ("run_id", "payruns:run", "run_pay"),
    "people_department": ("id", "access:department", "edit_people"),
    "people_departmentterm": ("department_id", "access:department", "edit_people"),
    "people_employee": ("id", "access:employee", "see_people"),
    "people_employment": ("employee_id", "access:employee", "see_people"),
    "people_position": ("id", "access:position", "edit_people"),
    "people_positionterm": ("position_id", "access:position", "edit_people"),
    "plans_planassignment": ("employee_id", "access:employee", "see_people"),
    "statements_line": ("id", "statements:line", "see_pay"),
    "statements_statement": ("id", "statements:statement", "see_pay"),
}
CALLED = (
    "title",
    "topic",
    "name",
    "period_label",
    "login_name",
)  # the columns that call a row by name, the best first


def href_of(entry: audit.EntryView, *, may: Collection[str]) -> str:
    """The page of what the row is about; empty where there is none, it is gone, or the reader may not open it."""
    column, name, ability = PAGES.get(entry.table_name, ("", "", ""))
    key = _values(entry).get(column)
    if not isinstance(key, int) or ability not in may or (entry.verb == "delete" and column == "id"):
        return ""
    return reverse(name, args=[key])


def called(entry: audit.EntryView) -> str:
    """What the row calls itself, as far as it may be read; empty where it has no name."""
    values = _values(entry)
    texts = (values.get(column) for column in CALLED)
    return next((text for text in texts if isinstance(text, str) and text), "")


def _values(entry: audit.EntryView) -> Mapping[str, Any]:
    return entry.new or entry.old or {}
