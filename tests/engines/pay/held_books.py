"""Random books of which every day says who holds a client: several people, gaps, ties, ids far apart and amounts of nothing."""

from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st
from tests.engines.pay.books import LINES, days, fen
from tests.parity.books import EXCHANGE, books

from jieli.engines.crediting import Allocation, Book, Deal, Invoice, Receipt, in_currency
from jieli.engines.ownership import Span
from jieli.kernel.ranges import DateRange

CLIENTS = (-5, 1, 2, 3, 10**12, 2**62)
PEOPLE = (1, 2, 3, 10**15)  # the last one is on no plan
IDS = st.integers(1, 9) | st.integers(2**62 - 9, 2**62)
BEGINNING = date(2025, 6, 1)
amounts = fen | st.integers(0, 3) | st.just(100_000)


@st.composite
def held_books(draw, group="ownership"):
    ids = draw(st.lists(IDS, unique=True, min_size=5, max_size=9))
    held = draw(st.lists(st.sampled_from(CLIENTS), unique=True, min_size=1, max_size=3))
    bought = st.sampled_from((*held, *held, CLIENTS[0]))
    deals = [draw(_deal(number, draw(bought))) for number in ids]
    receipts = [draw(_receipt(deal)) for deal in deals if draw(st.booleans())]
    invoices = [
        Invoice(deal.id, f"I{deal.id}", deal.client, deal.id, draw(fen), draw(days))
        for deal in deals
        if draw(st.booleans())
    ]
    spans = [span for client in held for span in draw(_held(client, group))]
    found = (tuple(draw(st.permutations(rows))) for rows in (deals, receipts, spans, invoices))
    deals, receipts, spans, invoices = found
    return Book(deals, receipts, (), spans, (), invoices)


@st.composite
def storied_books(draw):
    """Books of one group, with histories of handovers and without what arrays do not credit."""
    book = in_currency(draw(books()), "CNY", EXCHANGE)
    return evolve(
        book,
        deals=tuple(evolve(deal, splits=()) for deal in book.deals),
        refunds=(),
        spans=tuple(span for span in book.spans if span.group == "ownership"),
    )


@st.composite
def _deal(draw, number, client):
    return Deal(
        number,
        f"D{number}",
        client,
        draw(st.sampled_from(LINES)),
        draw(amounts),
        draw(days),
        quantity=draw(st.none() | st.integers(0, 500)),
        margin_fen=draw(st.none() | st.integers(0, 1_000_000) | st.integers(-2, 2)),
        region=draw(st.sampled_from(("", "", "华东"))),
        delivered_on=draw(st.none() | days),
    )


@st.composite
def _receipt(draw, deal):
    part = draw(st.integers(1, 1_000_000))
    allocated = (Allocation(deal.id, part),) if draw(st.booleans()) else ()
    extra = draw(st.sampled_from((0, 1, 777)))
    return Receipt(deal.id, f"R{deal.id}", deal.client, part + extra, draw(days), allocated)


@st.composite
def _held(draw, client, group):
    """On each stretch of days nobody or up to four people. A share that goes on is one span, or two of them."""
    starts = sorted(draw(st.sets(days, max_size=3)) | {BEGINNING})
    ends = [*starts[1:], draw(st.none() | st.just(starts[-1] + timedelta(40)))]
    open_, spans = {}, []
    for from_, until in zip(starts, ends, strict=True):
        people = draw(st.sampled_from(((1, 2), (1, 2, 3), PEOPLE, (2, 3), (3,), PEOPLE[1:], ())))
        weights = {person: draw(st.integers(1, 7)) for person in people}
        now = {person: Fraction(weight, sum(weights.values())) for person, weight in weights.items()}
        for person, share in now.items():
            before = open_.pop(person, None)
            if before is not None and before[0] == share and draw(st.booleans()):
                now[person], since = share, before[1]
            else:
                since = from_
                if before is not None:
                    spans.append(_span(client, group, person, before, from_))
            now[person] = (share, since)
        spans += [_span(client, group, person, before, from_) for person, before in open_.items()]
        open_, last = now, until
    return spans + [_span(client, group, person, one, last) for person, one in open_.items()]


def _span(client, group, person, held, until):
    share, since = held
    return Span(client, group, person, "owner", share, DateRange(since, until))
