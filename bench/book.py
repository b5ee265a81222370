"""The standard book: deals, clients that change hands, and salespeople, as the Parquet tables that a pay run freezes.

`python bench/book.py --deals 1000000 --out DIR`. The same size and seed are the same rows. Deals are made a month at
a time, so that fifty million need no more memory than five. With `--unrecorded` the shares of each day are the same, and
nothing says that handovers made them.
"""

import argparse
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

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
FORMAT = 2  # of the book: a change makes stored books anew

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
TERMS = schema(
    handover=INT, client=INT, outgoing=INT, incoming=INT, effective_from=DAY, ended_from_or_none=DAY
)
STREAMS = ("earlier_deals", "new_deals", "open_pipeline")
STEPS_OF_TERMS = schema(
    handover=INT,
    client=INT,
    stream=TEXT,
    position=INT,
    months_or_none=INT,
    outgoing_numerator=INT,
    outgoing_denominator=INT,
)
ASSIGNMENTS = schema(person=INT, from_=DAY, until_or_none=DAY, plan=TEXT, base_fen_or_none=INT)
EMPLOYMENTS = schema(person=INT, from_=DAY, until_or_none=DAY)


class Owners(NamedTuple):
    """Of each client the first owner; of one handed over (`moved`) who comes after him, from the start of which month."""

    clients: np.ndarray
    old: np.ndarray
    new: np.ndarray
    moved: np.ndarray
    starts: np.ndarray


def keep_book(out: Path, deals: int, seed: int, *, recorded: bool) -> None:
    """Writes the book into `out` unless it is there already."""
    mark = out / "book.json"
    wanted = json.dumps({"format": FORMAT, "deals": deals, "seed": seed, "recorded": recorded})
    if not mark.exists() or mark.read_text() != wanted:
        shutil.rmtree(out, ignore_errors=True)
        write_book(out, deals, seed, recorded=recorded)
        mark.write_text(wanted)


def write_book(out: Path, deals: int, seed: int, *, recorded: bool = True) -> None:
    """recorded: the terms of handovers are there, and spans name them."""
    out.mkdir(parents=True, exist_ok=True)
    clients = max(deals // DEALS_PER_CLIENT, 1)
    write(out / "deals.parquet", DEALS, deals_by_month(default_rng([seed, 1]), deals, clients))

    def by_owners(made: Callable[[Owners], pa.Table]) -> Iterator[pa.Table]:
        return map(made, owners_in_pieces(default_rng([seed, 2]), clients))

    write(out / "spans.parquet", SPANS, by_owners(lambda owners: spans_of(owners, recorded=recorded)))
    if recorded:
        write(out / "terms.parquet", TERMS, by_owners(terms_of))
        write(out / "steps.parquet", STEPS_OF_TERMS, by_owners(steps_of))
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


def owners_in_pieces(random: Generator, clients: int, piece: int = 1_000_000) -> Iterator[Owners]:
    for first in range(1, clients + 1, piece):
        yield owners_of(random, np.arange(first, min(first + piece, clients + 1)))


def owners_of(random: Generator, clients: np.ndarray) -> Owners:
    count = len(clients)
    old = random.integers(1, PEOPLE + 1, count)
    new = 1 + (old - 1 + random.integers(1, PEOPLE, count)) % PEOPLE
    moved = random.integers(0, 100, count) < HANDED_OVER
    return Owners(clients, old, new, moved, random.integers(0, 12, count))


def spans_of(owners: Owners, *, recorded: bool) -> pa.Table:
    """One owner from the beginning; of the clients handed over, two for six months and then the new one alone."""
    clients, old, new, moved, starts = owners
    ends = np.where(moved, day_numbers(starts), -1)
    beginning = np.full(len(clients), BEGINNING.astype("datetime64[D]").astype(int))
    first = span_table(clients, old, beginning, ends, ("owner", 1, 1), recorded=False)
    clients, old, new, starts = clients[moved], old[moved], new[moved], starts[moved]
    pieces = []
    for since, until, kept, of in STEPS:
        days = day_numbers(starts + since), day_numbers(starts + until)
        pieces.append((clients, old, *days, ("co_owner", kept, of)))
        pieces.append((clients, new, *days, ("owner", of - kept, of)))
    last = day_numbers(starts + STEPS[-1][1])
    pieces.append((clients, new, last, np.full(len(last), -1), ("owner", 1, 1)))
    table = pa.concat_tables([first, *(span_table(*one, recorded=recorded) for one in pieces)])
    return table.sort_by([("client", "ascending"), ("person", "ascending"), ("from_", "ascending")])


def span_table(clients, people, from_, until, held, *, recorded: bool) -> pa.Table:
    """held: role, numerator and denominator. recorded: they name their handover, which has the number of its client."""
    count = len(clients)
    role, numerator, denominator = held
    columns = {
        "client": pa.array(clients),
        "group": pa.repeat("ownership", count),
        "person": pa.array(people),
        "from_": pa.array(from_.astype(np.int32)).cast(DAY),
        "until_or_none": pa.array(until.astype(np.int32), mask=until < 0).cast(DAY),
        "role": pa.repeat(role, count),
        "share_numerator": pa.repeat(numerator, count),
        "share_denominator": pa.repeat(denominator, count),
        "handover_or_none": pa.array(clients) if recorded else pa.nulls(count, INT),
    }
    return pa.table(columns)


def terms_of(owners: Owners) -> pa.Table:
    clients, old, new, moved, starts = owners
    columns = {
        "handover": clients[moved],
        "client": clients[moved],
        "outgoing": old[moved],
        "incoming": new[moved],
        "effective_from": pa.array(day_numbers(starts[moved]).astype(np.int32)).cast(DAY),
        "ended_from_or_none": pa.nulls(int(moved.sum()), DAY),
    }
    return pa.table(columns)


def steps_of(owners: Owners) -> pa.Table:
    """Every stream has the same ones, so that shares of days alone say what each deal pays to whom."""
    clients = owners.clients[owners.moved]
    steps = [*((until - since, kept, of) for since, until, kept, of in STEPS), (None, 0, 1)]
    every = [(stream, position, *step) for stream in STREAMS for position, step in enumerate(steps)]
    names = STEPS_OF_TERMS.names[2:]
    columns = {
        name: pa.array(list(values) * len(clients), STEPS_OF_TERMS.field(name).type)
        for name, values in zip(names, zip(*every, strict=True), strict=True)
    }
    repeated = np.repeat(clients, len(every))
    return pa.table({"handover": repeated, "client": repeated, **columns})


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
    parser.add_argument(
        "--unrecorded", action="store_true", help="nothing says that handovers made the shares"
    )
    given = parser.parse_args()
    keep_book(given.out, given.deals, given.seed, recorded=not given.unrecorded)
