"""What an earlier version takes back past what settled it, before the later one is saved."""

import pytest
from tests.engines.pay.loader import plan_text
from tests.engines.pay.monthly import CAP, COMMISSION, HOLDBACK, NAMES

from jieli.engines.pay import Earlier, parse_plan
from jieli.engines.pay.passing_by import PassingBy, passing_by

LIFTED = {"type": "negative_balance", "policy": "pay_zero_and_carry"}
OF_DEALS = {"type": "deal_cap", "most": "4000.00", "excess": "lost"}
DEARER = {**COMMISSION, "rate": "5%"}
NOTHING = {**COMMISSION, "rate": "0%"}
BY_SUMS = {
    **{name: value for name, value in COMMISSION.items() if name != "rate"},
    "rates": [
        {
            "product_line": "*",
            "method": "whole",
            "tier_on": "period",
            "tiers": [{"from": "0.00", "rate": "2%"}, {"from": "1000.00", "rate": "3%"}],
        }
    ],
}
SETTLING = {"cap": CAP, "deal_cap": OF_DEALS, "negative_balance": LIFTED}


def version(number, has):
    components = [{"key": key, "name": NAMES, **one} for key, one in has.items()]
    text = plan_text({"name": NAMES, "currency": "CNY", "components": components})
    return Earlier(number, parse_plan(text), freezes_deals=False)


def found(*versions):
    """What begins to pass by with the last of these."""
    *before, last = [version(number, has) for number, has in enumerate(versions, 1)]
    return passing_by(last.plan, before)


def on(*keys, kind=CAP):
    return {**kind, "on": list(keys)}


@pytest.mark.parametrize("kind", SETTLING.values(), ids=SETTLING)
def test_a_key_that_is_renamed_passes_by_what_settled_it_unless_that_goes_on_naming_it(kind):
    first = {"a": DEARER, "c": on("a", kind=kind)}
    assert found(first, {"b": COMMISSION, "c": on("b", kind=kind)}) == (PassingBy(1, "a", "c"),)
    assert found(first, {"b": COMMISSION, "d": on("b", kind=kind)}) == (PassingBy(1, "a", "d"),)
    kept = {"a": NOTHING, "b": COMMISSION, "c": on("a", "b", kind=kind)}
    assert found(first, kept) == ()
    assert found(first, {"a": NOTHING, "b": COMMISSION, "c": on("b", kind=kind)}) == (PassingBy(1, "a", "c"),)


def test_a_holdback_holds_of_one_key_and_another_beside_it_holds_of_the_old_one():
    first = {"a": DEARER, "h": {**HOLDBACK, "of": "a"}}
    renamed = {"b": COMMISSION, "h": {**HOLDBACK, "of": "b"}}
    assert found(first, renamed) == (PassingBy(1, "a", "h"),)
    both = {"a": NOTHING, "b": COMMISSION, "h": {**HOLDBACK, "of": "a"}, "i": {**HOLDBACK, "of": "b"}}
    assert found(first, both) == ()


def test_nothing_passes_by_where_nothing_settled_or_nothing_does_now_or_nothing_takes_back():
    capped = {"b": COMMISSION, "c": on("b")}
    assert found({"a": DEARER}, capped) == ()
    assert found({"a": DEARER, "c": on("a")}, {"b": COMMISSION}) == ()
    assert found({"a": BY_SUMS, "c": on("a")}, capped) == (), "b takes it back"
    assert found(capped) == ()


def test_what_was_asked_about_is_not_asked_again_and_is_where_it_begins_later():
    first, second = {"a": DEARER, "c": on("a")}, {"b": COMMISSION, "c": on("b")}
    assert found(first, second, second) == ()
    kept = {"a": NOTHING, "b": COMMISSION, "c": on("a", "b")}
    assert {one.key for one in found(first, kept, second)} == {"a"}
