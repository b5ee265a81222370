"""`jieli run` says in what state a run is, whatever became of what was asked."""

from contextlib import nullcontext
from datetime import date

import pytest
from click.testing import CliRunner
from django.utils import timezone

from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.testing import JANUARY, new_deal, noon, record_deals, run_to, small_company
from jieli.apps.plans import api as plans
from jieli.config.cli import run as command
from jieli.kernel.period import Period
from jieli.kernel.problem import Problems


@pytest.fixture
def jieli_run(organization, monkeypatch):
    """Runs the command inside the test's organisation."""
    company = small_company()
    monkeypatch.setattr(command, "running_database", nullcontext)

    def called(*arguments):
        return CliRunner().invoke(command.run, [*arguments, "-o", organization.slug])

    called.company = company
    return called


def refused_codes(said):
    assert isinstance(said.exception, Problems)
    return [one.code for one in said.exception.problems]


def test_a_computed_run_is_said_to_be_computed_and_an_issued_one_issued(jieli_run):
    computed = jieli_run("2026-01")
    assert computed.exit_code == 0
    assert "The run for 2026-01 is computed; nothing is issued." in computed.output
    for _ in range(2):
        issued = jieli_run("2026-01", "--issue")
        assert issued.exit_code == 0
        assert "The run for 2026-01 is issued" in issued.output
        assert "12,000.00" in issued.output
    assert [one.state for one in payruns.list_runs()] == ["issued"]


def test_a_run_that_pays_nobody_is_issued_and_says_so(jieli_run):
    run_to("issued", JANUARY, noon(2, 1))
    for number in ("S1", "S2"):
        plans.end_assignment(
            acting_user_id=None,
            at=noon(2, 2),
            employee_id=jieli_run.company.people[number],
            on=date(2026, 2, 1),
        )
    said = jieli_run("2026-02", "--issue")
    assert said.exit_code == 0
    assert "pays nobody" in said.output
    assert "The run for 2026-02 is issued" in said.output
    assert payruns.list_runs()[0].state == "issued"


def test_a_first_run_of_nobody_leaves_no_run_behind(jieli_run):
    assert refused_codes(jieli_run("2025-12", "--issue")) == ["RUN-COMPUTE-002"]
    assert payruns.list_runs() == ()


def test_a_period_that_is_not_over_stays_computed_and_that_is_said(jieli_run):
    label = Period.month_of(timezone.localdate()).label
    said = jieli_run(label, "--issue")
    assert refused_codes(said) == ["RUN-ISSUE-003"]
    assert f"The run for {label} is computed; nothing is issued." in said.output
    assert "is issued:" not in said.output
    assert [one.state for one in payruns.list_runs()] == ["computed"]


def test_grave_findings_are_printed_with_their_facts(jieli_run):
    late = new_deal(jieli_run.company, "D9", "C4", 700_00, date(2026, 1, 12))
    record_deals(late, at=noon(1, 25))
    said = jieli_run("2026-01", "--issue")
    assert "Nobody answered for these: 1. Give the client an owner on that day." in said.output
    assert "700.00 for which nobody is paid: deal D9" in said.output
    assert "Employed, but on no plan: 1." in said.output


@pytest.mark.parametrize("period", ["1926-10", "2026-01-01..2126-01-01", "9999-11"])
def test_an_absurd_period_is_refused_before_anything_is_done(jieli_run, period):
    assert refused_codes(jieli_run(period, "--issue"))
    assert payruns.list_runs() == ()


def test_a_dry_run_says_what_would_be_posted_and_writes_nothing(jieli_run):
    said = jieli_run("2026-01", "--dry-run")
    assert said.exit_code == 0, said.output
    assert "A run would post 12,000.00 CNY in all. Nothing was written." in said.output
    assert "Nothing that was issued differs." in said.output
    assert payruns.list_runs() == ()


