"""A deal in a foreign currency whose rate changes: what is collected, left and given back is compared in its own currency."""

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.engines.pay.loader import plan_text

from jieli.engines.crediting import Allocation, Book, Deal, ExchangeRate, Invoice, Receipt, Refund
from jieli.engines.ownership import Span
from jieli.engines.pay import Assignment, Employment, PayInputs, PlanVersion, WorkCalendar, compute_pay
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

EVER = DateRange(date(2025, 1, 1), None)
MONTHS = tuple(Period.month(f"2026-{month:02}") for month in range(1, 7))
NAME = {"zh": "方案", "en": "Plan"}
DEAL = Deal(1, "D-1", 1, "", 1000_00, date(2026, 1, 10), quantity=100_00, margin_fen=500_00, currency="USD")
RECEIPT = Receipt(1, "R-1", 1, 1000_00, date(2026, 2, 10), (Allocation(1, 1000_00),), "USD")
INVOICE = Invoice(1, "I-1", 1, 1, 1000_00, date(2026, 2, 10), "USD")
FALLS, RISES = (8, 7), (7, 8)


def component(kind: str, **said: Any) -> dict[str, Any]:
    return {"key": kind, "type": kind, "name": NAME, **said}


def of(basis: str = "deals", owner_date: str = "signed") -> dict[str, str]:
    return {"basis": basis, "owner_date": owner_date, "credit_by": "ownership"}


def commission(**said: Any) -> dict[str, Any]:
    ways = {"transition_credits": "included", "rate": "5%", "rounding": "half_up"}
    return component("commission", **{**of(), **ways, **said})


def holdback(as_collected: str) -> dict[str, Any]:
    ways = {"of": "commission", "part": "50%", "rounding": "half_up", "release": "collected"}
    return component("holdback", **ways, as_collected=as_collected)


SPIF = component(
    "spif",
    amount="300.00",
    per="fact",
    fixed_to="shared",
    **of(),
    **{"from": "2026-01-01", "until": "2026-07-01"},
)
REWARD = component(
    "new_client_reward",
    fixed="500.00",
    fixed_to="each",
    min_first_order="500.00",
    back_within_days="90",
    **of(),
)


def paid(rates: tuple[int, int], *components: dict[str, Any], **facts: Any) -> Counter[tuple[str, str]]:
    """By month and component. rates: of January, and from February on."""
    inputs = PayInputs(
        currency="CNY",
        period=MONTHS[-1],
        earlier=MONTHS[:-1],
        book=Book(deals=(DEAL,), spans=(Span(1, "ownership", 1, "owner", Fraction(1), EVER),), **facts),
        versions=(
            PlanVersion(
                "p",
                1,
                plan_text({"name": NAME, "currency": "CNY", "components": list(components)}),
                EVER.from_,
                False,
            ),
        ),
        assignments=(Assignment(1, "p", EVER, None),),
        employments=(Employment(1, EVER),),
        calendar=WorkCalendar(DateRange(date(2026, 1, 1), date(2027, 1, 1)), frozenset()),
        issued=(),
        exchange=tuple(
            ExchangeRate("USD", date(2026, month, 1), Fraction(rate)) for month, rate in enumerate(rates, 1)
        ),
    )
    outcomes = compute_pay(inputs)
    return Counter(
        {(one.period.label, one.component): one.desired_fen for one in outcomes if one.desired_fen}
    )


@pytest.mark.parametrize("as_collected", ["complete", "pro_rata"])
def test_what_is_paid_in_full_is_released_in_full_though_the_rate_fell(as_collected):
    found = paid(FALLS, commission(), holdback(as_collected), receipts=(RECEIPT,))
    assert found["2026-01", "holdback"] == -200_00
    assert found["2026-02", "holdback"] == 200_00


@pytest.mark.parametrize(("as_collected", "released_fen"), [("complete", 0), ("pro_rata", 153_12)])
def test_what_is_not_paid_in_full_is_not_released_in_full_though_the_rate_rose(as_collected, released_fen):
    part = Receipt(1, "R-1", 1, 875_00, date(2026, 2, 10), (Allocation(1, 875_00),), "USD")
    found = paid(RISES, commission(), holdback(as_collected), receipts=(part,))
    assert found["2026-01", "holdback"] == -175_00
    assert found["2026-02", "holdback"] == released_fen


@pytest.mark.parametrize("rates", [FALLS, RISES])
@pytest.mark.parametrize("receipt", [None, 1])
@pytest.mark.parametrize(
    "own",
    [
        commission(),
        commission(basis="margin"),
        commission(basis="quantity", rate="1.50"),
        commission(**of("receipts", "received")),
        commission(**of("invoiced", "invoiced")),
        SPIF,
        REWARD,
    ],
    ids=["deals", "margin", "quantity", "receipts", "invoiced", "spif", "reward"],
)
def test_a_deal_that_is_given_back_in_full_pays_nothing_in_all(own, receipt, rates):
    back = Refund(1, "F-1", 1, 1, receipt, 1000_00, date(2026, 3, 10), currency="USD")
    found = paid(rates, own, receipts=(RECEIPT,), invoices=(INVOICE,), refunds=(back,))
    assert found
    assert sum(found.values()) == 0
