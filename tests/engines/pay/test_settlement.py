"""What always holds of draws, caps, balances, protection, lots and instalments, for random plans and books."""

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import ALWAYS, PEOPLE
from tests.engines.pay.settled import HIGHEST, settled_inputs

from jieli.engines.crediting import Book
from jieli.engines.pay import Assignment, Credits, Issued, canonical_text, compute_pay, parse_plan
from jieli.engines.pay.backends.duckdb import compute as columns
from jieli.engines.pay.backends.duckdb.connection import Limits
from jieli.engines.pay.conservation import check_run
from jieli.engines.pay.settlement.deals import DealSums
from jieli.engines.pay.settlement.waiting import Excess
from jieli.kernel.ranges import DateRange

SOME = settings(max_examples=60, deadline=None)
FEW = settings(max_examples=25, deadline=None)


def issued_by(outcomes):
    return tuple(
        Issued(one.person, one.period, one.plan, one.component, one.posted_fen, one.names) for one in outcomes
    )


def computed(inputs):
    """Every outcome of every period, by person, component and period in order."""
    outcomes = compute_pay(evolve(inputs, issued=_something_everywhere(inputs)))
    return sorted(outcomes, key=lambda one: (one.person, one.component, one.period.from_))


def _something_everywhere(inputs):
    """An earlier period's outcome is said where something else was issued."""
    odd = 10**15 + 7
    keys = {(one.person, one.component) for one in compute_pay(inputs) if one.period == inputs.period}
    return tuple(
        Issued(person, period, "p", key, odd)
        for person, key in keys
        for period in (*inputs.earlier, inputs.period)
    )


def by_component(inputs, type_):
    """(earned, outcomes over all periods) of each component of that type and each person."""
    outcomes = computed(inputs)
    for key in sorted({one.component for one in outcomes if one.trace.values.get("type") == type_}):
        for person in sorted({one.person for one in outcomes}):
            own = [one for one in outcomes if (one.person, one.component) == (person, key)]
            earned = [one for one in outcomes if (one.person, one.component) == (person, "commission")]
            yield [one.desired_fen for one in earned], own


def steps(outcomes, rule):
    return [step.values for one in outcomes for step in one.trace.walk() if step.rule == rule]


def total(rows, name):
    return sum(row[name] for row in rows)


@SOME
@given(settled_inputs(), st.randoms(use_true_random=False))
def test_no_order_changes_anything(inputs, shuffle):
    def mixed(items):
        return tuple(shuffle.sample(items, len(items)))

    book = inputs.book
    other = evolve(
        inputs,
        book=Book(
            mixed(book.deals), mixed(book.receipts), mixed(book.refunds), mixed(book.spans), book.terms
        ),
        assignments=mixed(inputs.assignments),
        employments=mixed(inputs.employments),
        earlier=mixed(inputs.earlier),
        named_deals=mixed(inputs.named_deals),
    )
    assert compute_pay(other) == compute_pay(inputs)


@FEW
@given(settled_inputs())
def test_month_by_month_is_all_months_again(inputs):
    issued, months = (), (*inputs.earlier, inputs.period)
    for place, month in enumerate(months):
        run = evolve(inputs, period=month, earlier=months[:place], issued=issued)
        outcomes = compute_pay(run)
        assert not any(one.posted_fen for one in outcomes if one.period != month)
        assert all(check.holds for check in check_run(run, outcomes, Credits.of_book(run.book)))
        issued += issued_by(outcomes)


@SOME
@given(settled_inputs())
def test_every_trace_adds_up_and_every_promise_holds(inputs):
    credits = Credits.of_book(inputs.book)
    outcomes = compute_pay(inputs, credits=credits)
    for outcome in outcomes:
        assert outcome.trace.values["result_fen"] == outcome.desired_fen
        for part in outcome.trace.children:
            assert sum(line.values["result_fen"] for line in part.children) == part.values["result_fen"]
    assert all(check.holds for check in check_run(inputs, outcomes, credits))
    text = canonical_text(parse_plan(inputs.versions[0].text))
    assert canonical_text(parse_plan(text)) == text


@SOME
@given(settled_inputs(("draw",)))
def test_what_is_drawn_is_recovered_forgiven_or_still_owed(inputs):
    for _, own in by_component(inputs, "draw"):
        debt = 0
        for outcome in own:
            drawn = total(steps([outcome], "pay.draw"), "result_fen")
            recovered = total(steps([outcome], "pay.recovery"), "recovered_fen")
            forgiven = total(steps([outcome], "pay.forgiven"), "forgiven_fen")
            owed = any(row["recoverable"] != "never" for row in steps([outcome], "pay.draw"))
            assert 0 <= recovered <= debt
            assert outcome.desired_fen == drawn - recovered
            debt += (drawn if owed else 0) - recovered - forgiven
            told = [row["debt_after_fen"] for row in _in_order(outcome) if "debt_after_fen" in row]
            assert not told or told[-1] == debt


def _in_order(outcome):
    return [line.values for part in outcome.trace.children for line in part.children]


@SOME
@given(settled_inputs(("negative_balance",)))
def test_a_negative_balance_loses_and_doubles_no_fen(inputs):
    for earned, own in by_component(inputs, "negative_balance"):
        debt = 0
        for fen, outcome in zip(earned, own, strict=True):
            debt += outcome.desired_fen
            assert debt >= 0
            if outcome.desired_fen:
                assert fen + outcome.desired_fen >= 0
                assert _in_order(outcome)[-1]["debt_after_fen"] == debt


