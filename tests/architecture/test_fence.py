"""No organisation reads, writes or points at another's rows, whatever the program forgets or mistakes in its SQL.

SQL of an intruder, who names another organisation in the setting himself, it does not stop: docs/decisions/0012.
"""

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from jieli.apps.organizations.models import Organization
from jieli.apps.people.models import Department, DepartmentTerm, Employee
from jieli.lib.personal_data import PersonalData
from jieli.lib.tenancy import OutsideOrganization, organization_scope
from jieli.lib.tenancy.fence import build_fence, fenced_models, is_built
from jieli.lib.tenancy.rows import OrganizationRow
from jieli.lib.testing import check_deferred, make_organization

pytestmark = pytest.mark.django_db

# Tables of the framework that the application's role cannot even read.
UNFENCED = {"django_migrations"}


def rows(sql, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def test_every_table_has_an_organisation_key_and_a_policy():
    tables = rows(
        "SELECT c.relname, c.relrowsecurity,"
        " EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id'),"
        " (SELECT string_agg(pg_get_expr(p.polqual, c.oid) || coalesce(pg_get_expr(p.polwithcheck, c.oid), 'none'), ' ')"
        "  FROM pg_policy p WHERE p.polrelid = c.oid)"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
    )
    assert len(tables) > 25
    for table, fenced, has_key, policies in tables:
        if table in UNFENCED:
            assert rows("SELECT has_table_privilege(%s, 'SELECT')", [table]) == [(False,)], table
            continue
        assert fenced, f"{table} has no row-level security"
        assert policies, f"{table} has no policy"
        assert policies.count("jieli.organization") == 2, f"{table}: the policy must bind reads and writes"
        assert has_key or table == "organizations_organization", f"{table} has no organization_id"


def test_the_login_role_owns_nothing_and_cannot_bypass_the_fence():
    assert rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ) == [(False, False, False)]
    assert rows("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == [(0,)]


def test_the_login_role_calls_what_it_needs_and_nobody_else_calls_anything_of_ours():
    ours = (
        "pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend"
        " WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')"
    )
    called = rows(
        f"SELECT proname FROM pg_proc WHERE {ours} AND has_function_privilege(current_user, oid, 'EXECUTE') ORDER BY 1"
    )
    assert [name for (name,) in called] == [
        "jieli_find_clients",
        "jieli_grams",
        "jieli_organization_of",
        "jieli_written_now",
    ]
    public = rows(
        "SELECT proname FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) given"
        f" WHERE {ours} AND given.grantee = 0"
    )
    assert public == []


def test_without_a_scope_every_read_is_an_error():
    for model in fenced_models():
        with pytest.raises(DatabaseError), transaction.atomic():
            rows(f"SELECT count(*) FROM {model._meta.db_table}")


def test_other_organisations_rows_are_not_there(organization):
    Employee.objects.create(number="1", name="王")
    mine = rows("SELECT id, organization_id FROM people_employee")
    assert [row[1] for row in mine] == [organization.id]
    other = make_organization()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jieli.organization', %s, true)", [str(other.id)])
    assert rows("SELECT count(*) FROM people_employee WHERE id = %s", [mine[0][0]]) == [(0,)]
    assert rows("SELECT id FROM organizations_organization") == [(other.id,)]
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        rows(
            "INSERT INTO people_employee (organization_id, number, name, phone, email)"
            " VALUES (%s, '2', 'x', '', '') RETURNING id",
            [organization.id],
        )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_employee SET name = 'x' WHERE id = %s", [mine[0][0]])
        assert cursor.rowcount == 0


def test_no_reference_leaves_its_organisation(organization):
    department = Department.objects.create(code="a")
    other = make_organization()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jieli.organization', %s, true)", [str(other.id)])
    with pytest.raises(DatabaseError, match="same_org"), transaction.atomic():
        DepartmentTerm.objects.create(
            department_id=department.id, name="x", valid=("2026-01-01", None), recorded_at=timezone.now()
        )
        check_deferred()


def test_a_scope_inside_another_organisations_scope_is_refused(organization):
    with pytest.raises(OutsideOrganization), organization_scope(organization_id=organization.id + 1):
        pass


def test_every_write_leaves_its_old_and_new_value(organization):
    employee = Employee.objects.create(number="7", name="李")
    employee.name = "李明"
    employee.save()
    entries = rows(
        "SELECT verb, old ->> 'name', new ->> 'name' FROM audit_entry WHERE table_name = 'people_employee' ORDER BY id"
    )
    assert entries == [("insert", None, "李"), ("update", "李", "李明")]


@pytest.mark.parametrize("verb", ["UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"])
def test_the_log_cannot_be_changed(organization, verb):
    Employee.objects.create(number="7", name="李")
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


def test_functions_take_no_table_of_a_session_for_the_real_one(organization):
    """The login role may have tables of its session alone, through which many rows come at once."""
    paths = rows(
        "SELECT proname, proconfig::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND proowner <> (SELECT oid FROM pg_roles WHERE rolname = current_user) AND proconfig::text LIKE %s",
        ["%search_path%"],
    )
    assert len(paths) > 5
    assert [name for name, path in paths if not path.endswith('public, pg_temp"}')] == []
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE audit_entry (LIKE public.audit_entry)")
    Employee.objects.create(number="A9", name="Ann")
    assert rows("SELECT count(*) FROM public.audit_entry WHERE table_name = 'people_employee'") == [(1,)]
    assert rows("SELECT count(*) FROM audit_entry") == [(0,)]


def test_every_model_declares_its_personal_data():
    models = [model for config in apps.get_app_configs() for model in config.get_models()]
    assert models
    for model in models:
        declared = getattr(model, "personal_data", None)
        assert isinstance(declared, PersonalData), f"{model.__name__} does not say what it keeps of people"
        names = {field.name for field in model._meta.get_fields()} | {
            f.attname for f in model._meta.local_fields
        }
        assert set(declared.fields) <= names, f"{model.__name__} declares a column that it does not have"
        if declared.fields:
            assert declared.retention, model.__name__
            assert declared.erasure, model.__name__


def test_every_model_is_an_organisation_row():
    for model in fenced_models():
        assert issubclass(model, OrganizationRow) or model is Organization, model.__name__


def test_the_outside_cannot_read_without_a_password_or_scope():
    parameters = connection.get_connection_params()
    chosen = {
        key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if parameters.get(key)
    }
    with psycopg.connect(**chosen) as raw, pytest.raises(psycopg.Error):
        raw.execute("SELECT count(*) FROM people_employee")


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_fence_that_is_missing_or_of_other_models_is_seen_and_mended():
    owner, role = connections["owner"], settings.DATABASES["default"]["USER"]
    with transaction.atomic(using="owner"):
        assert is_built(owner, app_role=role)
        with owner.cursor() as cursor:
            cursor.execute("COMMENT ON FUNCTION jieli_audit() IS 'fence of yesterday'")
        assert not is_built(owner, app_role=role)
        build_fence(owner, app_role=role)
        assert is_built(owner, app_role=role)
