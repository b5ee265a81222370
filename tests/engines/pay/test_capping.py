"""What always holds of a cap that is a rate of what is credited, with refunds in any period."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jieli.engines.pay.settlement.capping import Capped, Most
from jieli.engines.pay.settlement.waiting import Excess
from jieli.kernel.rounding import Rounding, round_fen

RATE = Fraction(525, 100_000)  # of 1,000 fen: 5.25, so that most mosts are rounded
EXCESSES = tuple(Excess)
credits = st.tuples(st.integers(1, 10_000), st.integers(0, 9))


@st.composite
def histories(draw):
    """(credited, earned) of each of six periods: credits that earn some percent each, and refunds of them in later ones."""
    periods = [[0, 0] for _ in range(6)]
    for _ in range(draw(st.integers(0, 5))):
        (amount, percent), at = draw(credits), draw(st.integers(0, 4))
        parts = draw(st.lists(st.tuples(st.integers(at + 1, 5), st.integers(1, amount)), max_size=2))
        for place, part in ((at, amount), *((place, -part) for place, part in parts)):
            left = max(part, -amount) if part < 0 else part  # no more is taken back than there is
            amount += left if part < 0 else 0
            periods[place][0] += left * 1_000
            periods[place][1] += left * percent
    return periods


def settled(periods, excess, *, windows=False, later=None):
    """The cap after each period, with what was paid, credited, earned until then and the rounded mosts of all windows."""
    cap, paid, of, earned, ended = Capped(), 0, 0, 0, 0
    credited = 0
    for number, (credited_fen, sum_fen) in enumerate(periods, 1):
        if windows and number > 1:
            cap, of, ended = cap.in_new_window(excess, keeps_room=True), 0, ended + rated(of)
        cap = cap if later is None else cap.without_before(number - later)
        before = cap
        cap = cap.capped(sum_fen, Most(rated(of + credited_fen), rated(of)), number)
        of, credited, earned = of + credited_fen, credited + credited_fen, earned + sum_fen
        paid += cap.counted_fen - before.counted_fen
        assert Capped.read(cap.written()) == cap
        yield cap, paid, credited, earned, ended + rated(of)


def rated(fen):
    return round_fen(fen * RATE, Rounding.HALF_UP)


def refunded(periods):
    """All that is left is given back in the last period."""
    credited, earned = (sum(column) for column in zip(*periods, strict=True))
    return [*periods, [-credited, -earned]]


@given(histories(), st.sampled_from(EXCESSES))
def test_without_windows_the_lesser_of_the_rate_and_what_was_earned_is_paid_at_every_time(periods, excess):
    for cap, paid, credited, earned, _ in settled(periods, excess):
        assert paid == min(rated(credited), earned)
        assert cap.waiting.fen == earned - paid


@given(histories(), st.sampled_from(EXCESSES), st.sets(st.integers(1, 5)))
def test_any_cutting_of_a_window_comes_to_the_same(periods, excess, cuts):
    bounds = [0, *sorted(cuts), 6]
    cut = [
        [sum(one[column] for one in periods[start:end]) for column in (0, 1)]
        for start, end in pairwise(bounds)
    ]
    (*_, (_, one, *_)), (*_, (_, other, *_)) = settled(periods, excess), settled(cut, excess)
    assert one == other


@given(histories(), st.sampled_from(EXCESSES), st.none() | st.integers(1, 3))
def test_with_windows_never_more_than_the_rate_is_paid_and_no_fen_is_lost_or_doubled(periods, excess, later):
    later = later if excess is Excess.PAYABLE_LATER else None
    for cap, paid, _, earned, most in settled(periods, excess, windows=True, later=later):
        assert paid <= max(0, most)
        assert paid + cap.waiting.fen + cap.given_up_fen == earned
        assert min(cap.given_up_fen, cap.regained_fen, cap.spare_fen) >= 0


@given(histories(), st.sampled_from(EXCESSES), st.booleans(), st.none() | st.integers(1, 3))
def test_what_is_given_back_in_full_comes_to_nothing(periods, excess, windows, later):
    later = later if excess is Excess.PAYABLE_LATER else None
    *_, (cap, paid, *_) = settled(refunded(periods), excess, windows=windows, later=later)
    assert (paid, cap.waiting.fen, cap.given_up_fen) == (0, 0, 0)


@given(histories(), st.sampled_from(EXCESSES))
def test_a_cap_of_an_amount_takes_nothing_back_where_the_most_falls(periods, excess):
    cap = Capped()
    for number, (most_fen, sum_fen) in enumerate(periods, 1):
        before, cap = cap, cap.capped(sum_fen, Most(max(0, most_fen)), number)
        assert cap.counted_fen - before.counted_fen >= min(0, sum_fen)
