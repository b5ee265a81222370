"""Whoever is renamed after a statement was issued is called on it as he was: page, PDF, workbook and JSON, byte for byte."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from jieli.apps.access.testing import sign_in_client
from jieli.apps.clients import api as clients
from jieli.apps.intake import api as intake
from jieli.apps.people import api as people
from jieli.apps.people import models as people_rows
from jieli.apps.statements import api, models, queries
from jieli.apps.statements.tests import world

LATER = datetime(2026, 4, 20, tzinfo=UTC)
CORRECTED = datetime(2026, 3, 12, tzinfo=UTC)


@pytest.fixture
def issued(organization):
    """February, and March with a correction of February; both people are told of the client and of each other."""
    made = world.build()
    world.issue(world.FEBRUARY)
    (receipt,) = intake.find_fact_ids(kind="receipt", source_keys=["R-1"]).values()
    intake.correct_receipt(
        acting_user_id=None,
        at=CORRECTED,
        fact_id=receipt,
        new=world.receipt(made, "R-1", "15000.00", world.date(2026, 2, 20), made.deal_key),
        reason="银行回单金额有误",
    )
    world.issue(world.MARCH)
    return made


def rename(made):
    """Everybody and everything that a statement names: people, a client, their department and position, a deal."""
    for employee_id, name in ((made.wang, "王芳菲"), (made.li, "李自强")):
        people.change_employee(
            acting_user_id=None, employee_id=employee_id, details=people.EmployeeDetails(name)
        )
    people_rows.Employee.objects.filter(pk=made.wang).update(number="S900")
    people.change_department(
        acting_user_id=None,
        at=LATER,
        department_id=made.department,
        change=people.DepartmentChange("华东大区", None, None),
        from_=world.START,
    )
    (position,) = people.list_positions(on=world.START)
    people.change_position(acting_user_id=None, position_id=position.id, title="高级顾问", from_=world.START)
    clients.change_client(
        acting_user_id=None,
        at=LATER,
        client_id=made.client,
        changes=clients.ClientChanges(name="上海明远集团"),
    )


def explained(statement, language):
    found = api.explain_statement(statement=statement, language=language)
    return [api.explanation_as_json(explanation=found[line.id], trace=line.trace) for line in statement.lines]


def rendered(language):
    said = {}
    for one in api.list_statements(within=None):
        for read in (api.get_statement, api.reproduce_statement):
            statement = read(statement_id=one.id)
            said[one.id, read.__name__] = (
                one,
                statement,
                api.render_pdf(statement=statement, language=language),
                api.render_xlsx(statement=statement, language=language),
                explained(statement, language),
            )
    return said


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_documents_and_explanations_are_the_same_bytes_after_everybody_was_renamed(issued, language):
    before = rendered(language)
    assert len(before) == 6
    rename(issued)
    assert rendered(language) == before


def test_the_new_names_are_on_what_is_issued_afterwards(issued):
    rename(issued)
    world.issue(world.APRIL)
    now, *_ = (one for one in api.list_statements(within=None) if one.employee_id == issued.wang)
    assert (now.employee_name, now.employee_number) == ("王芳菲", "S900")
    assert now.department_name == "华东大区"


def test_every_page_is_the_same(organization, issued):
    """Whatever stands in <main>: the statement, and the explanation of each of its lines."""
    hr = Client()
    sign_in_client(hr, organization=organization, role="hr", scope="all", employee_id=issued.hr)
    shown = [api.get_statement(statement_id=one.id) for one in api.list_statements(within=None)]
    paths = [f"/statements/{one.id}/" for one in shown]
    paths += [f"/statements/lines/{line.id}/" for one in shown for line in one.lines]
    before = [main_of(hr.get(path)) for path in paths]
    assert any("上海明远科技有限公司" in text for text in before)
    rename(issued)
    assert [main_of(hr.get(path)) for path in paths] == before


def main_of(response):
    assert response.status_code == 200
    return re.search("<main.*</main>", response.content.decode(), re.DOTALL).group()


def test_a_statement_from_before_names_were_kept_has_those_of_today(issued):
    wang = models.Statement.objects.filter(employee_id=issued.wang).first()
    wang.names = None
    assert name_of(wang) == "王芳"
    rename(issued)
    assert name_of(wang) == "王芳菲"


def name_of(row):
    row.previous_fen = None
    (summary,) = queries._summaries([row])
    return summary.employee_name
