"""What differs since a run, in the reader's words, for pages and the command line: one row a change, and one a handover, whatever
it changed of its clients' owners."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jieli.apps.clients.api import get_summaries
from jieli.apps.intake.api import titles_of
from jieli.apps.payruns.api import Since
from jieli.apps.payruns.pages.wording import is_by_hand
from jieli.apps.people.api import names_of
from jieli.engines.pay.changes import Change, ChangeKind
from jieli.lib.problems import N_
from jieli.ui.wording import day_text, money_text, percent_text

MOST_ROWS = 100
_MOST_PEOPLE = 5
_KINDS: Mapping[ChangeKind, str] = {
    ChangeKind.DEAL: N_("Deals"),
    ChangeKind.RECEIPT: N_("Receipts"),
    ChangeKind.REFUND: N_("Refunds"),
    ChangeKind.INVOICE: N_("Invoices"),
    ChangeKind.SHARE: N_("Who owned which client when"),
    ChangeKind.TERMS: N_("Handovers applied"),
    ChangeKind.CONFIRMATION: N_("Handovers confirmed as done"),
    ChangeKind.VERSION: N_("Plan versions"),
    ChangeKind.ASSIGNMENT: N_("Who is on which plan"),
    ChangeKind.EMPLOYMENT: N_("Employments"),
    ChangeKind.QUOTA: N_("Targets"),
    ChangeKind.ACHIEVEMENT: N_("Results measured against targets"),
    ChangeKind.LEAVE: N_("Unpaid leave"),
    ChangeKind.TEAM: N_("Who is in whose team"),
    ChangeKind.SERVICE: N_("Hours of service"),
    ChangeKind.NAMED_DEAL: N_("Deals named for a person who leaves"),
    ChangeKind.ADJUSTMENT: N_("Adjustments decided by hand"),
}
# What a change is said by where its figure stays.
_FIELDS: Mapping[str, str] = {
    "product_line": N_("Product line"),
    "region": N_("Region"),
    "client_class": N_("Client class"),
    "signed_on": N_("Signed on"),
    "opened_on": N_("Opened on"),
    "delivered_on": N_("Delivered on"),
    "approved_on": N_("Approved on"),
    "accepted_on": N_("Accepted on"),
    "received_on": N_("Received on"),
    "refunded_on": N_("Refunded on"),
    "invoiced_on": N_("Invoiced on"),
}
_FACTS = frozenset({ChangeKind.DEAL, ChangeKind.RECEIPT, ChangeKind.REFUND, ChangeKind.INVOICE})


@frozen
class ChangeRow:
    """One change, or those of one handover. name: the company's own word for it; said: what it was and is; people: whose pay it
    may change, by id and name, and how many more; of: the changes themselves."""

    kind: str
    name: str
    href: str
    said: str
    from_on: date
    people: tuple[tuple[int, str], ...]
    more: int
    of: tuple[Change, ...]


@frozen
class ChangeRows:
    """The first rows, with names, and how many there are in all."""

    rows: tuple[ChangeRow, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def change_rows(since: Since) -> ChangeRows:
    groups = _groups(since.changes)
    chosen = groups[:MOST_ROWS]
    shown = [one for group in chosen for one in group]
    clients = get_summaries(client_ids={one.either.client for one in shown if hasattr(one.either, "client")})
    names = _Names(
        people=names_of(employee_ids={person for one in shown for person in (*one.people, *_named(one))}),
        clients={client: summary.name for client, summary in clients.items()},
        titles=titles_of(fact_ids={one.either.id for one in shown if one.kind in _FACTS}),
    )
    return ChangeRows(
        tuple(_row(group[0], names) if len(group) == 1 else _handover(group, names) for group in chosen),
        len(groups),
    )


def _groups(changes: Sequence[Change]) -> list[list[Change]]:
    """The terms of one handover with the shares that they give and take; every other change by itself. In the order of the
    first of each."""
    handovers: dict[int, list[Change]] = {}
    of_share: dict[tuple[int, int], list[Change]] = {}  # by client and person
    for one in changes:
        if one.kind is ChangeKind.TERMS:
            terms = one.either
            group = handovers.setdefault(terms.handover, [])
            group.append(one)
            of_share[terms.client, terms.outgoing] = of_share[terms.client, terms.incoming] = group
    groups: list[list[Change]] = []
    for one in changes:
        if one.kind is ChangeKind.SHARE and (key := (one.either.client, one.either.person)) in of_share:
            of_share[key].append(one)
        elif one.kind is not ChangeKind.TERMS:
            groups.append([one])
        elif (group := handovers[one.either.handover])[0] is one:
            groups.append(group)
    return groups


def new_text(since: Since) -> str:
    """“Deals 31, Receipts 12”: what later days brought."""
    return ", ".join(f"{_(_KINDS[kind])} {count}" for kind, count in since.new.items())


@frozen
class _Names:
    people: Mapping[int, str]
    clients: Mapping[int, str]
    titles: Mapping[int, str]


def _named(change: Change) -> Sequence[int]:
    """Whom the name of a change names."""
    if change.kind is ChangeKind.TERMS:
        return change.either.outgoing, change.either.incoming
    if change.kind is ChangeKind.TEAM:
        return (change.either.member,)
    return (change.either.person,) if change.kind is ChangeKind.SHARE else ()


def _handover(group: Sequence[Change], names: _Names) -> ChangeRow:
    """The terms stand first."""
    terms = group[0].either
    clients = {one.either.client for one in group}
    all_terms = [one for one in group if one.kind is ChangeKind.TERMS]
    words = ngettext("{count} client", "{count} clients", len(clients))
    if all(one.was is None for one in all_terms):
        words = ngettext("new: {count} client", "new: {count} clients", len(clients))
    elif all(one.became is None for one in all_terms):
        words = ngettext("{count} client, no longer there", "{count} clients, no longer there", len(clients))
    people, more = _people(frozenset(person for one in group for person in one.people), names)
    return ChangeRow(
        kind=_(_KINDS[ChangeKind.TERMS]),
        name=" → ".join(names.people.get(one, str(one)) for one in (terms.outgoing, terms.incoming)),
        href=f"/handovers/{terms.handover}",
        said=words.format(count=len(clients)),
        from_on=min(one.from_on for one in group),
        people=people,
        more=more,
        of=tuple(group),
    )


def _people(ids: Collection[int], names: _Names) -> tuple[tuple[tuple[int, str], ...], int]:
    """The first of them by id, with names, and how many more."""
    people = sorted((person, names.people.get(person, str(person))) for person in ids)
    return tuple(people[:_MOST_PEOPLE]), max(len(people) - _MOST_PEOPLE, 0)


def _row(change: Change, names: _Names) -> ChangeRow:
    people, more = _people(change.people, names)
    return ChangeRow(
        kind=_(_KINDS[change.kind]),
        name=" ".join(part for part in _name(change, names) if part),
        href=f"/facts/{change.either.id}/" if change.kind in _FACTS else "",
        said=_said(change),
        from_on=change.from_on,
        people=people,
        more=more,
        of=(change,),
    )


def _name(change: Change, names: _Names) -> Sequence[str]:
    one = change.either
    client = names.clients.get(one.client, "") if hasattr(one, "client") else ""
    person = " ".join(names.people.get(other, str(other)) for other in _named(change))
    match change.kind:
        case ChangeKind.DEAL | ChangeKind.RECEIPT | ChangeKind.REFUND | ChangeKind.INVOICE:
            return (names.titles.get(one.id) or "" if is_by_hand(one.source_key) else one.source_key), client
        case ChangeKind.TERMS:
            return client, " → ".join(names.people.get(other, str(other)) for other in _named(change))
        case ChangeKind.VERSION:
            return (f"{one.plan}/{one.number}",)
        case ChangeKind.ASSIGNMENT:
            return (one.plan,)
        case ChangeKind.QUOTA | ChangeKind.ACHIEVEMENT:
            return (one.key,)
        case ChangeKind.ADJUSTMENT:
            return (one.reason,)
    return client, person


def _said(change: Change) -> str:
    was, now = _amount(change.was), _amount(change.became)
    if change.was is None:
        return _("new: {amount}").format(amount=now) if now else _("new")
    if change.became is None:
        return _("{amount}, no longer there").format(amount=was) if was else _("no longer there")
    if was != now:
        return _("{was}, now {now}").format(was=was, now=now)
    if hasattr(change.became, "range") and change.was.range != change.became.range:
        return _("until {was}, now until {now}").format(
            was=day_text(change.was.range.until), now=day_text(change.became.range.until)
        )
    fields = [
        _("{field} {was}, now {now}").format(field=_(label), was=_value(was), now=_value(now))
        for name, label in _FIELDS.items()
        if (was := getattr(change.was, name, None)) != (now := getattr(change.became, name, None))
    ]
    return pgettext("between the items of a list", ", ").join(fields) or _("otherwise than it was")


def _value(value: Any) -> str:
    """Of a field that is no figure of money: a day, or words as the company writes them."""
    return day_text(value) if isinstance(value, date) else str(value or "–")


def _amount(one: Any) -> str:
    """The figure of a thing that has one."""
    fen = next((getattr(one, name) for name in ("amount_fen", "target_fen") if hasattr(one, name)), None)
    if fen is not None:
        return money_text(fen)
    return percent_text(one.share) if hasattr(one, "share") else ""
