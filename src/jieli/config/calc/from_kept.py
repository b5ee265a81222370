"""What a change touches in a run that kept its facts: found where they lie by people, without looking through all."""

import json
import shutil
from collections.abc import Collection
from pathlib import Path

import duckdb

from jieli.config.calc.again_job import AgainJob, Whole
from jieli.config.calc.checks import check_folder
from jieli.config.calc.converting import not_again
from jieli.config.calc.inputs import assigned_to_all, read_inputs
from jieli.engines.pay import PayInputs
from jieli.engines.pay.backends.duckdb.kept import Kept, KeptChange
from jieli.kernel.problem import Problem, Problems, refuse

KEPT, CHANGED = (
    "kept",
    "changed",
)  # folders of a run: its facts by people; all rows of the clients that had changed


def narrow_kept(
    connection: duckdb.DuckDBPyConnection, job: AgainJob, whole: Whole
) -> tuple[Collection[int], PayInputs]:
    """The changed clients, and the inputs of whom they touch, of the periods that they may touch. **Raises** Problems."""
    assert job.now is not None, "It is what has changed."
    kept_at, currency = job.before[0] / KEPT, whole.plan.currency
    if not kept_at.is_dir():
        raise Problems([_not_kept(job.before[0])])
    _unread, foreign = check_folder(job.now, currency, job.limits)
    refuse([not_again(foreign, currency)] if foreign else [])
    shutil.copytree(job.now, job.out / CHANGED)
    changes = [*map(_change_of, job.before[1:]), KeptChange(frozenset(job.clients), job.now)]
    kept = Kept.of(connection, kept_at, changes, currency)
    inputs = read_inputs(kept_at, plan=whole.version, currency=currency, periods=whole.periods)
    inputs = assigned_to_all(inputs, whole.version.plan, kept.everybody() if not inputs.assignments else ())
    return kept.clients, kept.narrow(inputs, whole.plan, job.out / "facts")


def _change_of(folder: Path) -> KeptChange:
    """**Raises** Problems where it was computed again from a folder of all facts."""
    if not folder.joinpath(CHANGED).is_dir():
        raise Problems([_not_kept(folder)])
    certificate = json.loads((folder / "certificate.json").read_text("utf-8"))
    return KeptChange(frozenset(certificate["clients"]), folder / CHANGED)


def _not_kept(folder: Path) -> Problem:
    return Problem(
        "PAY-KEPT-001",
        str(folder),
        "This run did not keep its facts by people, so that what a change touches cannot be found in it.",
        "Compute the whole run with --keep, and what changes afterwards with --now; or give --facts and --was.",
    )
