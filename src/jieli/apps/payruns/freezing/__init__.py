"""Everything a run looks at, as Parquet tables with hashes, and back again from these tables alone."""

from collections.abc import Iterable

from jieli.apps.payruns.freezing import facts, pay, shares
from jieli.apps.payruns.freezing.parquet import (
    ChangedTable,
    FrozenTable,
    freeze_table,
    hash_of_all,
    thaw_table,
)
from jieli.engines.crediting import Book
from jieli.engines.pay import PayInputs

__all__ = ["ChangedTable", "FrozenTable", "calendar_name", "freeze", "hash_of_all", "thaw"]


def freeze(inputs: PayInputs, *, calendar_name: str) -> tuple[FrozenTable, ...]:
    """The tables of the inputs. The same inputs in any order are the same bytes."""
    book = inputs.book
    tables = {
        "allocations": facts.allocations_to_arrow(book.receipts),
        "assignments": pay.assignments_to_arrow(inputs.assignments),
        "deals": facts.deals_to_arrow(book.deals),
        "employments": pay.employments_to_arrow(inputs.employments),
        "issued": pay.issued_to_arrow(inputs.issued),
        "periods": pay.periods_to_arrow(inputs.period, inputs.earlier),
        "receipts": facts.receipts_to_arrow(book.receipts),
        "refunds": facts.refunds_to_arrow(book.refunds),
        "run": pay.run_to_arrow(inputs.currency, calendar_name, inputs.calendar),
        "spans": shares.spans_to_arrow(book.spans),
        "splits": facts.splits_to_arrow(book.deals),
        "steps": shares.steps_to_arrow(book.terms),
        "terms": shares.terms_to_arrow(book.terms),
        "versions": pay.versions_to_arrow(inputs.versions),
        "work_calendar": pay.work_calendar_to_arrow(inputs.calendar),
    }
    return tuple(freeze_table(name, table) for name, table in tables.items())


def thaw(frozen_tables: Iterable[FrozenTable]) -> PayInputs:
    """The inputs of the tables. Raises ChangedTable."""
    tables = {table.name: thaw_table(table) for table in frozen_tables}
    period, earlier = pay.periods_from_arrow(tables["periods"])
    book = Book(
        deals=facts.deals_from_arrow(tables["deals"], tables["splits"]),
        receipts=facts.receipts_from_arrow(tables["receipts"], tables["allocations"]),
        refunds=facts.refunds_from_arrow(tables["refunds"]),
        spans=shares.spans_from_arrow(tables["spans"]),
        terms=shares.terms_from_arrow(tables["terms"], tables["steps"]),
    )
    return PayInputs(
        currency=pay.currency_from_arrow(tables["run"]),
        period=period,
        earlier=earlier,
        book=book,
        versions=pay.versions_from_arrow(tables["versions"]),
        assignments=pay.assignments_from_arrow(tables["assignments"]),
        employments=pay.employments_from_arrow(tables["employments"]),
        calendar=pay.work_calendar_from_arrow(tables["work_calendar"], tables["run"]),
        issued=pay.issued_from_arrow(tables["issued"]),
    )


def calendar_name(run: FrozenTable) -> str:
    """The name of the work calendar, from the table `run`. Raises ChangedTable."""
    return pay.calendar_name_from_arrow(thaw_table(run))
