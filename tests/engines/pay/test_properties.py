"""What always holds, for random plans and books."""

from fractions import Fraction

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import pay_inputs, plans, rates
from tests.engines.pay.loader import credit_line, plan_text
from tests.engines.pay.priced import priced

from jieli.engines.crediting import Book
from jieli.engines.pay import Issued, canonical_text, compute_pay, parse_plan
from jieli.engines.pay.pricing import FlatRow, Method, RateTable, Tier, TierOn, TierRow, slices
from jieli.engines.pay.pricing.tiers import period_slices
from jieli.kernel.ranges import DateRange
from jieli.kernel.rounding import Rounding, round_fen

FEW = settings(max_examples=40, deadline=None)


@st.composite
def tiers(draw, *, rising=False):
    bounds = sorted(draw(st.sets(st.integers(1, 5_000_000), max_size=4)))
    found = draw(st.lists(rates, min_size=len(bounds) + 1, max_size=len(bounds) + 1))
    ordered = sorted(found) if rising else found
    return tuple(Tier(bound, rate) for bound, rate in zip((0, *bounds), ordered, strict=True))


def exact(parts) -> Fraction:
    return sum((part.exact for part in parts), Fraction(0))


amounts = st.integers(-10_000_000, 10_000_000)


@given(tiers(), st.sampled_from(Method), amounts)
def test_the_parts_of_an_amount_come_to_the_amount(table, method, fen):
    assert sum(part.part_fen for part in slices(table, method, fen)) == fen
    assert sum(part.part_fen for part in period_slices(table, method, fen)) == fen


@given(tiers(), st.sampled_from(Method), amounts)
def test_a_negative_fact_mirrors_the_positive_one(table, method, fen):
    assert exact(slices(table, method, -fen)) == -exact(slices(table, method, fen))


@given(tiers(), st.integers(0, 10_000_000), st.integers(1, 1_000_000))
def test_marginal_pay_never_falls_and_rises_by_no_more_than_the_highest_rate(table, fen, more):
    rise = exact(slices(table, Method.MARGINAL, fen + more)) - exact(slices(table, Method.MARGINAL, fen))
    assert 0 <= rise <= more * max(tier.rate for tier in table)


@given(tiers(rising=True), st.integers(0, 10_000_000))
def test_with_rising_rates_whole_pays_at_least_as_much_as_marginal(table, fen):
    assert exact(slices(table, Method.WHOLE, fen)) >= exact(slices(table, Method.MARGINAL, fen))


@given(tiers(), st.sampled_from(Method), st.integers(-10_000_000, -1))
def test_a_period_below_zero_is_taken_back_at_the_first_rate(table, method, fen):
    assert exact(period_slices(table, method, fen)) == fen * table[0].rate


def _price(row, cents, rounding):
    lines = [
        credit_line({"amount": f"{fen // 100}.{fen % 100:02}", "day": "2026-01-10"}, number)
        for number, fen in enumerate(cents, start=1)
    ]
    return priced(RateTable((row,)), lines, rounding)


@given(
    tiers(),
    st.sampled_from(Method),
    st.lists(st.integers(1, 3_000_000), min_size=1, max_size=6),
    st.sampled_from(Rounding),
)
def test_how_a_period_is_cut_into_facts_changes_nothing(table, method, cents, rounding):
    row = TierRow("*", method, TierOn.PERIOD, table)
    (many,), (one,) = _price(row, cents, rounding), _price(row, [sum(cents)], rounding)
    assert many.result_fen == one.result_fen == round_fen(exact(slices(table, method, sum(cents))), rounding)


@given(rates, st.integers(1, 3_000_000), st.sampled_from(Rounding))
def test_a_refund_of_a_whole_credit_cancels_to_the_fen(rate, fen, rounding):
    text = f"{fen // 100}.{fen % 100:02}"
    lines = [
        credit_line({"amount": text, "day": "2026-01-10"}, 1),
        credit_line({"amount": f"-{text}", "day": "2026-01-11", "kind": "refund"}, 2),
    ]
    (pay,) = priced(RateTable((FlatRow("*", rate),)), lines, rounding)
    assert pay.result_fen == 0


@FEW
@given(plans())
def test_reading_the_canonical_text_gives_the_same_plan(data):
    plan = parse_plan(plan_text(data))
    text = canonical_text(plan)
    assert parse_plan(text) == plan
    assert canonical_text(parse_plan(text)) == text


def _issued(outcomes) -> tuple[Issued, ...]:
    return tuple(
        Issued(one.person, one.period, one.plan, one.component, one.posted_fen, one.names) for one in outcomes
    )


