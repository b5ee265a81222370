"""The log: what was written, by whom, and how it was before."""

import pytest
from django.apps import apps

from jieli.apps.audit import api
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import make_organization

pytestmark = pytest.mark.django_db
# Any table of any app will do; this app stands below them all and imports none.
Employee = apps.get_model("people", "Employee")


def test_the_history_of_a_row_tells_old_and_new_and_who(organization):
    row = Employee.objects.create(number="7", name="李")
    api.sign_writes(acting_user_id=42)
    row.name, row.phone = "李明", "139"
    row.save()
    first, second = api.history_of(table_name="people_employee", row_id=row.pk)
    assert (first.verb, first.old, first.new["name"], first.acting_user_id) == ("insert", None, "李", None)
    assert (second.verb, second.old["name"], second.new["name"], second.acting_user_id) == (
        "update",
        "李",
        "李明",
        42,
    )
    assert second.changed == ("name", "phone")
    assert second.purpose == "test"


def test_entries_come_latest_first_and_page_by_page(organization):
    for number in range(5):
        Employee.objects.create(number=str(number), name=f"n{number}")
    latest = api.list_entries(table_name="people_employee", limit=2)
    assert [entry.new["number"] for entry in latest] == ["4", "3"]
    older = api.list_entries(table_name="people_employee", before_id=latest[-1].id, limit=10)
    assert [entry.new["number"] for entry in older] == ["2", "1", "0"]
    assert api.list_entries(acting_user_id=1, limit=10) == ()
    assert api.list_entries(table_name="people_employee", row_id=older[0].row_id, limit=10) == older[:1]


def test_another_organisations_log_is_not_there():
    one, other = make_organization(), make_organization()
    with organization_scope(organization_id=one.id):
        row = Employee.objects.create(number="7", name="李")
    with organization_scope(organization_id=other.id):
        assert api.history_of(table_name="people_employee", row_id=row.pk) == ()
        assert api.list_entries(limit=10) == ()


def test_a_command_without_a_user_keeps_what_the_transaction_says(organization):
    api.sign_writes(acting_user_id=5)
    api.sign_writes(acting_user_id=None)
    row = Employee.objects.create(number="7", name="李")
    assert api.history_of(table_name="people_employee", row_id=row.pk)[0].acting_user_id == 5


def test_many_rows_of_one_act_stand_as_one_line_that_can_be_opened(organization, monkeypatch):
    Department = apps.get_model("people", "Department")
    Employee.objects.bulk_create(Employee(number=f"a{number}", name="甲") for number in range(17))
    Department.objects.create(code="east")
    Employee.objects.bulk_create(Employee(number=f"b{number}", name="乙") for number in range(4))
    Department.objects.create(code="west")
    Employee.objects.bulk_create(Employee(number=f"c{number}", name="丙") for number in range(6))
    page = api.list_acts(limit=20)
    assert [one.count for one in page.acts] == [6, 1, 1, 1, 1, 1, 1, 17]
    assert page.earlier_id is None
    monkeypatch.setattr("jieli.apps.audit.acts.A_READ", 6)
    seen, before = [], None
    for _ in range(8):
        page = api.list_acts(limit=2, before_id=before)
        seen += [one.count for one in page.acts]
        before = page.earlier_id
        if before is None:
            break
    assert seen == [6, 1, 1, 1, 1, 1, 1, 17]
    folded = api.list_acts(limit=20).acts[0].newest
    opened = api.list_entries(like_id=folded.id, limit=100, table_name="people_employee")
    assert len(opened) == 27  # one transaction wrote them all here
    assert api.list_entries(like_id=10**9, limit=100) == ()
