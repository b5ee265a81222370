"""`jieli doctor`: looks at everything that must be in place and says what to do where it is not."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import click
from attrs import frozen

from jieli.config.cli.boot import set_up_django
from jieli.lib.postgres import StartRefused, data_root, resolve_databases, stop

LEAST_FREE_MB = 500


@frozen
class Finding:
    """What was looked at, whether it is well, and what was found or what to do."""

    what: str
    well: bool
    said: str


@click.command()
def doctor() -> None:
    """Check this installation and say what to do."""
    findings = list(_examine())
    for finding in findings:
        mark = click.style("ok ", fg="green") if finding.well else click.style("bad", fg="red")
        click.echo(f"  {mark}  {finding.what}: {finding.said}")
    bad = sum(not finding.well for finding in findings)
    click.echo("Everything is in place." if not bad else f"{bad} of {len(findings)} need your attention.")
    if bad:
        sys.exit(1)


def _examine() -> Iterator[Finding]:
    yield _python()
    yield _packages()
    yield _disk()
    yield _catalogues()
    try:
        databases = resolve_databases(start=True)
    except StartRefused as refused:
        yield Finding("database", False, str(refused))
        return
    set_up_django()
    kind = "embedded" if databases.embedded else "DATABASE_URL"
    yield Finding("database", True, f"{kind} PostgreSQL answers")
    try:
        for check in _DATABASE_CHECKS:
            yield check()
    finally:
        from django.db import connections

        connections.close_all()
        if databases.embedded:
            stop(data_root())


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    well = sys.version_info >= (3, 11)
    return Finding("python", well, version if well else f"{version} is too old: install 3.11 or later")


def _packages() -> Finding:
    wanted = _pinned(Path(__file__).parents[4] / "requirements" / "run.lock")
    wrong = []
    for name, version in wanted.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "missing"
        if found != version:
            wrong.append(f"{name} {found}, locked is {version}")
    if wrong:
        return Finding("packages", False, "; ".join(wrong[:5]) + ". Run make install.")
    return Finding("packages", True, f"{len(wanted)} as locked" if wanted else "no lock beside the program")


def _pinned(lock: Path) -> dict[str, str]:
    """Name → version of the lock's unconditional lines."""
    if not lock.is_file():
        return {}
    lines = [line.split("\\")[0].strip() for line in lock.read_text().splitlines() if "==" in line]
    return dict(line.split("==") for line in lines if ";" not in line and not line.startswith("#"))  # type: ignore[misc]


def _disk() -> Finding:
    place = data_root()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // 1_000_000
    if not os.access(place, os.W_OK):
        return Finding("data folder", False, f"{place} cannot be written: give the right, or set JIELI_DATA")
    if free < LEAST_FREE_MB:
        return Finding("data folder", False, f"{place} has {free} MB free; {LEAST_FREE_MB} MB are needed")
    return Finding("data folder", True, f"{data_root()}, {free // 1000} GB free")


def _catalogues() -> Finding:
    source = Path(__file__).parents[2]
    texts = sorted(source.rglob("django.po"))
    stale = [
        po
        for po in texts
        if not (mo := po.with_suffix(".mo")).exists() or mo.stat().st_mtime < po.stat().st_mtime
    ]
    if stale:
        return Finding(
            "Chinese texts", False, f"{len(stale)} of {len(texts)} are not compiled. Run make install."
        )
    return Finding("Chinese texts", True, f"{len(texts)} catalogues compiled")


def _version() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return Finding("database version", True, cursor.fetchone()[0])


def _migrations() -> Finding:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding(
            "tables", False, f"{len(waiting)} changes wait. Any start, such as jieli demo, makes them."
        )
    return Finding("tables", True, "up to date")


def _fence() -> Finding:
    from django.conf import settings
    from django.db import connections

    from jieli.lib.tenancy.fence import is_built

    if not is_built(connections["owner"], app_role=settings.DATABASES["default"]["USER"]):
        return Finding(
            "fence", False, "not as the program wants it. Any start, such as jieli demo, mends it."
        )
    return Finding("fence", True, "every table is fenced by organisation")


def _organizations() -> Finding:
    from jieli.apps.organizations.api import list_organizations

    known = [found.slug for found in list_organizations()]
    return Finding(
        "organisations", True, ", ".join(known) or "none yet: jieli demo or jieli import loads one"
    )


_DATABASE_CHECKS: tuple[Callable[[], Finding], ...] = (_version, _migrations, _fence, _organizations)
