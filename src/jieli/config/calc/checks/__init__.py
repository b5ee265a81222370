"""What a folder of facts must be like before anything is computed of it. Every engine computes what passed here."""

from pathlib import Path

import duckdb
from attrs import frozen

from jieli.config.calc.checks.columns import check_columns
from jieli.config.calc.checks.layout import check_layout
from jieli.config.calc.checks.promises import check_promises, foreign_currencies
from jieli.engines.pay.backends.duckdb.connection import Limits, connect
from jieli.engines.pay.backends.duckdb.facts import read_folder
from jieli.engines.pay.columns import Known
from jieli.engines.pay.tables.folder import source_files

__all__ = ["Checked", "check_files", "check_folder", "checked", "checked_rows"]


@frozen
class Checked:
    """unread: what lies in the folder and is no table. foreign: the currencies of facts that are not the plan's. known: what else
    was found out."""

    unread: tuple[str, ...]
    foreign: tuple[str, ...]
    known: Known


def checked(folder: Path, currency: str, limits: Limits) -> Checked:
    """**Raises** Problems."""
    connection = connect(limits)
    try:
        return _checked(connection, folder, currency)
    finally:
        connection.close()


def checked_rows(connection: duckdb.DuckDBPyConnection, folder: Path, currency: str) -> Checked:
    """The same of a folder with few rows, which are tables of the connection afterwards. **Raises** Problems."""
    return _checked(connection, folder, currency, is_small=True)


def _checked(
    connection: duckdb.DuckDBPyConnection, folder: Path, currency: str, *, is_small: bool = False
) -> Checked:
    unread = check_layout(folder)
    check_columns(connection, folder)
    read_folder(connection, folder, currency, is_small=is_small)
    known = check_promises(connection, source_files(folder), is_small=is_small)
    return Checked(unread, foreign_currencies(connection), known)


def check_folder(folder: Path, currency: str, limits: Limits) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What lies there and is not read; the currencies of facts that are not the plan's. **Raises** Problems."""
    found = checked(folder, currency, limits)
    return found.unread, found.foreign


def check_files(folder: Path, limits: Limits) -> tuple[str, ...]:
    """The files by themselves: their names, types and nulls; says what is not read. **Raises** Problems."""
    unread = check_layout(folder)
    connection = connect(limits)
    try:
        check_columns(connection, folder)
    finally:
        connection.close()
    return unread
