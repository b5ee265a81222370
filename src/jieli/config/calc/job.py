"""One run from files to files: read, compute, write, certify."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import evolve, frozen

from jieli.config.calc.certificate import (
    KEPT,
    input_hashes,
    lines_hashes,
    said_of_outcomes,
    write_certificate,
)
from jieli.config.calc.checks import Checked, checked
from jieli.config.calc.converting import converted_folder
from jieli.config.calc.inputs import assigned_to_all, plan_version, read_inputs
from jieli.config.calc.refusing import TOO_LARGE, said_as_problems, text_of
from jieli.engines.pay import (
    Credits,
    Outcome,
    Plan,
    PlanVersion,
    canonical_text,
    check_outcomes,
    check_run,
    compute_pay,
    in_own_currency,
    parse_plan,
    plan_hash,
)
from jieli.engines.pay.backends.duckdb import calc as in_process
from jieli.engines.pay.backends.duckdb.connection import Limits, connect
from jieli.engines.pay.backends.duckdb.kept import keep_folder
from jieli.engines.pay.columns import FACTS, Calculated, Calculation, Known
from jieli.engines.pay.tables.folder import source_files
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, Problems

MOST_BY_REFERENCE = 20_000  # facts and shares


class Engine(StrEnum):
    """duckdb: in columns. spark: the same columns, on a cluster. reference: by definition, one credit after the other, for
    books of some ten thousand facts."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    REFERENCE = "reference"


@frozen
class Job:
    """plan, facts, out: paths; out is a folder that is made, or an empty one. periods: empty for every month that the
    facts touch. master: of Spark; None with other engines. keep: whether the facts are kept by people, beside the lines; with
    duckdb alone."""

    plan: Path
    facts: Path
    out: Path
    periods: tuple[Period, ...]
    engine: Engine
    limits: Limits
    master: str | None = None
    keep: bool = False


@frozen
class Report:
    """What a run came to, in short. lines: None where none were written. broken: checks that found something. unread: what
    lies with the facts, and is none."""

    periods: tuple[Period, ...]
    people: int
    lines: int | None
    outcomes: int
    paid_fen: int
    currency: str
    without_lines: tuple[str, ...]
    broken: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def run_job(job: Job) -> Report:
    """Writes the run below `out`. **Raises** Problems."""
    plan = parse_plan(text_of(job.plan))
    with said_as_problems():
        found = checked(job.facts, plan.currency, job.limits)
        return evolve(_run(job, plan, found), unread=found.unread)


def _run(job: Job, plan: Plan, found: Checked) -> Report:
    text = canonical_text(plan)
    version = plan_version(job.plan.stem, text)
    with ThreadPoolExecutor(1) as pool:
        hashes = pool.submit(input_hashes, job.facts)  # reads files while the engine computes
        of_lines: list[Future[Mapping[str, str]]] = []  # while outcomes are computed
        if found.foreign and job.engine is not Engine.REFERENCE:
            into = job.out / "in_own_currency"
            job = evolve(job, facts=converted_folder(job.facts, into, plan.currency, job.limits))
        if job.engine is Engine.REFERENCE:
            periods, outcomes, more = _by_reference(job, version, plan.currency)
        else:
            written = partial(_hash_lines, job.out, pool, of_lines)
            try:
                with _calculation(job, plan.currency, found.known) as calculation:
                    periods, outcomes, more = _in_columns(job, version, plan.currency, calculation, written)
            except TOO_LARGE:
                _refuse_too_much(job, version, plan.currency)
                raise
        if job.keep:
            keep_folder(job.facts, plan.currency, job.out / KEPT, job.limits)
        clear_away(job.out / "in_own_currency", job.limits.spill)
        write_outcomes(job.out, outcomes)
        (job.out / "plan.yaml").write_text(text, "utf-8")
        write_certificate(
            job.out,
            {
                "backend": job.engine.value,
                "input_hashes": hashes.result(),
                "plan": job.plan.stem,
                "plan_hash": plan_hash(text),
                "periods": [period.label for period in periods],
                **more,
            },
            of_lines[0].result() if of_lines else None,
        )
    return Report(
        periods=periods,
        people=len({one.person for one in outcomes}),
        lines=more.get("lines"),
        outcomes=len(outcomes),
        paid_fen=sum(one.posted_fen for one in outcomes),
        currency=plan.currency,
        without_lines=tuple(more.get("without_lines", ())),
        broken=tuple(name for name, one in more["checks"].items() if one["broken"]),
    )


