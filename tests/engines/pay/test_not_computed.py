"""A component that cannot be computed is said to be so, and those that look at it are left alone."""

from datetime import date

import pytest
from tests.engines.pay.loader import plan_text

from jieli.engines.crediting import Book
from jieli.engines.pay import Assignment, Employment, PayInputs, PlanVersion, WorkCalendar, compute_pay
from jieli.kernel.period import Period
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

ALWAYS = DateRange(date(2025, 1, 1), None)
NAMES = {"zh": "例", "en": "Example"}
COMPONENTS = (
    {"key": "q", "type": "quota", "name": NAMES, "target": "from_quotas", "proration": "none"},
    {"key": "later", "type": "instalments", "name": NAMES, "of": ["q"], "periods": "3"},
)


def test_only_what_is_missing_is_said_and_not_what_follows_from_it():
    text = plan_text({"name": NAMES, "currency": "CNY", "components": COMPONENTS})
    inputs = PayInputs(
        currency="CNY",
        period=Period.month("2026-01"),
        earlier=(),
        book=Book(),
        versions=(PlanVersion("p", 1, text, date(2025, 1, 1), False),),
        assignments=(Assignment(1, "p", ALWAYS, None),),
        employments=(Employment(1, ALWAYS),),
        calendar=WorkCalendar(None, frozenset()),
        issued=(),
    )
    with pytest.raises(Problems) as refused:
        compute_pay(inputs)
    assert {problem.code for problem in refused.value.problems} == {"PAY-QUOTA-001"}
