"""A run computes whom something has touched since the last run of the same periods, and takes over the rest: always what
computing everybody gives, and the certificate says so.
"""

from datetime import date

import pytest
from attrs import evolve
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns import certifying, queries
from jieli.apps.payruns.testing import (
    FEBRUARY,
    JANUARY,
    new_deal,
    noon,
    record_deals,
    run_to,
    small_company,
)
from jieli.apps.payruns.tests.conftest import browser
from jieli.apps.plans import api as plans
from jieli.engines.pay.changes import ChangeKind


@pytest.fixture
def deals(company):
    return two_deals(company)


def two_deals(company):
    return record_deals(
        new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)),
        new_deal(company, "D2", "C3", 10_000_00, date(2026, 1, 20)),
        at=noon(1, 25),
    )


def correct(company, deals, amount_fen, at, key="D1", client="C1"):
    intake.correct_deal(
        acting_user_id=None,
        at=at,
        fact_id=deals["deal", key],
        new=new_deal(company, key, client, amount_fen, date(2026, 1, 10)),
        reason="更正",
    )


def given_up(period, at):
    run_id = run_to("computed", period, at)
    payruns.abandon_run(acting_user_id=None, at=at, run_id=run_id, reason="x")
    return run_id


def corrected(run_id, at):
    payruns.reopen_period(acting_user_id=None, at=at, run_id=run_id, reason="x")
    made = payruns.start_correction(acting_user_id=None, at=at, run_id=run_id)
    payruns.compute_run(acting_user_id=None, at=at, run_id=made)
    return made


def taken_over(run_id):
    """(computed, taken over, from which run)"""
    found = payruns.find_certificate(run_id=run_id).taken_over
    return found and (found.computed, found.people, found.run_id)


def is_as_computed_whole(run_id):
    return payruns.rerun_from_frozen(run_id=run_id).is_identical and payruns.verify_run(run_id=run_id).holds


def test_a_period_started_anew_computes_whom_the_change_touches(company, deals):
    first = given_up(JANUARY, noon(2, 1))
    correct(company, deals, 160_000_00, noon(2, 2))
    again = run_to("computed", JANUARY, noon(2, 3))
    assert taken_over(first) is None
    assert taken_over(again) == (1, 1, first)
    assert is_as_computed_whole(again)
    outcomes = payruns.list_outcomes(run_id=again)
    assert {one.employee_id for one in outcomes} == {company.people["S1"], company.people["S2"]}


def test_a_correction_computes_whom_the_change_touches(company, deals):
    first = run_to("issued", JANUARY, noon(2, 1))
    correct(company, deals, 160_000_00, noon(2, 2))
    made = corrected(first, noon(2, 3))
    assert taken_over(made) == (1, 1, first)
    assert [one.posted_fen for one in payruns.list_outcomes(run_id=made)] == [300_00]
    assert is_as_computed_whole(made)


