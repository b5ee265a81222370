"""Do the lines and totals in several folders agree? `python bench/agree.py FIRST OTHER …`; exit status 1 if not.

A line is known by its fact, person and tier slice, a total by person and period. Every column that both have is compared
cell by cell, a month at a time; dates as dates, text as text, numbers as whole numbers.
"""

import sys
from pathlib import Path

import duckdb

KEYS = {"lines": ("fact", "person", "slice_from_fen"), "totals": ("person", "period")}
TEXTS, DAYS = {"period", "kind", "product_line"}, {"counts_on"}


def main(first: str, *others: str) -> int:
    connection = duckdb.connect(config={"threads": 2})
    differing = [other for other in others if not agree(connection, Path(first), Path(other))]
    return int(bool(differing))


def agree(connection: duckdb.DuckDBPyConnection, first: Path, other: Path) -> bool:
    said, same = [], True
    for table in KEYS:
        mine, theirs = columns(connection, first, table), columns(connection, other, table)
        common = [name for name in mine if name in theirs]
        missing = [name for name in mine if name not in theirs]
        found = differences(connection, first, other, table, common)
        same &= not found
        said += found or [f"{table} agree in {len(common)} columns"]
        said += [f"{table} have no {', '.join(missing)}"] * bool(missing)
    print(f"{first.name} and {other.name}: {'; '.join(said)}", flush=True)
    return same


def columns(connection, folder: Path, table: str) -> list[str]:
    return [row[0] for row in connection.execute(f"DESCRIBE FROM {source(folder, table)}").fetchall()]


def source(folder: Path, table: str) -> str:
    """One file or a folder of files."""
    one = folder / f"{table}.parquet"
    return f"read_parquet('{one if one.exists() else folder / table / '**' / '*.parquet'}')"


def differences(connection, first: Path, other: Path, table: str, common: list[str]) -> list[str]:
    periods = {
        str(row[0])
        for folder in (first, other)
        for row in connection.execute(f"SELECT DISTINCT period FROM {source(folder, table)}").fetchall()
    }
    found = {}
    for period in sorted(periods):
        for what, count in differing(connection, first, other, table, common, period):
            found[what] = found.get(what, 0) + count
    return [f"{table} DIFFER in {what}: {count:,} rows" for what, count in found.items() if count]


def differing(connection, first: Path, other: Path, table: str, common: list[str], period: str):
    keys = KEYS[table]
    sides = [
        f"(SELECT {', '.join(map(plain, common))} FROM {source(folder, table)} WHERE period = '{period}')"
        for folder in (first, other)
    ]
    rest = [name for name in common if name not in keys]
    counts = ["count(*) FILTER (a.here IS NULL OR b.here IS NULL)", "count(*) - count(DISTINCT ({}))"]
    counts[1] = counts[1].format(", ".join(f"coalesce(a.{key}, b.{key})" for key in keys))
    counts += [f"count(*) FILTER (a.{name} IS DISTINCT FROM b.{name})" for name in rest]
    on = " AND ".join(f"a.{key} = b.{key}" for key in keys)
    a, b = (f"(SELECT *, true AS here FROM {side})" for side in sides)
    row = connection.execute(f"SELECT {', '.join(counts)} FROM {a} a FULL JOIN {b} b ON {on}").fetchone()
    return zip(("being there", "keys being single", *rest), row, strict=True)


def plain(name: str) -> str:
    kind = "VARCHAR" if name in TEXTS else "DATE" if name in DAYS else "BIGINT"
    return f'"{name}"::{kind} AS "{name}"'


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
