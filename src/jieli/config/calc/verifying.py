"""Whether a folder that `jieli calc` wrote holds what the facts and its plan come to: computed again, and held against it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
from attrs import frozen

from jieli.config.calc.certificate import KEPT, NAME, PARTS, changed_files, own_hash, whole_run, written_files
from jieli.config.calc.job import Engine, Job, run_job
from jieli.config.calc.refusing import text_of
from jieli.engines.pay import ENGINE_VERSION
from jieli.engines.pay.backends.duckdb.connection import Limits
from jieli.engines.pay.backends.duckdb.parquet import divided, parquet
from jieli.kernel.period import Period

TABLES = ("lines", "totals", "outcomes")
APART = {"piece"}  # numbers that group lines, which every run gives anew
# What no computing can prove, and what another version of the engine may find otherwise.
UNPROVEN = {"engine_version", "backend", "written_hashes", "own_hash"}
OF_A_VERSION = {"checks", "not_checked"}


@frozen
class Differing:
    """rows: of a table that are not what was computed, or are missing; None where what differs is a file, or what the
    certificate says."""

    what: str
    rows: int | None = None


@frozen
class Verified:
    """version: of the engine that the certificate names. backend: what it says has computed the folder; that is believed."""

    differing: tuple[Differing, ...]
    version: str
    backend: str

    @property
    def is_other_version(self) -> bool:
        return self.version != ENGINE_VERSION


def verify_folder(folder: Path, facts: Path, again: Path, limits: Limits) -> Verified:
    """again: an empty folder for the second run. **Raises** Problems where the folder is not one of a whole run, or nothing
    can be computed of these facts."""
    said = whole_run(folder)
    plan = again / f"{said['plan']}.yaml"
    again.mkdir(parents=True, exist_ok=True)
    plan.write_text(text_of(folder / "plan.yaml"), "utf-8")
    periods = tuple(map(Period.parse, said["periods"]))
    engine = Engine.REFERENCE if said["backend"] == Engine.REFERENCE else Engine.DUCKDB
    run_job(Job(plan, facts, again / "run", periods, engine, limits, keep=(folder / KEPT).is_dir()))
    files = written_files(folder) | said["written_hashes"].keys()
    differing = (
        *_of_certificate(said, whole_run(again / "run")),
        *map(Differing, changed_files(folder, said, files)),
        *_of_tables(folder, again / "run"),
    )
    return Verified(differing, said["engine_version"], said["backend"])


def _of_certificate(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Differing]:
    """Every file of facts, whatever else is said, and whether it is what was written."""
    files = [one.get("input_hashes", {}) for one in (then, now)]
    for file in sorted({*files[0], *files[1]}):
        if files[0].get(file) != files[1].get(file):
            yield Differing(file)
    is_other = then["engine_version"] != now["engine_version"]
    unproven = UNPROVEN | (OF_A_VERSION if is_other else set())
    for name in sorted({*then, *now} - unproven - {"input_hashes"}):
        if then.get(name) != now.get(name):
            yield Differing(name)
    if then["own_hash"] != own_hash(then):
        yield Differing(NAME)


def _of_tables(folder: Path, again: Path) -> Iterator[Differing]:
    kept = {
        found.relative_to(one).as_posix().removesuffix(".parquet")
        for one in (folder, again)
        for found in (*one.glob(f"{KEPT}/*.parquet"), *one.glob(f"{PARTS}/*"))
    }
    with duckdb.connect() as connection:
        for table in (*TABLES, *sorted(kept)):
            then, now = (_read(one, table) for one in (folder, again))
            if then is None and now is None:
                continue
            try:
                rows = (
                    None
                    if then is None or now is None or _is_both(folder, table)
                    else _rows_apart(connection, then, now)
                )
            except duckdb.Error:  # it is no table
                rows = None
            if rows != 0:
                yield Differing(table, rows)


def _rows_apart(connection: duckdb.DuckDBPyConnection, then: str, now: str) -> int | None:
    """How many rows only one of two tables has; None where their columns are others."""
    names = [
        {(row[0], row[1]) for row in connection.execute(f"DESCRIBE FROM {one}").fetchall()}
        for one in (then, now)
    ]
    if names[0] != names[1]:
        return None
    columns = ", ".join(f'"{name}"' for name, _type in sorted(names[0]) if name not in APART)
    either = " UNION ALL ".join(
        f"(SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {other})"
        for one, other in ((then, now), (now, then))
    )
    ((rows,),) = connection.execute(f"SELECT count(*) FROM ({either})").fetchall()
    return int(rows)


def _is_both(folder: Path, table: str) -> bool:
    """A file and a folder of the same table: whoever reads it might look at either."""
    return folder.joinpath(f"{table}.parquet").exists() and folder.joinpath(table).exists()


def _read(folder: Path, table: str) -> str | None:
    """A table of one file or of many, as SQL; None where there is none."""
    one = folder / f"{table}.parquet"
    if one.exists():
        return parquet([one])
    files = sorted((folder / table).rglob("*.parquet"))
    return divided(folder / table, files) if files else None
