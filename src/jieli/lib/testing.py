"""Fixtures for every test: one migrated template database, a copy for each worker, an organisation for each test."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import process_time

import psutil
import psycopg
import pytest
from attrs import frozen
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from jieli.lib.tenancy import organization_scope

AT = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count(1)


@frozen
class TestOrganization:
    """An organisation made for one test."""

    __test__ = False

    id: int
    slug: str
    currency: str


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database of this worker's own, made by the owner's role and used through the application's."""
    worker = os.environ.get("PYTEST_XDIST_WORKER") or os.environ.get("JIELI_TEST_LANE", "main")
    name = f"{settings.DATABASES['owner']['NAME'][:30]}_test_{worker}"
    with django_db_blocker.unblock():
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["TEST_MAIN"] = connections[alias].settings_dict["NAME"]
        with _template() as template:
            _recreate(name, template)
        _use(name)
        _migrate()
        yield
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = connections[alias].settings_dict["TEST_MAIN"]
        _drop(name)


@pytest.fixture
def organization(db: None) -> Iterator[TestOrganization]:
    """A fresh organisation whose scope is open; everything is rolled back."""
    made = make_organization()
    with organization_scope(organization_id=made.id, purpose="test"):
        yield made


@pytest.fixture
def committed_organization(
    django_db_blocker: pytest.FixtureRequest, django_db_setup: None
) -> Iterator[TestOrganization]:
    """A fresh organisation without an open scope or transaction, for tests with several connections or a server."""
    with django_db_blocker.unblock():
        yield make_organization()
        for alias in connections:
            connections[alias].close()


def make_organization(currency: str = "CNY") -> TestOrganization:
    """A new organisation, committed through the owner's connection."""
    slug = f"test-{os.getpid()}-{next(_numbers)}"
    with _owner() as owner:
        row = owner.execute(
            "INSERT INTO organizations_organization (slug, name, currency, time_zone, language, created_at)"
            " VALUES (%s, %s, %s, 'Asia/Shanghai', 'zh-hans', %s) RETURNING id",
            [slug, f"测试公司 {slug}", currency, AT],
        ).fetchone()
    assert row is not None
    return TestOrganization(id=row[0], slug=slug, currency=currency)


def processor_seconds() -> float:
    """Of this process and, where it is on this machine, of the database's that answers it: the same whoever else is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        answering = psutil.Process(pid)
        spent = answering.cpu_times() if answering.name() == "postgres" else None
    except psutil.NoSuchProcess:
        spent = None
    return process_time() + (spent.user + spent.system if spent else 0)


def check_deferred() -> None:
    """Run the constraints that the database checks when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _owner(database: str | None = None) -> psycopg.Connection:
    parameters = connections["owner"].get_connection_params()
    keys = ("host", "port", "user", "password")
    chosen = {key: parameters[key] for key in keys if parameters.get(key)}
    chosen["dbname"] = database or connections["owner"].settings_dict["NAME"]
    return psycopg.connect(**chosen, autocommit=True)


@contextmanager
def _template() -> Iterator[str]:
    """A database with all migrations, kept from run to run until one of them changes; nobody else looks for it meanwhile."""
    name = f"{_maintenance()[:20]}_template_{_of_migrations()}"
    with _owner(_maintenance()) as owner:
        owner.execute("SELECT pg_advisory_lock(hashtext('jieli test template'))")
        found = owner.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE '%\\_template\\_%'"
        ).fetchall()
        if (name,) not in found:
            for (old,) in found:
                _drop(old)
            _recreate("half_made", "template0")
            _use("half_made")
            _migrate()
            for alias in connections:
                connections[alias].close()
            owner.execute(f'ALTER DATABASE half_made RENAME TO "{name}"')
        yield name


def _of_migrations() -> str:
    """Tells what the migrations say now from what they said before."""
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path).glob("migrations/*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _use(name: str) -> None:
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name


def _migrate() -> None:
    call_command("migrate", database="owner", verbosity=0, interactive=False)


def _recreate(name: str, template: str) -> None:
    _drop(name)
    with _owner(_maintenance()) as owner:
        owner.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')


def _drop(name: str) -> None:
    with _owner(_maintenance()) as owner:
        owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _maintenance() -> str:
    settings_dict = connections["owner"].settings_dict
    return settings_dict.get("TEST_MAIN") or settings_dict["NAME"]
