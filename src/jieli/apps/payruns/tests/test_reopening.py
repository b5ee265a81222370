"""A period that was issued is opened for a correction: who, when, why; what was issued stays; what differs is posted."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns import models
from jieli.apps.payruns.testing import (
    FEBRUARY,
    JANUARY,
    MARCH,
    new_deal,
    noon,
    record_deals,
    run_to,
    small_company,
)
from jieli.apps.payruns.tests.test_together import blocked, together  # noqa: F401
from jieli.kernel.problem import Problems
from jieli.lib.tenancy import organization_scope


@pytest.fixture
def deals(company):
    return record_deals(
        new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)),
        new_deal(company, "D2", "C3", 10_000_00, date(2026, 1, 20)),
        at=noon(1, 25),
    )


def correct(company, deals, amount_fen, at, key="D1", client="C1", on=date(2026, 1, 10)):
    intake.correct_deal(
        acting_user_id=None,
        at=at,
        fact_id=deals["deal", key],
        new=new_deal(company, key, client, amount_fen, on),
        reason="合同金额更正",
    )


REOPENED_AT = noon(2, 6)


def reopen(run_id, at=REOPENED_AT, reason="王总批复：D1 漏计"):
    return payruns.reopen_period(acting_user_id=7, at=at, run_id=run_id, reason=reason)


def corrected(run_id, at, last="issued"):
    """A correction of the run's period, taken as far as the verb."""
    made = payruns.start_correction(acting_user_id=None, at=at, run_id=run_id)
    for verb, act in (
        ("computed", payruns.compute_run),
        ("reviewed", payruns.review_run),
        ("approved", payruns.approve_run),
        ("issued", payruns.issue_run),
    ):
        if last == "started":
            break
        act(acting_user_id=None, at=at, run_id=made)
        if verb == last:
            break
    return made


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def sums():
    """(person, period, component) → all that issued runs have posted."""
    found = {}
    for run in payruns.list_runs():
        if run.state == "issued":
            for one in payruns.posted_amounts(run_id=run.id):
                key = (one.employee_id, one.for_period.label, one.component_key)
                found[key] = found.get(key, 0) + one.posted_fen
    return {key: fen for key, fen in found.items() if fen}