def _hash_lines(out: Path, pool: Executor, found: list[Future[Mapping[str, str]]]) -> None:
    found.append(pool.submit(lines_hashes, out))


def clear_away(*folders: Path | None) -> None:
    """What a run needed on its way and is not in what it wrote."""
    for folder in folders:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _calculation(job: Job, currency: str, known: Known) -> Iterator[Calculation]:
    """On the job's engine, which ends with it."""
    if job.master is None:
        connection = connect(job.limits)
        try:
            yield in_process.calculation(connection, job.facts, currency, known)
        finally:
            connection.close()
        return
    from jieli.engines.pay.backends.spark import calc as on_cluster
    from jieli.engines.pay.backends.spark.session import Master, connected

    memory = (job.limits.memory or "1GB").lower().removesuffix("b")
    spill = None if job.limits.spill is None else str(job.limits.spill.absolute())
    with connected(Master(job.master, memory, spill)) as session:
        yield on_cluster.calculation(session, job.facts, currency)


def _in_columns(
    job: Job,
    version: PlanVersion,
    currency: str,
    calculation: Calculation,
    written: Callable[[], object],
) -> tuple[Any, ...]:
    periods = job.periods or _some(calculation.months())
    inputs = read_inputs(job.facts, plan=version, currency=currency, periods=periods)
    inputs = assigned_to_all(inputs, version.plan, calculation.people)
    found = calculation.run(inputs, job.out, written)
    checks = check_outcomes(inputs, found.outcomes)
    return periods, found.outcomes, {**said_of(found), **said_of_outcomes(found.outcomes, checks)}


def said_of(found: Calculated) -> Mapping[str, Any]:
    return {
        "lines": found.lines,
        "facts": dict(found.facts),
        "denominators": {component: dict(scales) for component, scales in found.scales.items()},
        "without_lines": list(found.without_lines),
        "clients_credited_by_reference": found.rest_clients,
    }


def _by_reference(job: Job, version: PlanVersion, currency: str) -> tuple[Any, ...]:
    connection = connect(job.limits)
    try:
        calculation = in_process.calculation(connection, job.facts, currency)
        periods = job.periods or _some(calculation.months())
        people = calculation.people()
    finally:
        connection.close()
    inputs = read_inputs(job.facts, plan=version, currency=currency, periods=periods, with_book=True)
    inputs = in_own_currency(assigned_to_all(inputs, version.plan, lambda: people))
    credits = Credits.of_book(inputs.book)
    outcomes = compute_pay(inputs, credits=credits)
    return periods, outcomes, said_of_outcomes(outcomes, check_run(inputs, outcomes, credits))


def _refuse_too_much(job: Job, version: PlanVersion, currency: str) -> None:
    """**Raises** Problems with whose pay it is and for what, as the reference says it, of as many facts as it is for."""
    files = (file for table, files in source_files(job.facts).items() if table in FACTS for file in files)
    if sum(pq.ParquetFile(file).metadata.num_rows for file in files) <= MOST_BY_REFERENCE:
        _by_reference(job, version, currency)


def _some(months: Sequence[Period]) -> tuple[Period, ...]:
    if not months:
        raise Problems(
            [
                Problem(
                    "PAY-FACTS-003",
                    "",
                    "The folder has no deal, receipt, invoice or refund.",
                    "Name the folder that has deals.parquet, or say which --period to compute.",
                )
            ]
        )
    return tuple(months)


def write_outcomes(out: Path, outcomes: Sequence[Outcome]) -> None:
    columns: Mapping[str, pa.Array] = {
        "person": pa.array([one.person for one in outcomes], pa.int64()),
        "period": pa.array([one.period.label for one in outcomes], pa.string()),
        "plan": pa.array([one.plan for one in outcomes], pa.string()),
        "component": pa.array([one.component for one in outcomes], pa.string()),
        "desired_fen": pa.array([one.desired_fen for one in outcomes], pa.int64()),
        "issued_fen": pa.array([one.issued_fen for one in outcomes], pa.int64()),
        "posted_fen": pa.array([one.posted_fen for one in outcomes], pa.int64()),
    }
    out.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(dict(columns)), out / "outcomes.parquet", compression="zstd")
