"""The task with which open-source commission software was timed: 50,000 invoice lines, two agents each, 5% for each.

`make bench-peers`. Ours: each line is an invoice of a deal that two agents share by halves, at 10%; amounts are whole
multiples of 0.20, so that this is 5% of the line for each, to the fen. The sum is checked. The others' seconds are
quoted, measured on two processors like these; they are not run here.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from book import DAY, DEALS, INT, SPANS, TEXT, day_number, schema
from contestants import JIELI
from numpy.random import default_rng
from process import run

BENCH = Path(__file__).resolve().parent
BUILD = BENCH.parent / "build" / "bench"
AGENTS, CLIENTS = 100, 5_000
MONTH = 2  # March: one pay period, as one settlement
QUOTED = (
    ("Odoo 19, OCA commission: to settle", 31.5),
    ("Odoo 19, OCA commission: to compute the amounts again", 20.9),
    ("Tryton 8.2: to make the commissions", 73.0),
    ("Tryton 8.2: to settle them", 146.0),
)
SPLITS = schema(deal=INT, person=INT, share_numerator=INT, share_denominator=INT)
INVOICES = schema(id=INT, source_key=TEXT, client=INT, deal=INT, amount_fen=INT, invoiced_on=DAY)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-peers", description=__doc__)
    parser.add_argument("--lines", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args(arguments)
    facts, out = BUILD / f"peers-{given.lines}", BUILD / "out" / "peers"
    expected = write_facts(facts, given.lines)
    command = [
        str(JIELI),
        "calc",
        "--plan",
        str(BENCH / "peers.yaml"),
        "--facts",
        str(facts),
        "--out",
        str(out),
    ]
    usages = [run(command, out) for _round in range(given.runs)]
    wall = median(one.wall for one in usages)
    print(f"{given.lines:,} invoice lines, two agents each, 5% for each\n{'jieli calc':<62}{wall:>8.2f} s")
    for name, seconds in QUOTED if given.lines == 50_000 else ():
        print(f"{name + ' (quoted)':<62}{seconds:>8.2f} s   {seconds / wall:>6.1f} ×")
    totals = duckdb.connect().execute(f"SELECT sum(result_fen)::BIGINT FROM '{out}/totals.parquet'")
    paid = totals.fetchall()[0][0]
    print(f"paid {yuan(paid)}: " + ("as expected" if paid == expected else f"NOT {yuan(expected)}"))
    return int(paid != expected)


def yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def write_facts(folder: Path, lines: int) -> int:
    """Writes the facts; what all agents together must come to, in fen."""
    folder.mkdir(parents=True, exist_ok=True)
    random = default_rng(1)
    ids = np.arange(1, lines + 1)
    clients = random.integers(1, CLIENTS + 1, lines)
    amounts = random.integers(5, 500_000, lines) * 20
    days = random.integers(day_number(2025, MONTH), day_number(2025, MONTH + 1), lines)
    one = random.integers(1, AGENTS + 1, lines)
    other = 1 + (one - 1 + random.integers(1, AGENTS, lines)) % AGENTS
    keys = [f"line:{number}" for number in ids]
    deals = (ids, keys, clients, ["软件"] * lines, amounts, days, [None] * lines)
    write(folder / "deals.parquet", DEALS, deals)
    write(folder / "invoices.parquet", INVOICES, (ids, keys, clients, ids, amounts, days))
    halves = (
        np.repeat(ids, 2),
        np.stack([one, other], 1).ravel(),
        np.full(2 * lines, 1),
        np.full(2 * lines, 2),
    )
    write(folder / "splits.parquet", SPLITS, halves)
    everybody = np.arange(1, CLIENTS + 1)
    always = [day_number(2024, 0)] * CLIENTS, [None] * CLIENTS
    owners = (everybody, ["ownership"] * CLIENTS, 1 + everybody % AGENTS, *always, ["owner"] * CLIENTS)
    write(folder / "spans.parquet", SPANS, (*owners, [1] * CLIENTS, [1] * CLIENTS, [None] * CLIENTS))
    return int(amounts.sum()) // 10


def write(path: Path, columns: pa.Schema, values: Sequence[object]) -> None:
    arrays = [
        pa.array(value, pa.int32()).cast(DAY) if field.type == DAY else pa.array(value, field.type)
        for value, field in zip(values, columns, strict=True)
    ]
    pq.write_table(pa.Table.from_arrays(arrays, schema=columns), path, compression="zstd")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
