"""What a run would say before it is run, and what one would have said at any earlier moment; nothing is written."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.utils.translation import override

from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns import models
from jieli.apps.payruns.pages.change_words import change_rows
from jieli.apps.payruns.testing import FEBRUARY, JANUARY, MARCH, new_deal, noon, record_deals, run_to
from jieli.apps.people import api as people
from jieli.apps.plans import api as plans
from jieli.engines.ownership import Span, Terms, TermsStep
from jieli.engines.pay.changes import Change, ChangeKind
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange


@pytest.fixture
def deals(company):
    return record_deals(
        new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)),
        new_deal(company, "D2", "C3", 10_000_00, date(2026, 1, 20)),
        at=noon(1, 25),
    )


def said(outcomes):
    """What is said of everybody, without who says it."""
    return [
        (
            one.employee_id,
            one.for_period,
            one.plan_hash,
            one.component_key,
            one.desired_fen,
            one.issued_before_fen,
            one.posted_fen,
            one.trace,
            one.is_adjustment,
        )
        for one in outcomes
    ]


def change_everything(company, deals, at):
    """A deal's amount, an owner, a plan, an assignment and a new deal, all of January, all recorded at a moment."""
    intake.correct_deal(
        acting_user_id=None,
        at=at,
        fact_id=deals["deal", "D1"],
        new=new_deal(company, "D1", "C1", 160_000_00, date(2026, 1, 10)),
        reason="更正",
    )
    record_deals(new_deal(company, "D9", "C2", 5_000_00, date(2026, 1, 30)), at=at)
    ownership.set_owners(
        acting_user_id=None,
        at=at,
        decisions=[
            ownership.Decision(
                company.clients["C3"],
                "ownership",
                (ownership.Holding(company.people["S1"], "owner"),),
                date(2026, 1, 5),
            )
        ],
        kind="direct",
        reason="",
    )
    plans.save_plan_version(
        acting_user_id=None,
        at=at,
        code="sales",
        text=plans.get_plan(code="sales").latest.text.replace("6000.00", "6500.00"),
        in_force_from=date(2026, 1, 1),
        keeps_previous=False,
    )


