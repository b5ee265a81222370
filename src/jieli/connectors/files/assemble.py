"""From rows to records: one function per kind. Several rows with the same key are one record, their amounts summed."""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any

from jieli.connectors.files.cells import Reader
from jieli.connectors.files.mapping import Mapping as ImportMapping
from jieli.connectors.files.mapping import Section
from jieli.connectors.files.readers import Row
from jieli.connectors.files.records import (
    ClientRecord,
    DealRecord,
    EmployeeRecord,
    InvoiceRecord,
    OwnershipRecord,
    RateRecord,
    ReceiptRecord,
    Records,
    RefundRecord,
    TouchRecord,
)
from jieli.kernel.problem import Problem

Rows = tuple[Row, ...]
CLIENT_FIELDS = {
    "kind": "kind",
    "class": "client_class",
    "status": "status",
    "industry": "industry",
    "region": "region",
    "source": "source",
    "phone": "phone",
    "tags": "tags",
}


_SAME_IN_A_DEAL = (
    *("client", "signed_on", "seller", "product_line", "region", "class"),
    *("delivered_on", "approved_on", "accepted_on", "currency", "renews"),
)


def assemble(mapping: ImportMapping, rows: Mapping[str, Rows]) -> tuple[Records, tuple[Problem, ...]]:
    """Every record that could be read, and everything that is wrong in all sections."""
    problems: list[Problem] = []
    found: dict[str, tuple[Any, ...]] = {}
    keys: dict[str, frozenset[str]] = {}
    for name, section in mapping.sections.items():
        if not section.file:
            continue
        reader = Reader(section)
        own = rows[section.file]
        if section.has("only_in"):
            file, _, column = section.templates["only_in"].partition(".")
            wanted = {row.values.get(column, "") for row in rows.get(file, ())}
            own = tuple(row for row in own if reader.text(row, "key") in wanted)
        if name in ("employees", "clients"):
            keys[name] = frozenset(reader.text(row, "key") for row in own)
        found[name] = tuple(_BUILDERS[name](reader, own))
        problems += reader.problems
    if mapping.sections.get("ownership", _NONE).templates.get("derive") == "from_sellers":
        found["ownership"] = tuple(_owners_from_sellers(found.get("deals", ())))
    records = Records(
        **found, numbers=keys.get("employees", frozenset()), codes=keys.get("clients", frozenset())
    )
    # A cell that is read twice is wrong once.
    return records, tuple({problem.text(): problem for problem in problems}.values())


_NONE = Section("", "")


def _employees(reader: Reader, rows: Rows) -> Iterable[EmployeeRecord]:
    for group in _by_key(reader, rows, agree=("name",)):
        row = group[0]
        since = reader.day(row, "employed_from", needed=True)
        if since:
            yield EmployeeRecord(
                reader.place(row, "key"),
                reader.text(row, "key"),
                reader.text(row, "name", needed=True),
                reader.text(row, "department"),
                reader.text(row, "position"),
                since,
                reader.day(row, "employed_until"),
            )


def _clients(reader: Reader, rows: Rows) -> Iterable[ClientRecord]:
    for group in _by_key(reader, rows, agree=("name",)):
        row = group[0]
        created = reader.day(row, "created_on", needed=True)
        if created:
            yield ClientRecord(
                reader.place(row, "key"),
                reader.text(row, "key"),
                reader.text(row, "name", needed=True),
                {
                    name: reader.text(row, key)
                    for key, name in CLIENT_FIELDS.items()
                    if reader.section.has(key)
                },
                created,
                reader.day(row, "bought_since"),
            )


def _rates(reader: Reader, rows: Rows) -> Iterable[RateRecord]:
    for row in rows:
        since, rate = reader.day(row, "from_on", needed=True), reader.rate(row, "rate")
        if since and rate is not None:
            currency = reader.text(row, "currency", needed=True)
            yield RateRecord(reader.place(row, "currency"), currency, since, rate)


def _deals(reader: Reader, rows: Rows) -> Iterable[DealRecord]:
    for group in _by_key(reader, rows, agree=_SAME_IN_A_DEAL):
        row = group[0]
        amount, signed = _sum(reader, group), reader.day(row, "signed_on", needed=True)
        if amount is not None and signed:
            yield DealRecord(
                reader.place(row, "key"),
                reader.text(row, "key"),
                reader.text(row, "client", needed=True),
                amount,
                signed,
                reader.day(row, "opened_on"),
                reader.text(row, "title") or reader.text(row, "key"),
                reader.text(row, "contract"),
                reader.text(row, "product_line"),
                reader.text(row, "seller"),
                _sum_if_given(reader, group, "quantity"),
                _sum_if_given(reader, group, "margin"),
                reader.text(row, "region"),
                reader.text(row, "class"),
                reader.day(row, "delivered_on"),
                reader.day(row, "approved_on"),
                reader.day(row, "accepted_on"),
                reader.text(row, "currency"),
                reader.text(row, "renews"),
            )


