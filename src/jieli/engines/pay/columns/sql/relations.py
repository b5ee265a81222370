"""The tables that columns are computed from and the relations made of them, by name and column."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from jieli.engines.pay.pricing.spec import View

# Table → column → what stands for a column that a file does not have. None: it must be there.
FACTS: Mapping[str, Mapping[str, str | None]] = {
    "deals": {
        "id": None,
        "source_key": None,
        "client": None,
        "product_line": None,
        "amount_fen": None,
        "signed_on": None,
        "opened_on": "CAST(NULL AS DATE)",
        "quantity": "CAST(NULL AS BIGINT)",
        "margin_fen": "CAST(NULL AS BIGINT)",
        "region": "''",
        "client_class": "''",
        "delivered_on": "CAST(NULL AS DATE)",
        "approved_on": "CAST(NULL AS DATE)",
        "accepted_on": "CAST(NULL AS DATE)",
        "currency": "''",
        "foreign_fen": "CAST(NULL AS BIGINT)",
        "renews": "CAST(NULL AS BIGINT)",
    },
    "splits": {"deal": None, "person": None, "share_numerator": None, "share_denominator": None},
    "receipts": {
        "id": None,
        "source_key": None,
        "client": None,
        "amount_fen": None,
        "received_on": None,
        "currency": "''",
    },
    "allocations": {
        "receipt": None,
        "deal": None,
        "amount_fen": None,
        "foreign_fen": "CAST(NULL AS BIGINT)",
    },
    "invoices": {
        "id": None,
        "source_key": None,
        "client": None,
        "deal": None,
        "amount_fen": None,
        "invoiced_on": None,
        "currency": "''",
        "foreign_fen": "CAST(NULL AS BIGINT)",
    },
    "refunds": {
        "id": None,
        "source_key": None,
        "client": None,
        "deal": None,
        "receipt": "CAST(NULL AS BIGINT)",
        "amount_fen": None,
        "refunded_on": None,
        "margin_fen": "CAST(NULL AS BIGINT)",
        "quantity": "CAST(NULL AS BIGINT)",
        "currency": "''",
        "foreign_fen": "CAST(NULL AS BIGINT)",
    },
    "spans": {
        "client": None,
        "group": None,
        "person": None,
        "from_": None,
        "until": "CAST(NULL AS DATE)",
        "role": "''",
        "share_numerator": None,
        "share_denominator": None,
        "handover": "CAST(NULL AS BIGINT)",
    },
    "terms": {
        "handover": None,
        "client": None,
        "outgoing": None,
        "incoming": None,
        "effective_from": None,
        "ended_from": "CAST(NULL AS DATE)",
    },
    "steps": {
        "handover": None,
        "client": None,
        "stream": None,
        "position": None,
        "months": "CAST(NULL AS BIGINT)",
        "outgoing_numerator": None,
        "outgoing_denominator": None,
    },
}

# A credit line, and beside it the days from which components count: when its deal was signed, when it arose.
CREDIT = (
    "kind",
    "fact",
    "source_key",
    "deal",
    "client",
    "product_line",
    "person",
    "share_numerator",
    "share_denominator",
    "fact_fen",
    "credit_fen",
    "counts_on",
    "owner_on",
    "first_deal_on",
    "rule",
    "handover",
    "party",
    "of_receipt",
    "by_group",
    "region",
    "client_class",
    "of_invoice",
    "signed_on",
    "arose_on",
)


@frozen
class Relation:
    """A named query that is computed once and stored."""

    name: str
    sql: str


@frozen
class Shape:
    """What was found out about a book before anything was compiled.

    most_fen: the largest size of any amount, margin or quantity. all_fen: of them all together, at most.
    share_denominator: every share of the book that is credited in columns is a whole number of it. most_sharing: how many
    people share one part, at most. most_share: the largest numerator of a share. first_day, last_day: of all facts.
    filled: the tables that have rows. blank: columns of deals that are empty in every row. twice: tables with an id
    twice. has_renewals: some deal renews one. is_mixed: facts name several currencies. has_claims: terms divide some parts of
    the view. has_rest: the reference credits some clients.
    """

    most_fen: int
    all_fen: int
    share_denominator: int
    most_sharing: int
    most_share: int
    first_day: date
    last_day: date
    filled: frozenset[str]
    blank: frozenset[str] = frozenset()
    twice: frozenset[str] = frozenset()
    has_renewals: bool = False
    is_mixed: bool = False
    has_claims: bool = False
    has_rest: bool = False


def name_of(view: View) -> str:
    """The name of a view in names of relations."""
    return f"{view.basis.value}_{view.owner_date.value}_{view.group.value}"


def name_literal(name: str) -> str:
    """A column whose name SQL may take for a word of its own."""
    return f'"{name}"'


def union(branches: list[str]) -> str:
    return "\nUNION ALL\n".join(branches)
