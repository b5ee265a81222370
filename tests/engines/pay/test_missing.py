"""What plans look for and nobody has anything of is said, and nothing else."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from tests.engines.pay.loader import plan_text
from tests.engines.pay.monthly import COMMISSION, HOLDBACK, NAMES, inputs_of

from jieli.engines.ownership import Terms, TermsStep
from jieli.engines.pay import (
    Adjustment,
    AdjustmentKind,
    Given,
    PlanVersion,
    Service,
    TeamMember,
    adjusted_in_vain,
    explain_missing,
)
from jieli.engines.pay.values import Confirmation, NamedDeal
from jieli.kernel.ranges import DateRange

ALWAYS = DateRange(date(2020, 1, 1), None)
VIEW = {"basis": "deals", "owner_date": "signed", "credit_by": "ownership"}
RATE = {"rate": "1%", "rounding": "half_up"}
HOLDOVER = {"type": "holdover", **VIEW, **RATE, "own_share": "kept"}
OVERRIDE = {"type": "team_override", **VIEW, **RATE, "levels": "all", "own": "excluded"}
HOURS = {"type": "servicing_commission", **VIEW, "transition_credits": "included", "rounding": "half_up"}
HOURS |= {"per_hour": "60.00"}
CONFIRMED = {
    **{key: HOLDBACK[key] for key in ("type", "of", "part", "rounding")},
    "release": "handover_confirmed",
}
HALF = (TermsStep(None, Fraction(1, 2)),)
HANDED_OVER = (Terms(1, 1, 1, 2, date(2026, 1, 1), None, HALF, HALF, HALF),)


def missing(*components, **given):
    has = {f"c{number}": one for number, one in enumerate(components)}
    placed = [{"key": key, "name": NAMES, **one} for key, one in {"commission": COMMISSION, **has}.items()]
    text = plan_text({"name": NAMES, "currency": "CNY", "components": placed})
    inputs = inputs_of({}, {1: {}}, months=2)
    terms = given.pop("terms", ())
    version = PlanVersion("p", 1, text, date(2026, 1, 1), False)
    found = explain_missing(
        evolve(inputs, versions=(version,), book=evolve(inputs.book, terms=terms), **given)
    )
    assert {one.plan for one in found} <= {"p"}
    return tuple((one.given, one.component) for one in found)


@pytest.mark.parametrize(
    ("component", "what", "one"),
    [
        (HOLDOVER, Given.NAMED_DEALS, NamedDeal(7, 1, Fraction(1), ALWAYS)),
        (OVERRIDE, Given.TEAMS, TeamMember(7, 8, ALWAYS)),
        (HOURS, Given.SERVICES, Service(1, 1, 7, date(2026, 1, 5), 30)),
    ],
)
def test_what_a_plan_looks_for_is_missing_until_anybody_has_some(component, what, one):
    assert missing(component) == ((what, "c0"),)
    assert missing(component, **{what.value: (one,)}) == ()


def test_confirmations_are_missing_only_where_something_was_handed_over():
    assert missing(CONFIRMED) == ()
    assert missing(CONFIRMED, terms=HANDED_OVER) == ((Given.CONFIRMATIONS, "c0"),)
    confirmed = (Confirmation(1, 1, date(2026, 1, 9)),)
    assert missing(CONFIRMED, terms=HANDED_OVER, confirmations=confirmed) == ()


def test_what_no_plan_looks_for_is_not_missing():
    assert missing() == ()
    assert missing({**OVERRIDE, "own": "included"}) == ()
    assert missing(HOLDOVER, assignments=()) == ()


def test_each_component_is_said_in_order():
    assert missing(HOLDOVER, OVERRIDE, {**HOLDOVER, "basis": "receipts", "owner_date": "received"}) == (
        (Given.TEAMS, "c1"),
        (Given.NAMED_DEALS, "c0"),
        (Given.NAMED_DEALS, "c2"),
    )


@pytest.mark.parametrize(("component", "in_vain"), [("commission", False), ("bonus", True), ("", False)])
def test_what_was_decided_for_a_component_that_no_plan_has_is_said(component, in_vain):
    text = plan_text(
        {"name": NAMES, "currency": "CNY", "components": [{"key": "commission", "name": NAMES, **COMMISSION}]}
    )
    inputs = inputs_of({}, {1: {}}, months=2)
    decided = Adjustment(
        1, inputs.assignments[0].person, inputs.period, "p", component, AdjustmentKind.ADDS, 100, "x", 9
    )
    earlier = evolve(decided, id=2, period=inputs.period.previous(), component="bonus")
    version = PlanVersion("p", 1, text, date(2026, 1, 1), False)
    inputs = evolve(inputs, versions=(version,), adjustments=(decided, earlier))
    assert adjusted_in_vain(inputs) == ((decided,) if in_vain else ())


@pytest.mark.parametrize(("component", "in_vain"), [("commission", False), ("bonus", False), ("other", True)])
def test_what_only_takes_back_is_not_decided_in_vain(component, in_vain):
    versions = tuple(
        PlanVersion(
            "p",
            number,
            plan_text(
                {"name": NAMES, "currency": "CNY", "components": [{"key": key, "name": NAMES, **COMMISSION}]}
            ),
            on,
            False,
        )
        for number, key, on in ((1, "bonus", date(2026, 1, 1)), (2, "commission", date(2026, 2, 1)))
    )
    inputs = inputs_of({}, {1: {}}, months=2)
    decided = Adjustment(
        1, inputs.assignments[0].person, inputs.period, "p", component, AdjustmentKind.ADDS, 100, "x", 9
    )
    inputs = evolve(inputs, versions=versions, adjustments=(decided,))
    assert adjusted_in_vain(inputs) == ((decided,) if in_vain else ())
