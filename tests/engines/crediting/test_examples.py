"""The worked examples of crediting hold: every line, complete and in order."""

from collections import defaultdict

from tests.engines.crediting_examples import book_of, cases, people_of, rates_of

from jieli.engines.crediting import (
    Basis,
    Book,
    CreditLine,
    Group,
    OwnerDate,
    credit_book,
    in_currency,
    list_not_credited_yet,
)
from jieli.kernel.money import format_fen, parse_fen
from jieli.kernel.rate import parse_rate


def credited(book: Book, ask: dict) -> tuple[CreditLine, ...]:
    return credit_book(
        book,
        basis=Basis(ask["basis"]),
        owner_date=OwnerDate(ask["owner_date"]),
        group=Group(ask["group"]),
    )


def one_currency_of(case: dict) -> Book:
    return in_currency(book_of(case), "CNY", rates_of(case))


def asks_of(case: dict) -> list[dict]:
    return case["asks"] if "asks" in case else [case["ask"]]


class Reading:
    """Expected lines as the engine would say them."""

    def __init__(self, case: dict, book: Book) -> None:
        self.people = people_of(case)
        self.deals = {deal.source_key: deal.id for deal in book.deals}
        self.invoices = {invoice.source_key: invoice.id for invoice in book.invoices}
        self.receipts = {receipt.source_key: receipt.id for receipt in book.receipts}

    def told(self, line: dict) -> dict:
        readers = {
            "fact": ("source_key", str),
            "deal": ("deal", self.deals.get),
            "person": ("person", self.people.get),
            "share": ("share", parse_rate),
            "of": ("fact_fen", parse_fen),
            "amount": ("amount_fen", parse_fen),
            "handover": ("handover", int),
            "of_receipt": ("of_receipt", self.receipts.get),
            "of_invoice": ("of_invoice", self.invoices.get),
        }
        read = {}
        for key, value in line.items():
            name, reader = readers.get(key, (key, lambda plain: plain))
            read[name] = None if value is None else reader(value)
        return read


@cases("crediting", "lines")
def test_the_book_is_credited_like_this(case):
    book = one_currency_of(case)
    reading = Reading(case, book)
    for ask in asks_of(case):
        found = credited(book, ask)
        expected = [reading.told(line) for line in case["lines"]]
        assert [
            {name: getattr(line, name) for name in told} for line, told in zip(found, expected, strict=False)
        ] == expected
        assert len(found) == len(expected)


@cases("crediting", "totals")
def test_each_person_has_this_in_all(case):
    names = {number: name for name, number in people_of(case).items()}
    for ask in asks_of(case):
        totals: dict[str, int] = defaultdict(int)
        for line in credited(one_currency_of(case), ask):
            totals[names[line.person]] += line.amount_fen
        assert {name: format_fen(fen).replace(",", "") for name, fen in totals.items()} == case["totals"]


@cases("crediting", "not_yet")
def test_this_waits_to_be_credited(case):
    for ask in asks_of(case):
        found = list_not_credited_yet(
            book_of(case), basis=Basis(ask["basis"]), owner_date=OwnerDate(ask["owner_date"])
        )
        assert [
            {
                "fact": one.source_key,
                "open": format_fen(one.open_fen).replace(",", ""),
                "for": list(one.waits_for),
            }
            for one in found
        ] == case["not_yet"]


@cases("crediting", "converted")
def test_the_facts_come_to_this_in_one_currency(case):
    """Each fact's amount; of a receipt also what it settles of each deal."""
    book = one_currency_of(case)
    keys = {deal.id: deal.source_key for deal in book.deals}
    amounts = {
        fact.source_key: format_fen(fact.amount_fen).replace(",", "")
        for fact in (*book.deals, *book.receipts, *book.invoices, *book.refunds)
    }
    for receipt in book.receipts:
        for one in receipt.allocations:
            key = f"{receipt.source_key} {keys[one.deal]}"
            amounts[key] = format_fen(one.amount_fen).replace(",", "")
    assert amounts == case["converted"]
