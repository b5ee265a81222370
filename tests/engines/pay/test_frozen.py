"""Versions that freeze their deals: each deal is paid once, by one version, whatever kind pays it."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.loader import book_examples, component_examples, plan_text
from tests.engines.pay.monthly import CAP, COMMISSION, HOLDBACK, NAMES, inputs_of, text_of

from jieli.engines.crediting import Allocation, Book, Deal, Receipt
from jieli.engines.ownership import Span, Terms, TermsStep, hand_over
from jieli.engines.pay import COMPONENTS, PlanVersion, Scope, check_succession, compute_pay, parse_plan
from jieli.engines.pay.backends.duckdb import compute as columns
from jieli.engines.pay.component import PaidBy
from jieli.engines.pay.conservation import check_run
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.next_tier import Paid, to_next_tier
from jieli.engines.pay.succession import Earlier
from jieli.engines.pay.values import NamedDeal, TeamMember
from jieli.engines.pay.whatif import Fact
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

ALWAYS = DateRange(date(2025, 1, 1), None)
FOLLOW_THE_DEAL = [name for name, kind in COMPONENTS.items() if kind.paid_by is PaidBy.DEAL]

VIEW = {"basis": "receipts", "owner_date": "received", "credit_by": "ownership"}
RATE = {"rate": "3%", "rounding": "half_up"}
SPIF = {"amount": "50.00", "per": "fact", "fixed_to": "shared", "from": "2026-01-01", "until": "2026-04-01"}
KINDS = {
    "commission": {**VIEW, "transition_credits": "included", **RATE},
    "holdover": {**VIEW, **RATE, "own_share": "kept"},
    "new_client_reward": {**VIEW, **RATE, "fixed": "300.00", "within_days": "60", "again_within_days": "20"},
    "servicing_commission": {**VIEW, "transition_credits": "included", "after_days": "30", **RATE},
    "spif": {**VIEW, **SPIF, "first": "4", "budget": "120.00"},
    "team_override": {**VIEW, "levels": "all", "own": "included", **RATE},
    "transition_share": {**VIEW, **RATE},
}


@pytest.mark.parametrize("kind", COMPONENTS.values(), ids=COMPONENTS)
def test_every_kind_says_itself_what_it_follows(kind):
    assert isinstance(kind.__dict__["paid_by"], PaidBy)
    if kind.paid_by is PaidBy.DEAL:
        assert kind.scope is Scope.SEGMENT


def test_what_pays_on_credits_follows_the_deal():
    for example in component_examples():
        if example.refuse is None:
            component = parse_plan(example.plan).components[-1]
            assert component.pays_deals() or not component.pricings(), example


def test_every_kind_that_follows_the_deal_has_an_example_over_a_frozen_version():
    frozen = [example for example in book_examples() if any(one.freezes_deals for one in example.versions)]
    shown = {
        component.type
        for example in frozen
        for version in example.versions
        if version.freezes_deals
        for component in parse_plan(version.text).components
    }
    assert set(FOLLOW_THE_DEAL) <= shown
    assert set(FOLLOW_THE_DEAL) == set(KINDS)


OTHER = {"type": "commission", **VIEW, "transition_credits": "excluded", "rate": "0%", "rounding": "half_up"}
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
DEALS = st.sampled_from([None, 1, 2, 3, 4, 5, 6])
RECEIPTS = st.lists(st.tuples(DAYS, DEALS, st.integers(1, 500_000)), max_size=8)
SIGNED = [date(2025, 12, 3), date(2025, 12, 20), date(2026, 1, 5), date(2026, 1, 31)]
SIGNED += [date(2026, 2, 1), date(2026, 2, 14)]


def version(number, has, *, freezes=False):
    components = [{"key": key, "name": NAMES, **one} for key, one in has.items()]
    text = plan_text({"name": NAMES, "currency": "CNY", "components": components})
    return PlanVersion("p", number, text, date(2026, number, 1), False, freezes)


def book_of(receipts):
    """One deal for each of six clients, whom 1 has handed over to 2 and keeps the half of; 1 is the leader of 2."""
    half = (TermsStep(None, Fraction(1, 2)),)
    spans, terms = [], []
    for client in range(1, 7):
        own = Span(client, "ownership", 1, "owner", Fraction(1), ALWAYS)
        terms.append(Terms(client, client, 1, 2, date(2025, 6, 1), None, half, half, half))
        spans += hand_over([own], terms[-1])
    return Book(
        deals=tuple(
            Deal(number, f"D{number}", number, "软件", 1_000_000, on) for number, on in enumerate(SIGNED, 1)
        ),
        receipts=tuple(
            Receipt(number, f"R{number}", of or 1, fen, on, () if of is None else (Allocation(of, fen),))
            for number, (on, of, fen) in enumerate(receipts, 1)
        ),
        refunds=(),
        spans=tuple(spans),
        terms=tuple(terms),
    )


def inputs_over(versions, receipts):
    return evolve(
        inputs_of({}, {1: {}}, months=3),
        book=book_of(receipts),
        versions=versions,
        named_deals=tuple(NamedDeal(1, number, Fraction(1, 3), ALWAYS) for number in range(1, 7)),
        teams=(TeamMember(1, 2, ALWAYS),),
    )


def paid(versions, receipts):
    """What the component `it` pays 1 in all."""
    inputs = inputs_over(versions, receipts)
    outcomes = compute_pay(inputs)
    assert all(one.holds for one in check_run(inputs, outcomes, Credits.of_book(inputs.book)))
    return sum(one.desired_fen for one in outcomes if one.component == "it")


@pytest.mark.parametrize("kind", FOLLOW_THE_DEAL)
def test_columns_pay_frozen_deals_alike(kind):
    has = {"it": {"type": kind, **KINDS[kind]}}
    receipts = [(date(2026, month, 1 + of), of, 50 * of) for month in (1, 2, 3) for of in range(1, 7)]
    inputs = inputs_over(
        (version(1, has, freezes=True), version(2, has)), [*receipts, (date(2026, 2, 3), None, 900)]
    )
    assert columns.compute_pay(inputs) == compute_pay(inputs)


@pytest.mark.parametrize("kind", FOLLOW_THE_DEAL)
@settings(max_examples=20, deadline=None)
@given(receipts=RECEIPTS)
def test_a_version_that_says_the_same_pays_the_same_whether_the_one_before_froze_its_deals(kind, receipts):
    has = {"it": {"type": kind, **KINDS[kind]}}
    frozen, free = (
        paid((version(1, has, freezes=freezes), version(2, has)), receipts) for freezes in (True, False)
    )
    assert frozen == free


TARGET = {"type": "quota", "target": "4000.00", "per": "month", "proration": "none"}
METHODS = [("whole", "period"), ("marginal", "to_date"), ("reached", "to_date")]


def attaining(method, tier_on, reset="period"):
    tiers = [
        {"from": "0%", "factor": "50%"},
        {"from": "60%", "factor": "100%"},
        {"from": "110%", "factor": "150%"},
    ]
    by = {"on": "attainment", "quota": "target", "method": method, "tier_on": tier_on, "tiers": tiers}
    by |= {} if reset == "period" else {"reset": reset}
    return {"target": TARGET, "it": {"type": "commission", **KINDS["commission"], "accelerator": by}}


@pytest.mark.parametrize(("method", "tier_on"), METHODS)
@settings(max_examples=30, deadline=None)
@given(receipts=RECEIPTS, reset=st.sampled_from(["period", "quarter"]))
def test_what_is_attained_does_not_depend_on_which_version_pays_it(method, tier_on, receipts, reset):
    """Each line is what it would be if no version had frozen its deals."""
    has = attaining(method, tier_on, reset)
    frozen, free = (
        paid((version(1, has, freezes=freezes), version(2, has)), receipts) for freezes in (True, False)
    )
    assert frozen == free


def test_the_next_tier_of_a_target_is_found_by_what_every_version_pays():
    """Half of 1,000.00 by version 1 and of 500.00 by version 2 are 750.00 of the 2,400.00 that are 60% of the target."""
    has = attaining("whole", "period")
    receipts = [(date(2026, 2, 10), 3, 100_000), (date(2026, 2, 11), 5, 50_000)]
    inputs = inputs_over((version(1, has, freezes=True), version(2, has)), receipts)
    february = evolve(inputs, period=inputs.earlier[1], earlier=inputs.earlier[:1])
    found = to_next_tier(february, Paid(1, february.period, "p", "it"), Fact("receipt", 2))
    assert found is not None
    assert found.by_fen == 2 * (240_000 - 75_000) - 1  # the odd fen of a half is his


@pytest.mark.parametrize(("method", "tier_on"), METHODS)
def test_columns_attain_alike(method, tier_on):
    receipts = [(date(2026, month, 1 + of), of, 40_000 * of) for month in (1, 2, 3) for of in range(1, 7)]
    has = attaining(method, tier_on)
    inputs = inputs_over((version(1, has, freezes=True), version(2, has)), receipts)
    assert columns.compute_pay(inputs) == compute_pay(inputs)


@pytest.mark.parametrize("kind", FOLLOW_THE_DEAL)
@settings(max_examples=20, deadline=None)
@given(receipts=RECEIPTS)
def test_each_deal_is_paid_by_one_of_the_versions_and_by_no_other(kind, receipts):
    without, params = {"other": OTHER}, {**KINDS[kind]}
    for limit in ("first", "budget"):  # they are for what both pay together
        params.pop(limit, None)
    has = {**without, "it": {"type": kind, **params}}
    both = paid((version(1, has, freezes=True), version(2, has)), receipts)
    by_first = paid((version(1, has, freezes=True), version(2, without)), receipts)
    by_second = paid((version(1, without, freezes=True), version(2, has)), receipts)
    assert by_first + by_second == both


def plan_(has):
    return parse_plan(text_of(has))


BONUS = {"type": "formula", "formula": "1.00", "rounding": "half_up"}
GOES_ON = Earlier(1, plan_({}), freezes_deals=True)


def said(plan, before, *, freezes=False, keeps=False):
    found = check_succession(plan, before, freezes_deals=freezes, keeps_previous=keeps)
    return [(one.code, one.place) for one in found]


def only(has):
    components = [{"key": key, "name": NAMES, **one} for key, one in has.items()]
    return parse_plan(plan_text({"name": NAMES, "currency": "CNY", "components": components}))


def test_a_version_that_freezes_its_deals_pays_something_on_deals():
    assert said(only({"bonus": BONUS}), [], freezes=True) == [("PAY-FROZEN-001", "freezes_deals")]
    assert said(only({"bonus": BONUS}), []) == []
    hours = {**OTHER, "type": "servicing_commission", "per_hour": "60.00"}
    del hours["rate"]
    assert said(only({"care": hours}), [], freezes=True) == [("PAY-FROZEN-001", "freezes_deals")]
    assert said(only({"it": OTHER}), [], freezes=True) == []


def test_what_a_frozen_version_goes_on_paying_cannot_pass_by_a_cap_that_names_another_key():
    capped = only({"provision": COMMISSION, "cap": {**CAP, "on": ["provision"]}})
    assert said(capped, [GOES_ON]) == [("PAY-FROZEN-002", "components[1]")]
    assert said(capped, [evolve(GOES_ON, freezes_deals=False)]) == []
    assert said(capped, [GOES_ON], keeps=True) == []
    assert said(only({"provision": COMMISSION}), [GOES_ON]) == []
    kept = only(
        {"commission": OTHER, "provision": COMMISSION, "cap": {**CAP, "on": ["commission", "provision"]}}
    )
    assert said(kept, [GOES_ON]) == []


def test_a_key_by_which_a_frozen_version_goes_on_paying_keeps_its_type():
    other = only({"commission": {**OTHER, "type": "servicing_commission", "after_days": "1"}})
    assert said(other, [GOES_ON]) == [("PAY-FROZEN-003", "components[0].key")]
    assert said(other, [evolve(GOES_ON, freezes_deals=False)]) == []


@pytest.mark.parametrize(
    ("formula", "is_rate"),
    [
        ("credited(receipts, received, ownership) * 2%", True),
        (
            "credited(receipts, received, ownership) * 2% - credited(deals, signed, ownership) * 1% + 5.00",
            True,
        ),
        ("-(credited(receipts, received, ownership)) * 2%", True),
        ("max(0.00, credited(receipts, received, ownership) - 1000.00) * 2%", False),
        ("if(credited(receipts, received, ownership) >= 1000.00, 500.00, 0.00)", False),
        ("earned(commission) * 2%", False),
    ],
)
def test_a_formula_that_is_a_rate_on_credits_does_not_stand_beside_frozen_deals(formula, is_rate):
    """A bonus by what is credited does: it is for a result, whoever pays the deals."""
    plan = only({"commission": COMMISSION, "it": {**BONUS, "formula": formula}})
    assert said(plan, [], freezes=True) == [("PAY-FROZEN-004", "components[1]")] * is_rate
    assert said(plan, [GOES_ON]) == [("PAY-FROZEN-005", "components[1]")] * is_rate
    assert said(plan, [GOES_ON], keeps=True) == []
    assert said(plan, [evolve(GOES_ON, freezes_deals=False)]) == []


def test_a_key_of_what_may_be_open_keeps_its_type_and_that_is_said_before_any_run():
    held = Earlier(1, plan_({"hold": HOLDBACK}), freezes_deals=False)
    renamed = Earlier(2, plan_({}), freezes_deals=False)
    taken = only({"commission": COMMISSION, "hold": BONUS})
    assert said(taken, [held, renamed]) == [("PAY-KEY-004", "components[1].key")]
    assert said(taken, [held], keeps=True) == [("PAY-KEY-004", "components[1].key")]
    assert said(plan_({"hold": HOLDBACK}), [held]) == []
    assert said(taken, [renamed]) == []


def test_a_run_over_such_versions_is_refused_too():
    with pytest.raises(Problems) as refused:
        paid((version(1, {"bonus": BONUS}, freezes=True), version(2, {"it": OTHER})), [])
    assert [(one.code, one.place) for one in refused.value.problems] == [
        ("PAY-FROZEN-001", "plan p, version 1: freezes_deals")
    ]
    capped = {"it": OTHER, "cap": {**CAP, "on": ["it"]}}
    with pytest.raises(Problems) as refused:
        paid((version(1, {"other": OTHER}, freezes=True), version(2, capped)), [])
    assert [(one.code, one.place) for one in refused.value.problems] == [
        ("PAY-FROZEN-002", "plan p, version 2: components[1]")
    ]
