"""Who changed what when? Every written row with its old and new value."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import frozen
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jieli.apps.access import api as access
from jieli.apps.audit import api as audit
from jieli.apps.desk.words import FIELD_LABELS
from jieli.lib.pages import NotAllowed, page
from jieli.ui.wording import moment_text

A_PAGE = 50
TABLES: Mapping[str, object] = {
    "clients_client": gettext_lazy("Client"),
    "clients_contact": gettext_lazy("Contact"),
    "ownership_ownershipchange": gettext_lazy("Change of owner"),
    "ownership_ownership": gettext_lazy("Owner"),
    "intake_fact": gettext_lazy("Fact"),
    "intake_dealversion": pgettext_lazy("kind of fact", "Deal"),
    "intake_dealsplit": gettext_lazy("Split of a deal"),
    "intake_receiptversion": pgettext_lazy("kind of fact", "Receipt"),
    "intake_receiptallocation": gettext_lazy("Allocation of a receipt"),
    "intake_refundversion": pgettext_lazy("kind of fact", "Refund"),
    "intake_visitversion": pgettext_lazy("kind of fact", "Visit"),
    "intake_serviceversion": pgettext_lazy("kind of fact", "Service record"),
    "handovers_handover": gettext_lazy("Handover"),
    "handovers_handoverclient": gettext_lazy("Client of a handover"),
    "handovers_consent": gettext_lazy("Consent"),
    "handovers_handoverevent": gettext_lazy("Step of a handover"),
    "people_employee": gettext_lazy("Employee"),
    "people_employment": gettext_lazy("Employment"),
    "people_department": gettext_lazy("Department"),
    "people_departmentterm": gettext_lazy("Department's term"),
    "people_position": gettext_lazy("Position"),
    "people_positionterm": gettext_lazy("Position's term"),
    "access_user": gettext_lazy("Login"),
    "access_rolegrant": gettext_lazy("Role"),
    "access_session": gettext_lazy("Signed-in browser"),
    "access_loginattempt": gettext_lazy("Attempt to sign in"),
    "plans_plan": gettext_lazy("Pay plan"),
    "plans_planversion": gettext_lazy("Version of a pay plan"),
    "plans_planassignment": gettext_lazy("Assignment of a pay plan"),
    "payruns_run": gettext_lazy("Pay run"),
    "payruns_frozeninput": gettext_lazy("Frozen input of a run"),
    "payruns_runevent": gettext_lazy("Step of a run"),
    "payruns_outcome": gettext_lazy("Outcome of a run"),
    "statements_statement": gettext_lazy("Statement"),
    "statements_line": gettext_lazy("Line of a statement"),
}
COLUMNS: Mapping[str, object] = {
    **FIELD_LABELS,
    "name": gettext_lazy("Name"),
    "code": gettext_lazy("Code"),
    "phone": gettext_lazy("Phone"),
    "client_class": gettext_lazy("Class"),
    "status": gettext_lazy("Status"),
    "industry": gettext_lazy("Industry"),
    "region": gettext_lazy("Region"),
    "source": pgettext_lazy("client", "Source"),
    "tags": gettext_lazy("Tags"),
    "credit_code": gettext_lazy("Credit code"),
    "created_on": gettext_lazy("Client since"),
    "role": gettext_lazy("Role"),
    "reason": gettext_lazy("Reason"),
    "valid": gettext_lazy("Holds"),
    "recorded_at": gettext_lazy("Recorded"),
    "superseded_at": pgettext_lazy("log", "Replaced"),
    "share_numerator": pgettext_lazy("log", "Share, numerator"),
    "share_denominator": pgettext_lazy("log", "Share, denominator"),
    "state": pgettext_lazy("log", "State"),
    "effective_from": pgettext_lazy("log", "In effect from"),
    "last_login": pgettext_lazy("log", "Last sign-in"),
    "language": pgettext_lazy("log", "Language"),
    "source_key": gettext_lazy("Key in the source"),
    "is_void": pgettext_lazy("log", "Void"),
}
VERBS: Mapping[str, object] = {
    "insert": pgettext_lazy("log", "new"),
    "update": pgettext_lazy("log", "changed"),
    "delete": pgettext_lazy("log", "removed"),
}
TONES = {"insert": "ok", "update": "info", "delete": "danger"}
UNSAID = {"id", "organization_id", "search_text", "name_key"}
LONGEST = 160
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}$")


@frozen
class Change:
    name: str
    old: str
    new: str


@frozen
class Row:
    """One entry. what: the table in words; purpose: what the program was doing."""

    at: datetime
    who: str
    what: str
    row_id: int
    table_name: str
    verb: str
    tone: str
    changes: tuple[Change, ...]
    purpose: str


class LogFilter(forms.Form):
    table = forms.ChoiceField(label=pgettext_lazy("log", "What"), required=False)
    row = forms.IntegerField(label=pgettext_lazy("log", "Number"), required=False, min_value=1)
    user = forms.TypedChoiceField(
        label=pgettext_lazy("log", "Who"), required=False, coerce=int, empty_value=None
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, users: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.fields["table"].choices = [("", _("All")), *TABLES.items()]
        self.fields["user"].choices = [("", _("All")), *users]


@page(needs="see_log")
def log(request: HttpRequest) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    if viewer.people("see_log", today) is not None:
        raise NotAllowed("see_log")  # the log tells of the whole company
    users = [(one.id, one.name) for one in access.list_users()]
    form = LogFilter(request.GET, users=users)
    form.is_valid()
    wanted = form.cleaned_data
    found = audit.list_entries(
        table_name=wanted.get("table") or None,
        row_id=wanted.get("row"),
        acting_user_id=wanted.get("user"),
        before_id=wanted.get("page"),
        limit=A_PAGE + 1,
    )
    shown = found[:A_PAGE]
    names = access.names_of_users(user_ids={one.acting_user_id for one in shown if one.acting_user_id})
    context = {
        "form": form,
        "rows": [_row(one, names) for one in shown],
        "is_newest": not wanted.get("page"),
        "earlier": shown[-1].id if len(found) > A_PAGE else None,
        "filtered": any(wanted.get(name) for name in ("table", "row", "user")),
    }
    return render(request, "desk/log.html", context)


def _row(entry: audit.EntryView, names: Mapping[int, str]) -> Row:
    old, new = entry.old or {}, entry.new or {}
    changed = [name for name in entry.changed if name not in UNSAID]
    return Row(
        at=entry.at,
        who=names.get(entry.acting_user_id or 0, "") or _("the program"),
        what=str(TABLES.get(entry.table_name, entry.table_name)),
        row_id=entry.row_id,
        table_name=entry.table_name,
        verb=str(VERBS[entry.verb]),
        tone=TONES[entry.verb],
        changes=tuple(
            Change(str(COLUMNS.get(name, name)), _said(old.get(name)), _said(new.get(name)))
            for name in changed
        ),
        purpose=entry.purpose,
    )


def _said(value: object) -> str:
    """A stored value as text, cut where it is long; nothing as a dash."""
    if value is None or value == "":
        return "–"
    text = str(value)
    if _MOMENT.match(text):
        return moment_text(datetime.fromisoformat(text))
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
