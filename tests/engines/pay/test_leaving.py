"""Who has left: what is held of a deal that is given back afterwards goes with it, and nothing is taken from him beyond that."""

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.monthly import (
    BASE,
    COMMISSION,
    broken,
    inputs_of,
    issued_by,
    lines,
    run_of,
    total,
)

from jieli.engines.crediting import Allocation, Receipt, Split
from jieli.engines.pay import Assignment, compute_pay
from jieli.engines.pay.backends.duckdb import compute as columns
from jieli.engines.pay.recomputing import Computed, recompute
from jieli.engines.pay.values import TeamMember
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import plain_fen

LEFT = date(2026, 2, 1)
HELD = {"type": "holdback", "of": "commission", "part": "50%", "rounding": "half_up"}
COLLECTED = {**HELD, "release": "collected", "as_collected": "pro_rata"}
RELEASES = {
    "collected": COLLECTED,
    "complete": {**COLLECTED, "as_collected": "complete"},
    "accepted": {**HELD, "release": "accepted", "last_periods": "9", "at_last": "released"},
    "periods": {**HELD, "release": "periods", "after_periods": "9"},
}


def left(held, refunds=(), received=(), *, earned=None, versions=None, until=LEFT):
    """One who is on the plan in January. received: of deal 1."""
    given = inputs_of(earned or {1: 100_000}, versions or {1: {"hold": held}}, refunds, until)
    receipts = tuple(
        Receipt(number, f"R{number}", 1, fen, on, (Allocation(1, fen),))
        for number, (fen, on) in enumerate(received, 1)
    )
    return evolve(given, book=evolve(given.book, receipts=receipts))


@pytest.mark.parametrize("release", RELEASES)
def test_a_deal_given_back_whole_releases_nothing(release):
    given = left(RELEASES[release], [(1, 100_000, date(2026, 3, 9))])
    assert lines(given, "hold") == {1: -50_000}
    assert not broken(given, compute_pay(given))


def test_one_given_back_in_the_month_of_leaving_does_not_either():
    given = left(COLLECTED, [(1, 100_000, date(2026, 1, 20))], until=date(2026, 1, 16))
    assert lines(given, "hold") == {1: -50_000}
    (told,) = [one for one in compute_pay(given) if one.component == "hold" and one.desired_fen]
    assert (told.open_fen, told.given_up_fen) == (0, 50_000)
    assert [
        (step.values["why"], step.values["taken_back_fen"], step.values["credited_fen"])
        for step in told.trace.walk()
        if step.rule == "pay.forfeited"
    ] == [("refunded", 100_000, 100_000)]


def test_a_version_that_pays_nothing_on_deals_takes_nothing_back_either():
    versions = {1: {"hold": COLLECTED}, 2: {"base": BASE}}
    given = left(COLLECTED, [(1, 40_000, date(2026, 3, 9))], [(60_000, date(2026, 4, 9))], versions=versions)
    given = evolve(
        given, assignments=inputs_of({}, {1: {}}).assignments
    )  # who stays, on a plan of another kind
    assert lines(given, "hold") == {1: -50_000, 4: 30_000}
    assert not broken(given, compute_pay(given))


def test_what_came_in_after_he_had_left_and_is_given_back_takes_nothing():
    """It was never his: of receipts, only those of his days on the plan count."""
    by_receipts = {**COMMISSION, "basis": "receipts", "owner_date": "received"}
    held = {**HELD, "release": "periods", "after_periods": "3"}
    versions = {1: {"base": BASE, "commission": by_receipts, "hold": held}}
    received = [(40_000, date(2026, 1, 9)), (60_000, date(2026, 2, 9))]
    given = left(held, [(1, 60_000, date(2026, 3, 9))], received, versions=versions)
    of_receipt = tuple(evolve(one, receipt=2) for one in given.book.refunds)
    given = evolve(given, book=evolve(given.book, refunds=of_receipt))
    assert lines(given, "hold") == {1: -20_000, 4: 20_000}
    of_first = evolve(given.book.refunds[0], receipt=1, amount_fen=40_000)
    given = evolve(given, book=evolve(given.book, refunds=(of_first,)))
    assert lines(given, "hold") == {1: -20_000}


def test_who_led_the_team_and_left_holds_his_part_of_what_others_sold_in_the_same_way():
    """He has no credit of the deal himself: it is the whole deal that is given back in part."""
    view = {
        "basis": "deals",
        "owner_date": "signed",
        "credit_by": "ownership",
        "levels": "all",
        "own": "excluded",
    }
    override = {"type": "team_override", **view, "rate": "10%", "rounding": "half_up"}
    versions = {1: {"base": BASE, "commission": override, "hold": COLLECTED}}
    given = left(COLLECTED, [(1, 40_000, date(2026, 3, 9))], [(60_000, date(2026, 4, 9))], versions=versions)
    (deal,) = given.book.deals
    sold = evolve(given.book, deals=(evolve(deal, splits=(Split(2, Fraction(1)),)),))
    given = evolve(given, book=sold, teams=(TeamMember(1, 2, DateRange(date(2026, 1, 1), LEFT)),))
    assert lines(given, "hold") == {1: -5_000, 4: 3_000}
    assert not broken(given, compute_pay(given))
    assert columns.compute_pay(given) == compute_pay(given)


