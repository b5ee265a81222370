"""The tables of facts as queries over files, which may lack columns."""

from collections.abc import Collection, Iterator, Mapping

from jieli.engines.pay.columns.sql.dialect import Dialect
from jieli.engines.pay.columns.sql.relations import FACTS, name_literal
from jieli.engines.pay.tables import SCHEMAS
from jieli.engines.pay.tables.folder import missing_column
from jieli.kernel.problem import Problem


def missing_columns(table: str, known: Collection[str]) -> Iterator[Problem]:
    """Columns that must be there. known: those of all files of the table."""
    for column, other in FACTS[table].items():
        if other is None and _written(column, known) is None:
            yield missing_column(f"{table}.parquet", column)


def facts_sql(table: str, source: str, known: Collection[str], currency: str, dialect: Dialect) -> str:
    """The columns of a table of facts over its files. currency: the book's own, which a fact may name or not."""
    values = {}
    for column, other in FACTS[table].items():
        written = _written(column, known)
        value = other or "NULL" if written is None else name_literal(written)
        if written == "currency":
            value = f"CASE WHEN currency = {dialect.text(currency)} THEN '' ELSE currency END"
        # A text is empty, and not nothing, where another file of the table lacks it.
        values[column] = f"coalesce({value}, '')" if other == "''" else value
    return f"SELECT {_cast(table, values, dialect)} FROM {source}"


def no_facts_sql(table: str, dialect: Dialect) -> str:
    """The same of a table that is not there."""
    return f"SELECT {_cast(table, dict.fromkeys(FACTS[table], 'NULL'), dialect)} WHERE false"


def _written(column: str, known: Collection[str]) -> str | None:
    """The column as the files call it; None: they do not have it."""
    return next((name for name in (column, f"{column}_or_none") if name in known), None)


def _cast(table: str, values: Mapping[str, str], dialect: Dialect) -> str:
    kinds = {"int64": dialect.whole, "string": dialect.chars, "date32[day]": "DATE"}
    types = {one.name.removesuffix("_or_none"): kinds[str(one.type)] for one in SCHEMAS[table]}
    return ", ".join(
        f"CAST({value} AS {types[column]}) AS {name_literal(column)}" for column, value in values.items()
    )
