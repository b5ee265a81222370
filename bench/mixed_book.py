"""The mixed book: the standard one with receipts, refunds, teams, leaves and results of people beside it.

`python bench/mixed_book.py --deals 20000 --people 100 --out DIR`. The same sizes and seed are the same rows.
"""

import argparse
import json
import shutil
from pathlib import Path

import book
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from book import DAY, INT, TEXT, day_number, schema, write
from numpy.random import Generator, default_rng

FORMAT = 1  # of the book: a change makes stored books anew
PAID = 90  # of a hundred deals, a month later on average
IN_TWO = 10  # of a hundred deals, half and half
REFUNDED = 1  # of a hundred deals, a tenth of the amount
TEAM = 10  # a leader and nine others
ON_LEAVE = 20  # of a hundred people, five days in the year

RECEIPTS = schema(id=INT, source_key=TEXT, client=INT, amount_fen=INT, received_on=DAY, currency=TEXT)
ALLOCATIONS = schema(receipt=INT, deal=INT, amount_fen=INT)
REFUNDS = schema(
    id=INT, source_key=TEXT, client=INT, deal=INT, receipt_or_none=INT, amount_fen=INT, refunded_on=DAY
)
TEAMS = schema(leader=INT, member=INT, from_=DAY, until_or_none=DAY)
LEAVES = schema(person=INT, from_=DAY, until_or_none=DAY)
ACHIEVEMENTS = schema(
    person=INT,
    key=TEXT,
    from_=DAY,
    until_or_none=DAY,
    actual_numerator=INT,
    actual_denominator=INT,
    target_numerator_or_none=INT,
    target_denominator_or_none=INT,
)


def keep_book(out: Path, deals: int, people: int, seed: int) -> None:
    """Writes the book into `out` unless it is there already."""
    mark = out / "book.json"
    wanted = json.dumps({"format": [book.FORMAT, FORMAT], "deals": deals, "people": people, "seed": seed})
    if mark.exists() and mark.read_text() == wanted:
        return
    shutil.rmtree(out, ignore_errors=True)
    book.PEOPLE = people
    book.write_book(out, deals, seed)
    signed = pq.read_table(out / "deals.parquet", columns=["id", "client", "amount_fen", "signed_on"])
    write_money(default_rng([seed, 3]), out, signed)
    write_people(default_rng([seed, 4]), out, people)
    mark.write_text(wanted)


def write_money(random: Generator, out: Path, deals: pa.Table) -> None:
    """Receipts with what they settle, and refunds after them. What falls into the next year is left out."""
    count = len(deals)
    end = day_number(book.YEAR, 12)
    signed = deals["signed_on"].cast(pa.int32()).to_numpy().astype(np.int64)
    amount = deals["amount_fen"].to_numpy()
    paid = np.flatnonzero(random.integers(0, 100, count) < PAID)
    halved = random.integers(0, 100, len(paid)) < IN_TWO
    first = np.where(halved, amount[paid] // 2, amount[paid])
    rows = np.concatenate([paid, paid[halved]])
    fen = np.concatenate([first, (amount[paid] - first)[halved]])
    day = signed[rows] + random.integers(1, 61, len(rows))
    rows, fen, day = (column[day < end] for column in (rows, fen, day))
    ids, taken = np.arange(1, len(rows) + 1), deals.take(rows)
    receipts = pa.table(
        {
            "id": ids,
            "source_key": pc.binary_join_element_wise("bank", pa.array(ids).cast(TEXT), ":"),
            "client": taken["client"],
            "amount_fen": fen,
            "received_on": days(day),
            "currency": pa.repeat("", len(rows)),
        }
    )
    write(out / "receipts.parquet", RECEIPTS, [receipts])
    allocations = pa.table({"receipt": ids, "deal": taken["id"], "amount_fen": fen})
    write(out / "allocations.parquet", ALLOCATIONS, [allocations])
    back = np.flatnonzero(random.integers(0, 100, count) < REFUNDED)
    back = back[signed[back] + 70 < end]
    numbers, taken = np.arange(1, len(back) + 1), deals.take(back)
    refunds = pa.table(
        {
            "id": numbers,
            "source_key": pc.binary_join_element_wise("refund", pa.array(numbers).cast(TEXT), ":"),
            "client": taken["client"],
            "deal": taken["id"],
            "receipt_or_none": pa.nulls(len(back), INT),
            "amount_fen": np.maximum(amount[back] // 10, 1),
            "refunded_on": days(signed[back] + 70),
        }
    )
    write(out / "refunds.parquet", REFUNDS, [refunds])


def write_people(random: Generator, out: Path, people: int) -> None:
    """Who leads whom, who was away, and a result of everybody in every month."""
    ids = np.arange(1, people + 1)
    led = ids[(ids - 1) % TEAM != 0]
    first = day_number(book.YEAR, 0)
    teams = pa.table(
        {
            "leader": led - (led - 1) % TEAM,
            "member": led,
            "from_": days(np.full(len(led), first)),
            "until_or_none": pa.nulls(len(led), DAY),
        }
    )
    write(out / "teams.parquet", TEAMS, [teams])
    away = ids[random.integers(0, 100, people) < ON_LEAVE]
    begin = first + random.integers(0, 350, len(away))
    leaves = pa.table({"person": away, "from_": days(begin), "until_or_none": days(begin + 5)})
    write(out / "leaves.parquet", LEAVES, [leaves])
    months = [(day_number(book.YEAR, month), day_number(book.YEAR, month + 1)) for month in range(12)]
    count = people * len(months)
    results = pa.table(
        {
            "person": np.repeat(ids, len(months)),
            "key": pa.repeat("nps", count),
            "from_": days(np.tile([begin for begin, _ in months], people)),
            "until_or_none": days(np.tile([until for _, until in months], people)),
            "actual_numerator": random.integers(60, 101, count),
            "actual_denominator": np.ones(count, np.int64),
            "target_numerator_or_none": pa.nulls(count, INT),
            "target_denominator_or_none": pa.nulls(count, INT),
        }
    )
    write(out / "achievements.parquet", ACHIEVEMENTS, [results])


def days(numbers: np.ndarray) -> pa.Array:
    return pa.array(numbers.astype(np.int32)).cast(DAY)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the mixed book.")
    parser.add_argument("--deals", type=int, required=True)
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    keep_book(given.out, given.deals, given.people, given.seed)
