"""A plan of fifteen mixed components, in columns and by definition: `make bench-mixed`.

At the first size both run and their outcomes must be the same; at the second columns run alone.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from contestants import BENCH, JIELI
from process import Usage, run

BUILD = BENCH.parent / "build" / "bench"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-mixed", description=__doc__)
    parser.add_argument("--both", type=int, nargs=2, default=(20_000, 100), metavar=("DEALS", "PEOPLE"))
    parser.add_argument("--alone", type=int, nargs=2, default=(1_000_000, 1000), metavar=("DEALS", "PEOPLE"))
    given = parser.parse_args(arguments)
    same = both(*given.both)
    if given.alone[0]:
        deals, people = given.alone
        print(said(deals, people, "duckdb", timed(made_book(deals, people), "duckdb")), flush=True)
    return int(not same)


def both(deals: int, people: int) -> bool:
    """Whether the two came to the same outcomes; prints their times."""
    book = made_book(deals, people)
    usages = {engine: timed(book, engine) for engine in ("duckdb", "reference")}
    for engine, usage in usages.items():
        print(said(deals, people, engine, usage), flush=True)
    columns, reference = (outcomes_of(engine) for engine in usages)
    if columns != reference:
        print("The outcomes DIFFER.")
        return False
    ratio = usages["reference"].cpu / usages["duckdb"].cpu
    print(
        f"the same {columns['count']:,} outcomes; by definition {ratio:.1f} × the processor time", flush=True
    )
    return True


def made_book(deals: int, people: int) -> Path:
    book = BUILD / f"mixed-{deals}-{people}"
    command = [sys.executable, BENCH / "mixed_book.py", "--out", book]
    subprocess.run([*command, "--deals", str(deals), "--people", str(people)], check=True)
    return book


def timed(book: Path, engine: str) -> Usage:
    out = out_of(engine)
    command = [str(JIELI), "calc", "--plan", str(BENCH / "mixed.yaml"), "--facts", str(book)]
    return run([*command, "--out", str(out), "--engine", engine], out)


def out_of(engine: str) -> Path:
    return BUILD / "out" / f"mixed-{engine}"


def outcomes_of(engine: str) -> dict:
    return json.loads((out_of(engine) / "certificate.json").read_text("utf-8"))["outcomes"]


def said(deals: int, people: int, engine: str, usage: Usage) -> str:
    sizes = f"{deals:>10,} deals {people:>6,} people  {engine:10}"
    return f"{sizes} {usage.wall:8.2f} s  {usage.cpu:8.2f} cpu s  {usage.peak_mb:6} MB"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
