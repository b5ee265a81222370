"""A refund of what a version paid that cannot be read any more is said; it is taken back by the version of its day."""

from datetime import date

import pytest
from attrs import evolve
from tests.engines.pay.refunded import inputs_over, version

from jieli.engines.pay import compute_pay, explain_unread

JANUARY, FEBRUARY, LATER = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)
FACTS = [(JANUARY, LATER, 1000), (FEBRUARY, LATER, 1000), (JANUARY, JANUARY, 1000)]


def inputs_of(unreadable):
    versions = [
        version(1, date(2025, 1, 1), [{"rate": "5%"}, None, None]),
        version(2, date(2026, 2, 1), [{"rate": "2%"}, None, None]),
    ]
    inputs = inputs_over([evolve(versions[0], text=unreadable(versions[0].text)), versions[1]], FACTS)
    return evolve(inputs, earlier=inputs.earlier[1:])


@pytest.mark.parametrize(
    "unreadable", [lambda _: "no plan", lambda text: text.replace("CNY", "USD")], ids=["text", "currency"]
)
def test_what_cannot_be_read_takes_nothing_back_and_is_said(unreadable):
    inputs = inputs_of(unreadable)
    assert [(one.line.source_key, one.plan) for one in explain_unread(inputs)] == [("F1", "p")]
    assert sum(one.desired_fen for one in compute_pay(inputs)) == -2_000


def test_what_can_be_read_is_not_said():
    inputs = inputs_of(str)
    assert explain_unread(inputs) == ()
    assert sum(one.desired_fen for one in compute_pay(inputs)) == -5_000
