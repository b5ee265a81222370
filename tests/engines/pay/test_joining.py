"""A version that leaves a component as it was does not change what it pays."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import days, pay_inputs, plans
from tests.engines.pay.loader import plan_text

from jieli.engines.pay import COMPONENTS, PlanVersion, canonical_text, compute_pay, parse_plan
from jieli.engines.pay.component import Scope
from jieli.engines.pay.joining import kept
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.segments import BaseSpan, Segment, as_one
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

FEW = settings(max_examples=40, deadline=None)
NAMES = {"zh": "例", "en": "Example"}
VIEW = {"basis": "deals", "owner_date": "signed", "credit_by": "ownership", "transition_credits": "included"}
QUOTA = {"key": "target", "type": "quota", "target": "100.00", "per": "month", "proration": "none"}
FLAT = {"key": "flat", "type": "commission", **VIEW, "rate": "1%", "rounding": "half_up"}
ATTAINED = {
    **FLAT,
    "key": "attained",
    "accelerator": {
        "on": "attainment",
        "quota": "target",
        "method": "whole",
        "tier_on": "period",
        "tiers": [{"from": "0%", "factor": "100%"}],
    },
}


def plan(*components) -> Plan:
    named = [{"name": NAMES, **one} for one in components]
    return parse_plan(plan_text({"name": NAMES, "currency": "CNY", "components": named}))


PLAN = plan(QUOTA, FLAT, ATTAINED)


def test_a_version_that_says_the_same_keeps_everything_wherever_it_stands_and_whatever_it_is_called():
    renamed = {**FLAT, "name": {"zh": "新", "en": "New"}}
    assert kept(PLAN, plan(renamed, QUOTA, ATTAINED)) == {"target", "flat", "attained"}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (plan(QUOTA, {**FLAT, "rate": "2%"}, ATTAINED), {"target", "attained"}),
        (plan({**QUOTA, "target": "200.00"}, FLAT, ATTAINED), {"flat"}),
        (plan(QUOTA, FLAT, {**ATTAINED, "rate": "2%"}), {"target", "flat"}),
        (plan({**QUOTA, "key": "flat"}), set()),
    ],
)
def test_what_changes_begins_anew_and_with_it_what_looks_at_it(after, expected):
    assert kept(PLAN, after) == expected


def test_what_is_for_other_deals_is_not_the_same_where_it_follows_the_deal():
    assert kept(PLAN, PLAN, same_deals=False) == {"target"}


def test_who_is_asked_for_segments_looks_at_nothing_but_quotas_whose_place_does_not_matter():
    """It could not be there before in an earlier segment, where it goes on into a later one."""
    of_segments = [kind for kind in COMPONENTS.values() if kind.scope is Scope.SEGMENT]
    assert {kind.type for kind in of_segments if "needs" in vars(kind)} == {"commission"}
    assert all(set(one.needs()) == set(one.quotas()) for one in PLAN.components)


def test_several_segments_are_one_of_the_last_version_with_its_bases_as_agreed():
    cut, raised, until = date(2026, 4, 16), date(2026, 4, 20), date(2026, 5, 1)
    first = Segment(
        1, "p", 1, DateRange(date(2026, 4, 1), cut), (BaseSpan(DateRange(date(2026, 4, 1), cut), 8),)
    )
    bases = (BaseSpan(DateRange(cut, raised), 8), BaseSpan(DateRange(raised, until), 9))
    whole = as_one([first, Segment(1, "p", 2, DateRange(cut, until), bases)])
    assert (whole.version, whole.range) == (2, DateRange(date(2026, 4, 1), until))
    assert whole.bases == (BaseSpan(DateRange(date(2026, 4, 1), raised), 8), bases[1])


def _inserted(inputs, day, text=None):
    """The same with one more version on this day: as that of the day is, or with another text."""
    versions = sorted(inputs.versions, key=lambda one: one.in_force_from)
    assume(not any(one.keeps_previous for one in versions))
    of_day = [one for one in versions if one.in_force_from <= day][-1]
    assume(not of_day.freezes_deals)
    more = PlanVersion("p", 9, of_day.text if text is None else text, day, keeps_previous=False)
    return evolve(inputs, versions=(*versions, more)), of_day


def _computed(inputs):
    try:
        return compute_pay(inputs)
    except Problems:
        assume(False)  # nothing is promised of what cannot be computed


def _told(trace):
    """All that it says but for which version said it."""
    values = {name: value for name, value in trace.values.items() if name != "version"}
    return (trace.rule, values, trace.calculation, [_told(child) for child in trace.children], trace.sources)


@FEW
@given(pay_inputs(may_freeze=True), days)
def test_a_version_that_changes_nothing_changes_no_outcome(inputs, day):
    more, _ = _inserted(inputs, day)
    was = _computed(inputs)
    now = compute_pay(more)
    assert [evolve(one, trace=None) for one in now] == [evolve(one, trace=None) for one in was]
    assert [_told(one.trace) for one in now] == [_told(one.trace) for one in was]


@FEW
@given(pay_inputs(may_freeze=True), plans(("base_salary", "commission")), days, st.data())
def test_a_version_changes_no_amount_of_a_component_that_it_leaves_as_it_was(inputs, others, day, data):
    assume(all(one.in_force_from <= day for one in inputs.versions))
    _, of_day = _inserted(inputs, day)
    before = parse_plan(of_day.text)
    same = data.draw(st.sampled_from(before.components))
    assume(same.type != "transition_share")  # beside which not every commission may stand
    beside = [{**one, "key": f"o{one['key']}"} for one in others["components"]]
    first, *rest = parse_plan(plan_text({**others, "components": beside})).components
    more, _ = _inserted(inputs, day, canonical_text(evolve(before, components=(first, same, *rest))))

    def amounts(of):
        mine = [one for one in _computed(of) if one.component == same.key]
        return {(one.person, one.period): one.desired_fen for one in mine}

    assert amounts(more) == amounts(inputs)