def test_a_dry_run_names_what_of_issued_periods_differs(jieli_run):
    run_to("issued", JANUARY, noon(2, 1))
    record_deals(new_deal(jieli_run.company, "D1", "C1", 10_000_00, date(2026, 1, 12)), at=noon(2, 5))
    said = jieli_run("2026-01", "--dry-run")
    assert said.exit_code == 0, said.output
    assert "issued before, differs now" in said.output
    assert "1 person would get another amount than was issued:" in said.output
    assert "李雷, for 2026-01, because of: Deals D1 客户C1 (new: 10,000.00)." in said.output
    assert "Nothing was written." in said.output
    assert "200.00" in said.output
    before = jieli_run("2026-01", "--dry-run", "--known-at", "2026-02-04")
    assert "Nothing that was issued differs." in before.output
    first = jieli_run("2026-01", "--dry-run", "--known-at", "2026-01-31T23:59")
    assert "A run would post 12,000.00 CNY in all." in first.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--dry-run", "--issue"), "nothing to issue"),
        (("--known-at", "2026-02-01"), "comes with --dry-run"),
        (("--dry-run", "--known-at", "yesterday"), "Write a day (2026-02-01) or a moment"),
    ],
)
def test_what_does_not_go_together_is_said(jieli_run, arguments, words):
    said = jieli_run("2026-01", *arguments)
    assert said.exit_code == 2
    assert words in said.output


def test_a_correction_is_not_taken_for_the_periods_own_run(jieli_run):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    record_deals(new_deal(jieli_run.company, "D1", "C1", 10_000_00, date(2026, 1, 12)), at=noon(2, 5))
    payruns.reopen_period(acting_user_id=None, at=noon(2, 6), run_id=run_id, reason="x")
    payruns.start_correction(acting_user_id=None, at=noon(2, 6), run_id=run_id)
    assert "The run for 2026-01 is issued" in jieli_run("2026-01").output


def test_a_line_and_a_statement_are_explained_the_same_from_what_was_frozen(
    jieli_run, monkeypatch, organization
):
    from jieli.apps.statements import api as statements
    from jieli.config.cli import explain

    monkeypatch.setattr(explain, "running_database", nullcontext)
    record_deals(new_deal(jieli_run.company, "D1", "C1", 10_000_00, date(2026, 1, 12)), at=noon(1, 25))
    run_to("issued", JANUARY, noon(2, 1))
    found = statements.find_statement(employee_id=jieli_run.company.people["S1"], period=JANUARY)
    line = statements.get_statement(statement_id=found).lines[1].id

    def said(*arguments):
        answer = CliRunner().invoke(explain.explain, [*map(str, arguments), "-o", organization.slug])
        return answer.exit_code, answer.output

    for asked in ((line,), (found, "--statement")):
        assert said(*asked)[0] == 0
        assert said(*asked) == said(*asked, "--from-frozen")
    assert said(found, "--statement")[1].count("CNY") > said(line)[1].count("CNY")
    for asked in ((0,), (0, "--statement")):
        assert said(*asked)[0] == 1


def test_a_dry_run_says_what_has_changed_since_the_last_run_and_whom_that_touches(jieli_run):
    company = jieli_run.company
    record_deals(new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)), at=noon(1, 25))
    run_id = run_to("computed", JANUARY, noon(2, 1))
    payruns.abandon_run(acting_user_id=None, at=noon(2, 1), run_id=run_id, reason="x")
    record_deals(new_deal(company, "D2", "C1", 10_000_00, date(2026, 1, 12)), at=noon(2, 2))
    said = jieli_run("2026-01", "--dry-run")
    assert said.exit_code == 0, said.output
    for text in ("D2 客户C1", "new: 10,000.00", "2026-01-12", "李雷"):
        assert text in said.output
    assert "1 changes since the run of Jan 2026 touch 1 people; 0 more are computed again." in said.output
    assert "300.00" in said.output
