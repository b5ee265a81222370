"""CSV to the Parquet files that `jieli calc` reads: python to_parquet.py FOLDER OUT [CLIENT].

Each FOLDER/<table>.csv becomes OUT/<table>.parquet with the types of that table. An amount is written as 1234.50 in a column
`amount` and becomes whole fen in `amount_fen`. With CLIENT only the rows of that client are taken.
"""

import csv
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from jieli.engines.pay.tables import SCHEMAS
from jieli.kernel.money import parse_fen


def table_of(name: str, rows: list[dict[str, str]]) -> pa.Table:
    """The rows under those columns of the table that the CSV has."""
    columns = {}
    for field in SCHEMAS[name]:
        plain = field.name.removesuffix("_or_none")
        for written in (plain, plain.removesuffix("_fen")):
            if rows and written in rows[0]:
                values = [_value(field, row[written], is_money=written != plain) for row in rows]
                columns[plain] = pa.array(values, field.type)
                break
    return pa.table(columns)


def _value(field: pa.Field, text: str, *, is_money: bool) -> Any:
    if text == "" and field.nullable:
        return None
    if is_money:
        return parse_fen(text)
    if field.type == pa.date32():
        return date.fromisoformat(text)
    return int(text) if field.type == pa.int64() else text


def main(folder: Path, out: Path, client: str | None) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.DictReader(file) if client in (None, row.get("client"))]
        pq.write_table(table_of(path.stem, rows), out / f"{path.stem}.parquet")
        sys.stdout.write(f"{path.stem}: {len(rows)} rows\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
