"""Who takes back where sums decide the rate: each refund once, by the rule of its own day, wherever versions change in a month."""

from collections import Counter
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.engines.pay.refunded import KEYS, inputs_over, rates_of, version

from jieli.engines.pay import compute_pay
from jieli.engines.pay.backends.duckdb import compute as duckdb
from jieli.engines.pay.conservation import check_run
from jieli.engines.pay.credits import Credits

# What a key may say: nothing, a rate (by fact), or one tier of a sum, by which each credit comes to a share of the sum.
SAID = (None, (2, None), (5, None), (3, "period"), (5, "period"), (3, "quarter"))
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
FACTS = st.lists(st.tuples(DAYS, DAYS, st.integers(1, 5_000)), min_size=1, max_size=6)
VERSIONS = st.lists(
    st.tuples(*(st.sampled_from(SAID) for _ in KEYS)).filter(any), min_size=3, max_size=3
)  # without a key nobody would be paid
TIERS = [{"from": "0.00", "rate": "5%"}, {"from": "500.00", "rate": "10%"}]
SETTINGS = settings(max_examples=30, deadline=None)


def begun(said, days):
    """The first day of each of three versions, with what it says; one that would begin with the one before is none."""
    second, third = sorted(days)
    own = [(date(2025, 1, 1), said[0]), (second, said[1]), (third, said[2])]
    return own if second < third else own[:2]


def versions_of(has):
    return [
        version(place, on, [None if one is None else rates_of(*one) for one in says])
        for place, (on, says) in enumerate(has, 1)
    ]


def expected(has, facts):
    """Key → fen, by what plans.md says of each refund alone, whatever goes on over which versions."""
    found = Counter()
    for one, other, hundreds in facts:
        paid, now = (
            {key: own for key, own in zip(KEYS, _on(day, has), strict=True) if own is not None}
            for day in sorted((one, other))
        )
        found.update({key: hundreds * percent for key, (percent, _) in paid.items()})
        are_gone_apart = all(paid[key][1] is None for key in paid.keys() - now.keys())
        for key in paid if are_gone_apart else now:
            as_paid = key not in now or (key in paid and paid[key][1] is None)
            found[key] -= hundreds * (paid if as_paid else now)[key][0]
    return {key: fen for key, fen in found.items() if fen}


def _on(day, has):
    return [says for on, says in has if on <= day][-1]


def by_key(outcomes):
    found = Counter()
    for one in outcomes:
        found[one.component] += one.desired_fen
    return {key: fen for key, fen in found.items() if fen}


JANUARY = [(date(2026, 1, 10), date(2026, 2, 10), 1000), (date(2026, 1, 10), date(2026, 2, 20), 1000)]
HALVES = (date(2026, 2, 1), date(2026, 2, 16))
T = (5, "period")


@SETTINGS
@given(said=VERSIONS, days=st.tuples(DAYS, DAYS), facts=FACTS)
@example(said=[(None, T, None), (T, T, None), (T, None, None)], days=HALVES, facts=JANUARY)
@example(said=[(None, (5, None), T), (T, None, None), (T, None, T)], days=HALVES, facts=JANUARY)
def test_each_refund_is_taken_back_once_by_the_rule_of_its_day(said, days, facts):
    has = begun(said, days)
    inputs = inputs_over(versions_of(has), facts)
    outcomes = compute_pay(inputs)
    assert by_key(outcomes) == expected(has, facts)
    assert all(one.holds for one in check_run(inputs, outcomes, Credits.of_book(inputs.book)))


@SETTINGS
@given(said=VERSIONS, days=st.tuples(DAYS, DAYS), facts=FACTS, method=st.sampled_from(["marginal", "whole"]))
@example(said=[(None, None, T), (T, T, T), (T, None, None)], days=HALVES, facts=JANUARY, method="marginal")
def test_what_every_version_leaves_as_it_was_comes_to_nothing(said, days, facts, method):
    """By sums of a year, in which everything is given back."""
    kept = rates_of(5, "year", TIERS)
    kept["rates"][0]["method"] = method
    versions = [
        version(place, on, [*(None if one is None else rates_of(*one) for one in says[:2]), kept])
        for place, (on, says) in enumerate(begun(said, days), 1)
    ]
    assert "c" not in by_key(compute_pay(inputs_over(versions, facts)))


@settings(max_examples=15, deadline=None)
@given(said=VERSIONS, days=st.tuples(DAYS, DAYS), facts=FACTS)
@example(said=[(None, T, None), (T, T, None), (T, None, None)], days=HALVES, facts=JANUARY)
@example(said=[(None, (5, None), T), (T, None, None), (T, None, T)], days=HALVES, facts=JANUARY)
def test_columns_say_the_same(said, days, facts):
    inputs = inputs_over(versions_of(begun(said, days)), facts)
    assert duckdb.compute_pay(inputs) == compute_pay(inputs)
