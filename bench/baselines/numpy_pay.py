"""An experiment: how near to the floor columns in NumPy come, a month at a time on two threads.

`python numpy_pay.py FACTS OUT`. Sorting is one sort of packed whole numbers (person, day, place in the file), prefix sums
are one cumulative sum, lookups go by client id into arrays: all of it lets go of the interpreter's lock. It takes for
granted what the standard book has: ids of clients and people without great gaps, and at most two who share a client.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from standard import COLUMNS, MILLION, NEW_DAYS, NEW_FACTOR, RATES, TIERS

LINES = list(RATES)
BOUNDS = np.array([lower for lower, _upper, _multiplier in TIERS])
MULTIPLIERS = np.array([multiplier for _lower, _upper, multiplier in TIERS], np.int32)
FACTORS = np.array([MILLION, NEW_FACTOR], np.int32)
RATE = np.array([RATES[line] for line in LINES], np.int32)
PRODUCT = (
    RATE[:, None, None] // 100 * (FACTORS[:, None] // 100_000).astype(np.int64) * (MULTIPLIERS // 100_000)
)
TEXTS = ("period", "kind", "product_line")
DELTA = ("fact", "client", "fact_fen", "credit_fen", "before_fen", "part_fen", "result_fen")
PARQUET = {
    "compression": "none",
    "write_statistics": False,
    "store_schema": False,
    "use_dictionary": [name for name in COLUMNS if name not in DELTA],
    "column_encoding": dict.fromkeys(DELTA, "DELTA_BINARY_PACKED"),
}


class Deals(NamedTuple):
    id: np.ndarray
    client: np.ndarray
    line: np.ndarray
    fen: np.ndarray
    day: np.ndarray  # since 1970


class Owners(NamedTuple):
    """Spans by client: those of client c are the rows first[c] until first[c + 1]."""

    first: np.ndarray
    person: np.ndarray
    from_: np.ndarray
    until: np.ndarray
    num: np.ndarray
    den: np.ndarray
    second: np.ndarray  # the higher of two people who share


def main(facts: str, out: str) -> None:
    Path(out, "lines").mkdir(parents=True)
    pa.set_cpu_count(2)
    with ThreadPoolExecutor(2) as pool:
        owners = pool.submit(read_owners, f"{facts}/spans.parquet")
        groups = range(pq.ParquetFile(f"{facts}/deals.parquet").num_row_groups)
        pieces = list(pool.map(lambda group: read_deals(f"{facts}/deals.parquet", group), groups))
        first_on = first_days(pieces)
        months = by_month(pieces)
        del pieces
        jobs = [
            pool.submit(pay_month, month, months[month], owners.result(), first_on, out) for month in months
        ]
        totals = pa.concat_tables(job.result() for job in jobs)
    pq.write_table(totals, f"{out}/totals.parquet")


def read_deals(path: str, group: int) -> Deals:
    file = pq.ParquetFile(path, read_dictionary=["product_line"])
    table = file.read_row_group(
        group, ["id", "client", "product_line", "amount_fen", "signed_on"], use_threads=False
    )
    ids, clients, lines, amounts, days = (column.combine_chunks() for column in table.columns)
    codes = np.array([LINES.index(line.as_py()) for line in lines.dictionary], np.int8)
    return Deals(
        ids.to_numpy(),
        clients.to_numpy().astype(np.int32),
        codes[lines.indices.to_numpy()],
        amounts.to_numpy(),
        days.cast(pa.int32()).to_numpy(),
    )


def first_days(pieces: list[Deals]) -> np.ndarray:
    first_on = np.full(max(int(piece.client.max()) for piece in pieces) + 1, 1 << 30, np.int32)
    for piece in pieces:
        np.minimum.at(first_on, piece.client, piece.day)
    return first_on


def by_month(pieces: list[Deals]) -> dict[str, list[Deals]]:
    parts: dict[str, list[Deals]] = {}
    for piece in pieces:
        earliest, latest = (
            day.astype("datetime64[D]").astype("datetime64[M]") for day in (piece.day.min(), piece.day.max())
        )
        for month in np.arange(earliest, latest + 1):
            begin, end = ((month + more).astype("datetime64[D]").astype(int) for more in (0, 1))
            chosen = (piece.day >= begin) & (piece.day < end)
            part = piece if earliest == latest else Deals(*(column[chosen] for column in piece))
            parts.setdefault(str(month), []).append(part)
    return dict(sorted(parts.items()))


def read_owners(path: str) -> Owners:
    names = ["client", "person", "from_", "until_or_none", "share_numerator", "share_denominator"]
    table = pq.read_table(path, columns=names)
    never = pa.scalar(1 << 30, pa.int32())
    until = pc.fill_null(table["until_or_none"].cast(pa.int32()), never).to_numpy()
    client, person, num, den = (
        table[name].to_numpy() for name in ("client", "person", "share_numerator", "share_denominator")
    )
    from_ = table["from_"].cast(pa.int32()).to_numpy()
    if not (client[1:] >= client[:-1]).all():
        order = np.argsort(client, kind="stable")
        client, person, from_, until, num, den = (
            one[order] for one in (client, person, from_, until, num, den)
        )
    shared = np.flatnonzero(den > 1)
    shared = shared[np.lexsort((person[shared], from_[shared], client[shared]))]
    same = (client[shared[1:]] == client[shared[:-1]]) & (from_[shared[1:]] == from_[shared[:-1]])
    second = np.zeros(len(client), bool)
    second[shared[1:][same]] = True
    first = np.r_[0, np.cumsum(np.bincount(client))].astype(np.int32)
    return Owners(first, person.astype(np.int32), from_, until, num, den, second)


def pay_month(month: str, pieces: list[Deals], owners: Owners, first_on: np.ndarray, out: str) -> pa.Table:
    deals = Deals(*map(np.concatenate, zip(*pieces, strict=True)))
    deal, span = credited(deals, owners)
    credit = divided(deals.fen[deal], owners, span)
    person = owners.person[span]
    order = in_order(deals, deal, person)
    person, credit = person[order], credit[order]
    starts = np.flatnonzero(np.r_[True, person[1:] != person[:-1]])
    before = np.cumsum(credit) - credit
    before -= np.repeat(before[starts], np.diff(np.r_[starts, len(person)]))
    line, tier = slices(before, before + credit)
    before, credit, person, row = before[line], credit[line], person[line], order[line]
    return write_month(
        month, deals, deal[row], owners, span[row], (person, credit, before, tier), first_on, out
    )


def credited(deals: Deals, owners: Owners) -> tuple[np.ndarray, np.ndarray]:
    """The rows of deals and spans of each credit."""
    start = owners.first[deals.client]
    spans = owners.first[deals.client + 1] - start
    alone = np.flatnonzero(spans == 1)
    several = np.flatnonzero(spans > 1)
    deal = np.repeat(several, spans[several])
    ends = np.cumsum(spans[several])
    span = np.arange(len(deal)) - np.repeat(ends - spans[several], spans[several]) + start[deal]
    valid = (owners.from_[span] <= deals.day[deal]) & (deals.day[deal] < owners.until[span])
    return np.r_[alone, deal[valid]], np.r_[start[alone], span[valid]]


def divided(fen: np.ndarray, owners: Owners, span: np.ndarray) -> np.ndarray:
    """Largest remainder between two: the lower person rounds half up, the second half down."""
    shared = np.flatnonzero(owners.den[span] > 1)
    of = span[shared]
    num, den = owners.num[of], owners.den[of]
    fen[shared] = (2 * fen[shared] * num + den - owners.second[of]) // (2 * den)
    return fen


def in_order(deals: Deals, deal: np.ndarray, person: np.ndarray) -> np.ndarray:
    """The order by person, day and id. The place of an id takes its part, so that one number holds all three."""
    rising = bool((deals.id[1:] > deals.id[:-1]).all())
    place = np.arange(len(deals.id)) if rising else np.argsort(np.argsort(deals.id))
    day = deals.day - deals.day.min()
    key = (person.astype(np.int64) << 36) | (day[deal].astype(np.int64) << 31) | place[deal]
    return np.argsort(key)


def slices(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each slice of a credit: the credit's row, and the tier."""
    lowest = np.zeros(len(before), np.int8)
    highest = np.zeros(len(before), np.int8)
    for bound in BOUNDS[1:]:
        lowest += before >= bound
        highest += after > bound
    count = highest - lowest + 1
    line = np.repeat(np.arange(len(before), dtype=np.int32), count)
    tier = lowest[line]
    for _more in BOUNDS[1:]:  # the second and third slice of a credit follow its first
        tier[1:] += (line[1:] == line[:-1]) & (tier[1:] <= tier[:-1])
    return line, tier


