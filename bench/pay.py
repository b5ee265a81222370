"""The pay engine beside hand-written DuckDB, Polars and pandas on the standard book: `make bench-pay ARGS="--deals 1000000"`.

Each contestant is a process of its own, from Parquet files to Parquet files; each round runs them all, one after the
other; a ratio is the median of the rounds' ratios. What they wrote must agree in every cell, or the command fails.
"""

import argparse
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from contestants import CONTESTANTS, Contestant, why_not
from process import Usage, run

BENCH = Path(__file__).resolve().parent
BUILD = BENCH.parent / "build" / "bench"
BASE, FLOOR = "duckdb", "floor"

Runs = Mapping[str, list[Usage]]


def main(arguments: Sequence[str]) -> int:
    given = read_arguments(arguments)
    failed = False
    for deals in given.deals:
        book = made_book(deals, given.seed, recorded=not given.unrecorded)
        chosen = [one for one in CONTESTANTS if one.name in (given.only or (BASE, FLOOR, one.name))]
        runs = timed(chosen, book, deals, given.runs)
        print(table(deals, runs), flush=True)
        failed |= not agreed([name for name in runs if name != FLOOR])
    return int(failed)


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    names = [one.name for one in CONTESTANTS]
    parser = argparse.ArgumentParser(prog="make bench-pay", description=__doc__)
    parser.add_argument("--deals", type=int, nargs="+", default=[1_000_000], help="sizes of the book")
    parser.add_argument("--runs", type=int, default=3, help="rounds; the median counts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--unrecorded", action="store_true", help="nothing says that handovers made the shares"
    )
    parser.add_argument("--only", nargs="+", choices=names, help=f"beside {BASE} and {FLOOR}")
    given = parser.parse_args(arguments)
    given.only = given.only and {BASE, FLOOR, *given.only}
    return given


def made_book(deals: int, seed: int, *, recorded: bool = True) -> Path:
    """The folder of the book, made by a process of its own, so that this one stays small; read once, so that it is warm."""
    book = BUILD / f"book-{deals}-{seed}{'' if recorded else '-unrecorded'}"
    command = [sys.executable, BENCH / "book.py", "--deals", str(deals), "--seed", str(seed), "--out", book]
    command += ["--unrecorded"] * (not recorded)
    subprocess.run(command, check=True)
    for file in book.iterdir():
        with file.open("rb") as opened:
            while opened.read(1 << 24):
                pass
    return book


def timed(contestants: Sequence[Contestant], book: Path, deals: int, rounds: int) -> Runs:
    runs: dict[str, list[Usage]] = {}
    for one in contestants:
        reason = why_not(one, deals)
        if reason:
            print(f"{one.name} is left out: {reason}", flush=True)
        else:
            runs[one.name] = []
    for _round in range(rounds):
        for one in contestants:
            if one.name in runs:
                runs[one.name].append(
                    run(one.command(book, out_of(one.name), out_of(BASE)), out_of(one.name))
                )
    return runs


def out_of(name: str) -> Path:
    return BUILD / "out" / name


def table(deals: int, runs: Runs) -> str:
    rounds = len(runs[BASE])
    rows = [("", f"× {BASE}", f"× {FLOOR}", "wall s", "cpu s", "peak MB")]
    for name, usages in runs.items():
        ratios = [
            median(a.wall / b.wall for a, b in zip(usages, runs[to], strict=True)) for to in (BASE, FLOOR)
        ]
        wall, cpu = median(one.wall for one in usages), median(one.cpu for one in usages)
        peak = max(one.peak_mb for one in usages)
        rows.append((name, *(f"{ratio:.2f}" for ratio in ratios), f"{wall:.2f}", f"{cpu:.2f}", str(peak)))
    lines = [
        "".join(f"{cell:<10}" if i == 0 else f"{cell:>11}" for i, cell in enumerate(row)) for row in rows
    ]
    return "\n".join([f"\n{deals:,} deals, median of {rounds}", *lines])


def agreed(names: Sequence[str]) -> bool:
    """Whether every contestant wrote what the first one wrote; says so, or where they differ."""
    folders = [str(out_of(name)) for name in names]
    return subprocess.run([sys.executable, BENCH / "agree.py", *folders], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
