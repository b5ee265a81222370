"""Parquet files as relations of DuckDB: of exactly the files that are named, whatever folders are called.

DuckDB takes the path of a file for a pattern, and folders anywhere in it for columns where they are called `name=value`. So
no other module gives it a path to read.
"""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.columns.sql.relations import name_literal
from jieli.kernel.problem import Problem, Problems

_AS_IT_STANDS = str.maketrans({"[": "[[]", "*": "[*]", "?": "[?]"})


def parquet(files: Sequence[Path], *, is_alike: bool = False, is_numbered: bool = False) -> str:
    """The rows of the files, in SQL. is_alike: all have the same columns; otherwise rows have those that any file has.
    is_numbered: with each row's number in its file. **Raises** Problems where DuckDB cannot be told the path of one."""
    names = ", ".join(DuckDB().text(_exactly(file)) for file in files)
    options = "hive_partitioning = false"
    options += "" if is_alike else ", union_by_name = true"
    options += ", file_row_number = true" if is_numbered else ""
    return f"read_parquet([{names}], {options})"


def divided(folder: Path, files: Sequence[Path], *, is_alike: bool = False) -> str:
    """The rows of files below the folder, with the columns that folders between it and a file name as `name=value`."""
    by_folder: dict[Path, list[Path]] = {}
    for file in files:
        by_folder.setdefault(file.parent, []).append(file)
    parts = [
        f"SELECT *{_named(own.relative_to(folder))} FROM {parquet(some, is_alike=is_alike)}"
        for own, some in by_folder.items()
    ]
    return f"({' UNION ALL BY NAME '.join(parts)})"


def _named(folders: Path) -> str:
    pairs = (part.split("=", 1) for part in folders.parts if "=" in part)
    return "".join(f", {DuckDB().text(unquote(value))} AS {name_literal(name)}" for name, value in pairs)


def _exactly(file: Path) -> str:
    """What as a pattern is this path alone. A backslash has no way to be said in a pattern."""
    path = str(file.absolute())
    pattern = path.translate(_AS_IT_STANDS)
    if "\\" in path and pattern != path:
        raise Problems([_no_pattern(path)])
    return pattern


def _no_pattern(path: str) -> Problem:
    return Problem(
        "PAY-FOLDER-002",
        path,
        "The path has a backslash, and one of [, * and ? too.",
        "Name folders and files without a backslash.",
    )