def _receipts(reader: Reader, rows: Rows) -> Iterable[ReceiptRecord]:
    for group in _by_key(reader, rows, agree=("client", "received_on", "currency")):
        row = group[0]
        amount, received = _sum(reader, group), reader.day(row, "received_on", needed=True)
        if amount is None or not received:
            continue
        parts: dict[str, int] = {}
        for part in group:
            if deal := reader.text(part, "deal"):
                parts[deal] = parts.get(deal, 0) + (reader.fen(part, "amount") or 0)
        yield ReceiptRecord(
            reader.place(row, "key"),
            reader.text(row, "key"),
            reader.text(row, "client", needed=True),
            amount,
            received,
            tuple(parts.items()),
            reader.text(row, "currency"),
        )


def _invoices(reader: Reader, rows: Rows) -> Iterable[InvoiceRecord]:
    for group in _by_key(reader, rows, agree=("client", "deal", "invoiced_on", "currency")):
        row = group[0]
        amount, invoiced = _sum(reader, group), reader.day(row, "invoiced_on", needed=True)
        if amount is not None and invoiced:
            yield InvoiceRecord(
                reader.place(row, "key"),
                reader.text(row, "key"),
                reader.text(row, "client", needed=True),
                reader.text(row, "deal", needed=True),
                amount,
                invoiced,
                reader.text(row, "currency"),
            )


def _refunds(reader: Reader, rows: Rows) -> Iterable[RefundRecord]:
    for group in _by_key(reader, rows, agree=("client", "deal", "receipt", "refunded_on", "currency")):
        row = group[0]
        amount, refunded = _sum(reader, group), reader.day(row, "refunded_on", needed=True)
        if amount is not None and refunded:
            yield RefundRecord(
                reader.place(row, "key"),
                reader.text(row, "key"),
                reader.text(row, "client", needed=True),
                reader.text(row, "deal", needed=True),
                reader.text(row, "receipt"),
                amount,
                refunded,
                reader.text(row, "currency"),
            )


def _touches(day_key: str) -> "Builder":
    def build(reader: Reader, rows: Rows) -> Iterable[TouchRecord]:
        for group in _by_key(reader, rows, agree=("client", "employee")):
            row = group[0]
            on = reader.day(row, day_key, needed=True)
            if on:
                yield TouchRecord(
                    reader.place(row, "key"),
                    reader.text(row, "key"),
                    reader.text(row, "client", needed=True),
                    reader.text(row, "employee", needed=True),
                    on,
                    reader.text(row, "kind"),
                    reader.text(row, "topic"),
                    reader.count(row, "minutes"),
                    reader.text(row, "note"),
                )

    return build


def _ownership(reader: Reader, rows: Rows) -> Iterable[OwnershipRecord]:
    for row in rows:
        since = reader.day(row, "since", needed=True)
        if since:
            yield OwnershipRecord(
                reader.place(row, "client"),
                reader.text(row, "client", needed=True),
                reader.text(row, "employee", needed=True),
                since,
            )


Builder = Callable[[Reader, Rows], Iterable[Any]]
_BUILDERS: dict[str, Builder] = {
    "employees": _employees,
    "clients": _clients,
    "rates": _rates,
    "deals": _deals,
    "receipts": _receipts,
    "invoices": _invoices,
    "refunds": _refunds,
    "visits": _touches("visited_on"),
    "services": _touches("served_on"),
    "ownership": _ownership,
}


def _by_key(reader: Reader, rows: Rows, *, agree: tuple[str, ...]) -> Iterable[list[Row]]:
    """Rows grouped by the record's key, in the file's order; what must be the same in all of them is."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if key := reader.text(row, "key", needed=True):
            groups.setdefault(key, []).append(row)
    for key, group in groups.items():
        for name in agree:
            first = reader.text(group[0], name)
            for row in group[1:]:
                if reader.text(row, name) != first:
                    reader.problems.append(
                        _disagrees(reader.place(row, name), key, name, first, group[0].line)
                    )
        yield group


def _sum(reader: Reader, group: list[Row]) -> int | None:
    amounts = [reader.fen(row, "amount") for row in group]
    return None if None in amounts else sum(amount for amount in amounts if amount is not None)


def _sum_if_given(reader: Reader, group: list[Row], key: str) -> int | None:
    """The sum over a record's rows; None where none of them gives one. Where only some do, those that do not are wrong."""
    is_given = any(reader.text(row, key) for row in group)
    amounts = [reader.fen(row, key, needed=is_given) for row in group]
    return None if None in amounts else sum(amount for amount in amounts if amount is not None)


def _owners_from_sellers(deals: Iterable[DealRecord]) -> Iterable[OwnershipRecord]:
    """The client is his who sold to him, until somebody else does. Of several on one day the last deal's seller counts."""
    in_order = sorted(deals, key=lambda deal: (deal.client, deal.signed_on, deal.key))
    for client, sold in groupby(in_order, key=lambda deal: deal.client):
        last_of_day = {deal.signed_on: deal for deal in sold}
        holder = None
        for day, deal in last_of_day.items():
            if deal.seller != holder:
                yield OwnershipRecord(deal.place, client, deal.seller, day)
            holder = deal.seller


def _disagrees(place: str, key: str, name: str, first: str, line: int) -> Problem:
    return Problem(
        "IMPORT-ROW-006",
        place,
        "Rows of {key} disagree: {name} is “{first}” in line {line} and something else here.",
        "Rows with one key are one record. Correct the row or give it a key of its own.",
        {"key": key, "name": name, "first": first, "line": str(line)},
    )
