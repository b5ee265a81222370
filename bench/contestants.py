"""Who takes part in the benchmark of the standard book, and with which command."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

BENCH = Path(__file__).resolve().parent
JIELI = Path(sys.executable).parent / "jieli"

Command = list[str]


@frozen
class Contestant:
    """command: from the folders of the facts, of what it is to write, and of what the first contestant wrote."""

    name: str
    command: Callable[[Path, Path, Path], Command]
    most_deals: int | None = None  # above this its memory or patience ends


def script(name: str) -> Callable[[Path, Path, Path], Command]:
    path = BENCH / "baselines" / name
    return lambda facts, out, _first: [sys.executable, str(path), str(facts), str(out)]


def floor(facts: Path, out: Path, first: Path) -> Command:
    return [sys.executable, str(BENCH / "baselines" / "floor.py"), str(facts), str(out), str(first)]


def jieli(facts: Path, out: Path, _first: Path) -> Command:
    plan = BENCH / "standard.yaml"
    return [str(JIELI), "calc", "--plan", str(plan), "--facts", str(facts), "--out", str(out)]


def on_cluster(facts: Path, out: Path, _first: Path) -> Command:
    return [sys.executable, str(BENCH / "on_cluster.py"), str(facts), str(out)]


CONTESTANTS = (
    Contestant("duckdb", script("duckdb_pay.py")),  # the first: the others are held against it
    Contestant("floor", floor),
    Contestant("jieli", jieli),
    Contestant("numpy", script("numpy_pay.py")),  # an experiment: what columns and packed keys can do
    Contestant("polars", script("polars_pay.py"), most_deals=20_000_000),
    Contestant("pandas", script("pandas_pay.py"), most_deals=10_000_000),
    Contestant("spark", on_cluster, most_deals=10_000_000),  # its processor time is its driver's only
)


def why_not(one: Contestant, deals: int) -> str | None:
    """The reason to leave the contestant out of a book of this size, if there is one."""
    if one.most_deals is not None and deals > one.most_deals:
        return f"more than {one.most_deals:,} deals are too much for it in 16 GB."
    if one.name == "jieli":
        asked = subprocess.run([JIELI, "calc", "--help"], capture_output=True, check=False)
        if asked.returncode:
            return "this version has no `jieli calc`."
    if one.name == "spark" and (find_spec("pyspark") is None or shutil.which("java") is None):
        return "there is no Java or no pyspark."
    return None
