"""The pay of one person of a run from files, computed again from his facts alone: with the reason for every fen."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import evolve, frozen

from jieli.config.calc.before import said_before
from jieli.config.calc.certificate import KEPT, input_hashes
from jieli.config.calc.from_kept import HeldFiles
from jieli.config.calc.inputs import assigned_to_all, plan_version, read_inputs
from jieli.config.calc.reading import does_not_follow, no_line, plan_of
from jieli.config.calc.refusing import said_as_problems
from jieli.engines.pay import (
    Outcome,
    PayInputs,
    Plan,
    canonical_text,
    compute_pay,
    in_own_currency,
    periods_of,
)
from jieli.engines.pay.backends.duckdb.connection import Limits, connect
from jieli.engines.pay.backends.duckdb.kept import everybody_kept, inputs_kept
from jieli.engines.pay.backends.duckdb.narrowing import Changed
from jieli.kernel.period import NotAPeriod, Period
from jieli.kernel.problem import Problem, Problems, refuse


@frozen
class Whose:
    """What a person's component comes to in a period."""

    person: int
    period: str
    component: str

    @staticmethod
    def parse(text: str) -> "Whose":
        """Of “7:2026-01:sales”. **Raises** ValueError."""
        person, period, component = text.split(":")
        return Whose(int(person), period, component)

    def text(self) -> str:
        return f"{self.person}:{self.period}:{self.component}"


def computed_outcome(out: Path, facts: Path | None, asked: Whose, limits: Limits) -> tuple[Outcome, str]:
    """The outcome with its trace, and the currency. facts: those that the run read; None: those that it kept.

    **Raises** Problems: where the run has no such outcome, the facts are not those that it read, or what is written does not
    follow from them.
    """
    with said_as_problems():
        inputs = person_inputs(out, facts, asked.person, limits)
    outcome = _of_period(inputs, asked)
    written = _written(out, asked)
    if outcome is None:
        raise Problems([no_line(asked.text())])
    if written != (outcome.desired_fen, outcome.issued_fen, outcome.posted_fen):
        raise Problems([does_not_follow(asked.text())])
    return outcome, inputs.currency


def person_inputs(out: Path, facts: Path | None, person: int, limits: Limits) -> PayInputs:
    """What the person's pay depends on, of all periods of the run. **Raises** Problems."""
    said = said_before((out,), with_kept=facts is None)
    plan = plan_of(out, said["plan_hash"])
    read = _of_kept if facts is None else _of_folder
    if facts is None:
        facts = out / KEPT
        refuse([] if facts.is_dir() else [_nothing_kept(out)])
    else:
        refuse([] if input_hashes(facts) == said["input_hashes"] else [_other_facts(facts)])
    version = plan_version(said["plan"], canonical_text(plan))
    periods = tuple(map(Period.parse, said["periods"]))
    inputs = read_inputs(facts, plan=version, currency=plan.currency, periods=periods)
    with connect(limits) as connection:
        return in_own_currency(
            read(_Reading(connection, out, facts, said, plan), inputs, frozenset({person}))
        )


@frozen
class _Reading:
    connection: duckdb.DuckDBPyConnection
    out: Path
    facts: Path
    said: Mapping[str, Any]
    plan: Plan


def _of_kept(reading: _Reading, inputs: PayInputs, people: frozenset[int]) -> PayInputs:
    files = HeldFiles.of(reading.out, reading.said)
    inputs = assigned_to_all(inputs, reading.said["plan"], lambda: everybody_kept(reading.connection, files))
    return inputs_kept(reading.connection, files, inputs, reading.plan, people)


def _of_folder(reading: _Reading, inputs: PayInputs, people: frozenset[int]) -> PayInputs:
    found = Changed.of(reading.connection, reading.facts, None, (), reading.plan.currency)
    inputs = assigned_to_all(inputs, reading.said["plan"], found.everybody)
    return found.inputs_of(inputs, reading.plan, people)


def _of_period(inputs: PayInputs, asked: Whose) -> Outcome | None:
    """Of an earlier period only what differs from what was issued is an outcome of the run; else that period is computed as the
    last one, in which every component has one."""
    found = _outcome(inputs, asked)
    if found is not None:
        return found
    try:
        period = Period.parse(asked.period)
    except NotAPeriod:
        return None
    periods = periods_of(inputs)
    if period not in periods or period == inputs.period:
        return None
    earlier = tuple(one for one in periods if one.until <= period.from_)
    return _outcome(evolve(inputs, period=period, earlier=earlier), asked)


def _outcome(inputs: PayInputs, asked: Whose) -> Outcome | None:
    wanted = (asked.person, asked.period, asked.component)
    found = (one for one in compute_pay(inputs) if (one.person, one.period.label, one.component) == wanted)
    return next(found, None)


def _written(out: Path, asked: Whose) -> tuple[int, int, int]:
    """What should be, was issued and is posted by the run's file; nothing where it says nothing."""
    is_asked = pc.field("person") == asked.person
    is_asked &= (pc.field("period") == asked.period) & (pc.field("component") == asked.component)
    rows = pq.ParquetFile(out / "outcomes.parquet").read().filter(is_asked).to_pylist()
    found = [(row["desired_fen"], row["issued_fen"], row["posted_fen"]) for row in rows]
    return found[0] if found else (0, 0, 0)


def _nothing_kept(out: Path) -> Problem:
    return Problem(
        "PAY-LINE-005",
        str(out),
        "The run did not keep its facts, of which this would be computed again.",
        "Name the folder of the facts that it read, with --facts.",
    )


def _other_facts(facts: Path) -> Problem:
    return Problem(
        "PAY-LINE-006",
        str(facts),
        "These are not the facts that the run read, by the hashes of its certificate.",
        "Name their folder, or compute the run again with `jieli calc`.",
    )
