"""A run of the real engine over a small book in which every kind of component has something to pay."""

from datetime import date
from fractions import Fraction

from jieli.engines.crediting import Allocation, Book, Deal, Receipt, Refund, Split
from jieli.engines.ownership import Span, Terms, TermsStep, hand_over
from jieli.engines.pay import (
    Assignment,
    Employment,
    Issued,
    Outcome,
    PayInputs,
    PlanVersion,
    WorkCalendar,
    canonical_text,
    compute_pay,
    parse_plan,
)
from jieli.kernel.money import parse_fen
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

FEBRUARY, MARCH = Period.month("2026-02"), Period.month("2026-03")
WANG, LI = 5, 6
MINGYUAN, XINCHENG, YUNFAN = 7, 8, 9
ALWAYS = DateRange(date(2025, 1, 1), None)
HALF = (TermsStep(3, Fraction(1, 2)), TermsStep(None, Fraction(0)))
PLAN = """
name: {zh: "全品类方案", en: "Everything"}
currency: CNY
components:
  - key: base
    type: base_salary
    name: {zh: "底薪", en: "Base salary"}
    monthly: "8000.00"
    proration: calendar_days
    rounding: half_up
  - key: commission
    type: commission
    name: {zh: "回款提成", en: "Commission on receipts"}
    basis: receipts
    owner_date: signed
    credit_by: ownership
    transition_credits: excluded
    rates:
      - product_line: "云"
        method: marginal
        tier_on: period
        tiers:
          - {from: "0.00", rate: "2%"}
          - {from: "20000.00", rate: "3%"}
      - product_line: "设备"
        method: whole
        tier_on: fact
        tiers:
          - {from: "0.00", rate: "1%"}
          - {from: "10000.00", rate: "1.25%"}
      - product_line: "服务"
        rate: "1/3"
    rounding: half_even
  - key: deals
    type: commission
    name: {zh: "签约提成", en: "Commission on deals"}
    basis: deals
    owner_date: signed
    credit_by: ownership
    transition_credits: excluded
    rates:
      - product_line: "*"
        method: whole
        tier_on: period
        tiers:
          - {from: "0.00", rate: "0.5%"}
          - {from: "50000.00", rate: "0.75%"}
    rounding: down
  - key: new_clients
    type: new_client_reward
    name: {zh: "新客户奖励", en: "New-client reward"}
    fixed: "500.00"
    fixed_to: shared
    rate: "1%"
    within_days: "90"
    basis: receipts
    owner_date: signed
    credit_by: origin
    rounding: up
  - key: servicing
    type: servicing_commission
    name: {zh: "维护提成", en: "Servicing commission"}
    basis: receipts
    owner_date: received
    credit_by: service
    transition_credits: excluded
    after_days: "90"
    rate: "0.5%"
    rounding: half_up
  - key: transition
    type: transition_share
    name: {zh: "过渡期分成", en: "Transition share"}
    basis: receipts
    owner_date: signed
    rate: "2%"
    rounding: half_up
"""


def outcomes() -> tuple[Outcome, ...]:
    return compute_pay(inputs())


def inputs() -> PayInputs:
    return PayInputs(
        currency="CNY",
        period=MARCH,
        earlier=(FEBRUARY,),
        book=_book(),
        versions=(PlanVersion("all", 1, canonical_text(parse_plan(PLAN)), date(2025, 1, 1), False),),
        assignments=(
            Assignment(WANG, "all", ALWAYS, None),
            Assignment(LI, "all", DateRange(date(2026, 3, 10), None), None),
        ),
        employments=(Employment(WANG, ALWAYS), Employment(LI, ALWAYS)),
        calendar=WorkCalendar(None, frozenset()),
        issued=tuple(
            Issued(WANG, FEBRUARY, plan, component, parse_fen(amount), {"zh": name, "en": name})
            for plan, component, name, amount in (
                ("all", "base", "底薪", "8000.00"),
                ("all", "commission", "回款提成", "120.00"),
                ("old", "bonus", "老方案奖金", "88.00"),
            )
        ),
    )


def _book() -> Book:
    deals = (
        Deal(31, "D-31", MINGYUAN, "云", parse_fen("120000.00"), date(2025, 6, 1), date(2025, 5, 1)),
        Deal(32, "D-32", MINGYUAN, "设备", parse_fen("60000.00"), date(2026, 3, 9), date(2026, 2, 1)),
        Deal(
            33,
            "D-33",
            XINCHENG,
            "服务",
            parse_fen("1000.01"),
            date(2026, 3, 4),
            None,
            (Split(WANG, Fraction(1, 3)), Split(LI, Fraction(2, 3))),
        ),
        Deal(34, "D-34", YUNFAN, "培训", parse_fen("700.00"), date(2025, 11, 1), None),
    )
    receipts = (
        _receipt(101, MINGYUAN, "50000.00", date(2026, 3, 15), 31),
        _receipt(102, MINGYUAN, "12345.67", date(2026, 3, 20), 32),
        _receipt(103, XINCHENG, "1000.01", date(2026, 3, 21), 33),
        _receipt(104, YUNFAN, "700.00", date(2026, 3, 22), 34),
        Receipt(105, "R-105", YUNFAN, parse_fen("99.99"), date(2026, 3, 23)),
        _receipt(106, YUNFAN, "9000.00", date(2026, 2, 5), 34),
    )
    refunds = (Refund(201, "F-201", XINCHENG, 33, 103, parse_fen("100.00"), date(2026, 3, 28)),)
    terms = Terms(12, MINGYUAN, WANG, LI, date(2026, 3, 1), None, HALF, HALF, HALF)
    return Book(deals=deals, receipts=receipts, refunds=refunds, spans=_spans(terms), terms=(terms,))


def _spans(terms: Terms) -> tuple[Span, ...]:
    """王芳 brought and owns all clients; the one that she hands over is written as the handover leaves it."""
    spans: list[Span] = []
    for client in (MINGYUAN, XINCHENG, YUNFAN):
        for group, role in (("ownership", "owner"), ("origin", "originator")):
            timeline = (Span(client, group, WANG, role, Fraction(1), ALWAYS),)
            spans += hand_over(timeline, terms) if client == terms.client else timeline
    return tuple(spans)


def _receipt(number: int, client: int, amount: str, on: date, deal: int) -> Receipt:
    fen = parse_fen(amount)
    return Receipt(number, f"R-{number}", client, fen, on, (Allocation(deal, fen),))
