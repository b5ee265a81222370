"""Whether a folder that `jieli calc` wrote holds what the facts and its plan come to: computed again, and held against it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
from attrs import frozen

from jieli.config.calc.certificate import KEPT, changed_files, whole_run
from jieli.config.calc.job import Engine, Job, run_job
from jieli.engines.pay import ENGINE_VERSION
from jieli.engines.pay.backends.duckdb.connection import Limits
from jieli.engines.pay.backends.duckdb.parquet import divided, parquet
from jieli.kernel.period import Period

TABLES = ("lines", "totals", "outcomes")
APART = {"piece"}  # numbers that group lines, which every run gives anew
# What another engine or version may say otherwise.
OF_ITSELF = {"engine_version", "backend", "checks", "not_checked", "written_hashes"}


@frozen
class Differing:
    """rows: of a table that are not what was computed, or are missing; None where what differs is a file, or what the
    certificate says."""

    what: str
    rows: int | None = None


@frozen
class Verified:
    """is_other_version: the folder was written by another version of the engine than this one."""

    differing: tuple[Differing, ...]
    is_other_version: bool


def verify_folder(folder: Path, facts: Path, again: Path, limits: Limits) -> Verified:
    """again: an empty folder for the second run. **Raises** Problems where the folder is not one of a whole run, or nothing
    can be computed of these facts."""
    said = whole_run(folder)
    plan = again / f"{said['plan']}.yaml"
    again.mkdir(parents=True, exist_ok=True)
    plan.write_bytes((folder / "plan.yaml").read_bytes())
    periods = tuple(map(Period.parse, said["periods"]))
    engine = Engine.REFERENCE if said["backend"] == Engine.REFERENCE else Engine.DUCKDB
    run_job(Job(plan, facts, again / "run", periods, engine, limits, keep=(folder / KEPT).is_dir()))
    differing = (
        *map(Differing, changed_files(folder, said)),
        *_of_certificate(said, whole_run(again / "run")),
        *_of_tables(folder, again / "run"),
    )
    return Verified(differing, said["engine_version"] != ENGINE_VERSION)


def _of_certificate(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Differing]:
    """Every file of facts, and whatever else is said."""
    files = [one.get("input_hashes", {}) for one in (then, now)]
    for file in sorted({*files[0], *files[1]}):
        if files[0].get(file) != files[1].get(file):
            yield Differing(file)
    for name in sorted({*then, *now} - {*OF_ITSELF, "input_hashes"}):
        if then.get(name) != now.get(name):
            yield Differing(name)


def _of_tables(folder: Path, again: Path) -> Iterator[Differing]:
    with duckdb.connect() as connection:
        kept = {f"{KEPT}/{file.stem}" for one in (folder, again) for file in one.glob(f"{KEPT}/*.parquet")}
        for table in (*TABLES, *sorted(kept)):
            then, now = (_read(one, table) for one in (folder, again))
            if then is None and now is None:
                continue
            if then is None or now is None:
                yield Differing(table)
                continue
            names = [
                {row[0] for row in connection.execute(f"DESCRIBE FROM {one}").fetchall()} - APART
                for one in (then, now)
            ]
            if names[0] != names[1]:
                yield Differing(table)
                continue
            columns = ", ".join(f'"{name}"' for name in sorted(names[0]))
            either = " UNION ALL ".join(
                f"(SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {other})"
                for one, other in ((then, now), (now, then))
            )
            ((rows,),) = connection.execute(f"SELECT count(*) FROM ({either})").fetchall()
            if rows:
                yield Differing(table, rows)


def _read(folder: Path, table: str) -> str | None:
    """A table of one file or of many, as SQL; None where there is none."""
    one = folder / f"{table}.parquet"
    if one.exists():
        return parquet([one])
    files = sorted((folder / table).rglob("*.parquet"))
    return divided(folder / table, files) if files else None
