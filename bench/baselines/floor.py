"""The floor: reads every input column and writes the finished lines, and computes nothing.

`python floor.py FACTS OUT FINISHED`. Bringing the finished lines into memory is not part of it: its seconds of wall
and processor are printed as JSON, to be taken off.
"""

import json
import sys
import time
from pathlib import Path

import duckdb

PARQUET = "FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 600"


def main(facts: str, out: str, finished: str) -> None:
    Path(out, "lines").mkdir(parents=True)
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    began, busy = time.perf_counter(), time.process_time()
    connection.execute(f"CREATE TABLE lines AS FROM read_parquet('{finished}/lines/*.parquet')")
    connection.execute(f"CREATE TABLE totals AS FROM read_parquet('{finished}/totals.parquet')")
    uncounted = {"wall": time.perf_counter() - began, "cpu": time.process_time() - busy}
    for name in ("deals", "spans"):
        read_all(connection, f"{facts}/{name}.parquet")
    connection.execute(f"COPY lines TO '{out}/lines' ({PARQUET}, PER_THREAD_OUTPUT, OVERWRITE)")
    connection.execute(f"COPY totals TO '{out}/totals.parquet' ({PARQUET})")
    print(json.dumps({"uncounted": uncounted}))


def read_all(connection: duckdb.DuckDBPyConnection, path: str) -> None:
    """Something of each column that cannot be had from the file's statistics."""
    columns = connection.execute(f"DESCRIBE FROM read_parquet('{path}')").fetchall()
    reads = {
        "BIGINT": 'bit_xor("{}")',
        "VARCHAR": 'bit_xor(strlen("{}"))',
        "DATE": "bit_xor(\"{}\" - DATE '2000-01-01')",
    }
    wanted = ", ".join(reads[kind].format(name) for name, kind, *_rest in columns)
    connection.execute(f"SELECT {wanted} FROM read_parquet('{path}')").fetchall()


if __name__ == "__main__":
    main(*sys.argv[1:])