def test_a_preview_says_what_the_run_then_says_and_writes_nothing(company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    change_everything(company, deals, noon(2, 10))
    counts = [model.objects.count() for model in (models.Run, models.Outcome, models.FrozenInput)]
    preview = payruns.preview_run(period=FEBRUARY, at=noon(3, 1))
    assert [model.objects.count() for model in (models.Run, models.Outcome, models.FrozenInput)] == counts
    run_id = run_to("computed", FEBRUARY, noon(3, 1))
    assert said(preview.outcomes) == said(payruns.list_outcomes(run_id=run_id))
    assert preview.findings == payruns.run_findings(run_id=run_id)
    run = payruns.get_run(run_id=run_id)
    assert (preview.total_fen, preview.input_hash) == (run.total_fen, run.input_hash)


def test_what_a_change_touches_is_named_with_person_period_and_component(company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    assert payruns.preview_run(period=FEBRUARY, at=noon(2, 8)).touched == ()
    intake.correct_deal(
        acting_user_id=None,
        at=noon(2, 10),
        fact_id=deals["deal", "D1"],
        new=new_deal(company, "D1", "C1", 160_000_00, date(2026, 1, 10)),
        reason="更正",
    )
    (touched,) = payruns.preview_run(period=FEBRUARY, at=noon(2, 11)).touched
    assert (touched.employee_id, touched.for_period, touched.component_key) == (
        company.people["S1"],
        JANUARY,
        "commission",
    )
    assert (touched.desired_fen, touched.issued_before_fen, touched.posted_fen) == (
        3_800_00,
        3_500_00,
        300_00,
    )


def test_a_preview_of_an_issued_period_says_what_a_correction_would_post(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    change_everything(company, deals, noon(2, 10))
    preview = payruns.preview_run(period=JANUARY, at=noon(2, 11))
    assert preview.is_correction
    assert preview.own == ()
    payruns.reopen_period(acting_user_id=None, at=noon(2, 11), run_id=run_id, reason="x")
    made = payruns.start_correction(acting_user_id=None, at=noon(2, 11), run_id=run_id)
    payruns.compute_run(acting_user_id=None, at=noon(2, 11), run_id=made)
    assert said(preview.outcomes) == said(payruns.list_outcomes(run_id=made))


def test_what_was_known_when_a_run_was_started_gives_its_very_inputs_and_outcomes_ever_after(company, deals):
    first = run_to("issued", JANUARY, noon(2, 1))
    change_everything(company, deals, noon(2, 10))
    second = run_to("issued", FEBRUARY, noon(3, 1))
    change_everything(company, deals, noon(3, 10))
    run_to("issued", MARCH, noon(4, 1))
    for run_id in (first, second):
        run = payruns.get_run(run_id=run_id)
        just_before = run.issued_at - timedelta(
            microseconds=1
        )  # these runs were frozen and issued in one moment
        then = payruns.preview_run(period=run.period, at=noon(5, 1), known_at=just_before)
        assert then.input_hash == run.input_hash
        assert said(then.outcomes) == said(payruns.list_outcomes(run_id=run_id))


def test_a_period_as_known_at_another_moment_is_another_one(company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    change_everything(company, deals, noon(2, 10))
    early = payruns.preview_run(period=JANUARY, at=noon(3, 1), known_at=noon(1, 20))
    assert (early.is_correction, early.total_fen) == (False, 12_000_00)
    assert early.findings[0] == payruns.Finding(
        payruns.FindingKind.FROZEN_EARLY, from_on=date(2026, 1, 20), until_on=JANUARY.until
    )
    before = payruns.preview_run(period=FEBRUARY, at=noon(3, 1), known_at=noon(2, 9))
    assert before.touched == ()
    after = payruns.preview_run(period=FEBRUARY, at=noon(3, 1), known_at=noon(2, 10))
    assert after.touched


def test_a_moment_to_come_is_refused(company):
    with pytest.raises(Problems) as refused:
        payruns.preview_run(period=JANUARY, at=noon(2, 1), known_at=noon(2, 2))
    assert [one.code for one in refused.value.problems] == ["RUN-PREVIEW-001"]


@pytest.mark.parametrize("period", [MARCH, FEBRUARY.next().next()])
def test_a_period_that_could_not_be_run_is_refused_as_starting_it_would_be(company, period):
    run_to("issued", JANUARY, noon(2, 1))
    with pytest.raises(Problems) as refused:
        payruns.preview_run(period=period, at=noon(6, 1))
    assert [one.code for one in refused.value.problems] == ["RUN-PERIOD-002"]


def test_a_preview_can_be_looked_at_while_a_run_is_open(company, deals):
    run_to("computed", JANUARY, noon(2, 1))
    change_everything(company, deals, noon(2, 10))
    assert payruns.preview_run(period=JANUARY, at=noon(2, 11)).total_fen != 16_700_00


def test_what_was_known_of_people_when_a_run_was_started_gives_its_inputs_and_outcomes_ever_after(
    company, deals
):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    run = payruns.get_run(run_id=run_id)
    people.end_employment(
        acting_user_id=None, at=noon(2, 10), employee_id=company.people["S2"], on=date(2026, 1, 17)
    )
    (department,) = people.list_departments(on=date(2026, 1, 1))
    people.change_department(
        acting_user_id=None,
        at=noon(2, 11),
        department_id=department.id,
        change=people.DepartmentChange(department.name, None, company.people["S1"]),
        from_=date(2026, 1, 1),
    )
    then = payruns.preview_run(
        period=JANUARY, at=noon(3, 1), known_at=run.issued_at - timedelta(microseconds=1)
    )
    assert then.input_hash == run.input_hash
    assert said(then.outcomes) == said(payruns.list_outcomes(run_id=run_id))


def test_a_last_day_that_is_known_later_is_a_change_from_then_on(company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    people.end_employment(
        acting_user_id=None, at=noon(2, 10), employee_id=company.people["S2"], on=date(2026, 1, 17)
    )
    before = payruns.preview_run(period=FEBRUARY, at=noon(3, 1), known_at=noon(2, 9))
    assert (before.touched, before.since.changes) == ((), ())
    after = payruns.preview_run(period=FEBRUARY, at=noon(3, 1), known_at=noon(2, 10))
    (touched,) = [one for one in after.touched if one.component_key == "base"]
    # 6000.00 for 16 of 31 days instead of the whole month: 3096.77 − 6000.00
    assert (touched.employee_id, touched.posted_fen) == (company.people["S2"], -2_903_23)
    assert [one.kind for one in after.since.changes] == [ChangeKind.EMPLOYMENT]


def test_what_one_handover_changed_is_one_row_and_everything_else_its_own(organization):
    half, since = (TermsStep(None, Fraction(1, 2)),), date(2026, 10, 1)
    terms = [Terms(5, client, 71, 72, since, None, half, half, half) for client in (1, 2)]
    given = [
        Span(one.client, "ownership", 72, "owner", Fraction(1, 2), DateRange(since, None), 5) for one in terms
    ]
    kept = [
        Span(one.client, "ownership", 71, "owner", Fraction(1), DateRange(JANUARY.from_, None))
        for one in terms
    ]
    other = Span(3, "ownership", 71, "owner", Fraction(1), DateRange(since, None))
    changes = (
        *(Change(ChangeKind.SHARE, one, None, frozenset({71})) for one in kept),
        *(Change(ChangeKind.SHARE, None, one, frozenset({72})) for one in (*given, other)),
        *(Change(ChangeKind.TERMS, None, one, frozenset({71, 72})) for one in terms),
    )
    since_then = payruns.Since(run=None, changes=changes, new={}, people=frozenset(), due=())
    with override("en"):
        found = change_rows(since_then)
    assert (found.count, found.more) == (2, 0)
    alone, handover = found.rows
    assert alone.of == (changes[4],)
    assert (handover.name, handover.href, handover.said) == ("71 → 72", "/handovers/5", "new: 2 clients")
    assert [number for number, _ in handover.people] == [71, 72]
    assert set(handover.of) == {*changes} - {changes[4]}