def _desired(outcomes) -> dict:
    return {
        (one.person, one.period, one.plan, one.component): one.desired_fen
        for one in outcomes
        if one.desired_fen
    }


@FEW
@given(pay_inputs())
def test_posted_is_desired_minus_issued_and_twice_is_once(inputs):
    outcomes = compute_pay(inputs)
    assert all(one.posted_fen == one.desired_fen - one.issued_fen for one in outcomes)
    again = compute_pay(evolve(inputs, issued=_issued(outcomes)))
    assert all(one.posted_fen == 0 and one.period == inputs.period for one in again)


@FEW
@given(pay_inputs())
def test_every_trace_adds_up(inputs):
    for outcome in compute_pay(inputs):
        assert outcome.trace.values["result_fen"] == outcome.desired_fen
        assert sum(part.values["result_fen"] for part in outcome.trace.children) == outcome.desired_fen
        for part in outcome.trace.children:
            assert sum(line.values["result_fen"] for line in part.children) == part.values["result_fen"]


@FEW
@given(pay_inputs(), st.randoms(use_true_random=False))
def test_no_order_changes_anything(inputs, shuffle):
    def mixed(items):
        return tuple(shuffle.sample(items, len(items)))

    book = inputs.book
    other = evolve(
        inputs,
        book=Book(
            mixed(book.deals), mixed(book.receipts), mixed(book.refunds), mixed(book.spans), book.terms
        ),
        versions=mixed(inputs.versions),
        assignments=mixed(inputs.assignments),
        employments=mixed(inputs.employments),
        earlier=mixed(inputs.earlier),
    )
    assert compute_pay(other) == compute_pay(inputs)


@FEW
@given(pay_inputs(), st.data())
def test_cutting_an_assignment_in_two_changes_nothing(inputs, data):
    one = data.draw(st.sampled_from(inputs.assignments))
    day = data.draw(st.dates(one.range.from_, one.range.until or inputs.period.until))
    assume(one.range.from_ < day and (one.range.until is None or day < one.range.until))
    halves = (
        evolve(one, range=DateRange(one.range.from_, day)),
        evolve(one, range=DateRange(day, one.range.until)),
    )
    rest = tuple(other for other in inputs.assignments if other is not one)
    assert compute_pay(evolve(inputs, assignments=rest + halves)) == compute_pay(inputs)


@FEW
@given(pay_inputs(), st.data())
def test_changing_a_deal_later_posts_exactly_the_difference(inputs, data):
    assume(inputs.book.deals)
    before = compute_pay(inputs)
    changed = data.draw(st.sampled_from(inputs.book.deals))
    deals = tuple(
        evolve(one, amount_fen=one.amount_fen + 12_345) if one is changed else one
        for one in inputs.book.deals
    )
    after = evolve(inputs, book=evolve(inputs.book, deals=deals))
    following = evolve(
        after,
        period=inputs.period.next(),
        earlier=(*inputs.earlier, inputs.period),
        issued=_issued(before),
    )
    posted = {
        (one.person, one.period, one.plan, one.component): one.posted_fen
        for one in compute_pay(following)
        if one.period != following.period and one.posted_fen
    }
    was, should = _desired(before), _desired(compute_pay(after))
    wanted = {key: should.get(key, 0) - was.get(key, 0) for key in {**was, **should}}
    assert posted == {key: fen for key, fen in wanted.items() if fen}


@FEW
@given(pay_inputs(("commission",)), st.data())
def test_what_is_paid_in_months_is_what_was_credited_in_them(inputs, data):
    """At a rate of one hundred per cent on deals, everybody's pay and what nobody is paid for come to the facts."""
    whole = {
        "name": {"zh": "全", "en": "All"},
        "currency": "CNY",
        "components": [
            {
                "key": "all",
                "type": "commission",
                "name": {"zh": "全", "en": "All"},
                "basis": "deals",
                "owner_date": "signed",
                "credit_by": "ownership",
                "transition_credits": "included",
                "rate": "100%",
                "rounding": data.draw(st.sampled_from([one.value for one in Rounding])),
            }
        ],
    }
    version = evolve(inputs.versions[0], text=plan_text(whole))
    book = evolve(inputs.book, refunds=())
    outcomes = compute_pay(evolve(inputs, versions=(version,), book=book))
    days = DateRange(inputs.earlier[0].from_, inputs.period.until)
    owned = sum(
        deal.amount_fen for deal in book.deals if deal.signed_on in days and (deal.client != 3 or deal.splits)
    )
    assert sum(one.desired_fen for one in outcomes) == owned
