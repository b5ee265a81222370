"""The standard book: deals, clients that change hands, and salespeople, as the Parquet tables that a pay run freezes.

`python bench/book.py --deals 1000000 --out DIR`. The same size and seed are the same rows. Deals are made a month at
a time, so that fifty million need no more memory than five.
"""

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.random import Generator, default_rng

YEAR = 2025
PEOPLE = 1000
DEALS_PER_CLIENT = 5
HANDED_OVER = 10  # of a hundred clients
PRODUCT_LINES = ("软件", "硬件", "服务", "培训", "配件")
PRODUCT_WEIGHTS = (30, 25, 20, 15, 10)
STEPS = (
    (0, 3, 1, 2),
    (3, 6, 1, 5),
)  # from month, until month after the handover; what the old owner keeps: 1/2, 1/5
BEGINNING = np.datetime64("2024-01", "M")  # every client's first owner is his owner from here
PLAN = "standard"
FORMAT = 1  # of the book: a change makes stored books anew

INT, TEXT, DAY = pa.int64(), pa.string(), pa.date32()


def schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(
        [pa.field(name, kind, nullable=name.endswith("_or_none")) for name, kind in columns.items()]
    )


DEALS = schema(
    id=INT,
    source_key=TEXT,
    client=INT,
    product_line=TEXT,
    amount_fen=INT,
    signed_on=DAY,
    opened_on_or_none=DAY,
)
SPANS = schema(
    client=INT,
    group=TEXT,
    person=INT,
    from_=DAY,
    until_or_none=DAY,
    role=TEXT,
    share_numerator=INT,
    share_denominator=INT,
    handover_or_none=INT,
)
ASSIGNMENTS = schema(person=INT, from_=DAY, until_or_none=DAY, plan=TEXT, base_fen_or_none=INT)
EMPLOYMENTS = schema(person=INT, from_=DAY, until_or_none=DAY)


def keep_book(out: Path, deals: int, seed: int) -> None:
    """Writes the book into `out` unless it is there already."""
    mark = out / "book.json"
    wanted = json.dumps({"format": FORMAT, "deals": deals, "seed": seed})
    if not mark.exists() or mark.read_text() != wanted:
        shutil.rmtree(out, ignore_errors=True)
        write_book(out, deals, seed)
        mark.write_text(wanted)