def test_whoever_is_computed_again_for_a_change_is_whom_it_reaches():
    """A refund that becomes known, and a plan where he is now that begins to pay on deals."""
    refund = [(1, 100_000, date(2026, 3, 9))]
    before, after = left(COLLECTED), left(COLLECTED, refund)
    assert recompute(Computed(before, compute_pay(before)), after).outcomes == compute_pay(after)
    other = [
        left(COLLECTED, refund, versions={1: {"hold": COLLECTED}, 2: had, 3: {"commission": COMMISSION}})
        for had in ({"base": BASE}, {"commission": COMMISSION})
    ]
    stays = (Assignment(1, "p", DateRange(date(2026, 1, 1), None), None),)
    before, after = (evolve(one, assignments=stays) for one in other)
    assert recompute(Computed(before, compute_pay(before)), after).outcomes == compute_pay(after)


def test_a_refund_that_is_known_late_is_as_on_its_day():
    """What was released since is a difference, as with everything that is known late."""
    known = left(RELEASES["collected"], received=[(100_000, date(2026, 4, 9))])
    issued = issued_by(compute_pay(run_of(known, 4, ())))
    late = left(RELEASES["collected"], [(1, 50_000, date(2026, 3, 9))], [(100_000, date(2026, 4, 9))])
    outcomes = compute_pay(run_of(late, 5, issued))
    assert sum(one.posted_fen for one in outcomes) == -25_000
    assert lines(late, "hold") == {1: -50_000, 4: 25_000}


days = st.integers(0, 200).map(lambda number: LEFT + timedelta(number))
pieces = st.lists(st.tuples(st.integers(1, 60_000), days), max_size=4)
releases = st.sampled_from(sorted(RELEASES))


def refunds_of(pieces_, most_fen=100_000):
    """As far as the deal reaches."""
    found, left_fen = [], most_fen
    for fen, on in sorted(pieces_, key=lambda one: one[1]):
        fen = min(fen, left_fen)
        left_fen -= fen
        found += [(1, fen, on)] if fen else []
    return found


@settings(max_examples=60, deadline=None)
@given(pieces, pieces, releases, st.randoms(use_true_random=False))
def test_nothing_is_taken_from_him_and_no_order_matters(back, received, release, dice: random.Random):
    given = left(RELEASES[release], refunds_of(back), received)
    paid = lines(given, "hold")
    assert paid.pop(1) == -50_000
    assert all(fen > 0 for fen in paid.values())
    assert sum(paid.values()) <= 50_000
    assert not broken(given, compute_pay(given))
    mixed = {name: tuple(dice.sample(rows, len(rows))) for name, rows in facts(given.book)}
    assert compute_pay(evolve(given, book=evolve(given.book, **mixed))) == compute_pay(given)


def facts(book):
    return (("receipts", book.receipts), ("refunds", book.refunds))


@settings(max_examples=60, deadline=None)
@given(pieces.filter(bool))
def test_once_all_the_rest_is_in_he_has_what_the_rest_of_the_deal_is_worth(back):
    """However a refund is cut, but for less than a fen each; all of it leaves nothing."""
    refunds = refunds_of(back)
    rest_fen = 100_000 - sum(fen for _, fen, _ in refunds)
    received = [(rest_fen, date(2026, 10, 1))] if rest_fen else []
    given = left(COLLECTED, refunds, received)
    released_fen = total(given, "hold") + 50_000
    assert 0 <= released_fen - rest_fen // 2 <= len(refunds)
    assert rest_fen or not released_fen


@settings(max_examples=15, deadline=None)
@given(pieces, pieces, releases)
def test_every_run_of_a_world_that_becomes_known_bit_by_bit_keeps_its_promises(back, received, release):
    world, issued = left(RELEASES[release], refunds_of(back), received), ()
    for number in range(1, 9):
        run = run_of(world, number, issued)
        outcomes = compute_pay(run)
        assert not broken(run, outcomes)
        issued += issued_by(outcomes)
    assert columns.compute_pay(run) == outcomes


@settings(max_examples=40, deadline=None)
@given(pieces, st.integers(1, 100_000))
def test_a_refund_before_he_leaves_takes_from_him_and_one_after_only_from_what_is_held(back, first_fen):
    on_plan = [(1, first_fen, date(2026, 1, 20))]
    refunds = on_plan + refunds_of(back, 100_000 - first_fen)
    given = left(COLLECTED, refunds)
    assert total(given, "commission") == 100_000 - first_fen
    held_fen = -lines(given, "hold").get(1, 0)
    gone_fen = 100_000 - sum(fen for _, fen, _ in refunds)
    told = [one for one in compute_pay(given) if one.component == "hold"]
    given_up_fen = max((one.given_up_fen for one in told), default=0)
    assert given_up_fen <= held_fen, plain_fen(given_up_fen)
    assert gone_fen or total(given, "hold") == -held_fen
