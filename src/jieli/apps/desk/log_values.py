"""Entries of the log in words: what a reader sees of each written row."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from jieli.apps.access import api as access
from jieli.apps.audit import api as audit
from jieli.apps.clients import api as clients
from jieli.apps.desk.log_codes import CODES
from jieli.apps.desk.log_links import called, href_of
from jieli.apps.desk.log_purposes import purpose_text
from jieli.apps.desk.log_words import UNSAID, column_label, table_label
from jieli.apps.intake import api as intake
from jieli.apps.people import api as people
from jieli.ui.wording import in_chinese, moment_text, money_text, period_text

VERBS: Mapping[str, object] = {
    "insert": pgettext_lazy("log", "new"),
    "update": pgettext_lazy("log", "changed"),
    "delete": pgettext_lazy("log", "removed"),
    "correct": pgettext_lazy("log", "put right"),
    "void": pgettext_lazy("log", "made void"),
}
TONES = {"insert": "ok", "update": "info", "delete": "danger", "correct": "info", "void": "danger"}
EMPLOYEES = frozenset({"employee_id", "outgoing_id", "incoming_id", "head_id"})
DEPARTMENTS = frozenset({"department_id", "parent_id"})
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
    """One entry, or one of `count` that one act wrote. what: the table in words; subject: what it is about, by name;
    href: the page of that; purpose: what the program was doing."""

    at: datetime
    who: str
    entry_id: int
    what: str
    subject: str
    href: str
    count: int
    row_id: int
    table_name: str
    verb: str
    tone: str
    is_change: bool
    changes: tuple[Change, ...]
    purpose: str


@frozen
class Names:
    """Names of what the entries point to. Clients and facts only for who may see them, and then None says so."""

    users: Mapping[int, str]
    employees: Mapping[int, str]
    clients: Mapping[int, str] | None
    facts: Mapping[int, str] | None
    departments: Mapping[int, str]


def rows_of(acts: Iterable[audit.Act], *, may: Collection[str], on: date) -> list[Row]:
    """The acts in words, in their order."""
    shown = list(acts)
    names = _names([one.newest for one in shown], may, on)
    return [_row(one.newest, one.count, names, may) for one in shown]


def _row(one: audit.EntryView, count: int, names: Names, may: Collection[str]) -> Row:
    verb = _verb(one)
    changes = [_change(one, column, names) for column in one.changed if column not in UNSAID]
    return Row(
        at=one.at,
        who=names.users.get(one.acting_user_id or 0, "") or _("the program"),
        entry_id=one.id,
        what=table_label(one.table_name),
        subject=called(one) or _about(one, names),
        href=href_of(one, may=may),
        count=count,
        row_id=one.row_id,
        table_name=one.table_name,
        verb=str(VERBS[verb]),
        tone=TONES[verb],
        is_change=verb in ("update", "correct", "void"),
        changes=tuple(change for change in changes if change.is_hidden or change.old != change.new),
        purpose=purpose_text(one.purpose),
    )


def _verb(one: audit.EntryView) -> str:
    """What was done, where a new row is a later version of something: to that thing."""
    if one.earlier is None or one.new is None:
        return one.verb
    return "void" if one.new["is_void"] and not one.earlier["is_void"] else "correct"


def _about(one: audit.EntryView, names: Names) -> str:
    """The client, person or login of whom a row without a name of its own speaks."""
    values = one.new or one.old or {}
    client = (names.clients or {}).get(values.get("client_id"), "")
    return (
        client
        or names.employees.get(values.get("employee_id"), "")
        or names.users.get(values.get("user_id"), "")
    )


def _names(entries: Collection[audit.EntryView], may: Collection[str], on: date) -> Names:
    users = {one.acting_user_id for one in entries} | _pointed(entries, USERS)
    sees = "see_clients" in may
    summaries = clients.get_summaries(client_ids=_pointed(entries, {"client_id"}) if sees else set())
    in_departments = bool(_pointed(entries, DEPARTMENTS))
    return Names(
        users=access.names_of_users(user_ids=users - {None}),
        employees=people.names_of(employee_ids=_pointed(entries, EMPLOYEES)),
        clients={one: summary.name for one, summary in summaries.items()} if sees else None,
        facts=_facts(_pointed(entries, intake.POINTING)) if sees else None,
        departments={one.id: one.name for one in people.list_departments(on=on)} if in_departments else {},
    )


def _facts(fact_ids: set[int]) -> Mapping[int, str]:
    """What facts are called: a deal by its title, else the key in the source."""
    titles = intake.titles_of(fact_ids=fact_ids)
    rest = fact_ids - set(titles)
    return {**intake.source_keys_of(fact_ids=rest), **titles} if rest else titles


def _pointed(entries: Iterable[audit.EntryView], columns: Collection[str]) -> set[int]:
    """The ids that stand in these columns."""
    return {
        value
        for one in entries
        for values in (one.old, one.earlier, one.new)
        for name, value in (values or {}).items()
        if name in columns and isinstance(value, int)
    }


def _change(entry: audit.EntryView, column: str, names: Names) -> Change:
    old, new = ((values or {}).get(column) for values in (entry.old or entry.earlier, entry.new))
    label = column_label(entry.table_name, column)
    unseen = (column == "client_id" and names.clients is None) or (
        column in intake.POINTING and names.facts is None
    )
    if audit.HIDDEN in (old, new) or unseen:
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
    if column.endswith("_fen") or column == "quantity":
        return money_text(value)
    for columns, known in (
        (EMPLOYEES, names.employees),
        (USERS, names.users),
        (DEPARTMENTS, names.departments),
        ({"client_id"}, names.clients or {}),
        (intake.POINTING, names.facts or {}),
    ):
        if column in columns and value in known:
            return known[value]
    if column == "handover_id":
        return _("handover %(id)s") % {"id": value}
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