def write_book(out: Path, deals: int, seed: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    clients = max(deals // DEALS_PER_CLIENT, 1)
    write(out / "deals.parquet", DEALS, deals_by_month(default_rng([seed, 1]), deals, clients))
    write(out / "spans.parquet", SPANS, spans_in_pieces(default_rng([seed, 2]), clients))
    write(out / "assignments.parquet", ASSIGNMENTS, [assignments()])
    write(out / "employments.parquet", EMPLOYMENTS, [employments()])


def write(path: Path, columns: pa.Schema, tables: Iterator[pa.Table] | list[pa.Table]) -> None:
    with pq.ParquetWriter(path, columns, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table.select(columns.names).cast(columns), row_group_size=131_072)


def deals_by_month(random: Generator, deals: int, clients: int) -> Iterator[pa.Table]:
    """Ids rise from month to month, as deals are recorded; the days of one month's ids are in no order."""
    first = 1
    for month in range(12):
        count = deals * (month + 1) // 12 - deals * month // 12
        yield month_of_deals(random, np.arange(first, first + count), month, clients)
        first += count


def month_of_deals(random: Generator, ids: np.ndarray, month: int, clients: int) -> pa.Table:
    count = len(ids)
    begin, end = day_number(YEAR, month), day_number(YEAR, month + 1)
    signed = random.integers(begin, end, count, dtype=np.int32)
    opened = signed - random.integers(0, 120, count, dtype=np.int32)
    weights = np.array(PRODUCT_WEIGHTS) / sum(PRODUCT_WEIGHTS)
    lines = random.choice(len(PRODUCT_LINES), count, p=weights).astype(np.int32)
    columns = {
        "id": pa.array(ids),
        "source_key": pc.binary_join_element_wise("crm", pa.array(ids).cast(TEXT), ":"),
        "client": pa.array(random.integers(1, clients + 1, count)),
        "product_line": pa.DictionaryArray.from_arrays(lines, list(PRODUCT_LINES)).cast(TEXT),
        "amount_fen": pa.array(
            np.maximum(random.lognormal(np.log(300_000), 1.0, count).astype(np.int64), 100)
        ),
        "signed_on": pa.array(signed).cast(DAY),
        "opened_on_or_none": pa.array(opened, mask=random.integers(0, 10, count) == 0).cast(DAY),
    }
    return pa.table(columns)


def spans_in_pieces(random: Generator, clients: int, piece: int = 1_000_000) -> Iterator[pa.Table]:
    for first in range(1, clients + 1, piece):
        yield spans_of(random, np.arange(first, min(first + piece, clients + 1)))


def spans_of(random: Generator, clients: np.ndarray) -> pa.Table:
    """One owner from the beginning; of the clients handed over, two for six months and then the new one alone."""
    count = len(clients)
    old = random.integers(1, PEOPLE + 1, count)
    new = 1 + (old - 1 + random.integers(1, PEOPLE, count)) % PEOPLE
    moved = random.integers(0, 100, count) < HANDED_OVER
    starts = random.integers(0, 12, count)
    ends = np.where(moved, day_numbers(starts), -1)
    beginning = np.full(count, BEGINNING.astype("datetime64[D]").astype(int))
    pieces = [(clients, old, beginning, ends, "owner", 1, 1)]
    clients, old, new, starts = clients[moved], old[moved], new[moved], starts[moved]
    for since, until, kept, of in STEPS:
        days = day_numbers(starts + since), day_numbers(starts + until)
        pieces.append((clients, old, *days, "co_owner", kept, of))
        pieces.append((clients, new, *days, "owner", of - kept, of))
    last = day_numbers(starts + STEPS[-1][1])
    pieces.append((clients, new, last, np.full(len(last), -1), "owner", 1, 1))
    table = pa.concat_tables(span_table(*one) for one in pieces)
    return table.sort_by([("client", "ascending"), ("person", "ascending"), ("from_", "ascending")])


def span_table(clients, people, from_, until, role, numerator, denominator) -> pa.Table:
    count = len(clients)
    columns = {
        "client": pa.array(clients),
        "group": pa.repeat("ownership", count),
        "person": pa.array(people),
        "from_": pa.array(from_.astype(np.int32)).cast(DAY),
        "until_or_none": pa.array(until.astype(np.int32), mask=until < 0).cast(DAY),
        "role": pa.repeat(role, count),
        "share_numerator": pa.repeat(numerator, count),
        "share_denominator": pa.repeat(denominator, count),
        "handover_or_none": pa.nulls(count, INT),
    }
    return pa.table(columns)


def assignments() -> pa.Table:
    people = np.arange(1, PEOPLE + 1)
    columns = {
        "person": pa.array(people),
        "from_": pa.repeat(day_number(YEAR, 0), PEOPLE).cast(pa.int32()).cast(DAY),
        "until_or_none": pa.nulls(PEOPLE, DAY),
        "plan": pa.repeat(PLAN, PEOPLE),
        "base_fen_or_none": pa.nulls(PEOPLE, INT),
    }
    return pa.table(columns)


def employments() -> pa.Table:
    return assignments().select(["person", "from_", "until_or_none"])


def day_numbers(months: np.ndarray) -> np.ndarray:
    """The first days of months counted from the year's first, as days since 1970."""
    january = np.datetime64(f"{YEAR}-01", "M")
    return (january + months.astype("timedelta64[M]")).astype("datetime64[D]").astype(np.int64)


def day_number(year: int, month: int) -> int:
    return int((np.datetime64(f"{year}-01", "M") + month).astype("datetime64[D]").astype(int))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the standard book.")
    parser.add_argument("--deals", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    keep_book(given.out, given.deals, given.seed)
