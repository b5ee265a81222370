"""Whole runs of random commissions: their text, the order of facts, periods, frozen versions, and parts of the inputs."""

import random
from datetime import date

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import ALWAYS, PEOPLE, books, days
from tests.engines.pay.random_pricings import pricings

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay import (
    Assignment,
    PayInputs,
    Plan,
    PlanVersion,
    WorkCalendar,
    canonical_text,
    compute_pay,
    parse_plan,
)
from jieli.engines.pay.components import Commission, TransitionCredits
from jieli.engines.pay.conservation import check_run
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.pricing.rates import FlatRow
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.pricing.tiers import Reset, TierOn
from jieli.engines.pay.restricting import inputs_of
from jieli.kernel.period import Period

FEW = settings(max_examples=40, deadline=None)
NAMES = {"zh": "提成", "en": "Commission"}
MONTHS = tuple(Period.month(f"2026-{month:02}") for month in range(1, 8))
HALF_AND_JULY = Period.custom(date(2026, 1, 1), date(2026, 8, 1))


def plan_of(pricing: Pricing) -> Plan:
    commission = Commission(
        key="commission",
        names=NAMES,
        basis=Basis.RECEIPTS,
        owner_date=OwnerDate.RECEIVED,
        credit_by=Group.OWNERSHIP,
        transition_credits=TransitionCredits.INCLUDED,
        rates=pricing.rates,
        rounding=pricing.rounding,
        split=pricing.split,
        factors=pricing.factors,
        accelerator=pricing.accelerator,
        most_rate=pricing.most_rate,
        most_fen=pricing.most_fen,
    )
    return Plan(NAMES, "CNY", (commission,))


@st.composite
def runs(draw):
    versions = [
        PlanVersion(
            "p", 1, canonical_text(plan_of(draw(pricings()))), date(2025, 1, 1), False, draw(st.booleans())
        )
    ]
    if draw(st.booleans()):
        text = canonical_text(plan_of(draw(pricings())))
        versions.append(PlanVersion("p", 2, text, draw(days), draw(st.booleans())))
    return PayInputs(
        currency="CNY",
        period=MONTHS[-1],
        earlier=MONTHS[:-1],
        book=draw(books()),
        versions=tuple(versions),
        assignments=tuple(Assignment(person, "p", ALWAYS, None) for person in PEOPLE),
        employments=(),
        calendar=WorkCalendar(None, frozenset()),
        issued=(),
    )


@given(pricings())
@FEW
def test_the_text_of_a_commission_says_all_of_it(pricing):
    plan = plan_of(pricing)
    text = canonical_text(plan)
    assert parse_plan(text) == plan
    assert canonical_text(parse_plan(text)) == text


@given(runs(), st.randoms(use_true_random=False))
@FEW
def test_no_order_of_facts_changes_an_outcome(inputs, shuffle: random.Random):
    def mixed(items):
        return tuple(shuffle.sample(items, len(items)))

    book = inputs.book
    other = evolve(
        inputs,
        book=evolve(
            book, deals=mixed(book.deals), receipts=mixed(book.receipts), refunds=mixed(book.refunds)
        ),
        assignments=mixed(inputs.assignments),
        earlier=mixed(inputs.earlier),
    )
    assert compute_pay(other) == compute_pay(inputs)


@given(runs())
@FEW
def test_everything_that_a_run_promises_holds(inputs):
    outcomes = compute_pay(inputs)
    for one in outcomes:
        assert one.trace.values["result_fen"] == one.desired_fen
        for part in one.trace.children:
            assert sum(line.values["result_fen"] for line in part.children) == part.values["result_fen"]
    for checked in check_run(inputs, outcomes, Credits.of_book(inputs.book)):
        assert checked.breaches == (), checked


@given(runs(), st.sets(st.sampled_from(PEOPLE), min_size=1))
@FEW
def test_people_get_the_same_from_what_concerns_them(inputs, people):
    everything = compute_pay(inputs)
    own = tuple(outcome for outcome in everything if outcome.person in people)
    assert compute_pay(inputs_of(inputs, people)) == own


def begins_with_the_period(inputs: PayInputs) -> bool:
    found = []
    for version in inputs.versions:
        (commission,) = parse_plan(version.text).components
        accelerator = commission.accelerator
        found += [] if accelerator is None else [accelerator.reset]
        found += [
            row.reset
            for row in commission.rates.rows
            if not isinstance(row, FlatRow) and row.tier_on is not TierOn.FACT
        ]
    return Reset.PERIOD in found


@given(runs().filter(lambda inputs: not begins_with_the_period(inputs)))
@FEW
def test_how_the_days_are_cut_into_periods_changes_no_sum(inputs):
    whole = evolve(inputs, period=HALF_AND_JULY, earlier=())
    by_month: dict[int, int] = {}
    for one in compute_pay(inputs):
        by_month[one.person] = by_month.get(one.person, 0) + one.desired_fen
    assert by_month == {one.person: one.desired_fen for one in compute_pay(whole)}
