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
from jieli.config.cli.language import gettext, ngettext
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
        mark = (
            click.style(gettext("ok "), fg="green") if finding.well else click.style(gettext("bad"), fg="red")
        )
        said = gettext("{what}: {said}").format(what=finding.what, said=finding.said)
        click.echo(f"  {mark}  {said}")
    bad = sum(not finding.well for finding in findings)
    if not bad:
        click.echo(gettext("Everything is in place."))
        return
    click.echo(gettext("{bad} of {all} need your attention.").format(bad=bad, all=len(findings)))
    sys.exit(1)


def _examine() -> Iterator[Finding]:
    yield _python()
    yield _packages()
    yield _disk()
    yield _catalogues()
    try:
        databases = resolve_databases(start=True)
    except StartRefused as refused:
        yield Finding(gettext("database"), False, str(refused))
        return
    set_up_django()
    said = (
        gettext("embedded PostgreSQL answers")
        if databases.embedded
        else gettext("DATABASE_URL PostgreSQL answers")
    )
    yield Finding(gettext("database"), True, said)
    try:
        for check in _DATABASE_CHECKS:
            found = check()
            yield found
            if check is _migrations and not found.well:
                break  # what is in the tables can be asked once they are there
    finally:
        from django.db import connections

        connections.close_all()
        if databases.embedded:
            stop(data_root())


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    well = sys.version_info >= (3, 11)
    too_old = gettext("{version} is too old: install 3.11 or later").format(version=version)
    return Finding("Python", well, version if well else too_old)


def _packages() -> Finding:
    wanted = _pinned(Path(__file__).parents[4] / "requirements" / "run.lock")
    wrong = []
    for name, version in wanted.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = gettext("missing")
        if found != version:
            wrong.append(
                gettext("{name} {found}, locked is {version}").format(name=name, found=found, version=version)
            )
    what = gettext("packages")
    if wrong:
        said = gettext("{packages}. Run make install.").format(packages=gettext("; ").join(wrong[:5]))
        return Finding(what, False, said)
    if not wanted:
        return Finding(what, True, gettext("no lock beside the program"))
    return Finding(what, True, ngettext("{n} as locked", "{n} as locked", len(wanted)).format(n=len(wanted)))


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
    what = gettext("data folder")
    if not os.access(place, os.W_OK):
        said = gettext("{place} cannot be written: give the right, or set JIELI_DATA")
        return Finding(what, False, said.format(place=place))
    if free < LEAST_FREE_MB:
        said = gettext("{place} has {free} MB free; {least} MB are needed")
        return Finding(what, False, said.format(place=place, free=free, least=LEAST_FREE_MB))
    said = gettext("{place}, {free} GB free")
    return Finding(what, True, said.format(place=data_root(), free=free // 1000))


def _catalogues() -> Finding:
    source = Path(__file__).parents[2]
    texts = sorted(source.rglob("django.po"))
    stale = [
        po
        for po in texts
        if not (mo := po.with_suffix(".mo")).exists() or mo.stat().st_mtime < po.stat().st_mtime
    ]
    what = gettext("Chinese texts")
    if stale:
        said = gettext("{stale} of {all} are not compiled. Run make install.")
        return Finding(what, False, said.format(stale=len(stale), all=len(texts)))
    return Finding(what, True, gettext("{n} catalogues compiled").format(n=len(texts)))


def _version() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return Finding(gettext("database version"), True, cursor.fetchone()[0])


def _migrations() -> Finding:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        said = ngettext(
            "{n} change waits. Any start, such as jieli demo, makes it.",
            "{n} changes wait. Any start, such as jieli demo, makes them.",
            len(waiting),
        )
        return Finding(gettext("tables"), False, said.format(n=len(waiting)))
    return Finding(gettext("tables"), True, gettext("up to date"))


def _fence() -> Finding:
    from django.conf import settings
    from django.db import connections

    from jieli.lib.tenancy.fence import is_built

    if not is_built(connections["owner"], app_role=settings.DATABASES["default"]["USER"]):
        said = gettext("not as the program wants it. Any start, such as jieli demo, mends it.")
        return Finding(gettext("fence"), False, said)
    return Finding(gettext("fence"), True, gettext("every table is fenced by organisation"))


def _organizations() -> Finding:
    from jieli.apps.organizations.api import list_organizations

    known = [found.slug for found in list_organizations()]
    said = ", ".join(known) or gettext("none yet: jieli demo or jieli import loads one")
    return Finding(gettext("organisations"), True, said)


_DATABASE_CHECKS: tuple[Callable[[], Finding], ...] = (_version, _migrations, _fence, _organizations)
