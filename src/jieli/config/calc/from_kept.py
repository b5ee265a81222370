"""What a change touches in a run that kept its facts: found where they lie by people, without looking through all."""

import shutil
from pathlib import Path

import duckdb

from jieli.config.calc.again_job import AgainJob, Narrowed, Whole
from jieli.config.calc.certificate import CHANGED, KEPT, said_in
from jieli.config.calc.checks import check_folder
from jieli.config.calc.converting import not_again
from jieli.config.calc.inputs import assigned_to_all, read_inputs
from jieli.engines.pay.backends.duckdb.kept import Kept, KeptChange
from jieli.engines.pay.columns import FACTS
from jieli.engines.pay.tables.folder import source_files
from jieli.kernel.problem import Problem, Problems, refuse


def narrow_kept(connection: duckdb.DuckDBPyConnection, job: AgainJob, whole: Whole) -> Narrowed:
    """Of the periods that the changes may touch. **Raises** Problems."""
    assert job.now is not None, "It is what has changed."
    kept_at, currency = job.before[0] / KEPT, whole.plan.currency
    if not kept_at.is_dir():
        raise Problems([_not_kept(job.before[0])])
    unread, foreign = check_folder(job.now, currency, job.limits)
    refuse([not_again(foreign, currency)] if foreign else [])
    refuse(_not_of_clients(table) for table in source_files(job.now) if table not in FACTS)
    shutil.copytree(job.now, job.out / CHANGED)
    changes = [*map(_change_of, job.before[1:]), KeptChange(frozenset(job.clients), job.now)]
    kept = Kept.of(connection, kept_at, changes, currency)
    inputs = read_inputs(kept_at, plan=whole.version, currency=currency, periods=whole.periods)
    inputs = assigned_to_all(inputs, whole.version.plan, kept.everybody() if not inputs.assignments else ())
    return Narrowed(kept.clients, kept.narrow(inputs, whole.plan, job.out / "facts"), unread)


def _change_of(folder: Path) -> KeptChange:
    """**Raises** Problems where it was computed again from a folder of all facts."""
    if not folder.joinpath(CHANGED).is_dir():
        raise Problems([_not_kept(folder)])
    return KeptChange(frozenset(said_in(folder)["clients"]), folder / CHANGED)


def _not_of_clients(table: str) -> Problem:
    return Problem(
        "PAY-KEPT-002",
        table,
        "This table says nothing of clients, and what is kept stays as the whole run read it.",
        "Compute the whole run where it changed; else take it out of the folder.",
    )


def _not_kept(folder: Path) -> Problem:
    return Problem(
        "PAY-KEPT-001",
        str(folder),
        "This run did not keep its facts by people, so that what a change touches cannot be found in it.",
        "Compute the whole run with --keep, and what changes afterwards with --now; or give --facts and --was.",
    )