def test_a_correction_posts_what_differs_to_whom_it_differs_and_the_issued_stays(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    before = payruns.list_outcomes(run_id=run_id)
    correct(company, deals, 160_000_00, noon(2, 5))
    reopen(run_id)
    made = corrected(run_id, noon(2, 6))
    (line,) = payruns.list_outcomes(run_id=made)
    assert (line.employee_id, line.component_key, line.posted_fen) == (
        company.people["S1"],
        "commission",
        300_00,
    )
    assert (line.for_period, line.in_period, line.is_adjustment) == (JANUARY, JANUARY, True)
    assert payruns.list_outcomes(run_id=run_id) == before


def test_the_next_run_posts_nothing_of_it_again(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    correct(company, deals, 160_000_00, noon(2, 5))
    reopen(run_id)
    corrected(run_id, noon(2, 6))
    february = run_to("issued", FEBRUARY, noon(3, 1))
    assert not any(one.is_adjustment and one.posted_fen for one in payruns.posted_amounts(run_id=february))
    assert payruns.issued_periods() == (JANUARY, FEBRUARY)


def test_who_opened_it_when_and_why_is_kept_and_issuing_the_correction_closes_it(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    correct(company, deals, 160_000_00, noon(2, 5))
    reopen(run_id)
    opened = payruns.find_reopening()
    assert (opened.run_id, opened.reason, opened.by_user_id, opened.closed_at) == (
        run_id,
        "王总批复：D1 漏计",
        7,
        None,
    )
    assert payruns.get_run(run_id=run_id).is_reopened
    made = corrected(run_id, noon(2, 7))
    assert payruns.find_reopening() is None
    (kept,) = payruns.list_reopenings(run_id=run_id)
    assert kept.closed_at == noon(2, 7)
    assert payruns.get_run(run_id=made).reopening_id == kept.id
    events = [(one.verb, one.note) for one in payruns.list_events(run_id=run_id)]
    assert events[-2:] == [("reopened", "王总批复：D1 漏计"), ("closed", "")]


def test_a_second_correction_has_the_next_number_and_takes_back_what_the_first_gave(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    for day, amount in ((5, 160_000_00), (7, 150_000_00)):
        correct(company, deals, amount, noon(2, day))
        reopen(run_id, at=noon(2, day + 1))
        corrected(run_id, noon(2, day + 1))
    first, second = payruns.list_corrections(period=JANUARY)
    assert [one.number for one in (first, second)] == [1, 2]
    assert [one.total_fen for one in (first, second)] == [300_00, -300_00]
    assert payruns.run_findings(run_id=second.id) == ()  # that a correction takes back is no news


def test_a_correction_of_january_also_posts_what_differs_of_february(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    run_to("issued", FEBRUARY, noon(3, 1))
    record_deals(new_deal(company, "D3", "C3", 10_000_00, date(2026, 2, 10)), at=noon(3, 2))
    correct(company, deals, 160_000_00, noon(3, 2))
    reopen(run_id, at=noon(3, 3))
    made = corrected(run_id, noon(3, 3))
    assert {(one.for_period, one.posted_fen) for one in payruns.posted_amounts(run_id=made)} == {
        (JANUARY, 300_00),
        (FEBRUARY, 200_00),
    }


def test_a_correction_is_computed_again_identically_and_verified(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    correct(company, deals, 160_000_00, noon(2, 5))
    reopen(run_id)
    made = corrected(run_id, noon(2, 6))
    assert payruns.rerun_from_frozen(run_id=made).is_identical
    assert payruns.verify_run(run_id=made).holds


def test_nothing_to_correct_is_said_and_the_period_is_closed_with_a_reason(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    reopen(run_id)
    with pytest.raises(Problems) as refused, transaction.atomic():
        corrected(run_id, noon(2, 6))
    assert codes(refused) == ["RUN-COMPUTE-003"]
    with pytest.raises(Problems) as refused:
        payruns.close_period(acting_user_id=None, at=noon(2, 6), run_id=run_id, reason=" ")
    assert codes(refused) == ["RUN-REOPEN-001"]
    payruns.close_period(acting_user_id=None, at=noon(2, 6), run_id=run_id, reason="数据无误")
    assert payruns.list_reopenings(run_id=run_id)[0].closing_note == "数据无误"
    with pytest.raises(Problems) as refused:
        payruns.start_correction(acting_user_id=None, at=noon(2, 6), run_id=run_id)
    assert codes(refused) == ["RUN-CORRECT-001"]


def test_a_period_is_reopened_with_a_reason_when_it_is_issued_and_alone(company, deals):
    first = run_to("issued", JANUARY, noon(2, 1))
    with pytest.raises(Problems) as refused:
        reopen(first, reason="  ")
    assert codes(refused) == ["RUN-REOPEN-001"]
    second = run_to("computed", FEBRUARY, noon(3, 1))
    with pytest.raises(Problems) as refused:
        reopen(second)
    assert codes(refused) == ["RUN-REOPEN-002", "RUN-REOPEN-003"]
    with pytest.raises(Problems) as refused:
        reopen(first)
    assert codes(refused) == ["RUN-REOPEN-003"]
    payruns.abandon_run(acting_user_id=None, at=noon(3, 1), run_id=second, reason="x")
    reopen(first)
    with pytest.raises(Problems) as refused:
        reopen(first)
    assert codes(refused) == ["RUN-REOPEN-004"]


def test_no_other_run_starts_while_a_period_is_reopened(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    reopen(run_id)
    with pytest.raises(Problems) as refused:
        payruns.start_run(acting_user_id=None, at=noon(3, 1), period=FEBRUARY)
    assert codes(refused) == ["RUN-OPEN-002"]
    payruns.close_period(acting_user_id=None, at=noon(2, 6), run_id=run_id, reason="x")
    assert payruns.start_run(acting_user_id=None, at=noon(3, 1), period=FEBRUARY)


def test_an_abandoned_correction_is_started_anew_and_an_open_one_keeps_the_period_open(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    correct(company, deals, 160_000_00, noon(2, 5))
    reopen(run_id)
    first = corrected(run_id, noon(2, 6), last="computed")
    for act in (
        lambda: payruns.close_period(acting_user_id=None, at=noon(2, 6), run_id=run_id, reason="x"),
        lambda: payruns.start_correction(acting_user_id=None, at=noon(2, 6), run_id=run_id),
    ):
        with pytest.raises(Problems) as refused:
            act()
        assert codes(refused) == ["RUN-REOPEN-003"]
    payruns.abandon_run(acting_user_id=None, at=noon(2, 6), run_id=first, reason="x")
    assert payruns.get_run(run_id=corrected(run_id, noon(2, 7))).number == 1


def test_a_closed_reopening_never_changes(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    reopen(run_id)
    payruns.close_period(acting_user_id=None, at=noon(2, 6), run_id=run_id, reason="x")
    with pytest.raises(DatabaseError, match="JIELI-FENCE-001"), transaction.atomic():
        models.Reopening.objects.update(reason="another")


CHANGES = st.lists(
    st.tuples(st.sampled_from(["D1", "D2"]), st.integers(1, 300_000_00), st.booleans()),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(CHANGES)
def test_how_often_a_period_is_corrected_changes_no_sum(organization, changes):
    """With a correction after some of the changes, or with none at all: after the next run all sums are the same."""
    totals = []
    for may_correct in (True, False):
        point = transaction.savepoint()
        company = small_company()
        deals = record_deals(
            new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)),
            new_deal(company, "D2", "C3", 10_000_00, date(2026, 1, 20)),
            at=noon(1, 25),
        )
        run_id = run_to("issued", JANUARY, noon(2, 1))
        for place, (key, amount, is_corrected) in enumerate(changes):
            at, client = noon(2, 3 + place), {"D1": "C1", "D2": "C3"}[key]
            on = {"D1": date(2026, 1, 10), "D2": date(2026, 1, 20)}[key]
            correct(company, deals, amount, at, key, client, on)
            if is_corrected and may_correct and payruns.preview_run(period=JANUARY, at=at).touched:
                reopen(run_id, at=at)
                corrected(run_id, at)
        run_to("issued", FEBRUARY, noon(3, 1))
        names = {person: number for number, person in company.people.items()}
        totals.append({(names[key[0]], *key[1:]): fen for key, fen in sums().items()})
        transaction.savepoint_rollback(point)
    assert totals[0] == totals[1]


def test_two_people_at_once_reopen_start_and_issue_once(committed_organization, blocked):  # noqa: F811
    scope = {"organization_id": committed_organization.id, "purpose": "test"}
    with organization_scope(**scope):
        company = small_company()
        deals = record_deals(new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)), at=noon(1, 25))
        run_id = run_to("issued", JANUARY, noon(2, 1))
        correct(company, deals, 160_000_00, noon(2, 5))
    assert together(committed_organization, lambda: reopen(run_id)) == ["RUN-REOPEN-004"] * 3 + ["done"]
    started = together(
        committed_organization,
        lambda: payruns.start_correction(acting_user_id=None, at=noon(2, 6), run_id=run_id),
    )
    assert started == ["RUN-REOPEN-003"] * 3 + ["done"]
    with organization_scope(**scope):
        (made,) = payruns.list_corrections(period=JANUARY)
        for act in (payruns.compute_run, payruns.review_run, payruns.approve_run):
            act(acting_user_id=None, at=noon(2, 6), run_id=made.id)
    issued = together(
        committed_organization,
        lambda: payruns.issue_run(acting_user_id=None, at=noon(2, 6), run_id=made.id),
    )
    assert issued == ["RUN-ISSUE-001"] * 3 + ["done"]
    with organization_scope(**scope):
        assert models.Reopening.objects.count() == 1
        assert [one.verb for one in payruns.list_events(run_id=run_id)].count("closed") == 1
        assert payruns.next_period(today=date(2026, 3, 2)) == FEBRUARY
        assert MARCH not in payruns.issued_periods()
