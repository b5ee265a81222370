"""Why one line? From a run of `jieli calc`: `make bench-line ARGS="--deals 10000000"`.

Lines drawn at random are explained one after the other, first in one process whose imports are done, then one as a
whole process.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import duckdb
from contestants import JIELI, jieli
from pay import BUILD, made_book
from process import run

from jieli.config.calc.reading import LineKey, explain_line

LINES = 25
MOST_MS = 50  # the aim


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-line", description=__doc__)
    parser.add_argument("--deals", type=int, default=1_000_000, help="size of the standard book")
    given = parser.parse_args(arguments)
    out = written_run(given.deals)
    asked = some_lines(out)
    explain_line(out, asked[0])  # the first opens what the machine may have to read from its disk
    walls, cpus = zip(*(timed(out, one) for one in asked), strict=True)
    whole = run([str(JIELI), "why-line", asked[0].text(), "--out", str(out)], BUILD / "out" / "line")
    print(f"\none line of a run over {given.deals:,} deals, {LINES} lines drawn")
    print(f"in one process   wall ms: median {median(walls):.0f}, most {max(walls):.0f}")
    print(f"                 cpu ms:  median {median(cpus):.0f}, most {max(cpus):.0f}   (aim: {MOST_MS})")
    print(f"whole process    {whole.wall:.2f} s, {whole.cpu:.2f} cpu s, {whole.peak_mb} MB", flush=True)
    return 0


def written_run(deals: int) -> Path:
    """The folder of a run of the standard plan, written once."""
    out = BUILD / "runs" / f"standard-{deals}"
    if not (out / "certificate.json").exists():
        book = made_book(deals, 1)
        subprocess.run(["rm", "-rf", str(out)], check=True)
        subprocess.run(jieli(book, out, out), check=True, stdout=subprocess.DEVNULL)
    return out


def some_lines(out: Path) -> list[LineKey]:
    (file,) = (out / "lines" / "period=2025-06" / "component=commission").glob("*.parquet")
    rows = duckdb.sql(
        f"SELECT person, kind, fact FROM read_parquet('{file}') USING SAMPLE {LINES} ROWS (reservoir, 7)"
    ).fetchall()
    return [LineKey(person, "2025-06", "commission", kind, fact) for person, kind, fact in rows]


def timed(out: Path, asked: LineKey) -> tuple[float, float]:
    """Milliseconds on the wall and of the processor."""
    wall, cpu = perf_counter(), process_time()
    explain_line(out, asked)
    return 1000 * (perf_counter() - wall), 1000 * (process_time() - cpu)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
