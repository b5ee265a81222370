"""Random books of clients that change hands as terms say: from one owner or several, once or twice, on first and last days of
months, some of it taken back, with deals, money and refunds from before, within and after."""

from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st
from tests.engines.crediting_examples import CLIENT, replay
from tests.engines.pay.books import LINES, days, fen

from jieli.engines.crediting import Allocation, Book, Deal, Invoice, Receipt, Refund, Split
from jieli.engines.ownership import Span, Terms, TermsStep
from jieli.kernel.ranges import DateRange

PEOPLE = (1, 2, 3, 10**15)  # the last one is on no plan
ALONE = tuple((person,) for person in PEOPLE)
CLIENTS = (-5, 2, 10**12)
BEGINNING = date(2025, 6, 1)
FIRSTS = [date(2026, month, 1) for month in range(1, 6)]
EDGES = st.sampled_from([day - timedelta(before) for day in FIRSTS for before in (0, 1)])
KEPT = st.sampled_from([Fraction(0), Fraction(1, 5), Fraction(1, 3), Fraction(1, 2), Fraction(1)])
SELDOM = st.sampled_from([False, False, False, False, True])
amounts = st.integers(0, 20) | fen


@st.composite
def handed_books(draw, has_refunds=True):
    clients = draw(st.lists(st.sampled_from(CLIENTS), unique=True, min_size=1, max_size=2))
    ledgers = [(client, replay(draw(histories()))) for client in clients]
    terms = [_of(client, one) for client, ledger in ledgers for one in ledger.terms]
    deals = [draw(_deals(number, clients, terms)) for number in range(1, draw(st.integers(2, 6)) + 1)]
    receipts = [draw(_receipts(number, deals)) for number in range(1, draw(st.integers(1, 4)) + 1)]
    invoices = [draw(_invoices(number, deals)) for number in range(1, draw(st.integers(0, 2)) + 1)]
    some = range(1, draw(st.integers(0, 2)) + 1) if has_refunds else ()
    refunds = [draw(_refunds(number, deals, receipts)) for number in some]
    spans = [_of(client, span) for client, ledger in ledgers for span in ledger.spans]
    facts = (
        tuple(draw(st.permutations(rows))) for rows in (deals, receipts, refunds, spans, terms, invoices)
    )
    return Book(*facts)


@st.composite
def histories(draw):
    """Of one client. Half of them are plain: one owner, one handover. Others are told as they become effective."""
    is_plain = draw(st.booleans())
    owners = draw(st.sampled_from(ALONE if is_plain else (*ALONE, (1, 3), (1, 2, 3), (), ())))
    acts = [_decided("ownership", owners, BEGINNING)]
    if is_plain:
        return [*acts, ("hand_over", draw(_terms(1, owners[0], draw(EDGES | days))))]
    if draw(SELDOM):
        acts.append(_decided(draw(st.sampled_from(["service", "origin"])), (3,), BEGINNING))
    outgoing = owners[0] if owners else 1
    starts = sorted(draw(st.lists(EDGES | days, unique=True, min_size=1, max_size=2)))
    for number, start in enumerate(starts, 1):
        terms = draw(_terms(number, outgoing, start))
        acts.append(("hand_over", terms))
        if draw(SELDOM):
            acts.append(("reverse", (number, start + timedelta(draw(st.integers(0, 90))))))
        outgoing = draw(st.sampled_from([terms.incoming, terms.incoming, outgoing]))
    if draw(SELDOM):
        acts.append(_decided("ownership", draw(st.sampled_from([(3,), (2, 3), ()])), draw(EDGES | days)))
    return acts


@st.composite
def _terms(draw, number, outgoing, start):
    incoming = draw(st.sampled_from([person for person in PEOPLE if person != outgoing]))
    return Terms(number, CLIENT, outgoing, incoming, start, None, *(draw(_steps()) for _ in range(3)))


def _decided(group, people, start):
    ever = DateRange(start, None)
    role = {"ownership": "owner", "service": "service_keeper", "origin": "originator"}[group]
    share = Fraction(1, max(len(people), 1))
    return ("decide", (group, tuple(Span(CLIENT, group, one, role, share, ever) for one in people), ever))


@st.composite
def _steps(draw):
    limited = draw(st.lists(st.builds(TermsStep, st.integers(1, 3), KEPT), max_size=2))
    return (*limited, TermsStep(None, draw(KEPT)))


@st.composite
def _deals(draw, number, clients, terms):
    """Signed around a handover, opened before or after it."""
    near = [one.effective_from for one in terms]
    beside = st.builds(lambda day, by: day + timedelta(by), st.sampled_from(near), st.integers(-40, 40))
    signed_on = draw(beside | days | st.sampled_from(near))
    opened_on = draw(st.none() | st.integers(0, 60).map(lambda ago: signed_on - timedelta(ago)))
    return Deal(
        number,
        f"D{number}",
        draw(st.sampled_from(clients)),
        draw(st.sampled_from(LINES)),
        draw(amounts),
        signed_on,
        opened_on,
        (Split(2, Fraction(1, 3)), Split(3, Fraction(2, 3))) if draw(SELDOM) and draw(SELDOM) else (),
        quantity=draw(st.none() | st.integers(0, 500)),
        margin_fen=draw(st.none() | st.integers(0, 1_000_000) | st.integers(-2, 2)),
        delivered_on=draw(st.none() | days),
        approved_on=draw(st.none() | EDGES),
    )


@st.composite
def _receipts(draw, number, deals):
    deal = draw(st.sampled_from(deals))
    others = [one for one in deals if one.client == deal.client and one is not deal and draw(SELDOM)]
    allocated = tuple(Allocation(one.id, draw(st.integers(1, 20) | fen)) for one in (deal, *others))
    total = sum(one.amount_fen for one in allocated) + draw(st.sampled_from((0, 0, 1, 777)))
    return Receipt(number, f"R{number}", deal.client, total, draw(_later(deal)), allocated)


@st.composite
def _invoices(draw, number, deals):
    deal = draw(st.sampled_from(deals))
    return Invoice(number, f"I{number}", deal.client, deal.id, draw(fen), draw(_later(deal)))


@st.composite
def _refunds(draw, number, deals, receipts):
    """Of a deal, or of what a receipt settled; on that day at the earliest."""
    receipt = draw(st.sampled_from([None, *receipts]))
    if receipt is None:
        deal = draw(st.sampled_from(deals))
        amount = draw(fen | st.just(max(deal.amount_fen, 1)))
        return Refund(number, f"F{number}", deal.client, deal.id, None, amount, draw(_later(deal)))
    settled = draw(st.sampled_from(receipt.allocations))
    on = receipt.received_on + timedelta(draw(st.integers(0, 60)))
    amount = draw(fen | st.just(settled.amount_fen))
    return Refund(number, f"F{number}", receipt.client, settled.deal, receipt.id, amount, on)


def _later(deal):
    return st.integers(0, 100).map(lambda days_: deal.signed_on + timedelta(days_)) | EDGES | days


def _of(client, one):
    """A span or terms as this client's; every client's handovers have numbers of their own."""
    number = one.handover and 10 * CLIENTS.index(client) + one.handover
    return evolve(one, client=client, handover=number)
