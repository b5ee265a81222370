"""An issued run becomes statements: one for each person, to the fen, in one transaction, and for good."""

import re
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from jieli.apps.audit.api import history_of
from jieli.apps.clients import api as clients
from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.events import run_issued
from jieli.apps.plans import api as plans
from jieli.apps.statements import api, models
from jieli.apps.statements.documents.content import content_of
from jieli.apps.statements.explanations import explanation_as_text
from jieli.apps.statements.explanations.names import look_up_names
from jieli.apps.statements.tests import world
from jieli.kernel.money import format_fen, parse_fen
from jieli.kernel.trace import Trace
from jieli.lib.tenancy import organization_scope
from jieli.ui.wording import money_text


def statement_of(person, period):
    found = api.find_statement(employee_id=person, period=period)
    assert found is not None
    return api.get_statement(statement_id=found)


def test_issuing_a_run_writes_one_statement_for_each_person_and_they_come_to_what_the_run_posts(organization):
    made = world.build()
    run_id = world.issue(world.FEBRUARY)
    written = api.list_statements(within=None)
    assert {one.employee_id for one in written} == {made.wang}
    assert sum(one.total_fen for one in written) == sum(payruns.totals_by_person(run_id=run_id).values())
    run_id = world.issue(world.MARCH)
    march = api.list_statements(within=None, period=world.MARCH)
    assert {one.employee_id for one in march} == {made.wang, made.li}
    assert sum(one.total_fen for one in march) == payruns.get_run(run_id=run_id).total_fen


def test_components_that_pay_nothing_stay_on_the_statement_as_zero(organization):
    made = world.build()
    world.issue(world.FEBRUARY)
    world.issue(world.MARCH)
    lines = statement_of(made.wang, world.MARCH).lines
    assert [(line.component_key, format_fen(line.amount_fen)) for line in lines] == [
        ("base", "8,000.00"),
        ("commission", "1,000.00"),  # 30,000 × marginal 2%/3% = 700.00; 20,000.00 × 1.5% = 300.00
        ("new_clients", "0.00"),
    ]
    assert all(not line.is_adjustment for line in lines)


def test_a_change_of_an_issued_month_is_a_line_of_the_next_one_that_names_its_period(organization):
    made = world.build()
    world.issue(world.FEBRUARY)
    before = statement_of(made.wang, world.FEBRUARY)
    correct_february_receipt(made, "15000.00")
    world.issue(world.MARCH)
    assert statement_of(made.wang, world.FEBRUARY) == before, "what was issued stands"
    (line,) = statement_of(made.wang, world.MARCH).adjustments
    assert (line.component_key, line.period, line.amount_fen) == (
        "commission",
        world.FEBRUARY,
        parse_fen("100.00"),
    )


def test_somebody_with_nothing_but_an_adjustment_gets_a_statement_too(organization):
    made = world.build()
    world.issue(world.FEBRUARY)
    at = datetime(2026, 3, 10, tzinfo=UTC)
    plans.end_assignment(acting_user_id=None, at=at, employee_id=made.wang, on=world.MARCH.from_)
    correct_february_receipt(made, "5000.00")
    world.issue(world.MARCH)
    statement = statement_of(made.wang, world.MARCH)
    assert statement.own_lines == ()
    assert [line.amount_fen for line in statement.adjustments] == [parse_fen("-100.00")]
    assert statement.summary.total_fen == parse_fen("-100.00")


def test_each_line_is_one_outcome_of_the_run_and_the_log_does_not_hold_its_trace_again(organization):
    world.build()
    run_id = world.issue(world.FEBRUARY)
    lines = models.Line.objects.filter(statement__run=run_id)
    outcomes = {one.id: one.posted_fen for one in payruns.list_outcomes(run_id=run_id)}
    assert {line.outcome_id: line.amount_fen for line in lines} == outcomes
    for line in lines:
        (entry,) = history_of(table_name="statements_line", row_id=line.pk, may={"see_pay"})
        assert entry.new["amount_fen"] == line.amount_fen
        assert "trace" not in entry.new


def test_hearing_of_the_same_issue_twice_writes_nothing_more(organization):
    world.build()
    run_id = world.issue(world.FEBRUARY)
    before = models.Line.objects.count()
    again = api.write_statements(run_id=run_id, at=world.RUN_AT[world.FEBRUARY])
    assert (again.lines, models.Line.objects.count()) == (before, before)


