"""What a run is handed beside deals and money: targets, results, leave, teams and time of service, each as known."""

from datetime import date
from fractions import Fraction

from attrs import evolve

from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.compute import gather_inputs, thaw_inputs
from jieli.apps.payruns.testing import FEBRUARY, JANUARY, noon, run_to
from jieli.apps.people import api as people
from jieli.apps.plans import api as plans
from jieli.engines.pay import Achievement, Leave, PayInputs, Quota, Service, TeamMember
from jieli.kernel.ranges import DateRange

MONTH = DateRange(date(2026, 1, 1), date(2026, 2, 1))


def inputs(day: int) -> PayInputs:
    """What a run of January would look at by what is known on that day of February."""
    return gather_inputs(period=JANUARY, known_at=noon(2, day))[0]


def set_target(company, number: str, fen: int, day: int) -> None:
    new = [plans.NewQuota(company.people[number], "quota", MONTH, fen)]
    plans.set_quotas(acting_user_id=None, at=noon(2, day), quotas=new)


def test_targets_and_results_are_those_known_at_the_moment(company):
    person = company.people["S1"]
    set_target(company, "S1", 100_000_00, 2)
    set_target(company, "S1", 120_000_00, 4)
    result = plans.NewAchievement(person, "nps", MONTH, Fraction(17, 2), Fraction(9))
    plans.record_achievements(acting_user_id=None, at=noon(2, 3), achievements=[result])
    assert inputs(1).quotas == ()
    assert inputs(3).quotas == (Quota(person, "quota", MONTH, 100_000_00),)
    assert inputs(5).quotas == (Quota(person, "quota", MONTH, 120_000_00),)
    assert inputs(2).achievements == ()
    assert inputs(3).achievements == (Achievement(person, "nps", MONTH, Fraction(17, 2), Fraction(9)),)


def take_leave(company, number: str, days: DateRange, day: int) -> None:
    new = [people.NewLeave(company.people[number], days)]
    people.record_leaves(acting_user_id=None, at=noon(2, day), leaves=new)


def test_unpaid_leave_counts_from_when_it_is_known_until_it_is_withdrawn(company):
    days = DateRange(date(2026, 1, 5), date(2026, 1, 7))
    take_leave(company, "S2", days, 2)
    (leave,) = people.list_leaves(known_at=None)
    people.withdraw_leave(acting_user_id=None, at=noon(2, 4), leave_id=leave.id)
    assert [inputs(day).leaves for day in (1, 2, 3, 4)] == [
        (),
        (Leave(company.people["S2"], days),),
        (Leave(company.people["S2"], days),),
        (),
    ]


def test_leave_that_is_known_after_the_month_was_issued_is_taken_back_in_the_next(company):
    run_to("issued", JANUARY, noon(2, 1))
    take_leave(company, "S2", DateRange(date(2026, 1, 5), date(2026, 1, 7)), 2)
    run_id = run_to("computed", FEBRUARY, noon(3, 1))
    (taken_back,) = [one for one in payruns.list_outcomes(run_id=run_id) if one.is_adjustment]
    assert (taken_back.employee_id, taken_back.component_key) == (company.people["S2"], "base")
    # 6000.00 × 2/31 = 387.0967…
    assert taken_back.posted_fen == -387_10


def test_teams_are_those_of_the_departments_and_their_heads(company):
    (department,) = people.list_departments(on=date(2026, 1, 1))
    people.change_department(
        acting_user_id=None,
        department_id=department.id,
        change=people.DepartmentChange(department.name, None, company.people["S1"]),
        from_=date(2026, 1, 10),
    )
    days = DateRange(date(2026, 1, 10), None)
    leader = company.people["S1"]
    assert set(inputs(1).teams) == {
        TeamMember(leader, company.people[number], days) for number in ("S2", "S3")
    }


def test_time_of_service_counts_where_it_is_known_how_long_it_took(company):
    new = intake.NewService("V1", company.clients["C1"], company.people["S1"], date(2026, 1, 8), "保养", 90)
    facts = intake.NewFacts(services=(new, evolve(new, source_key="V2", minutes=None)))
    ids = intake.record_facts(acting_user_id=None, at=noon(2, 2), facts=facts).ids
    intake.correct_service(
        acting_user_id=None,
        at=noon(2, 4),
        fact_id=ids["service", "V1"],
        new=evolve(new, minutes=45),
        reason="多记了",
    )
    at_client = (ids["service", "V1"], company.clients["C1"], company.people["S1"], date(2026, 1, 8))
    assert inputs(1).services == ()
    assert inputs(3).services == (Service(*at_client, 90),)
    assert inputs(5).services == (Service(*at_client, 45),)


def test_a_run_keeps_what_it_was_handed_when_it_changes_later(company):
    set_target(company, "S1", 100_000_00, 1)
    run_id = run_to("computed", JANUARY, noon(2, 1))
    set_target(company, "S1", 5_000_00, 2)
    take_leave(company, "S2", DateRange(date(2026, 1, 5), date(2026, 1, 7)), 2)
    frozen = thaw_inputs(run_id)
    assert frozen.quotas == (Quota(company.people["S1"], "quota", MONTH, 100_000_00),)
    assert frozen.leaves == ()
    assert payruns.verify_run(run_id=run_id).holds