@SOME
@given(settled_inputs(("instalments",)))
def test_what_is_not_paid_in_instalments_is_still_open(inputs):
    for _, own in by_component(inputs, "instalments"):
        opened: dict[tuple[int, int], int] = {}
        for month, outcome in enumerate(own):
            for row in steps([outcome], "pay.instalment"):
                opened[month - row["number"] + 1, row["periods"]] = row["open_after_fen"]
            assert sum(one.desired_fen for one in own[: month + 1]) == -sum(opened.values())


@SOME
@given(settled_inputs(("holdback", "retention_clawforward")))
def test_what_was_held_is_released_used_forfeited_or_still_held(inputs):
    for type_ in ("holdback", "retention_clawforward"):
        for _, own in by_component(inputs, type_):
            left = 0
            for outcome in own:
                held = total(steps([outcome], "pay.held"), "held_fen")
                released = total(steps([outcome], "pay.released"), "released_fen")
                used = total(steps([outcome], "pay.held_used"), "used_fen")
                forfeited = total(steps([outcome], "pay.forfeited"), "forfeited_fen")
                assert outcome.desired_fen == released + used - held
                left += held - released - used - forfeited
                assert left >= 0
                for row in [*steps([outcome], "pay.released"), *steps([outcome], "pay.held_used")]:
                    assert row["left_after_fen"] >= 0


@SOME
@given(settled_inputs(("holdback",)))
def test_no_more_is_held_for_a_deal_than_it_may_have_earned(inputs):
    amount = {deal.id: deal.amount_fen for deal in inputs.book.deals}
    for _, own in by_component(inputs, "holdback"):
        for row in steps(own, "pay.held"):
            assert 0 < row["held_fen"] <= row["earned_fen"]
            if "deal" in row:
                assert row["earned_fen"] <= HIGHEST * amount[row["deal"]] + 10  # a fen per credit of it


@SOME
@given(settled_inputs(("cap",)))
def test_a_window_never_pays_more_than_its_most_and_nothing_that_waits_is_lost(inputs):
    for earned, own in by_component(inputs, "cap"):
        waiting = 0
        for fen, outcome in zip(earned, own, strict=True):
            (row,) = steps([outcome], "pay.cap")
            assert row["counted_after_fen"] <= row["most_fen"]
            assert fen + outcome.desired_fen == row["counted_after_fen"] - row["counted_before_fen"]
            if row["excess"] == "payable_later":
                waiting += row.get("regained_fen", 0) - row["expired_fen"] - outcome.desired_fen
                assert row["waiting_after_fen"] == waiting


@SOME
@given(settled_inputs(("income_protection", "draw")))
def test_nobody_is_below_the_floor_that_he_was_given(inputs):
    for type_ in ("income_protection", "draw"):
        for _, own in by_component(inputs, type_):
            for row in steps(own, "pay.floor"):
                assert row.get("paid_fen", row["floor_fen"]) >= row["floor_fen"]


@FEW
@given(settled_inputs(("holdback", "retention_clawforward", "instalments")))
def test_who_leaves_with_nothing_more_to_earn_is_paid_as_who_stays(inputs):
    """From March on there are no facts, and the stay ends with February; April's assignment is to another plan.

    Not where a condition releases by what is earned or credited: in a period without a day on the plan neither is decided.
    """
    asks = ('"condition": "earned(', '"condition": "credited(')
    assume(not any(one in version.text for version in inputs.versions for one in asks))
    march = inputs.earlier[2].from_
    book = evolve(
        inputs.book,
        deals=tuple(one for one in inputs.book.deals if one.signed_on < march),
        receipts=tuple(one for one in inputs.book.receipts if one.received_on < march),
    )
    known = {deal.id for deal in book.deals}
    money = {receipt.id for receipt in book.receipts}
    book = evolve(
        book,
        receipts=tuple(one for one in book.receipts if all(part.deal in known for part in one.allocations)),
        refunds=tuple(
            one
            for one in book.refunds
            if one.refunded_on < march and one.deal in known and (one.receipt is None or one.receipt in money)
        ),
    )
    stays = evolve(inputs, book=book, assignments=tuple(Assignment(one, "p", ALWAYS, 1) for one in PEOPLE))
    other = evolve(inputs.versions[0], plan="q")
    leaves = evolve(
        stays,
        versions=(*inputs.versions, other),
        assignments=(
            *(evolve(one, range=DateRange(ALWAYS.from_, march)) for one in stays.assignments),
            Assignment(1, "q", DateRange(inputs.earlier[3].from_, None), 1),
        ),
    )
    assert _open_ones(leaves) == _open_ones(stays)


def _open_ones(inputs):
    """What the components that go on come to under the plan that is left."""
    return {
        (one.person, one.period, one.component): one.desired_fen
        for one in compute_pay(inputs)
        if one.plan == "p" and one.component.startswith("it") and one.desired_fen
    }


@FEW
@given(settled_inputs())
def test_columns_come_to_the_same_outcomes(inputs):
    assert columns.compute_pay(inputs, limits=Limits(threads=1)) == compute_pay(inputs)


@given(st.lists(st.integers(-500, 500), max_size=8), st.integers(0, 600), st.sampled_from(tuple(Excess)))
def test_a_deal_comes_to_the_lesser_of_its_most_and_what_it_brought_however_it_is_cut(amounts, most, excess):
    sums, brought, paid = DealSums(), 0, 0
    for fen in amounts:
        fen = max(fen, -brought)  # no more is taken back than was brought
        brought += fen
        before = sums
        sums, _ = sums.capped({1: fen}, most, excess)
        paid += fen - (sums.above_fen - before.above_fen)
        assert paid == min(most, brought)
        assert DealSums.read(sums.written()).above_fen == brought - paid