def test_a_failure_while_writing_statements_undoes_the_issue(organization):
    world.build()

    def fail(**_):
        raise RuntimeError("no paper")

    run_issued.connect(fail)
    try:
        with pytest.raises(RuntimeError, match="no paper"), transaction.atomic():
            world.issue(world.FEBRUARY)
    finally:
        run_issued.disconnect(fail)
    assert payruns.list_runs() == ()
    assert models.Statement.objects.count() == 0


def test_statements_that_do_not_come_to_the_runs_total_are_refused(organization, monkeypatch):
    world.build()
    run_id = world.issue(world.FEBRUARY)
    monkeypatch.setattr(payruns, "totals_by_person", lambda *, run_id: {1: 1})
    with pytest.raises(api.LostAmount):
        api.write_statements(run_id=run_id, at=world.RUN_AT[world.FEBRUARY])


@pytest.mark.parametrize("table", ["statements_statement", "statements_line"])
@pytest.mark.parametrize("change", ["UPDATE {} SET organization_id = organization_id", "DELETE FROM {}"])
def test_the_program_may_not_change_or_delete_what_was_issued(organization, table, change):
    world.build()
    world.issue(world.FEBRUARY)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table))


@pytest.mark.parametrize("table", ["statements_statement", "statements_line"])
@pytest.mark.parametrize("change", ["UPDATE {} SET organization_id = organization_id", "DELETE FROM {}"])
def test_not_even_the_owner_of_the_tables_changes_or_deletes_what_was_issued(
    committed_organization, table, change
):
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        world.build()
        world.issue(world.FEBRUARY)
    with (
        pytest.raises(IntegrityError, match="JIELI-FENCE-001"),
        transaction.atomic(using="owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(f"{change.format(table)} WHERE organization_id = %s", [committed_organization.id])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_whole_statements_from_facts_to_words_are_as_the_golden_files_have_them(
    organization, golden, language
):
    made = world.build()
    world.issue(world.FEBRUARY)
    correct_february_receipt(made, "15000.00")
    world.issue(world.MARCH)
    for person, name in ((made.wang, "wang"), (made.li, "li")):
        text = in_words(statement_of(person, world.MARCH), language)
        golden(f"march-{name}.{language}.txt", without_numbers(text, organization))


def in_words(statement, language):
    """Everything that page, PDF and workbook say of a statement, without their form."""
    with override(language):
        content = content_of(
            statement, api.explain_statement(statement=statement, language=language), language
        )
        amount = money_text
        return "\n".join(
            [
                content.question,
                *(f"{label}: {value}" for label, value in content.facts),
                f"{amount(content.total_fen)} {content.currency} ({content.difference_fen})",
                *(
                    f"{row.label} | {amount(row.amount_fen)} | {amount(row.previous_fen)} | {amount(row.difference_fen)}"
                    for row in content.comparison
                ),
                *(
                    f"\n{line.label} {line.kind} {line.for_period}\n{explanation_as_text(explanation=line.explanation)}"
                    for line in content.lines
                ),
            ]
        )


def without_numbers(text, organization):
    """The text without what differs from one test run to the next: ids and the name of the test's company."""
    text = text.replace(organization.slug, "…")
    text = re.sub(r"(对账单编号|核算批次|Statement number|Pay run): \d+", r"\1: …", text)
    return re.sub(r"(移交|handover)(\s)\d+", r"\1\2…", text)


def test_names_are_looked_up_together_however_many_clients_a_statement_has(organization):
    world.build()
    run_id = world.issue(world.FEBRUARY)
    known_at = payruns.get_run(run_id=run_id).known_at
    ids = clients.add_clients(
        acting_user_id=None,
        new=[clients.NewClient(code=f"N{n}", name=f"客户 {n}", created_on=world.START) for n in range(40)],
    )

    def queries_for(count):
        traces = [
            Trace("pay.credit", {"client": number, "deal": 1, "fact": 1, "plan": "direct"})
            for number in list(ids.values())[:count]
        ]
        with CaptureQueriesContext(connection) as captured:
            names = look_up_names(traces, "zh-hans", known_at)
        assert len(names.clients) == count
        return len(captured)

    assert queries_for(40) == queries_for(1)


def correct_february_receipt(made, amount):
    (fact_id,) = intake.find_fact_ids(kind="receipt", source_keys=["R-1"]).values()
    intake.correct_receipt(
        acting_user_id=None,
        at=datetime(2026, 3, 12, tzinfo=UTC),
        fact_id=fact_id,
        new=world.receipt(made, "R-1", amount, world.date(2026, 2, 20), made.deal_key),
        reason="银行回单金额有误",
    )
