"""Deals that are refunded, under versions of which each may pay by other rates."""

from fractions import Fraction

from attrs import evolve
from tests.engines.pay.loader import plan_text
from tests.engines.pay.monthly import NAMES, inputs_of

from jieli.engines.crediting import Book, Deal, Refund, Split
from jieli.engines.pay import PlanVersion

KEYS = ("a", "b", "c")
COMMISSION = {
    "type": "commission",
    "basis": "deals",
    "owner_date": "signed",
    "credit_by": "ownership",
    "transition_credits": "included",
    "rounding": "half_up",
    "name": NAMES,
}


def rates_of(percent, sum_of, tiers=None):
    """By fact, or by a sum of the period or of the quarter."""
    if sum_of is None:
        return {"rate": f"{percent}%"}
    tiers = tiers or [{"from": "0.00", "rate": f"{percent}%"}]
    row = {"product_line": "*", "method": "marginal", "tier_on": "period", "tiers": tiers}
    return {"rates": [row if sum_of == "period" else {**row, "reset": sum_of}]}


def version(number, on, said):
    components = [
        {"key": key, **COMMISSION, **rates}
        for key, rates in zip(KEYS, said, strict=True)
        if rates is not None
    ]
    text = plan_text({"name": NAMES, "currency": "CNY", "components": components})
    return PlanVersion("p", number, text, on, False)


def inputs_over(versions, facts):
    """Of each fact a deal and a refund of all of it, on that day or another after it. In hundreds of fen, so that nothing is rounded."""
    deals, refunds = [], []
    for number, (one, other, hundreds) in enumerate(facts, 1):
        first, last = sorted((one, other))
        own = (Split(1, Fraction(1)),)
        deals.append(Deal(number, f"D{number}", 1, "软件", hundreds * 100, first, splits=own))
        refunds.append(Refund(number, f"F{number}", 1, number, None, hundreds * 100, last))
    book = Book(deals=tuple(deals), receipts=(), refunds=tuple(refunds))
    return evolve(inputs_of({}, {1: {}}, months=3), book=book, versions=tuple(versions))
