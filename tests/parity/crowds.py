"""Many more facts for a random world: what Hypothesis draws one by one is odd and little, and lines need facts."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

from attrs import evolve
from tests.engines.pay.books import renewing
from tests.parity.books import CLASSES, CLIENTS, CURRENCIES, LINES, REGIONS, YEAR

from jieli.engines.crediting import Allocation, Book, Deal, Invoice, Receipt, Refund
from jieli.engines.pay import PayInputs

MORE = range(101, 141)  # numbers of the deals, and of what follows from them


def crowded(inputs: PayInputs, draw: Random) -> PayInputs:
    """With forty more deals of its clients over the months and before, most of them paid, some of it given back."""
    book, more = inputs.book, facts(draw, MORE)
    return evolve(
        inputs,
        book=evolve(
            book,
            deals=(*book.deals, *more.deals),
            receipts=(*book.receipts, *more.receipts),
            invoices=(*book.invoices, *more.invoices),
            refunds=(*book.refunds, *more.refunds),
        ),
    )


def facts(draw: Random, numbers: Iterable[int]) -> Book:
    """Deals with these numbers, and what follows from each."""
    deals = renewing([_deal(draw, number) for number in numbers])
    following = [one for deal in deals for one in _following(draw, deal)]
    return Book(
        deals=deals,
        receipts=tuple(one for one in following if isinstance(one, Receipt)),
        invoices=tuple(one for one in following if isinstance(one, Invoice)),
        refunds=tuple(one for one in following if isinstance(one, Refund)),
    )


def given_back(draw: Random, book: Book) -> Iterator[Refund]:
    """In one month much of what was paid before goes back, so that some sums are below zero."""
    day = date(2026, draw.randrange(3, 6), draw.randrange(1, 28))
    known = {one.deal for one in book.refunds}
    for receipt in book.receipts:
        if receipt.received_on < day and receipt.id not in known and draw.randrange(2):
            (part,) = receipt.allocations
            named = (receipt.client, part.deal, receipt.id)
            yield Refund(
                receipt.id, f"F{receipt.id}", *named, part.amount_fen, day, currency=receipt.currency
            )


def _deal(draw: Random, number: int) -> Deal:
    signed_on = YEAR.from_ + timedelta(draw.randrange(-40, 150))
    amount = draw.randrange(draw.choice((100, 1_000_000, 30_000_000)))
    return Deal(
        id=number,
        source_key=f"D{number}",
        client=draw.choice(CLIENTS),
        product_line=draw.choice(LINES),
        amount_fen=amount,
        signed_on=signed_on,
        quantity=draw.randrange(5000),
        margin_fen=draw.randint(-amount // 4, amount),
        region=draw.choice(REGIONS),
        client_class=draw.choice(CLASSES),
        delivered_on=signed_on + timedelta(draw.randrange(40)),
        approved_on=signed_on + timedelta(draw.randrange(9)),
        accepted_on=signed_on + timedelta(draw.randrange(60)),
        currency=draw.choice(CURRENCIES),
    )


def _following(draw: Random, deal: Deal) -> Iterator[Receipt | Invoice | Refund]:
    number, client, amount, currency = deal.id, deal.client, deal.amount_fen, deal.currency
    on = deal.signed_on + timedelta(draw.randrange(50))
    if not amount:
        return
    if draw.randrange(2):
        yield Invoice(number, f"I{number}", client, number, amount, on, currency)
    paid = draw.randrange(3)
    if paid:
        yield Receipt(number, f"R{number}", client, amount, on, (Allocation(number, amount),), currency)
    if draw.randrange(8) == 0:
        back, day = draw.choice((amount, amount // 3 + 1)), on + timedelta(draw.randrange(1, 60))
        receipt = number if paid else None
        yield Refund(number, f"F{number}", client, number, receipt, back, day, currency=currency)
