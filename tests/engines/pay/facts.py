"""The facts of an example, with names as numbers."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from jieli.engines.crediting import Allocation, Deal, Invoice, Receipt, Refund, Split
from jieli.kernel.money import parse_fen
from jieli.kernel.rate import parse_rate

Table = Mapping[str, Any]
DEAL_DAYS = ("opened_on", "delivered_on", "approved_on", "accepted_on")


@frozen
class Names:
    people: Mapping[str, int]
    clients: Mapping[str, int]
    facts: dict[str, int] = field(factory=dict)

    def fact(self, key: str) -> int:
        """Facts are numbered as they first become known."""
        return self.facts.setdefault(key, len(self.facts) + 1)


def read_deal(row: Table, names: Names) -> Deal:
    only(
        row,
        "key",
        "client",
        "line",
        "amount",
        "day",
        "splits",
        "quantity",
        "margin",
        "region",
        "class",
        "renews",
        *DEAL_DAYS,
    )
    days = {name: date.fromisoformat(row[name]) for name in DEAL_DAYS if name in row}
    return Deal(
        id=names.fact(row["key"]),
        source_key=row["key"],
        client=names.clients[row["client"]],
        product_line=row.get("line", "软件"),
        amount_fen=parse_fen(row["amount"]),
        signed_on=date.fromisoformat(row["day"]),
        quantity=parse_fen(row["quantity"]) if "quantity" in row else None,
        margin_fen=parse_fen(row["margin"]) if "margin" in row else None,
        region=row.get("region", ""),
        client_class=row.get("class", ""),
        renews=names.fact(row["renews"]) if "renews" in row else None,
        **days,
        splits=tuple(
            Split(names.people[person], parse_rate(share)) for person, share in row.get("splits", {}).items()
        ),
    )


def read_receipt(row: Table, names: Names) -> Receipt:
    only(row, "key", "client", "amount", "day", "settles")
    return Receipt(
        id=names.fact(row["key"]),
        source_key=row["key"],
        client=names.clients[row["client"]],
        amount_fen=parse_fen(row["amount"]),
        received_on=date.fromisoformat(row["day"]),
        allocations=tuple(
            Allocation(names.fact(deal), parse_fen(amount)) for deal, amount in row.get("settles", {}).items()
        ),
    )


def read_invoice(row: Table, names: Names) -> Invoice:
    only(row, "key", "client", "amount", "day", "deal")
    return Invoice(
        id=names.fact(row["key"]),
        source_key=row["key"],
        client=names.clients[row["client"]],
        deal=names.fact(row["deal"]),
        amount_fen=parse_fen(row["amount"]),
        invoiced_on=date.fromisoformat(row["day"]),
    )


def read_refund(row: Table, names: Names) -> Refund:
    only(row, "key", "client", "amount", "day", "deal", "receipt")
    return Refund(
        id=names.fact(row["key"]),
        source_key=row["key"],
        client=names.clients[row["client"]],
        deal=names.fact(row["deal"]),
        receipt=names.fact(row["receipt"]) if "receipt" in row else None,
        amount_fen=parse_fen(row["amount"]),
        refunded_on=date.fromisoformat(row["day"]),
    )


FACTS: Mapping[str, Callable[[Table, Names], Deal | Receipt | Invoice | Refund]] = {
    "deals": read_deal,
    "invoices": read_invoice,
    "receipts": read_receipt,
    "refunds": read_refund,
}


def only(row: Table, *names: str) -> None:
    unknown = set(row) - set(names)
    assert not unknown, f"Unknown in an example: {unknown}"
