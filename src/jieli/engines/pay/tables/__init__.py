"""Everything a run looks at, as tables of plain columns: what is frozen, what files hold, what column back ends read."""

from collections.abc import Mapping

import pyarrow as pa

from jieli.engines.crediting import Book
from jieli.engines.pay.tables import decisions, facts, pay, people, shares
from jieli.engines.pay.tables.decisions import exchange_from_arrow
from jieli.engines.pay.values import PayInputs

__all__ = [
    "SCHEMAS",
    "book_of_tables",
    "calendar_name_of",
    "exchange_from_arrow",
    "facts_tables",
    "inputs_of_tables",
    "tables_of",
]

SCHEMAS: Mapping[str, pa.Schema] = {
    "achievements": people.ACHIEVEMENTS,
    "adjustments": decisions.ADJUSTMENTS,
    "allocations": facts.ALLOCATIONS,
    "assignments": pay.ASSIGNMENTS,
    "confirmations": decisions.CONFIRMATIONS,
    "deals": facts.DEALS,
    "employments": pay.EMPLOYMENTS,
    "exchange": decisions.EXCHANGE,
    "invoices": facts.INVOICES,
    "issued": pay.ISSUED,
    "leaves": people.LEAVES,
    "named_deals": people.NAMED_DEALS,
    "periods": pay.PERIODS,
    "quotas": people.QUOTAS,
    "receipts": facts.RECEIPTS,
    "refunds": facts.REFUNDS,
    "run": pay.RUN,
    "services": people.SERVICES,
    "spans": shares.SPANS,
    "splits": facts.SPLITS,
    "steps": shares.STEPS,
    "teams": people.TEAMS,
    "terms": shares.TERMS,
    "versions": pay.VERSIONS,
    "work_calendar": pay.WORK_CALENDAR,
}


def tables_of(inputs: PayInputs, *, calendar_name: str) -> Mapping[str, pa.Table]:
    """Table by name. The same inputs in any order are the same rows in the same order."""
    return {
        **facts_tables(inputs.book),
        "achievements": people.achievements_to_arrow(inputs.achievements),
        "adjustments": decisions.adjustments_to_arrow(inputs.adjustments),
        "assignments": pay.assignments_to_arrow(inputs.assignments),
        "confirmations": decisions.confirmations_to_arrow(inputs.confirmations),
        "employments": pay.employments_to_arrow(inputs.employments),
        "exchange": decisions.exchange_to_arrow(inputs.exchange),
        "issued": pay.issued_to_arrow(inputs.issued),
        "leaves": people.leaves_to_arrow(inputs.leaves),
        "named_deals": people.named_deals_to_arrow(inputs.named_deals),
        "periods": pay.periods_to_arrow(inputs.period, inputs.earlier),
        "quotas": people.quotas_to_arrow(inputs.quotas),
        "run": pay.run_to_arrow(inputs.currency, calendar_name, inputs.calendar),
        "services": people.services_to_arrow(inputs.services),
        "teams": people.teams_to_arrow(inputs.teams),
        "versions": pay.versions_to_arrow(inputs.versions),
        "work_calendar": pay.work_calendar_to_arrow(inputs.calendar),
    }


def facts_tables(book: Book) -> Mapping[str, pa.Table]:
    """The tables of facts and shares."""
    return {
        "allocations": facts.allocations_to_arrow(book.receipts),
        "deals": facts.deals_to_arrow(book.deals),
        "invoices": facts.invoices_to_arrow(book.invoices),
        "receipts": facts.receipts_to_arrow(book.receipts),
        "refunds": facts.refunds_to_arrow(book.refunds),
        "spans": shares.spans_to_arrow(book.spans),
        "splits": facts.splits_to_arrow(book.deals),
        "steps": shares.steps_to_arrow(book.terms),
        "terms": shares.terms_to_arrow(book.terms),
    }


def inputs_of_tables(tables: Mapping[str, pa.Table]) -> PayInputs:
    """The inputs again, from all of these tables."""
    period, earlier = pay.periods_from_arrow(tables["periods"])
    return PayInputs(
        currency=pay.currency_from_arrow(tables["run"]),
        period=period,
        earlier=earlier,
        book=book_of_tables(tables),
        versions=pay.versions_from_arrow(tables["versions"]),
        assignments=pay.assignments_from_arrow(tables["assignments"]),
        employments=pay.employments_from_arrow(tables["employments"]),
        calendar=pay.work_calendar_from_arrow(tables["work_calendar"], tables["run"]),
        issued=pay.issued_from_arrow(tables["issued"]),
        quotas=people.quotas_from_arrow(tables["quotas"]),
        achievements=people.achievements_from_arrow(tables["achievements"]),
        leaves=people.leaves_from_arrow(tables["leaves"]),
        teams=people.teams_from_arrow(tables["teams"]),
        services=people.services_from_arrow(tables["services"]),
        confirmations=decisions.confirmations_from_arrow(tables["confirmations"]),
        named_deals=people.named_deals_from_arrow(tables["named_deals"]),
        adjustments=decisions.adjustments_from_arrow(tables["adjustments"]),
        exchange=decisions.exchange_from_arrow(tables["exchange"]),
    )


def book_of_tables(tables: Mapping[str, pa.Table]) -> Book:
    """The facts and shares alone."""
    return Book(
        deals=facts.deals_from_arrow(tables["deals"], tables["splits"]),
        receipts=facts.receipts_from_arrow(tables["receipts"], tables["allocations"]),
        refunds=facts.refunds_from_arrow(tables["refunds"]),
        spans=shares.spans_from_arrow(tables["spans"]),
        terms=shares.terms_from_arrow(tables["terms"], tables["steps"]),
        invoices=facts.invoices_from_arrow(tables["invoices"]),
    )


def calendar_name_of(run: pa.Table) -> str:
    """The name of the work calendar, from the table `run`."""
    return pay.calendar_name_from_arrow(run)
