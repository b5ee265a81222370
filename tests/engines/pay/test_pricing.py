"""What always holds of pricing, for random pricings and credits. Page: docs/algorithms/pricing.md."""

from datetime import date
from fractions import Fraction

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.engines.pay.loader import credit_line
from tests.engines.pay.priced import VIEW, work_on
from tests.engines.pay.random_pricings import accelerators, bounds, credits, pricings, rates, tables

from jieli.engines.pay.pricing.rates import FlatRow, RateTable, TierRow
from jieli.engines.pay.pricing.spec import AcceleratorOn, LineFactor, Measure, Pricing
from jieli.engines.pay.pricing.tiers import Method, Reset, Tier, TierOn, walk
from jieli.engines.pay.reference.lines import CreditPay
from jieli.engines.pay.reference.pricing import price
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.rounding import Rounding, round_fen

SOME = settings(max_examples=60, deadline=None)
HALF = DateRange(date(2026, 1, 1), date(2026, 7, 1))
ON_PLAN = DateRange(date(2026, 1, 1), None)
tier_lists = st.tuples(bounds, st.lists(rates, min_size=4, max_size=4)).map(
    lambda found: tuple(Tier(at, rate) for at, rate in zip((0, *found[0]), found[1], strict=False))
)


def months() -> list[DateRange]:
    found = [Period.month("2026-01")]
    while found[-1].until < HALF.until:
        found.append(found[-1].next())
    return [month.range for month in found]


def fen(pricing: Pricing, lines, days: DateRange) -> int:
    return sum(line.result_fen for line in price(pricing, work_on(lines, days, ON_PLAN)))


def with_reset(pricing: Pricing) -> Pricing:
    """The same with sums that begin anew with the calendar where they began with the pay period."""
    found = tuple(
        row
        if isinstance(row, FlatRow) or row.tier_on is TierOn.FACT or row.reset is not Reset.PERIOD
        else evolve(row, reset=Reset.MONTH)
        for row in pricing.rates.rows
    )
    accelerator = pricing.accelerator
    if accelerator is not None and accelerator.reset is Reset.PERIOD:
        accelerator = evolve(accelerator, reset=Reset.QUARTER)
    return evolve(pricing, rates=RateTable(found), accelerator=accelerator)


@SOME
@given(pricings(), credits())
def test_months_come_to_the_same_as_all_of_them_at_once(pricing, lines):
    pricing = with_reset(pricing)
    assert sum(fen(pricing, lines, month) for month in months()) == fen(pricing, lines, HALF)


@SOME
@given(pricings(), credits(), st.randoms(use_true_random=False))
def test_no_order_of_credits_changes_a_line(pricing, lines, shuffle):
    mixed = tuple(shuffle.sample(lines, len(lines)))
    assert price(pricing, work_on(mixed, HALF, ON_PLAN)) == price(pricing, work_on(lines, HALF, ON_PLAN))


@SOME
@given(pricings(), credits())
def test_every_trace_comes_to_its_line(pricing, lines):
    for line in price(pricing, work_on(lines, HALF, ON_PLAN)):
        trace = line.trace()
        assert trace.values["result_fen"] == line.result_fen
        each = [step for step in trace.children if step.rule == "pay.credit" and "result_fen" in step.values]
        if each:
            assert sum(step.values["result_fen"] for step in each) == line.result_fen


@given(bounds, st.integers(-200_000, 500_000), st.integers(-300_000, 300_000))
def test_the_way_through_tiers_comes_to_the_credit_and_back(found, before, amount):
    starts = [0, *found]
    parts = walk(starts, before, amount)
    assert sum(part for _, part in parts) == amount
    assert walk(starts, before + amount, -amount) == tuple((tier, -part) for tier, part in reversed(parts))


@SOME
@given(tier_lists, credits())
def test_marginal_to_date_comes_to_marginal_by_the_period_exactly(tiers, lines):
    exact = {}
    for tier_on in (TierOn.PERIOD, TierOn.TO_DATE):
        table = RateTable((TierRow("*", Method.MARGINAL, tier_on, tiers),))
        groups = price(Pricing(VIEW, table, Rounding.HALF_UP), work_on(lines, HALF))
        exact[tier_on] = sum(
            (
                sum((pay.exact for pay in one.each), Fraction(0)) if one.due is None else one.due.exact
                for one in groups
            ),
            Fraction(0),
        )
    assert exact[TierOn.PERIOD] == exact[TierOn.TO_DATE]


