"""Random books and inputs: several people, clients and product lines, handovers, splits, and every kind of fact."""

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from tests.engines.crediting.books import ROLES, Act, histories
from tests.engines.crediting_examples import replay
from tests.engines.pay.books import renewing
from tests.parity.plans import plans, templates

from jieli.engines.crediting import Allocation, Book, Deal, ExchangeRate, Invoice, Receipt, Refund, Split
from jieli.engines.ownership import Span
from jieli.engines.pay import Assignment, Employment, PayInputs, PlanVersion, WorkCalendar
from jieli.engines.pay.values import Achievement, Confirmation, Leave, NamedDeal, Quota, Service, TeamMember
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

EXAMPLES = int(
    os.environ.get("JIELI_PARITY", "10")
)  # worlds that are computed together, half of them made (`archetypes`)
ALONE = max(5, EXAMPLES // 10)  # and one by one, which takes ten times as long
PEOPLE = (1, 2, 3, 4, 5)  # those of tests.engines.crediting.books
CLIENTS = (1, 2, 3)
LINES = ("软件", "硬件", "服务")
REGIONS = ("", "华东", "华北")
CLASSES = ("", "A", "B")
CURRENCIES = ("", "", "", "USD", "JPY")
LONG_AGO = date(2025, 1, 1)
MONTHS = tuple(Period.month(f"2026-{number:02}") for number in range(1, 6))
YEAR = DateRange(date(2026, 1, 1), date(2027, 1, 1))
WORK_DAYS = frozenset(
    day for day in (YEAR.from_ + timedelta(number) for number in range(365)) if day.weekday() < 5
)

EXCHANGE = tuple(
    ExchangeRate(currency, from_on, rate)
    for currency, rates in {
        "USD": (Fraction(71, 10), Fraction(7), Fraction(8)),
        "JPY": (Fraction(1, 20), Fraction(47, 1000), Fraction(1, 19)),
    }.items()
    for from_on, rate in zip((LONG_AGO, date(2026, 2, 1), date(2026, 4, 1)), rates, strict=True)
)

Draw = Callable[[st.SearchStrategy[Any]], Any]
signing = st.integers(-120, 150).map(lambda number: YEAR.from_ + timedelta(number))
days = st.integers(0, 150).map(lambda number: YEAR.from_ + timedelta(number))
fen = st.integers(0, 1000) | st.integers(1, 30_000_000)
positive = st.integers(1, 1000) | st.integers(1, 30_000_000)
some = st.sampled_from((False, False, True))
targets = st.integers(0, 40_000_000)  # 0: none is known
results = st.integers(-1, 200)  # −1: none is recorded
some_of = cache(lambda most: st.integers(most >> 1, most) | st.integers(0, most))
TARGETS = ("quota", *(f"c{number}" for number in range(1, 8)))  # keys that quotas have in random plans


@cache
def measured() -> tuple[str, ...]:
    """Keys of the results that examples look at."""
    return tuple(sorted(set(_achievements([list(several) for several in templates().values()]))))


def _achievements(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _achievements(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "achievement" and isinstance(one, str):
                yield one
            else:
                yield from _achievements(one)


def later(draw: Draw, day: date, most: int = 90) -> date:
    return day + timedelta(draw(st.integers(0, most)))


@st.composite
def splits(draw: Draw) -> tuple[Split, ...]:
    if not draw(some):
        return ()
    people = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
    weights = draw(st.lists(st.integers(1, 9), min_size=len(people), max_size=len(people)))
    return tuple(
        Split(person, Fraction(weight, sum(weights))) for person, weight in zip(people, weights, strict=True)
    )


@st.composite
def deals(draw: Draw, number: int) -> Deal:
    signed_on, amount = draw(signing), draw(fen)
    return Deal(
        id=number,
        source_key=f"D{number}",
        client=draw(st.sampled_from(CLIENTS)),
        product_line=draw(st.sampled_from(LINES)),
        amount_fen=amount,
        signed_on=signed_on,
        opened_on=signed_on - timedelta(draw(st.integers(0, 90))) if draw(some) else None,
        splits=draw(splits()),
        quantity=draw(st.none() | st.integers(0, 5000)),
        margin_fen=draw(st.none() | st.integers(-amount, amount)),
        region=draw(st.sampled_from(REGIONS)),
        client_class=draw(st.sampled_from(CLASSES)),
        delivered_on=later(draw, signed_on) if draw(some) else None,
        approved_on=later(draw, signed_on, 30) if draw(some) else None,
        accepted_on=later(draw, signed_on, 120) if draw(some) else None,
        currency=draw(st.sampled_from(CURRENCIES)),
    )


@st.composite
def receipts(draw: Draw, number: int, signed: list[Deal]) -> Receipt:
    """Of one client; for some of his deals, with a rest that settles none, or for none."""
    first = draw(st.sampled_from(signed))
    own = [deal for deal in signed if (deal.client, deal.currency) == (first.client, first.currency)]
    settled = draw(st.lists(st.sampled_from(own), max_size=2, unique_by=lambda deal: deal.id))
    parts = tuple(Allocation(deal.id, draw(positive)) for deal in settled)
    rest = draw(st.sampled_from((0, 0, 777))) if parts else draw(positive)
    total = rest + sum(part.amount_fen for part in parts)
    on = later(draw, first.signed_on, 120)
    return Receipt(number, f"R{number}", first.client, total, on, parts, first.currency)


@st.composite
def invoices(draw: Draw, number: int, signed: list[Deal]) -> Invoice:
    deal = draw(st.sampled_from(signed))
    on = later(draw, deal.signed_on)
    return Invoice(number, f"I{number}", deal.client, deal.id, draw(positive), on, deal.currency)


@st.composite
def refunds(draw: Draw, number: int, signed: list[Deal], received: list[Receipt]) -> Refund:
    """Of a deal, or of what a receipt settled; sometimes of all of it, sometimes of more."""
    settled = [(receipt, part) for receipt in received for part in receipt.allocations]
    if settled and draw(st.booleans()):
        receipt, part = draw(st.sampled_from(settled))
        amount = draw(st.just(part.amount_fen) | positive)
        on = later(draw, receipt.received_on)
        named = (receipt.client, part.deal, receipt.id)
        return Refund(number, f"F{number}", *named, amount, on, currency=receipt.currency)
    deal = draw(st.sampled_from(signed))
    amount = draw(st.just(max(1, deal.amount_fen)) | positive)
    on = later(draw, deal.signed_on)
    return Refund(number, f"F{number}", deal.client, deal.id, None, amount, on, currency=deal.currency)


@st.composite
def first_owners(draw: Draw) -> list[Act]:
    """Who has a client from the beginning in each group: mostly somebody, so that most facts are credited."""
    ever = DateRange(LONG_AGO, None)
    return [
        (
            "decide",
            (group, (Span(1, group, draw(st.sampled_from(PEOPLE[:4])), role, Fraction(1), ever),), ever),
        )
        for group, (role, *_) in ROLES.items()
        if draw(st.integers(0, 9))
    ]


@st.composite
def books(draw: Draw) -> Book:
    signed = [draw(deals(number)) for number in range(1, draw(some_of(10)) + 1)]
    if not signed:
        return Book()
    received = [draw(receipts(number, signed)) for number in range(1, draw(some_of(8)) + 1)]
    billed = [draw(invoices(number, signed)) for number in range(1, draw(st.integers(0, 3)) + 1)]
    returned = [draw(refunds(number, signed, received)) for number in range(1, draw(st.integers(0, 3)) + 1)]
    ledgers = [(client, replay([*draw(first_owners()), *draw(histories())])) for client in CLIENTS]
    return Book(
        deals=renewing(signed),
        receipts=tuple(received),
        refunds=tuple(returned),
        spans=tuple(of_client(client, span) for client, ledger in ledgers for span in ledger.spans),
        terms=tuple(of_client(client, terms) for client, ledger in ledgers for terms in ledger.terms),
        invoices=tuple(billed),
    )


def of_client(client: int, one: Any) -> Any:
    """A span or terms as this client's, under a handover's number of its own."""
    return evolve(one, client=client, handover=one.handover and 100 * client + one.handover)


@st.composite
def versions(draw: Draw, plan: str) -> tuple[PlanVersion, ...]:
    first = PlanVersion(plan, 1, draw(plans()), LONG_AGO, False, draw(some))
    if draw(st.booleans()):
        return (first,)
    keeps = draw(some)
    first = evolve(first, freezes_deals=draw(st.booleans()))
    return (first, PlanVersion(plan, 2, draw(plans()), draw(days), keeps, draw(st.booleans())))


@st.composite
def pay_inputs(draw: Draw) -> PayInputs:
    """Five months of five people on two plans: one with a raise, one who changes plans, one who is on none."""
    raised, moved = draw(days), draw(days)
    always = DateRange(LONG_AGO, None)
    placed = (
        (1, "p", DateRange(LONG_AGO, raised), 800_000),
        (1, "p", DateRange(raised, None), 900_001),
        (2, "p", DateRange(LONG_AGO, moved), 700_000),
        (2, "q", DateRange(moved, None), 700_000),
        (3, "p", always, 650_000),
        (4, "q", always, 123_456),
    )
    left = draw(st.none() | days)
    book = draw(books())
    return PayInputs(
        currency="CNY",
        period=MONTHS[-1],
        earlier=MONTHS[:-1],
        book=book,
        versions=draw(versions("p")) + draw(versions("q")),
        assignments=tuple(Assignment(*one) for one in placed),
        employments=tuple(
            Employment(person, DateRange(LONG_AGO, left if person == 3 else None)) for person in PEOPLE
        ),
        calendar=WorkCalendar(YEAR, WORK_DAYS),
        issued=(),
        exchange=EXCHANGE,
        **draw(circumstances(book)),
    )


@st.composite
def circumstances(draw: Draw, book: Book) -> dict[str, Any]:
    """What else is known of people, handovers and deals."""
    start = draw(days)
    return {
        "quotas": tuple(
            Quota(person, key, month.range, target + 7 * person)
            for key in TARGETS
            if (target := draw(targets))
            for person in PEOPLE
            for month in MONTHS
        ),
        "achievements": tuple(
            Achievement(person, key, month.range, Fraction(reached + 3 * person, 100), Fraction(1))
            for key in measured()
            if (reached := draw(results)) >= 0
            for person in PEOPLE
            for month in MONTHS
        ),
        "leaves": (Leave(draw(st.sampled_from(PEOPLE)), DateRange(start, start + timedelta(5))),)
        if draw(some)
        else (),
        "teams": (TeamMember(1, 2, DateRange(LONG_AGO, None)), TeamMember(1, 3, DateRange(start, None))),
        "services": tuple(
            Service(number, draw(st.sampled_from(CLIENTS)), draw(st.sampled_from(PEOPLE)), draw(days), 45)
            for number in range(1, draw(st.integers(0, 3)) + 1)
        ),
        "confirmations": tuple(
            Confirmation(terms.handover, terms.client, later(draw, terms.effective_from))
            for terms in book.terms
            if draw(some)
        ),
        "named_deals": tuple(
            NamedDeal(draw(st.sampled_from(PEOPLE)), deal.id, Fraction(1, 3), DateRange(start, None))
            for deal in book.deals[:2]
            if draw(some)
        ),
    }