def test_the_run_of_the_next_month_computes_everybody(company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    assert taken_over(run_to("computed", FEBRUARY, noon(3, 1))) is None


def test_a_run_given_up_for_a_correction_of_an_earlier_period_still_serves_whom_that_left_alone(
    company, deals
):
    january = run_to("issued", JANUARY, noon(2, 1))
    february = given_up(FEBRUARY, noon(3, 1))
    correct(company, deals, 160_000_00, noon(3, 2))
    made = corrected(january, noon(3, 3))
    for act in (payruns.review_run, payruns.approve_run, payruns.issue_run):
        act(acting_user_id=None, at=noon(3, 3), run_id=made)
    again = run_to("computed", FEBRUARY, noon(3, 4))
    assert taken_over(made) == (1, 1, january)
    assert taken_over(again) == (1, 1, february)
    assert is_as_computed_whole(again)


def test_nothing_is_taken_over_from_another_version_of_the_engine(company, deals, monkeypatch):
    given_up(JANUARY, noon(2, 1))
    monkeypatch.setattr("jieli.apps.payruns.runs_before.ENGINE_VERSION", "another")
    assert taken_over(run_to("computed", JANUARY, noon(2, 3))) is None


def test_nothing_is_taken_over_from_a_run_whose_rows_are_not_what_was_computed(company, deals, monkeypatch):
    given_up(JANUARY, noon(2, 1))
    kept = queries.stored_outcomes

    def bent(*, run_id):
        first, *rest = kept(run_id=run_id)
        return (evolve(first, desired_fen=first.desired_fen + 1, posted_fen=first.posted_fen + 1), *rest)

    with monkeypatch.context() as patched:
        patched.setattr(queries, "stored_outcomes", bent)
        again = run_to("computed", JANUARY, noon(2, 3))
    assert taken_over(again) is None
    assert is_as_computed_whole(again)


def test_a_certificate_that_names_another_run_before_than_there_is_does_not_hold(company, deals, monkeypatch):
    first = given_up(JANUARY, noon(2, 1))
    again = run_to("computed", JANUARY, noon(2, 3))
    assert payruns.verify_run(run_id=again).holds
    found = certifying.find_certificate

    def other(*, run_id):
        certificate = found(run_id=run_id)
        return evolve(certificate, outcome_hash="0" * 64) if run_id == first else certificate

    monkeypatch.setattr(certifying, "find_certificate", other)
    (differing,) = payruns.verify_run(run_id=again).differences
    assert (differing.kind, differing.what) == (payruns.DifferenceKind.CERTIFICATE_CHANGED, "taken_over")


def test_a_preview_says_what_differs_since_the_last_run_and_whom_that_touches(company, deals):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    assert payruns.preview_run(period=JANUARY, at=noon(2, 1)).since.changes == ()
    correct(company, deals, 160_000_00, noon(2, 2))
    record_deals(new_deal(company, "D7", "C3", 1_00, date(2026, 2, 2)), at=noon(2, 2))
    since = payruns.preview_run(period=JANUARY, at=noon(2, 3)).since
    assert since.run.id == run_id
    (change,) = since.changes
    assert (change.kind, change.was.amount_fen, change.became.amount_fen, change.from_on) == (
        ChangeKind.DEAL,
        150_000_00,
        160_000_00,
        date(2026, 1, 10),
    )
    assert set(since.changes_people) == {company.people["S1"]}
    assert since.new == {ChangeKind.DEAL: 1}
    assert since.people == {company.people["S1"], company.people["S2"]}
    (due,) = since.due
    assert (due.employee_id, due.component_key, due.was_fen, due.is_fen) == (
        company.people["S1"],
        "commission",
        3_500_00,
        3_800_00,
    )


def test_the_preview_page_names_each_change_and_whom_it_touches(company, deals, organization):
    run_to("computed", JANUARY, noon(2, 1))
    correct(company, deals, 160_000_00, noon(2, 2))
    s2 = ownership.Holding(company.people["S2"], "owner")
    decision = ownership.Decision(company.clients["C2"], "ownership", (s2,), date(2026, 1, 15))
    ownership.set_owners(acting_user_id=None, at=noon(2, 2), decisions=[decision], kind="direct", reason="")
    shown = browser(organization, "hr").get("/payruns/preview/?period=2026-01").content.decode()
    for text in (
        *("D1", "客户C1", "150,000.00, now 160,000.00", "2026-01-10", "李雷"),
        *("客户C2 李雷", "until –, now until 2026-01-15", "客户C2 韩梅梅", "new: 100%"),
        *("3,500.00", "3,800.00", "+300.00"),
    ):
        assert text in shown, text


def test_the_page_of_a_run_says_what_was_taken_over_from_which(company, deals, organization):
    first = given_up(JANUARY, noon(2, 1))
    again = run_to("computed", JANUARY, noon(2, 3))
    pages = browser(organization, "hr")
    shown = pages.get(f"/payruns/{again}/").content.decode()
    assert "Of 2 people whom the run looked at, paid or not: computed for 0 people" in shown
    assert "taken over for 2 people" in shown
    assert f'href="/payruns/{first}/"' in shown
    assert "Computed for everybody" in pages.get(f"/payruns/{first}/").content.decode()


def names_of_commission(run_id):
    return {
        one.names["en"] for one in payruns.list_outcomes(run_id=run_id) if one.component_key == "commission"
    }


@pytest.mark.parametrize("is_issued", [True, False])
def test_a_run_calls_a_renamed_component_as_its_text_does_and_an_earlier_run_keeps_its_name(
    company, deals, is_issued
):
    first = run_to("issued", JANUARY, noon(2, 1)) if is_issued else given_up(JANUARY, noon(2, 1))
    plans.save_plan_version(
        acting_user_id=None,
        at=noon(2, 2),
        code="sales",
        text=plans.get_plan(code="sales").latest.text.replace('en: "Commission"', 'en: "Sales share"'),
        in_force_from=date(2026, 1, 1),
        keeps_previous=False,
    )
    correct(company, deals, 160_000_00, noon(2, 3))
    again = corrected(first, noon(2, 4)) if is_issued else run_to("computed", JANUARY, noon(2, 4))
    assert taken_over(again) is None, "another text touches everybody on the plan"
    assert names_of_commission(again) == {"Sales share"}
    assert names_of_commission(first) == {"Commission"}
    assert is_as_computed_whole(again)


def test_before_the_first_run_a_preview_compares_with_nothing(company, deals):
    assert payruns.preview_run(period=JANUARY, at=noon(2, 1)).since is None


def change(company, deals, what, number, at):
    """One change of what the runs look at, as an app records it."""
    s1, s2 = company.people["S1"], company.people["S2"]
    match what:
        case "amount":
            correct(company, deals, 1_000_00 + number * 1_234_567, at)
        case "deal":
            day = date(2026, 1, 1 + number % 28)
            record_deals(
                new_deal(company, f"N{at:%d}", f"C{1 + number % 4}", 50_00 * (number + 1), day), at=at
            )
        case "owner":
            holding = ownership.Holding((s1, s2)[number % 2], "owner")
            client = company.clients[f"C{1 + number % 3}"]
            decision = ownership.Decision(client, "ownership", (holding,), date(2026, 1, 1 + number % 28))
            ownership.set_owners(acting_user_id=None, at=at, decisions=[decision], kind="direct", reason="")
        case "plan":
            text = plans.get_plan(code="sales").latest.text.replace("6000.00", f"6{number:03}.00")
            plans.save_plan_version(
                acting_user_id=None,
                at=at,
                code="sales",
                text=text,
                in_force_from=date(2026, 1, 1),
                keeps_previous=False,
            )


CHANGES = st.lists(
    st.tuples(st.sampled_from(["amount", "deal", "owner", "plan"]), st.integers(0, 99)),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(CHANGES, st.booleans())
def test_after_any_changes_a_run_is_as_computed_whole(organization, changes, is_issued):
    point = transaction.savepoint()
    company = small_company()
    deals = two_deals(company)
    first = run_to("issued", JANUARY, noon(2, 1)) if is_issued else given_up(JANUARY, noon(2, 1))
    for place, (what, number) in enumerate(changes):
        change(company, deals, what, number, noon(2, 2 + place))
    preview = payruns.preview_run(period=JANUARY, at=noon(2, 10))
    if not is_issued:
        again = run_to("computed", JANUARY, noon(2, 10))
    elif preview.outcomes:
        again = corrected(first, noon(2, 10))
    else:
        again = None
    if again is not None:
        assert is_as_computed_whole(again)
        assert preview.total_fen == payruns.get_run(run_id=again).total_fen
    transaction.savepoint_rollback(point)
