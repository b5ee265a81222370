"""What a change touches in a run that kept its facts: found where they lie by people, without looking through all."""

import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from attrs import frozen

from jieli.config.calc.again_job import AgainJob, Narrowed, Whole
from jieli.config.calc.before import not_written
from jieli.config.calc.certificate import CHANGED, KEPT, PARTS, changed_files, said_in
from jieli.config.calc.checks import checked_rows
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
    found = checked_rows(connection, job.now, currency)
    refuse([not_again(found.foreign, currency)] if found.foreign else [])
    refuse(_not_of_clients(table) for table in source_files(job.now) if table not in FACTS)
    shutil.copytree(job.now, job.out / CHANGED)
    changes = [*map(_change_of, job.before[1:]), KeptChange(frozenset(job.clients), job.now)]
    named_deals = source_files(kept_at).get("named_deals", ())
    kept = Kept.of(connection, HeldFiles.of(job.before[0], whole.said), named_deals, changes, currency)
    inputs = read_inputs(kept_at, plan=whole.version, currency=currency, periods=whole.periods)
    inputs = assigned_to_all(inputs, whole.version.plan, kept.everybody)
    return Narrowed(kept.clients, kept.narrow(inputs, whole.plan, job.out / "facts"), found.unread)


@frozen
class HeldFiles:
    """The kept facts of a run, each file held against the certificate before it is read. names: those that it names, by the
    table and the part."""

    folder: Path
    said: Mapping[str, Any]
    names: Mapping[str, Mapping[str, Sequence[str]]]

    @staticmethod
    def of(folder: Path, said: Mapping[str, Any]) -> "HeldFiles":
        names: dict[str, dict[str, list[str]]] = {}
        for name in sorted(said["written_hashes"]):
            if name.startswith(f"{PARTS}/"):
                table, part, _file = name.removeprefix(f"{PARTS}/").split("/")
                names.setdefault(table, {}).setdefault(part, []).append(name)
        return HeldFiles(folder, said, names)

    @property
    def tables(self) -> Collection[str]:
        return self.names.keys()

    def of_parts(self, table: str, parts: Collection[str] | None) -> Sequence[Path]:
        """**Raises** Problems."""
        there = self.names.get(table, {})
        chosen = [name for part, some in there.items() if parts is None or part in parts for name in some]
        refuse(not_written(self.folder, file) for file in changed_files(self.folder, self.said, chosen))
        return [self.folder / name for name in chosen]


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
