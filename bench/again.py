"""One client changes hands: how much of a whole run is it to compute that again? `make bench-again ARGS="--deals 10000000"`.

From the standard book and its written run: a client of one owner gets another one from November. Then the whole run of
the changed book and `jieli calc-again`, in turn; the sums by person and period must be the same.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import median

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from contestants import JIELI, jieli
from one_line import written_run
from pay import BUILD, made_book
from process import Usage, run

NEW_FROM = date(2025, 11, 1)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-again", description=__doc__)
    parser.add_argument("--deals", type=int, default=1_000_000, help="size of the standard book")
    parser.add_argument("--runs", type=int, default=3, help="rounds; the median counts")
    given = parser.parse_args(arguments)
    before, work = written_run(given.deals), BUILD / "again"
    facts, was = changed_book(made_book(given.deals, 1), work)
    whole, again = BUILD / "out" / "again-whole", BUILD / "out" / "again"
    command = [str(JIELI), "calc-again", "--before", str(before), "--facts", str(facts)]
    command += ["--was", str(was), "--out", str(again)]
    rounds = [(run(jieli(facts, whole, whole), whole), run(command, again)) for _ in range(given.runs)]
    print(f"\none client of {given.deals:,} deals changes hands, median of {given.runs}")
    print(said("whole run", [one for one, _ in rounds]))
    print(said("calc-again", [other for _, other in rounds]))
    cpu = median(other.cpu / one.cpu for one, other in rounds)
    wall = median(other.wall / one.wall for one, other in rounds)
    print(f"{cpu:.1%} of the processor time, {wall:.1%} of the time (aim: 1%)", flush=True)
    return int(not agreed(before, again, whole))


def changed_book(book: Path, work: Path) -> tuple[Path, Path]:
    """The folder of the changed facts, all but the spans being the old files, and the folder of what was."""
    shutil.rmtree(work, ignore_errors=True)
    facts, was = work / "facts", work / "was"
    facts.mkdir(parents=True)
    was.mkdir()
    for file in book.glob("*.parquet"):
        if file.name != "spans.parquet":
            facts.joinpath(file.name).symlink_to(file.resolve())
    spans = pq.read_table(book / "spans.parquet")
    counts = spans.group_by("client").aggregate([("person", "count")]).sort_by("client")
    client = counts.filter(pc.equal(counts["person_count"], 1))["client"][0].as_py()
    old = spans.filter(pc.equal(spans["client"], client))
    pq.write_table(old, was / "spans.parquet")
    (row,) = old.to_pylist()
    new = [{**row, "until_or_none": NEW_FROM}]
    new += [{**row, "from_": NEW_FROM, "person": row["person"] % 1000 + 1}]
    rest = spans.filter(pc.not_equal(spans["client"], client))
    table = pa.concat_tables([rest, pa.Table.from_pylist(new, schema=spans.schema)])
    ordered = table.sort_by([("client", "ascending"), ("person", "ascending"), ("from_", "ascending")])
    pq.write_table(ordered, facts / "spans.parquet", compression="zstd", row_group_size=131_072)
    return facts, was


def said(name: str, usages: Sequence[Usage]) -> str:
    wall, cpu = median(one.wall for one in usages), median(one.cpu for one in usages)
    return f"{name:12}{wall:8.2f} s{cpu:8.2f} cpu s{max(one.peak_mb for one in usages):8} MB"


def agreed(before: Path, again: Path, whole: Path) -> bool:
    """Whether what was paid and the differences are the whole run, by person and period."""
    files = [f"'{folder / 'outcomes.parquet'}'" for folder in (before, again, whole)]
    sums = (
        "SELECT person, period, component, sum(posted_fen) AS fen FROM read_parquet([{files}]) GROUP BY ALL"
    )
    one, other = sums.format(files=", ".join(files[:2])), sums.format(files=files[2])
    query = f"SELECT count(*) FROM ({one}) a FULL JOIN ({other}) b USING (person, period, component)"
    ((differing,),) = duckdb.sql(f"{query} WHERE a.fen IS DISTINCT FROM b.fen").fetchall()
    print("the sums are the same" if not differing else f"{differing:,} sums DIFFER")
    return not differing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
