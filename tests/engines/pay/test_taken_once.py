"""Every credit is paid once and every refund taken back once, whatever versions follow each other; and a run says where not."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from tests.engines.pay.loader import plan_text
from tests.engines.pay.monthly import NAMES
from tests.engines.pay.refunded import COMMISSION, inputs_over, rates_of

from jieli.engines.pay import CheckName, PlanVersion, check_outcomes
from jieli.engines.pay.conservation.taken_once import taken_once
from jieli.engines.pay.planned import Planned
from jieli.engines.pay.segments import LeftRefunds
from jieli.engines.pay.taking_back import TakingBack
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

VIEW = {name: COMMISSION[name] for name in ("basis", "owner_date", "credit_by")}
ROUNDED = {**VIEW, "name": NAMES, "rounding": "half_up"}
HOLDOVER = {**ROUNDED, "type": "holdover", "rate": "1%", "own_share": "kept"}
SAID = (
    None,
    {**COMMISSION, **rates_of(5, None)},
    {**COMMISSION, **rates_of(2, None)},
    {**COMMISSION, **rates_of(5, "period")},
    {**COMMISSION, **rates_of(2, "quarter")},
    {**ROUNDED, "type": "new_client_reward", "rate": "3%", "within_days": "90"},
    HOLDOVER,
    {**ROUNDED, "type": "team_override", "levels": "all", "own": "included", "rate": "1%"},
    {
        "type": "formula",
        "name": NAMES,
        "formula": "credited(deals, signed, ownership) * 1%",
        "rounding": "half_up",
    },
    {
        "type": "base_salary",
        "name": NAMES,
        "monthly": "1.00",
        "proration": "calendar_days",
        "rounding": "half_up",
    },
)


def is_plan(says):
    """Two holdovers on one basis would pay twice, and are refused."""
    return any(says) and says.count(HOLDOVER) < 2


DAYS = st.lists(st.dates(date(2026, 1, 1), date(2026, 3, 31)), min_size=3, max_size=3, unique=True)


def planned_of(says, days, frozen=()):
    """says: of each version, by key."""
    versions = [
        PlanVersion("p", number, text_of(own), on, False, number in frozen)
        for number, (own, on) in enumerate(zip(says, [date(2025, 1, 1), *sorted(days)], strict=False), 1)
    ]
    return Planned.of(inputs_over(versions, []))


def text_of(says):
    components = [{"key": f"it{place}", **one} for place, one in enumerate(says) if one is not None]
    return plan_text({"name": NAMES, "currency": "CNY", "components": components})


@settings(max_examples=60, deadline=None)
@given(
    says=st.lists(
        st.lists(st.sampled_from(SAID), min_size=3, max_size=3).filter(is_plan), min_size=4, max_size=4
    ),
    days=DAYS,
    frozen=st.sets(st.integers(1, 4), max_size=2),
)
def test_every_credit_is_paid_once_and_every_refund_taken_back_once(says, days, frozen):
    try:
        planned = planned_of(says, days, frozen)
    except Problems:  # what may not follow a frozen version
        if not frozen:
            raise
        reject()
    looked_at, found = taken_once(planned)
    assert looked_at > 0
    assert not found


FLAT, SUM, OTHER = SAID[1], SAID[3], SAID[4]
SAYS = [[FLAT, SUM, None], [SUM, SUM, OTHER], [FLAT, OTHER, None]]
BEGINS = [date(2026, 2, 1), date(2026, 2, 16)]


def each(wrong):
    """Every segment and echo, but wrong."""
    right = TakingBack.divided
    return lambda *asked: [(wrong(one), its) for one, its in right(*asked)]


TWICE = {
    "a segment takes back what it leaves": (set(), each(lambda one: evolve(one, taken_elsewhere=()))),
    "an echo takes back what it did not pay": (
        set(),
        each(lambda one: one if one.takes_back is None else evolve(one, takes_back=one.range)),
    ),
    "a segment pays what a frozen version goes on with": ({1}, each(lambda one: evolve(one, elsewhere=()))),
    "a frozen version goes on with all": (
        {1},
        each(
            lambda one: one if one.signed is None else evolve(one, signed=DateRange(date(2025, 1, 1), None))
        ),
    ),
}


@pytest.mark.parametrize(("frozen", "divided"), TWICE.values(), ids=TWICE)
def test_a_credit_that_is_paid_or_taken_back_twice_breaks_the_promise(frozen, divided, monkeypatch):
    inputs = planned_of(SAYS, BEGINS, frozen).inputs
    assert broken(inputs) == []
    monkeypatch.setattr(TakingBack, "divided", divided)
    assert {(one.person, one.plan) for one in broken(inputs)} == {(1, "p")}
    assert any(one.found.count("v") == 2 for one in broken(inputs))


def by_the_day(_self, segment, components):
    yield segment, components


def by_the_payer(self, segment, components):
    """Also where a sum of credits decided."""
    *before, _ = self._so_far(segment) or [None]
    left = tuple(LeftRefunds(segment.range, days) for days, _ in before)
    yield evolve(segment, taken_elsewhere=left), components
    for days, number in before:
        own = enumerate(self.version_of(segment.plan, number).plan.components)
        yield segment.echo(number, takes_back=days), tuple(one for one in own if one[1].pays_deals())


@pytest.mark.parametrize(
    ("says", "divided", "wanted", "found"),
    [
        ([[FLAT], [SAID[2]]], by_the_day, "v1", "v2"),
        ([[FLAT], [OTHER]], by_the_day, "v1", "v2"),
        ([[SUM], [FLAT]], by_the_payer, "v2", "v1"),
        ([[SUM], [OTHER]], by_the_payer, "v2", "v1"),
        ([[FLAT, None], [None, FLAT]], by_the_day, "v1", "–"),
        ([[SUM, None], [None, FLAT]], by_the_payer, "v2", "–"),
    ],
)
def test_who_takes_back_once_but_is_the_wrong_one_breaks_the_promise(
    says, divided, wanted, found, monkeypatch
):
    """ADR 0027: always the version of the day is one fault, always the version that paid is its mirror."""
    inputs = planned_of(says, BEGINS[:1]).inputs
    assert broken(inputs) == []
    monkeypatch.setattr(TakingBack, "divided", divided)
    assert (wanted, found) in {(one.wanted, one.found) for one in broken(inputs)}


@pytest.mark.parametrize("says", [[[FLAT], [FLAT]], [[SUM], [SUM]]], ids=["a rate", "a sum"])
@pytest.mark.parametrize("divided", [by_the_day, by_the_payer])
def test_where_versions_say_the_same_either_may_take_back(says, divided, monkeypatch):
    inputs = planned_of(says, BEGINS[:1]).inputs
    monkeypatch.setattr(TakingBack, "divided", divided)
    assert broken(inputs) == []


def test_a_refund_that_nobody_takes_back_breaks_it_too(monkeypatch):
    monkeypatch.setattr(TakingBack, "echoes", lambda *_: ())
    inputs = planned_of(SAYS, BEGINS).inputs
    assert {(one.component, one.wanted, one.found) for one in broken(inputs)} == {("it0", "v1", "–")}


def broken(inputs):
    """What a run in columns finds too, without a credit."""
    (one,) = (one for one in check_outcomes(inputs, ()) if one.name is CheckName.TAKEN_ONCE)
    return list(one.breaches)
