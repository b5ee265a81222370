"""A correction of an issued period gives statements of its own, to those whom it touches; the others stay as they were."""

from datetime import UTC, date, datetime

import pytest

from jieli.apps.access.testing import sign_in_client
from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.statements import api
from jieli.apps.statements.documents.content import content_of
from jieli.apps.statements.tests import world
from jieli.kernel.money import format_fen, parse_fen

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@pytest.fixture
def corrected(organization):
    """February was issued with a receipt of 10,000.00 that was 15,000.00; the correction is issued. 王芳 is touched."""
    made = world.build()
    run_id = world.issue(world.FEBRUARY)
    told = api.list_statements(within=None)
    (found,) = intake.find_fact_ids(kind="receipt", source_keys=["R-1"]).values()
    intake.correct_receipt(
        acting_user_id=None,
        at=AT,
        fact_id=found,
        new=world.receipt(made, "R-1", "15000.00", date(2026, 2, 20), made.deal_key),
        reason="银行回单更正",
    )
    payruns.reopen_period(acting_user_id=None, at=AT, run_id=run_id, reason="漏计 5000 元回款")
    correction = payruns.start_correction(acting_user_id=None, at=AT, run_id=run_id)
    for act in (payruns.compute_run, payruns.review_run, payruns.approve_run, payruns.issue_run):
        act(acting_user_id=None, at=AT, run_id=correction)
    return made, correction, told


def of_correction(run_id):
    return [one for one in api.list_statements(within=None) if one.run_id == run_id]


def test_only_who_is_touched_gets_one_and_it_says_only_what_differs(corrected):
    made, run_id, told = corrected
    (said,) = of_correction(run_id)
    assert (said.employee_id, said.number, said.total_fen) == (made.wang, 1, parse_fen("100.00"))
    assert (said.previous_fen, said.difference_fen) == (None, None)
    assert set(told) < set(api.list_statements(within=None)), "what was told stays"
    (line,) = api.get_statement(statement_id=said.id).lines
    assert (line.component_key, line.is_adjustment, line.period) == ("commission", True, world.FEBRUARY)


def test_its_line_says_what_changed(corrected):
    _made, run_id, _told = corrected
    (said,) = of_correction(run_id)
    (line,) = api.get_statement(statement_id=said.id).lines
    text = api.explanation_as_text(explanation=api.explain_line(line_id=line.id, language="zh-hans"))
    assert "银行回单更正" in text


def test_the_next_statement_is_compared_with_the_period_itself_and_says_nothing_twice(corrected):
    made, _run_id, told = corrected
    world.issue(world.MARCH)
    (march,) = api.list_statements(within=frozenset({made.wang}), period=world.MARCH)
    view = api.get_statement(statement_id=march.id)
    assert view.adjustments == ()
    (own,) = [one for one in told if one.employee_id == made.wang]
    assert view.previous.id == own.id
    assert api.find_statement(employee_id=made.wang, period=world.FEBRUARY) == own.id


def test_pages_and_documents_call_it_a_correction(corrected, organization, client):
    made, run_id, _told = corrected
    (said,) = of_correction(run_id)
    view = api.get_statement(statement_id=said.id)
    assert api.file_stem(statement=view) == "statement-2026-02-S001-correction-1"
    sign_in_client(client, organization=organization, role="salesperson", employee_id=made.wang, scope="own")
    for address in ("/statements/", f"/statements/{said.id}/"):
        assert "Feb 2026, correction 1" in client.get(address).content.decode()
    assert api.render_pdf(statement=view, language="zh-hans").startswith(b"%PDF")


def test_the_month_and_its_correction_lead_to_each_other_and_say_what_it_comes_to(
    corrected, organization, client
):
    made, run_id, told = corrected
    (said,) = of_correction(run_id)
    (own,) = [one for one in told if one.employee_id == made.wang]
    now = api.get_statement(statement_id=own.id).summary
    assert [one.id for one in now.corrections] == [said.id]
    assert now.together_fen == own.total_fen + said.total_fen == said.until_fen
    assert (said.corrects.id, said.before_fen) == (own.id, own.total_fen)
    assert own.corrections == (), "what was told of it before stays"
    sign_in_client(client, organization=organization, role="salesperson", employee_id=made.wang, scope="own")
    page = client.get(f"/statements/{own.id}/").content.decode()
    assert f"/statements/{said.id}/" in page
    assert "What was put right of Feb 2026 since?" in page
    page = client.get(f"/statements/{said.id}/").content.decode()
    assert f'href="/statements/{own.id}/"' in page
    assert "Feb 2026 came to" in page
    assert "+100.00" in page
    assert "What did correction 1 change in my Feb 2026?" in page
    assert f"It puts Feb 2026 right and was posted in pay run {run_id}, issued on" in page
    assert f"/payruns/{run_id}/" not in page, "a salesperson has no runs"


def test_who_runs_the_pay_is_led_to_the_run_and_a_person_is_counted_once(corrected, organization, client):
    made, run_id, _told = corrected
    (said,) = of_correction(run_id)
    sign_in_client(client, organization=organization, role="hr", employee_id=made.hr, scope="all")
    page = client.get(f"/statements/{said.id}/").content.decode()
    assert f'href="/payruns/{run_id}/"' in page
    assert "What did correction 1 change in Feb 2026 for 王芳?" in page
    assert len(api.list_statements(within=None, period=world.FEBRUARY)) == 2
    page = client.get("/statements/").content.decode()
    assert ">1 person</p>" in page
    assert page.count(">Correction 1</span>") == 1


def test_a_document_of_a_correction_asks_what_it_changed(corrected):
    _made, run_id, _told = corrected
    (said,) = of_correction(run_id)
    view = api.get_statement(statement_id=said.id)
    made = content_of(view, api.explain_statement(statement=view, language="en"), "en")
    assert made.question == "What did correction 1 change in Feb 2026 for 王芳?"
    assert ("Pay run", f"{run_id}") in made.facts


def test_home_shows_the_sum_of_the_month_with_its_correction(corrected, organization, client):
    made, _run_id, _told = corrected
    (row, _correction) = api.list_statements(within=frozenset({made.wang}), period=world.FEBRUARY)
    sign_in_client(client, organization=organization, role="salesperson", employee_id=made.wang, scope="own")
    page = client.get("/").content.decode()
    assert format_fen(row.together_fen) in page
    assert format_fen(row.total_fen) not in page
    assert "with +100.00 by correction" in page


def test_everything_that_a_correction_told_is_verified(corrected):
    _made, run_id, _told = corrected
    verified = payruns.verify_run(run_id=run_id)
    assert verified.differences == ()
    assert api.verify_statements(verification=verified) == ()
