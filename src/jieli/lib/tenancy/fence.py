"""What the database holds by itself, brought to the stated form after every migration.

For each table: row-level security by organisation, the grants of the application's role, keys that cannot cross
organisations, append-only and frozen rows, finished wholes that get no further parts, the functions that may be
called, and one audit row per written row. Everything is derived from the models,
can run any number of times, and is checked by tests that walk all tables with raw SQL.
"""

import hashlib
from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from jieli.lib.tenancy import parts
from jieli.lib.tenancy.functions import FUNCTIONS, let_call
from jieli.lib.tenancy.rows import OrganizationRow, Reference, Writes

GRANTS = {
    Writes.FREE: "SELECT, INSERT, UPDATE, DELETE",
    Writes.KEEP: "SELECT, INSERT, UPDATE",
    Writes.APPEND_ONLY: "SELECT, INSERT",
    Writes.READ_ONLY: "SELECT",
}


def fenced_models() -> Iterator[type[models.Model]]:
    """Every model of ours; the organisation's own table is fenced by its id."""
    for config in apps.get_app_configs():
        if config.name.startswith("jieli."):
            yield from (model for model in config.get_models() if model._meta.managed)


def build_fence(connection: BaseDatabaseWrapper, *, app_role: str) -> None:
    """The fence around every table, made or mended, as the owner, in one transaction that also signs it."""
    statements = _statements(connection, app_role)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL client_min_messages = warning")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(f"COMMENT ON FUNCTION jieli_audit() IS '{_signature(statements)}'")


def is_built(connection: BaseDatabaseWrapper, *, app_role: str) -> bool:
    """Whether the fence of exactly these models stands. A start killed between tables and fence leaves it missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regprocedure('jieli_audit()'), 'pg_proc')")
        (signed,) = cursor.fetchone()
    return bool(signed == _signature(_statements(connection, app_role)))


def _statements(connection: BaseDatabaseWrapper, app_role: str) -> list[str]:
    role = connection.ops.quote_name(app_role)
    statements = [
        FUNCTIONS,
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ]
    ours = list(fenced_models())
    for model in ours:
        statements += _fence_rows(model, role)
    for model in ours:
        statements += _fence_references(connection, model)
        statements += parts.triggers(model)
    statements.append(let_call([name for model in ours for name in getattr(model, "functions", ())], role))
    return statements


def _signature(statements: list[str]) -> str:
    return "fence " + hashlib.sha256("\n".join(statements).encode()).hexdigest()


def _fence_rows(model: type[models.Model], role: str) -> list[str]:
    table = model._meta.db_table
    key = "organization_id" if issubclass(model, OrganizationRow) else "id"
    writes = model.writes if issubclass(model, OrganizationRow) else Writes.READ_ONLY
    closable = getattr(model, "supersedable", ())
    mine = f"{key} = current_setting('jieli.organization')::bigint"
    grant = GRANTS[writes] + (", UPDATE (" + ", ".join(closable) + ")" if closable else "")
    rows = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS own_organization ON {table}",
        f"CREATE POLICY own_organization ON {table} TO {role} USING ({mine}) WITH CHECK ({mine})",
        f"GRANT {grant} ON {table} TO {role}",
        f"DROP TRIGGER IF EXISTS keep_rows ON {table}",
    ]
    if closable:
        columns = ", ".join(f"'{column}'" for column in closable)
        rows.append(
            _trigger("keep_rows", f"BEFORE UPDATE OR DELETE ON {table}", f"jieli_close_only({columns})")
        )
    elif writes is Writes.APPEND_ONLY or (writes is Writes.READ_ONLY and issubclass(model, OrganizationRow)):
        rows.append(_trigger("keep_rows", f"BEFORE UPDATE OR DELETE ON {table}", "jieli_refuse()"))
    elif getattr(model, "frozen_when", ""):
        when = f"WHEN ({model.frozen_when})"
        rows.append(_trigger("keep_rows", f"BEFORE UPDATE OR DELETE ON {table}", "jieli_refuse()", when))
    return rows + _audit_triggers(model)


def _audit_triggers(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    if not issubclass(model, OrganizationRow) or table == "audit_entry":
        return []
    secret = ", ".join(f"'{column}'" for column in model.secret_columns)
    forms = {
        "INSERT": "REFERENCING NEW TABLE AS new_rows",
        "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "REFERENCING OLD TABLE AS old_rows",
    }
    made = []
    for verb, referencing in forms.items():
        name = f"audit_{verb.lower()}"
        made.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        made.append(
            f"CREATE TRIGGER {name} AFTER {verb} ON {table} {referencing} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION jieli_audit({secret})"
        )
    return made


def _trigger(name: str, event: str, function: str, when: str = "") -> str:
    return f"CREATE TRIGGER {name} {event} FOR EACH ROW {when} EXECUTE FUNCTION {function}"


def _fence_references(connection: BaseDatabaseWrapper, model: type[models.Model]) -> list[str]:
    """Keys of two columns, so that no row can point into another organisation."""
    table = model._meta.db_table
    made = []
    for column in model._meta.local_fields:
        if not isinstance(column, Reference):
            continue
        target = column.related_model._meta.db_table
        made.append(_once(f"{target}_of_organization", target, "UNIQUE (organization_id, id)"))
        made.append(
            _once(
                f"{table}_{column.column}_same_org"[:63],
                table,
                f"FOREIGN KEY (organization_id, {column.column}) REFERENCES {target} (organization_id, id)"
                " DEFERRABLE INITIALLY DEFERRED",
            )
        )
    return made


def _once(name: str, table: str, definition: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}'"  # noqa: S608 - names of the models
        f" AND conrelid = '{table}'::regclass) THEN"
        f" ALTER TABLE {table} ADD CONSTRAINT {name} {definition}; END IF; END $$"
    )
