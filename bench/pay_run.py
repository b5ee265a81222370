"""A pay run of the demo from freezing to statements, and how much of it is the engine: `make bench-run`.

Runs in the data folder of `jieli demo` (JIELI_DATA), in one transaction that is undone, so October stays to be run.
"""

import argparse
import cProfile
import pstats
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from statistics import median
from time import perf_counter
from typing import Any

STEPS = ("freeze", "compute", "review", "approve", "issue")


class Undone(Exception):
    """Ends the transaction, so that nothing of it stays."""


class Clock:
    """Seconds by step: the whole step, and the part of it within the engine."""

    def __init__(self) -> None:
        self.whole: dict[str, float] = dict.fromkeys(STEPS, 0.0)
        self.engine: dict[str, float] = dict.fromkeys(STEPS, 0.0)
        self.step = STEPS[0]
        self._depth = 0

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        self.step, began = step, perf_counter()
        yield
        self.whole[step] = perf_counter() - began

    def counted(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The act, whose time counts as the engine's; what it calls of the engine counts once."""

        @wraps(act)
        def measured(*args: Any, **named: Any) -> Any:
            began, self._depth = perf_counter(), self._depth + 1
            try:
                return act(*args, **named)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.engine[self.step] += perf_counter() - began

        return measured


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
        clocks = [run_once(given.organization) for _ in range(given.runs)]
    print(table([clock.whole for clock in clocks], [clock.engine for clock in clocks]))
    return 0


def run_once(slug: str) -> Clock:
    """One run of the next period from freezing to statements, undone."""
    from django.utils import timezone

    from jieli.apps.payruns import api as payruns
    from jieli.config.cli.boot import organization

    clock = Clock()
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


def table(wholes: Sequence[Mapping[str, float]], engines: Sequence[Mapping[str, float]]) -> str:
    """Milliseconds by step, and the part of the engine."""
    rows = [f"{'step':10}{'whole ms':>10}{'engine':>10}{'rest':>10}{'rest/engine':>13}"]
    sums = [0.0, 0.0]
    for step in STEPS:
        whole = median(one[step] for one in wholes)
        engine = median(one[step] for one in engines)
        sums[0], sums[1] = sums[0] + whole, sums[1] + engine
        rows.append(row(step, whole, engine))
    return "\n".join([*rows, row("all", *sums)])


def row(name: str, whole: float, engine: float) -> str:
    rest = whole - engine
    ratio = f"{rest / engine:13.2f}" if engine else f"{'–':>13}"
    return f"{name:10}{whole * 1000:10.0f}{engine * 1000:10.0f}{rest * 1000:10.0f}{ratio}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
