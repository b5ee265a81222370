"""Entries of the log in words: what a reader sees of each written row."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from jieli.apps.access import api as access
from jieli.apps.audit import api as audit
from jieli.apps.clients import api as clients
from jieli.apps.desk.log_words import CODES, UNSAID, column_label, table_label
from jieli.apps.people import api as people
from jieli.ui.wording import in_chinese, moment_text, money_text, period_text

VERBS: Mapping[str, object] = {
    "insert": pgettext_lazy("log", "new"),
    "update": pgettext_lazy("log", "changed"),
    "delete": pgettext_lazy("log", "removed"),
}
TONES = {"insert": "ok", "update": "info", "delete": "danger"}
EMPLOYEES = frozenset({"employee_id", "outgoing_id", "incoming_id", "head_id"})
USERS = frozenset({"user_id", "by_user_id", "recorded_by_id", "proposed_by_id", "approved_by_id"})
UNQUOTED = frozenset({"text"})
LONGEST = 160
LONGEST_HASH = 12
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}$")
_SPAN = re.compile(r"\[(\d{4}-\d{2}-\d{2})?,(\d{4}-\d{2}-\d{2})?\)$")


@frozen
class Change:
    """One value before and after; neither is told where the reader may not see it."""

    name: str
    old: str
    new: str
    is_hidden: bool = False


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


@frozen
class Names:
    """Names of whom the entries point to. Clients only for who may see them."""

    users: Mapping[int, str]
    employees: Mapping[int, str]
    clients: Mapping[int, str]


def rows_of(entries: Iterable[audit.EntryView], *, may: Collection[str]) -> list[Row]:
    """The entries in words, in their order."""
    shown = list(entries)
    names = _names(shown, may)
    return [
        Row(
            at=one.at,
            who=names.users.get(one.acting_user_id or 0, "") or _("the program"),
            what=table_label(one.table_name),
            row_id=one.row_id,
            table_name=one.table_name,
            verb=str(VERBS[one.verb]),
            tone=TONES[one.verb],
            changes=tuple(_change(one, column, names) for column in one.changed if column not in UNSAID),
            purpose=purpose_text(one.purpose),
        )
        for one in shown
    ]


def purpose_text(purpose: str) -> str:
    """What the program was doing, as its scopes name it: a page, a command, an import."""
    doing, _space, what = purpose.partition(" ")
    if doing == "page":
        return _("on the page %(path)s") % {"path": what.partition(" ")[2]}
    if doing == "command":
        return _("by the command %(command)s") % {"command": what}
    if doing == "import":
        return _("by an import with %(mapping)s") % {"mapping": what}
    if doing == "demo:":
        return _("when the demo was made")
    if purpose == "sign in":
        return pgettext("log", "when signing in")
    return pgettext("log", "when signing out") if purpose == "sign out" else purpose


def _names(entries: Collection[audit.EntryView], may: Collection[str]) -> Names:
    users = {one.acting_user_id for one in entries} | _pointed(entries, USERS)
    seen = _pointed(entries, {"client_id"}) if "see_clients" in may else set()
    summaries = clients.get_summaries(client_ids=seen)
    return Names(
        users=access.names_of_users(user_ids=users - {None}),
        employees=people.names_of(employee_ids=_pointed(entries, EMPLOYEES)),
        clients={one: summary.name for one, summary in summaries.items()},
    )


def _pointed(entries: Iterable[audit.EntryView], columns: Collection[str]) -> set[int]:
    """The ids that stand in these columns."""
    return {
        value
        for one in entries
        for values in (one.old, one.new)
        for name, value in (values or {}).items()
        if name in columns and isinstance(value, int)
    }


def _change(entry: audit.EntryView, column: str, names: Names) -> Change:
    old, new = ((values or {}).get(column) for values in (entry.old, entry.new))
    label = column_label(entry.table_name, column)
    if audit.HIDDEN in (old, new):
        return Change(label, "", "", is_hidden=True)
    return Change(
        label, _said(entry.table_name, column, old, names), _said(entry.table_name, column, new, names)
    )


def _said(table_name: str, column: str, value: Any, names: Names) -> str:
    """A stored value as it is read, cut where it is long; nothing as a dash."""
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, str):
        code = audit.label_of_code(table_name=table_name, column=column, code=value)
        return str(code or CODES.get((table_name, column), {}).get(value) or _text(column, value))
    if isinstance(value, bool):
        return pgettext("log", "yes") if value else pgettext("log", "no")
    if isinstance(value, int):
        return _number_text(column, value, names)
    if column == "component_name":
        return str(value["zh" if in_chinese() else "en"])
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "、".join(value)
    return _unquoted()


def _number_text(column: str, value: int, names: Names) -> str:
    if column.endswith("_fen"):
        return money_text(value)
    for columns, known in (
        (EMPLOYEES, names.employees),
        (USERS, names.users),
        ({"client_id"}, names.clients),
    ):
        if column in columns and value in known:
            return known[value]
    return str(value)


def _unquoted() -> str:
    return pgettext("log", "recorded, too long to be shown here")


def _text(column: str, value: str) -> str:
    if column in UNQUOTED:
        return _unquoted()
    if _MOMENT.match(value):
        return moment_text(datetime.fromisoformat(value))
    if column == "valid":
        return _span_text(value)
    if column in ("period_label", "for_label"):
        return period_text(value)
    longest = LONGEST_HASH if column.endswith("_hash") else LONGEST
    return value if len(value) <= longest else value[:longest] + "…"


def _span_text(value: str) -> str:
    """A stored span of days: from the first until before the second."""
    found = _SPAN.match(value)
    if found is None:
        return pgettext("log", "on no day")
    from_, until = found.groups()
    if until is None:
        return pgettext("log", "from %(from)s on") % {"from": from_} if from_ else pgettext("log", "always")
    if from_ is None:
        return pgettext("log", "until before %(until)s") % {"until": until}
    return pgettext("log", "from %(from)s until before %(until)s") % {"from": from_, "until": until}
