"""A run from files computed again after the facts of some clients changed, for the people whom that touches alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from attrs import evolve, frozen

from jieli.config.calc.again_job import AgainJob, Narrowed, Whole
from jieli.config.calc.before import refuse_forgotten, said_before
from jieli.config.calc.certificate import hash_of, input_hashes, said_of_outcomes, write_certificate
from jieli.config.calc.checks import check_files, check_folder
from jieli.config.calc.converting import not_again
from jieli.config.calc.from_kept import narrow_kept
from jieli.config.calc.inputs import assigned_to_all, plan_version, read_inputs
from jieli.config.calc.job import clear_away, said_of, write_outcomes
from jieli.config.calc.reading import plan_of
from jieli.config.calc.refusing import said_as_problems
from jieli.engines.pay import Issued, canonical_text, check_outcomes, periods_of
from jieli.engines.pay.backends.duckdb.calc import calculation
from jieli.engines.pay.backends.duckdb.connection import connect
from jieli.engines.pay.backends.duckdb.narrowing import Changed
from jieli.engines.pay.backends.duckdb.parquet import parquet
from jieli.kernel.period import Period
from jieli.kernel.problem import refuse


@frozen
class AgainReport:
    """posted_fen: what all differences come to. unread: what lies with the facts, and is none."""

    clients: int
    people: int
    lines: int
    outcomes: int
    posted_fen: int
    unread: tuple[str, ...]


def run_again(job: AgainJob) -> AgainReport:
    """Writes below `out` what a whole run of the facts as they are now would pay the touched people, as differences to what
    the runs before have paid them. **Raises** Problems."""
    certificate = said_before(job.before, with_kept=job.now is not None)
    refuse_forgotten(job.before, job.out)
    plan = plan_of(job.before[0], certificate["plan_hash"])
    version = plan_version(certificate["plan"], canonical_text(plan))
    whole = Whole(certificate, plan, version, tuple(Period.parse(label) for label in certificate["periods"]))
    connection = connect(job.limits)
    try:
        narrow = narrow_kept if job.now is not None else _narrow_whole
        with said_as_problems():
            narrowed = narrow(connection, job, whole)
        clients, inputs = narrowed.clients, narrowed.inputs
        touched = inputs.only or frozenset()
        paid = tuple(_paid(connection, job.before, touched))
        inputs = evolve(inputs, issued=(*inputs.issued, *paid))
        is_small = job.now is not None
        facts = calculation(connection, job.out / "facts", plan.currency, is_small=is_small)
        found = facts.run(inputs, job.out)
    finally:
        connection.close()
    clear_away(job.limits.spill)
    write_outcomes(job.out, found.outcomes)
    said: Mapping[str, Any] = {
        "backend": "duckdb",
        "before": [hash_of(folder / "certificate.json") for folder in job.before],
        "clients": sorted(clients),
        "input_hashes": input_hashes(job.out / "facts"),
        "people": sorted(touched),
        "periods": [period.label for period in periods_of(inputs)],
        "plan": certificate["plan"],
        "plan_hash": certificate["plan_hash"],
        **said_of(found),
        **said_of_outcomes(found.outcomes, check_outcomes(inputs, found.outcomes)),
    }
    (job.out / "plan.yaml").write_text(version.text, "utf-8")
    write_certificate(job.out, said)
    posted_fen = sum(one.posted_fen for one in found.outcomes)
    return AgainReport(
        len(clients), len(touched), found.lines, len(found.outcomes), posted_fen, narrowed.unread
    )


def _narrow_whole(connection: duckdb.DuckDBPyConnection, job: AgainJob, whole: Whole) -> Narrowed:
    """Found by looking through all facts."""
    assert job.facts is not None, "It is what is looked through."
    unread_before = () if job.was is None else check_files(job.was, job.limits)
    unread, foreign = check_folder(job.facts, whole.plan.currency, job.limits)
    refuse([not_again(foreign, whole.plan.currency)] if foreign else [])
    changed = Changed.of(connection, job.facts, job.was, job.clients, whole.plan.currency)
    inputs = read_inputs(job.facts, plan=whole.version, currency=whole.plan.currency, periods=whole.periods)
    inputs = assigned_to_all(inputs, whole.version.plan, changed.everybody)
    clients, touched = changed.clients(), changed.touched(inputs, whole.plan)
    return Narrowed(
        clients, changed.narrow(inputs, whole.plan, touched, job.out / "facts"), (*unread, *unread_before)
    )


def _paid(
    connection: duckdb.DuckDBPyConnection, before: Sequence[Path], people: Collection[int]
) -> Iterator[Issued]:
    """What the runs before have paid these people, as if it had been issued."""
    for folder in before:
        rows = connection.execute(
            f"SELECT person, period, plan, component, posted_fen FROM {parquet([folder / 'outcomes.parquet'])}"
            " WHERE posted_fen <> 0 AND list_contains($1, person)",
            [sorted(people)],
        ).fetchall()
        for person, period, plan, component, fen in rows:
            yield Issued(person, Period.parse(period), plan, component, fen, {})
