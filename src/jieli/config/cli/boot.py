"""What every command does first: the database runs, Django is ready, the tables are up to date."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from jieli.lib.postgres import StartRefused, data_root, resolve_databases, stop
from jieli.lib.problems import N_

MIGRATION_LOCK = 5_246_173  # any number, the same in every process of ours


@contextmanager
def running_database() -> Iterator[None]:
    """The database is running and its tables are up to date; at the end it is stopped if it is ours and nobody else's."""
    databases = resolve_databases(start=True)
    try:
        set_up_django()
        bring_up_to_date()
        yield
    finally:
        close_connections()
        if databases.embedded:
            stop(data_root())


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieli.config.settings")
    import django

    django.setup()


def bring_up_to_date() -> None:
    """Migrates where a migration or the fence is missing; two commands at once do it one after the other."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from jieli.lib.tenancy.fence import is_built

    owner, app_role = connections["owner"], settings.DATABASES["default"]["USER"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            executor = MigrationExecutor(owner)
            missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if missing or not is_built(owner, app_role=app_role):
                call_command("migrate", database="owner", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def close_connections() -> None:
    from django.db import connections

    connections.close_all()


@contextmanager
def organization(slug: str, *, purpose: str) -> Iterator[Any]:
    """The scope of one organisation by its short name, as one transaction."""
    from jieli.apps.organizations.api import find_organization_id, get_organization, list_organizations
    from jieli.lib.tenancy import organization_scope

    found = find_organization_id(slug=slug)
    if found is None:
        known = ", ".join(known.slug for known in list_organizations())
        raise StartRefused(
            N_("There is no such organisation"),
            where=slug,
            why=N_("known are: {known}") if known else N_("there is none yet"),
            known=known,
            remedy=N_("Name one of them with --organization, or load one with jieli demo or jieli import."),
        )
    with organization_scope(organization_id=found, purpose=f"command {purpose}"):
        yield get_organization()


def organization_option(function: Any) -> Any:
    return click.option(
        "--organization",
        "-o",
        "slug",
        default=lambda: os.environ.get("JIELI_ORGANIZATION", "demo"),
        show_default="demo, or JIELI_ORGANIZATION",
        help="Short name of the organisation.",
    )(function)
