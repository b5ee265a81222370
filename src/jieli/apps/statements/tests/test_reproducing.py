"""Any issued statement is made again from what its run froze, byte for byte, whatever has changed since."""

from datetime import UTC, datetime

import pytest
from attrs import evolve
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieli.apps.intake import api as intake
from jieli.apps.plans import api as plans
from jieli.apps.statements import api
from jieli.apps.statements.tests import world

LATER = datetime(2026, 4, 20, tzinfo=UTC)


@pytest.fixture
def issued(organization):
    """February and March issued, March with an adjustment of February; afterwards facts and plan are changed."""
    made = world.build()
    world.issue(world.FEBRUARY)
    (receipt,) = intake.find_fact_ids(kind="receipt", source_keys=["R-1"]).values()
    for at, amount in ((datetime(2026, 3, 12, tzinfo=UTC), "15000.00"), (LATER, "1000.00")):
        intake.correct_receipt(
            acting_user_id=None,
            at=at,
            fact_id=receipt,
            new=world.receipt(made, "R-1", amount, world.date(2026, 2, 20), made.deal_key),
            reason="银行回单金额有误",
        )
        if at is not LATER:
            world.issue(world.MARCH)
    plans.save_plan_version(
        acting_user_id=None,
        at=LATER,
        code="direct",
        text=plans.get_plan(code="direct").latest.text.replace("1.5%", "9%"),
        in_force_from=world.START,
        keeps_previous=False,
    )
    return made


def text_of(statement, language):
    explained = api.explain_statement(statement=statement, language=language)
    return "\n".join(api.explanation_as_text(explanation=explained[line.id]) for line in statement.lines)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_statement_is_the_same_bytes_as_text_pdf_and_workbook(issued, language):
    statements = api.list_statements(within=None)
    assert len(statements) == 3
    for one in statements:
        stored = api.get_statement(statement_id=one.id)
        again = api.reproduce_statement(statement_id=one.id)
        assert again == stored
        assert text_of(again, language).encode() == text_of(stored, language).encode()
        for render in (api.render_pdf, api.render_xlsx):
            assert render(statement=again, language=language) == render(statement=stored, language=language)


def test_amounts_and_reasons_come_from_the_frozen_tables_and_not_from_the_stored_lines(issued, monkeypatch):
    one, *_ = api.list_statements(within=None)
    stored = api.get_statement(statement_id=one.id)
    bent = evolve(
        stored,
        lines=tuple(evolve(line, amount_fen=1, trace=evolve(line.trace, rule="x")) for line in stored.lines),
    )
    monkeypatch.setattr("jieli.apps.statements.queries.get_statement", lambda **_: bent)
    again = api.reproduce_statement(statement_id=one.id)
    assert again.lines == stored.lines


def test_nothing_is_written(issued):
    one, *_ = api.list_statements(within=None)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        api.reproduce_statement(statement_id=one.id)
    assert not [query for query in asked if not query["sql"].startswith("SELECT")]


def test_a_statement_that_there_is_not_is_not_found(organization):
    with pytest.raises(api.NoSuchStatement):
        api.reproduce_statement(statement_id=1)
