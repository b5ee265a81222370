"""A pay run of the demo from freezing to statements, and how much of it is the engine: `make bench-run`.

Runs in the data folder of `jieli demo` (JIELI_DATA), in one transaction that is undone, so October stays to be run.
Said twice: as time that passed, and as processor time of the program and of its database connection together, which other
work on the machine stretches less.
"""

import argparse
import cProfile
import pstats
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

STEPS = ("freeze", "compute", "review", "approve", "issue")


class Undone(Exception):
    """Ends the transaction, so that nothing of it stays."""


class Clock:
    """Seconds by step, passed and of the processor: the whole step, and the part of it within the engine."""

    def __init__(self, database: Path) -> None:
        """database: where the system says how long the connection's process has run."""
        self.whole = dict.fromkeys(STEPS, Spent())
        self.engine = dict.fromkeys(STEPS, Spent())
        self.step = STEPS[0]
        self._database = database
        self._depth = 0

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        self.step, began = step, self._now()
        yield
        self.whole[step] = self._now() - began

    def counted(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The act, whose time counts as the engine's; what it calls of the engine counts once."""

        @wraps(act)
        def measured(*args: Any, **named: Any) -> Any:
            began, self._depth = self._now(), self._depth + 1
            try:
                return act(*args, **named)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.engine[self.step] += self._now() - began

        return measured

    def _now(self) -> "Spent":
        nanoseconds = self._database.read_text().split()[0] if self._database.exists() else "0"
        return Spent(perf_counter(), process_time() + int(nanoseconds) / 1e9)


class Spent(NamedTuple):
    """Seconds that passed, and seconds of the processor."""

    passed: float = 0.0
    processor: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":  # type: ignore[override]
        return Spent(self.passed + other.passed, self.processor + other.processor)

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.passed - other.passed, self.processor - other.processor)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-run", description=__doc__)
    parser.add_argument("--organization", default="demo", help="whose next period is run")
    parser.add_argument("--runs", type=int, default=3, help="rounds; the median counts")
    parser.add_argument("--profile", action="store_true", help="where the time goes, of one round")
    given = parser.parse_args(arguments)
    from jieli.config.cli.boot import running_database

    with running_database():
        if given.profile:
            profiler = cProfile.Profile()
            profiler.enable()
            run_once(given.organization)
            profiler.disable()
            pstats.Stats(profiler).sort_stats("cumulative").print_stats(70)
            return 0
        run_once(given.organization)  # what is imported and prepared once a process counts for no run
        clocks = [run_once(given.organization) for _ in range(given.runs)]
    for kind in Spent._fields:
        print(table(kind, clocks))
    return 0


def run_once(slug: str) -> Clock:
    """One run of the next period from freezing to statements, undone."""
    from django.db import connection
    from django.utils import timezone

    from jieli.apps.payruns import api as payruns
    from jieli.config.cli.boot import organization

    with organization(slug, purpose="bench"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        clock = Clock(Path(f"/proc/{cursor.fetchone()[0]}/schedstat"))
    with counting(clock):
        try:
            with organization(slug, purpose="bench"):
                at = timezone.now()
                who = {"acting_user_id": None, "at": at}
                period = payruns.next_period(today=payruns.organization_day(at=at))
                with clock.timed("freeze"):
                    run_id = payruns.start_run(**who, period=period)
                acts = (payruns.compute_run, payruns.review_run, payruns.approve_run, payruns.issue_run)
                for step, act in zip(STEPS[1:], acts, strict=True):
                    with clock.timed(step):
                        act(**who, run_id=run_id)
                raise Undone
        except Undone:
            return clock


@contextmanager
def counting(clock: Clock) -> Iterator[None]:
    """While it lasts, computing pay and crediting count as the engine's time."""
    from jieli.apps.payruns import engines
    from jieli.engines.pay import Credits

    engine_for, of_book = engines.engine_for, Credits.of_book

    def counted_engine(inputs: Any) -> engines.Engine:
        found = engine_for(inputs)
        return engines.Engine(found.name, clock.counted(found.compute))

    engines.engine_for, Credits.of_book = counted_engine, staticmethod(clock.counted(of_book))
    try:
        yield
    finally:
        engines.engine_for, Credits.of_book = engine_for, staticmethod(of_book)


def table(kind: str, clocks: Sequence[Clock]) -> str:
    """Milliseconds by step, and the part of the engine: medians, of all steps that of the rounds' sums."""
    rows = [f"{kind:10}{'whole ms':>10}{'engine':>10}{'rest':>10}{'rest/engine':>13}"]
    for name, steps in (*((step, (step,)) for step in STEPS), ("all", STEPS)):
        of_rounds = [
            [sum(getattr(spent[step], kind) for step in steps) for spent in (clock.whole, clock.engine)]
            for clock in clocks
        ]
        whole, engine = (median(column) for column in zip(*of_rounds, strict=True))
        rows.append(row(name, whole, engine))
    return "\n".join(rows)


def row(name: str, whole: float, engine: float) -> str:
    rest = whole - engine
    ratio = f"{rest / engine:13.2f}" if engine else f"{'–':>13}"
    return f"{name:10}{whole * 1000:10.0f}{engine * 1000:10.0f}{rest * 1000:10.0f}{ratio}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
