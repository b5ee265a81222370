"""Versions of plans: what is kept, what is the same, and what is refused."""

from datetime import date, timedelta

import pytest

from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import AGREED_BASE_TEXT, SALES_TEXT
from jieli.apps.plans.tests.conftest import AT
from jieli.kernel.problem import Problems

FIRST = date(2026, 1, 1)


def save(text=SALES_TEXT, *, code="sales", from_=FIRST, keeps=False, freezes=False, at=AT):
    return plans.save_plan_version(
        acting_user_id=None,
        at=at,
        code=code,
        text=text,
        in_force_from=from_,
        keeps_previous=keeps,
        freezes_deals=freezes,
    )


def codes(refused) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_the_first_version_makes_the_plan_and_keeps_the_canonical_text(organization):
    saved = save(SALES_TEXT.replace("“", "“") + "\n# a remark that means nothing\n")
    plan = plans.get_plan(code="sales")
    assert (saved.number, saved.is_new) == (1, True)
    assert plan.names_on(FIRST) == {"zh": "销售方案", "en": "Sales plan"}
    assert "remark" not in plan.latest.text
    assert len(plan.latest.text_hash) == 64


def test_the_same_version_again_changes_nothing_however_it_is_spelled(organization):
    first = save()
    again = save(plans.get_plan(code="sales").latest.text, at=AT + timedelta(days=1))
    assert (again.id, again.number, again.is_new) == (first.id, 1, False)
    assert len(plans.get_plan(code="sales").versions) == 1


def test_the_same_text_from_another_day_is_refused(organization):
    save()
    with pytest.raises(Problems) as refused:
        save(from_=date(2026, 2, 1))
    assert codes(refused) == ["PLAN-VERSION-001"]


def test_a_version_before_the_latest_is_refused(organization):
    save()
    with pytest.raises(Problems) as refused:
        save(SALES_TEXT.replace("6000.00", "6500.00"), from_=date(2025, 12, 1))
    assert codes(refused) == ["PLAN-VERSION-002"]


def test_a_version_on_the_same_day_takes_the_place_of_the_one_before(organization):
    save()
    save(SALES_TEXT.replace("6000.00", "6500.00"), at=AT + timedelta(days=40))
    plan = plans.get_plan(code="sales")
    assert [plan.is_replaced(version) for version in plan.versions] == [True, False]
    assert [version.number for version in plans.list_versions(known_at=None)] == [2]
    assert [version.number for version in plans.list_versions(known_at=AT)] == [1]


def test_the_version_in_force_follows_the_day(organization):
    save()
    save(SALES_TEXT.replace("6000.00", "6500.00"), from_=date(2026, 3, 1), keeps=True)
    plan = plans.get_plan(code="sales")
    assert plan.version_on(date(2025, 12, 31)) is None
    assert plan.version_on(date(2026, 2, 28)).number == 1
    assert plan.version_on(date(2026, 3, 1)).number == 2
    assert [version.keeps_previous for version in plans.list_versions(known_at=None)] == [False, True]


def test_another_currency_than_the_companys_is_refused(organization):
    with pytest.raises(Problems) as refused:
        save(SALES_TEXT.replace("currency: CNY", "currency: USD"))
    assert codes(refused) == ["PLAN-CURRENCY-001"]


def test_a_code_with_spaces_is_refused_together_with_what_is_wrong_in_the_text(organization):
    with pytest.raises(Problems) as refused:
        save(SALES_TEXT.replace('"0.00", rate: "2%"', '"1.00", rate: "2%"'), code="Sales plan")
    assert codes(refused) == ["PLAN-CODE-001", "PAY-TIER-002"]
    assert refused.value.problems[1].place == "components[1].rates[0].tiers[0].from"
    assert plans.list_plans() == ()


def test_a_version_saved_by_somebody_else_meanwhile_is_refused_and_not_overwritten(organization, monkeypatch):
    save()
    changed = SALES_TEXT.replace("6000.00", "6500.00")
    monkeypatch.setattr("jieli.apps.plans.versions._next_number", lambda latest: 1)
    with pytest.raises(Problems) as refused:
        save(changed, from_=date(2026, 2, 1))
    assert codes(refused) == ["PLAN-VERSION-003"]
    assert len(plans.get_plan(code="sales").versions) == 1


def test_the_difference_of_two_versions_shows_the_changed_line_both_ways(organization):
    save()
    save(SALES_TEXT.replace("6000.00", "6500.00"), from_=date(2026, 3, 1))
    one, two = plans.get_plan(code="sales").versions
    changed = [line for line in plans.diff_texts(old=one.text, new=two.text) if line.sign in "+-"]
    assert [(line.sign, line.text.strip()) for line in changed] == [
        ("-", 'monthly: "6000.00"'),
        ("+", 'monthly: "6500.00"'),
    ]


def test_a_plan_that_is_not_there_is_not_found(organization):
    with pytest.raises(plans.NoSuchPlan):
        plans.get_plan(code="nothing")


def test_only_a_base_agreed_with_each_person_is_taken_from_the_assignment():
    assert plans.takes_base_from_assignment(text=AGREED_BASE_TEXT)
    assert not plans.takes_base_from_assignment(text=SALES_TEXT)


HELD = (
    '  - {key: held, type: holdback, name: {zh: "留存", en: "Held"}, of: commission, part: "20%",'
    ' release: periods, after_periods: "2", rounding: half_up}\n'
)


def test_a_version_without_anything_that_pays_deals_cannot_keep_its_deals(organization):
    with pytest.raises(Problems) as refused:
        save(AGREED_BASE_TEXT, freezes=True)
    assert codes(refused) == ["PAY-FROZEN-001"]


def test_a_version_keeps_the_keys_that_a_frozen_one_before_it_goes_on_paying_by(organization):
    save(freezes=True)
    renamed = SALES_TEXT.replace("key: new_client", "key: won") + HELD
    with pytest.raises(Problems) as refused:
        save(renamed, from_=date(2026, 2, 1))
    assert codes(refused) == ["PAY-FROZEN-002"]
    save(renamed, from_=date(2026, 2, 1), keeps=True)


def test_a_version_on_the_day_of_a_frozen_one_takes_its_place_and_is_not_held_against_it(organization):
    save(freezes=True)
    assert save(SALES_TEXT.replace("key: new_client", "key: won") + HELD).number == 2


def test_a_key_of_what_may_be_open_is_not_given_to_another_type(organization):
    save(SALES_TEXT + HELD)
    bonus = (
        '  - {key: held, type: formula, name: {zh: "奖", en: "Bonus"}, formula: "1.00", rounding: half_up}\n'
    )
    with pytest.raises(Problems) as refused:
        save(SALES_TEXT + bonus, from_=date(2026, 2, 1))
    assert codes(refused) == ["PAY-KEY-004"]
