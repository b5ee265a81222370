"""Random histories and books for the properties of ownership and crediting."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st
from tests.engines.crediting_examples import CLIENT, Act, replay

from jieli.engines.crediting import Allocation, Book, Deal, Invoice, Receipt, Refund, Split
from jieli.engines.ownership import Span, Terms, TermsStep
from jieli.kernel.ranges import DateRange

PEOPLE = range(1, 6)
FIRST = date(2025, 1, 1)
ROLES = {
    "ownership": ("owner", "co_owner"),
    "service": ("service_keeper",) * 2,
    "origin": ("originator",) * 2,
}

# What a refund says of itself: seldom anything.
SAID_MARGINS = st.sampled_from([None, None, None, None, -500, -1, 0, 1, 70, 2000])
SAID_QUANTITIES = st.sampled_from([None, None, None, None, 0, 1, 70, 2000])
MARGINS = st.none() | st.integers(-1000, 1000) | st.integers(-(10**8), 10**8)
QUANTITIES = st.none() | st.integers(0, 3000)

days = st.integers(0, 730).map(lambda number: FIRST + timedelta(days=number))
MAYBE_DAYS = st.none() | days

# Made once: Hypothesis looks through each strategy when it is first drawn from, which takes longer than to draw.
ONE = st.sampled_from(PEOPLE)
TWO = st.lists(ONE, min_size=2, max_size=2, unique=True)
UP_TO_THREE = st.lists(ONE, unique=True, max_size=3)
AMOUNTS = st.integers(1, 1000) | st.integers(1, 10**8)
SIGNED_AMOUNTS = st.integers(0, 1000) | st.integers(0, 10**9)
RETURNED_AMOUNTS = st.integers(1, 2000) | st.integers(1, 10**9)
LENGTHS = st.none() | st.integers(1, 400).map(lambda length: timedelta(days=length))
KEPT = st.sampled_from([Fraction(0), Fraction(3, 10), Fraction(1, 3), Fraction(1, 2), Fraction(1)])
LIMITED = st.lists(st.builds(TermsStep, st.integers(1, 7), KEPT), max_size=3)
OPENED = st.none() | st.integers(0, 300).map(lambda ago: timedelta(days=ago))


@st.composite
def shares(draw, of_people: int) -> tuple[Fraction, ...]:
    weights = draw(st.lists(st.integers(1, 9), min_size=of_people, max_size=of_people))
    return tuple(Fraction(weight, sum(weights)) for weight in weights)


@st.composite
def decisions(draw, group: str) -> Act:
    """A decision about some days: one to three people, or nobody."""
    people = draw(UP_TO_THREE)
    start, length = draw(days), draw(LENGTHS)
    within = DateRange(start, None if length is None else start + length)
    first, rest = ROLES[group]
    spans = tuple(
        Span(CLIENT, group, person, first if place == 0 else rest, share, within)
        for place, (person, share) in enumerate(zip(people, draw(shares(len(people))), strict=True))
    )
    return ("decide", (group, spans, within))


@st.composite
def steps(draw) -> tuple[TermsStep, ...]:
    return (*draw(LIMITED), TermsStep(None, draw(KEPT)))


@st.composite
def handovers(draw, number: int, effective_from: date | None = None) -> Terms:
    outgoing, incoming = draw(TWO)
    return Terms(
        handover=number,
        client=CLIENT,
        outgoing=outgoing,
        incoming=incoming,
        effective_from=effective_from or draw(days),
        ended_from=None,
        earlier_deals=draw(steps()),
        open_pipeline=draw(steps()),
        new_deals=draw(steps()),
    )


@st.composite
def histories(draw, groups: Sequence[str] = tuple(ROLES)) -> list[Act]:
    """Decisions and handovers in any order, overlapping and chained, some of them reversed."""
    acts: list[Act] = [
        (
            "decide",
            (
                group,
                (Span(CLIENT, group, draw(ONE), ROLES[group][0], Fraction(1), ever),),
                ever,
            ),
        )
        for group in groups
        for ever in [DateRange(FIRST, None)]
        if draw(st.booleans())
    ]
    for number in range(1, draw(st.integers(1, 6))):
        what = draw(st.sampled_from(["decide", "hand_over", "hand_over", "hand_over"]))
        if what == "decide":
            acts.append(draw(decisions(draw(st.sampled_from(list(groups))))))
            continue
        terms = draw(handovers(number))
        acts.append(("hand_over", terms))
        if draw(st.integers(0, 3)) == 0:
            acts.append(
                ("reverse", (number, terms.effective_from + timedelta(days=draw(st.integers(0, 200)))))
            )
    return acts


@st.composite
def orderly_histories(draw) -> list[Act]:
    """Decisions and handovers told in the order in which they become effective, each decision without end."""
    acts: list[Act] = []
    for number, day in enumerate(sorted(draw(st.lists(days, min_size=2, max_size=6))), 1):
        if number > 1 and draw(st.integers(0, 3)):
            acts.append(("hand_over", draw(handovers(number, day))))
            if draw(st.integers(0, 4)) == 0:
                acts.append(("reverse", (number, day + timedelta(days=draw(st.integers(0, 200))))))
            continue
        _, (group, spans, _) = draw(decisions(draw(st.sampled_from(["ownership", "ownership", "service"]))))
        ever = DateRange(day, None)
        acts.append(("decide", (group, tuple(evolve(span, range=ever) for span in spans), ever)))
    return acts


@st.composite
def deals(draw, number: int) -> Deal:
    signed_on = draw(days)
    splitting = draw(UP_TO_THREE) if draw(st.booleans()) else []
    parts = draw(shares(len(splitting)))
    return Deal(
        id=number,
        source_key=f"D-{number}",
        client=CLIENT,
        product_line=draw(st.sampled_from(["软件", "服务"])),
        amount_fen=draw(SIGNED_AMOUNTS),
        signed_on=signed_on,
        opened_on=None if (ago := draw(OPENED)) is None else signed_on - ago,
        splits=tuple(Split(person, part) for person, part in zip(splitting, parts, strict=True)),
        quantity=draw(QUANTITIES),
        margin_fen=draw(MARGINS),
        region=draw(st.sampled_from(["", "华东"])),
        client_class=draw(st.sampled_from(["", "A"])),
        delivered_on=draw(MAYBE_DAYS),
        approved_on=draw(MAYBE_DAYS),
    )


@st.composite
def receipts(draw, number: int, for_deals: Sequence[Deal]) -> Receipt:
    settled = draw(st.lists(st.sampled_from(for_deals), unique_by=lambda deal: deal.id, max_size=3))
    allocations = tuple(Allocation(deal.id, draw(AMOUNTS)) for deal in settled)
    rest = draw(st.sampled_from([0, 1, 12345])) if allocations else 777
    total = sum(allocation.amount_fen for allocation in allocations) + rest
    return Receipt(number, f"R-{number}", CLIENT, total, draw(days), allocations)


@st.composite
def invoices(draw, number: int, for_deals: Sequence[Deal]) -> Invoice:
    amount = draw(AMOUNTS)
    return Invoice(number, f"I-{number}", CLIENT, draw(st.sampled_from(for_deals)).id, amount, draw(days))


@st.composite
def refunds(draw, number: int, for_deals: Sequence[Deal], of: Sequence[Receipt]) -> Refund:
    """Of a deal or of what a receipt settled; also more than came in, which the engine must survive."""
    settled = [(receipt, allocation) for receipt in of for allocation in receipt.allocations]
    day, amount = draw(days), draw(RETURNED_AMOUNTS)
    said = {"margin_fen": draw(SAID_MARGINS), "quantity": draw(SAID_QUANTITIES)}
    if settled and draw(st.booleans()):
        receipt, allocation = draw(st.sampled_from(settled))
        fen = draw(st.sampled_from([amount, allocation.amount_fen]))
        return Refund(number, f"F-{number}", CLIENT, allocation.deal, receipt.id, fen, day, **said)
    deal = draw(st.sampled_from(for_deals))
    return Refund(number, f"F-{number}", CLIENT, deal.id, None, amount, day, **said)


@st.composite
def books(draw, history: st.SearchStrategy[list[Act]] | None = None) -> Book:
    ledger = replay(draw(histories() if history is None else history))
    signed = [draw(deals(number)) for number in range(1, draw(st.integers(2, 5)))]
    received = [draw(receipts(number, signed)) for number in range(1, draw(st.integers(1, 6)))]
    returned = [draw(refunds(number, signed, received)) for number in range(1, draw(st.integers(1, 5)))]
    billed = [draw(invoices(number, signed)) for number in range(1, draw(st.integers(1, 5)))]
    return Book(tuple(signed), tuple(received), tuple(returned), ledger.spans, ledger.terms, tuple(billed))