def write_month(month, deals, deal, owners, span, sums, first_on, out) -> pa.Table:
    person, credit, before, tier = sums
    day, client, line = deals.day[deal], deals.client[deal], deals.line[deal]
    is_new = (day - first_on[client] < NEW_DAYS).astype(np.int8)
    lower = BOUNDS[tier]
    upper = np.r_[BOUNDS[1:], 1 << 62][tier]
    part = np.minimum(before + credit, upper) - np.maximum(before, lower)
    result = (part * PRODUCT[line, is_new, tier] + 500_000) // MILLION
    same = np.zeros(len(deal), np.int8)
    columns = {
        "period": pa.DictionaryArray.from_arrays(same, [month]),
        "person": person,
        "kind": pa.DictionaryArray.from_arrays(same, ["deal"]),
        "fact": deals.id[deal],
        "client": client.astype(np.int64),
        "product_line": pa.DictionaryArray.from_arrays(line, LINES),
        "counts_on": pa.array(day).cast(pa.date32()),
        "share_numerator": owners.num[span].astype(np.int32),
        "share_denominator": owners.den[span].astype(np.int32),
        "fact_fen": deals.fen[deal],
        "credit_fen": credit,
        "before_fen": before,
        "slice_from_fen": lower,
        "part_fen": part,
        "rate": RATE[line],
        "factor": FACTORS[is_new],
        "multiplier": MULTIPLIERS[tier],
        "result_fen": result,
    }
    pq.write_table(pa.table(columns), f"{out}/lines/{month}.parquet", row_group_size=131_072, **PARQUET)
    starts = np.flatnonzero(np.r_[True, person[1:] != person[:-1]])
    sums = {"period": pa.repeat(month, len(starts)), "person": person[starts]}
    sums |= {"credit_fen": np.add.reduceat(part, starts), "result_fen": np.add.reduceat(result, starts)}
    return pa.table(sums)


if __name__ == "__main__":
    main(*sys.argv[1:])
