"""A run from files computed again after the facts of some clients changed, for the people whom that touches alone."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from attrs import evolve, frozen

from jieli.config.calc.certificate import input_hashes, outcome_hash, write_certificate
from jieli.config.calc.checks import check_files, check_folder
from jieli.config.calc.converting import not_again
from jieli.config.calc.inputs import assigned_to_all, plan_version, read_inputs
from jieli.config.calc.job import said_of, write_outcomes
from jieli.config.calc.reading import plan_of
from jieli.config.calc.refusing import said_as_problems
from jieli.engines.pay import Issued, canonical_text
from jieli.engines.pay.backends.duckdb.calc import calculation
from jieli.engines.pay.backends.duckdb.connection import Limits, connect
from jieli.engines.pay.backends.duckdb.narrowing import Changed
from jieli.kernel.period import Period
from jieli.kernel.problem import refuse


@frozen
class AgainJob:
    """before: the folder of the whole run, then those of what was computed again since. facts: as they are now. was: a
    folder with all rows of the changed clients as they were, in the same tables. clients: changed ones that had none."""

    before: tuple[Path, ...]
    facts: Path
    was: Path | None
    clients: tuple[int, ...]
    out: Path
    limits: Limits


@frozen
class AgainReport:
    """posted_fen: what all differences come to."""

    clients: int
    people: int
    lines: int
    outcomes: int
    posted_fen: int


def run_again(job: AgainJob) -> AgainReport:
    """Writes below `out` what a whole run of the facts as they are now would pay the touched people, as differences to what
    the runs before have paid them. **Raises** Problems."""
    certificate = json.loads((job.before[0] / "certificate.json").read_text("utf-8"))
    plan = plan_of(job.before[0], certificate["plan_hash"])
    version = plan_version(certificate["plan"], canonical_text(plan))
    periods = tuple(Period.parse(label) for label in certificate["periods"])
    with said_as_problems():
        if job.was is not None:
            check_files(job.was, job.limits)
        _unread, foreign = check_folder(job.facts, plan.currency, job.limits)
        refuse([not_again(foreign, plan.currency)] if foreign else [])
    connection = connect(job.limits)
    try:
        changed = Changed.of(connection, job.facts, job.was, job.clients, plan.currency)
        inputs = read_inputs(job.facts, plan=version, currency=plan.currency, periods=periods)
        people = changed.everybody() if not inputs.assignments else ()
        inputs = assigned_to_all(inputs, version.plan, people)
        clients, touched = changed.clients(), changed.touched(inputs, plan)
        inputs = changed.narrow(inputs, plan, touched, job.out / "facts")
        paid = tuple(_paid(connection, job.before, touched))
        inputs = evolve(inputs, issued=(*inputs.issued, *paid))
        found = calculation(connection, job.out / "facts", plan.currency).run(inputs, job.out)
    finally:
        connection.close()
    write_outcomes(job.out, found.outcomes)
    said: Mapping[str, Any] = {
        "backend": "duckdb",
        "before": [_hash_of(folder) for folder in job.before],
        "clients": list(clients),
        "input_hashes": input_hashes(job.out / "facts"),
        "outcomes": {"count": len(found.outcomes), "hash": outcome_hash(found.outcomes)},
        "people": sorted(touched),
        "periods": certificate["periods"],
        "plan": certificate["plan"],
        "plan_hash": certificate["plan_hash"],
        **said_of(found),
    }
    (job.out / "plan.yaml").write_text(version.text, "utf-8")
    write_certificate(job.out, said)
    posted_fen = sum(one.posted_fen for one in found.outcomes)
    return AgainReport(len(clients), len(touched), found.lines, len(found.outcomes), posted_fen)


def _paid(
    connection: duckdb.DuckDBPyConnection, before: Sequence[Path], people: Collection[int]
) -> Iterator[Issued]:
    """What the runs before have paid these people, as if it had been issued."""
    for folder in before:
        rows = connection.execute(
            "SELECT person, period, plan, component, posted_fen FROM read_parquet($1)"
            " WHERE posted_fen <> 0 AND list_contains($2, person)",
            [str(folder / "outcomes.parquet"), sorted(people)],
        ).fetchall()
        for person, period, plan, component, fen in rows:
            yield Issued(person, Period.parse(period), plan, component, fen, {})


def _hash_of(folder: Path) -> str:
    return hashlib.sha256((folder / "certificate.json").read_bytes()).hexdigest()
