"""What becomes known of a time that was issued, and what no run can pay, is said once."""

from datetime import date

from attrs import evolve

from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.testing import FEBRUARY, JANUARY, MARCH, new_deal, noon, record_deals, run_to
from jieli.apps.plans import api as plans
from jieli.kernel.ranges import DateRange

KINDS = payruns.FindingKind
ABOUT_FACTS = {KINDS.UNOWNED, KINDS.CREDITED_WITHOUT_PLAN, KINDS.TOO_EARLY, KINDS.BEFORE_FIRST}


def found_in(period, at, verb="issued"):
    """What a run of the period finds about facts."""
    run_id = run_to(verb, period, at)
    return [one for one in payruns.run_findings(run_id=run_id) if one.kind in ABOUT_FACTS]


def late_deal(company, client, on, key="L1"):
    ids = record_deals(new_deal(company, key, client, 100_000_00, on), at=noon(2, 5))
    return payruns.FactRef("deal", key, ids["deal", key])


def own(company, client, number):
    ownership.set_owners(
        acting_user_id=None,
        at=noon(1, 3),
        decisions=[
            ownership.Decision(
                company.clients[client],
                "ownership",
                (ownership.Holding(company.people[number], "owner"),),
                date(2020, 1, 1),
            )
        ],
        kind="direct",
        reason="",
    )


def test_a_late_fact_that_nobody_answered_for_is_named_once_with_its_period(company):
    run_to("issued", JANUARY, noon(2, 1))
    late = late_deal(company, "C4", date(2026, 1, 30))
    assert found_in(FEBRUARY, noon(3, 1)) == [
        payruns.Finding(
            KINDS.UNOWNED, None, 100_000_00, from_on=JANUARY.from_, until_on=JANUARY.until, facts=(late,)
        )
    ]
    assert found_in(MARCH, noon(4, 1)) == []


def test_a_late_fact_of_somebody_on_no_plan_that_day_is_named_though_he_is_on_one_now(company):
    own(company, "C4", "S3")
    run_to("issued", JANUARY, noon(2, 1))
    s3 = company.people["S3"]
    plans.assign_plan(
        acting_user_id=None,
        at=noon(2, 2),
        assignments=[plans.NewAssignment(s3, "sales", DateRange(FEBRUARY.from_, None))],
    )
    late = late_deal(company, "C4", date(2026, 1, 30))
    (one,) = found_in(FEBRUARY, noon(3, 1))
    assert (one.kind, one.employee_id, one.amount_fen) == (KINDS.CREDITED_WITHOUT_PLAN, s3, 100_000_00)
    assert (one.from_on, one.facts) == (JANUARY.from_, (late,))


def test_a_late_fact_of_before_the_first_period_is_too_early_for_any_run_and_named_once(company):
    run_to("issued", JANUARY, noon(2, 1))
    late = late_deal(company, "C1", date(2025, 12, 30))
    assert found_in(FEBRUARY, noon(3, 1)) == [
        payruns.Finding(KINDS.TOO_EARLY, None, 100_000_00, until_on=JANUARY.from_, facts=(late,))
    ]
    assert found_in(MARCH, noon(4, 1)) == []


def test_what_an_abandoned_run_named_is_named_again(company):
    run_to("issued", JANUARY, noon(2, 1))
    late_deal(company, "C4", date(2026, 1, 30))
    run_id = run_to("computed", FEBRUARY, noon(3, 1))
    payruns.abandon_run(acting_user_id=None, at=noon(3, 1), run_id=run_id, reason="x")
    assert [one.kind for one in found_in(FEBRUARY, noon(3, 1))] == [KINDS.UNOWNED]


def test_the_first_run_names_what_lies_before_it_and_later_ones_only_what_is_new(company):
    record_deals(new_deal(company, "D0", "C1", 5_000_00, date(2025, 11, 3)), at=noon(1, 5))
    (before,) = found_in(JANUARY, noon(2, 1))
    assert (before.kind, before.amount_fen, before.until_on) == (
        KINDS.BEFORE_FIRST,
        5_000_00,
        JANUARY.from_,
    )
    late = late_deal(company, "C1", date(2025, 12, 30))
    (new,) = found_in(FEBRUARY, noon(3, 1))
    assert (new.kind, new.facts) == (KINDS.TOO_EARLY, (late,))


def test_a_fact_of_nobody_is_named_again_when_it_is_moved_into_the_period_that_is_run(company):
    first = record_deals(new_deal(company, "D9", "C4", 700_00, date(2026, 1, 12)), at=noon(1, 25))
    assert [one.kind for one in found_in(JANUARY, noon(2, 1))] == [KINDS.UNOWNED]
    moved = evolve(new_deal(company, "D9", "C4", 700_00, date(2026, 2, 3)))
    intake.correct_deal(
        acting_user_id=None, at=noon(2, 5), fact_id=first["deal", "D9"], new=moved, reason="日期更正"
    )
    assert [(one.kind, one.from_on) for one in found_in(FEBRUARY, noon(3, 1))] == [(KINDS.UNOWNED, None)]


def test_what_was_named_as_nobodys_and_is_now_somebodys_without_a_plan_is_news(company):
    record_deals(new_deal(company, "D9", "C4", 700_00, date(2026, 1, 12)), at=noon(1, 25))
    assert [one.kind for one in found_in(JANUARY, noon(2, 1))] == [KINDS.UNOWNED]
    ownership.set_owners(
        acting_user_id=None,
        at=noon(2, 5),
        decisions=[
            ownership.Decision(
                company.clients["C4"],
                "ownership",
                (ownership.Holding(company.people["S3"], "owner"),),
                date(2020, 1, 1),
            )
        ],
        kind="direct",
        reason="",
    )
    assert [(one.kind, one.employee_id) for one in found_in(FEBRUARY, noon(3, 1))] == [
        (KINDS.CREDITED_WITHOUT_PLAN, company.people["S3"])
    ]
