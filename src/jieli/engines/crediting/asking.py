"""Who gets the parts of some deals, for whoever makes the lines himself. Normative page: docs/algorithms/crediting.md."""

from collections.abc import Iterable, Iterator
from datetime import date

from jieli.engines.crediting.counting import OF_DEALS, refuse_combination
from jieli.engines.crediting.deciding import Deciding, Decision
from jieli.engines.crediting.index import Index
from jieli.engines.crediting.values import Basis, Book, Group, OwnerDate


def decide(
    book: Book, *, basis: Basis, owner_date: OwnerDate, group: Group, asked: Iterable[tuple[int, date]]
) -> Iterator[Decision]:
    """One decision for each deal and day asked. book: these deals, those that they renew, and the spans and terms of their clients.

    The day is the one on which the deal counts, money came in for it, or it was billed. **Raises** ValueError as
    `credit_book` does.
    """
    refuse_combination(basis, owner_date)
    index = Index(book)
    deciding = Deciding(index, owner_date, group)
    ask = deciding.deal if basis in OF_DEALS else deciding.money
    return (ask(index.deals[deal], on) for deal, on in asked)
