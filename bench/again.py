"""One client changes hands: how much of a whole run is it to compute that again? `make bench-again ARGS="--deals 10000000"`.

From the standard book and its run, which kept its facts: a client of one owner gets another one from November. Then, in
turn, the whole run of the changed book and `jieli calc-again` as processes, and calc-again once more within this process,
whose imports are done. The sums by person and period must be the same.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import frozen
from contestants import JIELI, jieli
from pay import BUILD, made_book
from process import Usage, run

from jieli.config.calc.again import run_again
from jieli.config.calc.again_job import AgainJob
from jieli.config.calc.certificate import said_in
from jieli.engines.pay.backends.duckdb.connection import Limits

NEW_FROM = date(2025, 11, 1)
AIM = "1%"


@frozen
class Round:
    """whole: the run of the changed book. process, within: calc-again, as a process and after imports."""

    whole: Usage
    process: Usage
    within: Usage


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-again", description=__doc__)
    parser.add_argument("--deals", type=int, default=1_000_000, help="size of the standard book")
    parser.add_argument("--runs", type=int, default=3, help="rounds; the median counts")
    given = parser.parse_args(arguments)
    book, work = made_book(given.deals, 1), BUILD / "again"
    before, keeping = kept_run(book, given.deals)
    facts, now = changed_book(book, work)
    whole, again = BUILD / "out" / "again-whole", BUILD / "out" / "again"
    command = [str(JIELI), "calc-again", "--before", str(before), "--now", str(now), "--out", str(again)]
    within(before, now, again)  # the first imports, and opens what the machine may have to read from its disk
    rounds = [
        Round(run(jieli(facts, whole, whole), whole), run(command, again), within(before, now, again))
        for _ in range(given.runs)
    ]
    print(f"\none client of {given.deals:,} deals changes hands, median of {given.runs}")
    print(said("whole run", [one.whole for one in rounds]))
    print(said("after imports", [one.within for one in rounds]))
    print(said("whole process", [one.process for one in rounds]))
    print(parts("after imports", [(one.within, one.whole) for one in rounds]) + f" (aim: {AIM})")
    print(parts("whole process", [(one.process, one.whole) for one in rounds]))
    if keeping is not None:
        print(
            f"the run before, which also kept its facts: {keeping.wall:.1f} s, {keeping.cpu:.1f} cpu s",
            flush=True,
        )
    return int(not agreed(before, again, whole))


def kept_run(book: Path, deals: int) -> tuple[Path, Usage | None]:
    """The folder of a run of the standard plan that kept its facts, written once, and what that took."""
    out = BUILD / "runs" / f"kept-{deals}"
    if "written_hashes" in said_in(out):
        return out, None
    shutil.rmtree(out, ignore_errors=True)
    return out, run([*jieli(book, out, out), "--keep"], out)


def changed_book(book: Path, work: Path) -> tuple[Path, Path]:
    """The folder of the changed facts, all but the spans being the old files, and that of the changed client's rows."""
    shutil.rmtree(work, ignore_errors=True)
    facts, now = work / "facts", work / "now"
    facts.mkdir(parents=True)
    now.mkdir()
    for file in book.glob("*.parquet"):
        if file.name != "spans.parquet":
            facts.joinpath(file.name).symlink_to(file.resolve())
    spans = pq.read_table(book / "spans.parquet")
    counts = spans.group_by("client").aggregate([("person", "count")]).sort_by("client")
    client = counts.filter(pc.equal(counts["person_count"], 1))["client"][0].as_py()
    (row,) = spans.filter(pc.equal(spans["client"], client)).to_pylist()
    new = [{**row, "until_or_none": NEW_FROM}]
    new += [{**row, "from_": NEW_FROM, "person": row["person"] % 1000 + 1}]
    changed = pa.Table.from_pylist(new, schema=spans.schema)
    pq.write_table(changed, now / "spans.parquet")
    own = f"SELECT * FROM read_parquet('{book / 'deals.parquet'}') WHERE client = {client}"
    duckdb.sql(own).write_parquet(str(now / "deals.parquet"))
    table = pa.concat_tables([spans.filter(pc.not_equal(spans["client"], client)), changed])
    ordered = table.sort_by([("client", "ascending"), ("person", "ascending"), ("from_", "ascending")])
    pq.write_table(ordered, facts / "spans.parquet", compression="zstd", row_group_size=131_072)
    return facts, now


def within(before: Path, now: Path, out: Path) -> Usage:
    """What `jieli calc-again` takes in this process."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    wall, cpu = perf_counter(), process_time()
    run_again(AgainJob((before,), None, None, now, (), out, Limits(spill=out / "spill")))
    return Usage(perf_counter() - wall, process_time() - cpu, 0)


def said(name: str, usages: Sequence[Usage]) -> str:
    wall, cpu = median(one.wall for one in usages), median(one.cpu for one in usages)
    return f"{name:15}{wall:8.2f} s{cpu:8.2f} cpu s"


def parts(name: str, pairs: Sequence[tuple[Usage, Usage]]) -> str:
    cpu = median(one.cpu / whole.cpu for one, whole in pairs)
    wall = median(one.wall / whole.wall for one, whole in pairs)
    return f"{name}: {cpu:.1%} of the whole run's processor time, {wall:.1%} of its time"


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