@SOME
@given(tier_lists, credits(), st.sampled_from(Rounding))
def test_whole_to_date_comes_to_the_rounded_due_of_the_sum_as_by_the_period(tiers, lines, rounding):
    found = [
        fen(Pricing(VIEW, RateTable((TierRow("*", Method.WHOLE, on, tiers),)), rounding), lines, HALF)
        for on in (TierOn.TO_DATE, TierOn.PERIOD)
    ]
    total = sum(line.amount_fen for line in lines if line.person == 1)
    rate = tiers[max(index for index, tier in enumerate(tiers) if tier.from_fen <= max(total, 0))].rate
    assert found == [round_fen(total * rate, rounding)] * 2


@SOME
@given(tier_lists, credits(), st.data())
def test_reached_takes_back_what_any_credit_of_the_sum_was_paid(tiers, lines, data):
    """However much was credited since."""
    mine = [line for line in lines if line.person == 1]
    assume(mine)
    paid = data.draw(st.sampled_from(mine))
    back = evolve(
        paid,
        kind="refund",
        fact=900,
        of_receipt=paid.fact,
        amount_fen=-paid.amount_fen,
        counts_on=date(2026, 6, 30),
    )
    pricing = Pricing(
        VIEW,
        RateTable((TierRow("*", Method.REACHED, TierOn.TO_DATE, tiers),)),
        data.draw(st.sampled_from(Rounding)),
    )
    each = price(pricing, work_on((*lines, back), HALF))[0].each
    of_fact = {pay.credit.fact: pay.result_fen for pay in each}
    assert of_fact[900] == -of_fact[paid.fact]


@SOME
@given(pricings(), credits(), st.integers(1, 200_000), st.sampled_from(("软件", "硬件")))
def test_a_refund_of_the_last_credit_takes_back_what_it_was_paid(pricing, lines, amount, product_line):
    """Whatever the pricing, since everything that follows from the credit is undone."""
    text = f"{amount // 100}.{amount % 100:02}"
    common = {"line": product_line, "day": "2026-06-30", "first_deal_on": "2026-01-01"}
    last = credit_line({**common, "fact": "900", "amount": text})
    back = credit_line(
        {
            **common,
            "fact": "901",
            "amount": f"-{text}",
            "kind": "refund",
            "takes_back": "2026-06-30",
            "deal": "900",
        }
    )
    back = evolve(back, of_receipt=900)
    assert fen(pricing, (*lines, last, back), HALF) == fen(pricing, lines, HALF)


@SOME
@given(tables(st.just(TierOn.FACT)), st.integers(1, 500_000), st.sampled_from(Rounding))
def test_by_fact_a_refund_of_a_whole_credit_cancels(table, amount, rounding):
    text = f"{amount // 100}.{amount % 100:02}"
    lines = (
        credit_line({"amount": text, "day": "2026-01-10"}, 1),
        credit_line({"amount": f"-{text}", "day": "2026-05-10", "kind": "refund"}, 2),
    )
    assert fen(Pricing(VIEW, table, rounding), lines, HALF) == 0


@SOME
@given(accelerators(), rates, credits())
def test_the_lines_of_a_credit_come_to_the_credit(accelerator, rate, lines):
    pricing = Pricing(VIEW, RateTable((FlatRow("*", rate),)), Rounding.HALF_UP, accelerator=accelerator)
    paid: dict[int, int] = {}
    for group in price(pricing, work_on(lines, HALF, ON_PLAN)):
        for pay in getattr(group, "each", ()):
            assert isinstance(pay, CreditPay)
            paid[pay.credit.fact] = paid.get(pay.credit.fact, 0) + sum(part.part_fen for part in pay.slices)
    assert paid == {line.fact: line.amount_fen for line in lines if line.person == 1}
    assert accelerator.on is AcceleratorOn.CREDITED


@SOME
@given(credits(), st.fractions(0, 3, max_denominator=20))
def test_a_measure_is_the_sum_of_what_each_credit_counts(lines, factor):
    work = work_on(lines, HALF)
    assert work.measured(Measure(VIEW)) == sum(line.amount_fen for line in lines if line.person == 1)
    uplifted = work.measured(Measure(VIEW, uplifts=(LineFactor(factor, "软件"),)))
    others = sum(line.amount_fen for line in lines if line.person == 1 and line.product_line != "软件")
    own = [line.amount_fen for line in lines if line.person == 1 and line.product_line == "软件"]
    assert abs(uplifted - others - sum(own) * factor) <= Fraction(len(own), 2)
