"""The crediting engine. Normative page: docs/algorithms/crediting.md."""

from jieli.engines.crediting.values import Basis, Book, CreditLine, Group, OwnerDate


def credit_book(book: Book, *, basis: Basis, owner_date: OwnerDate, group: Group) -> tuple[CreditLine, ...]:
    """Every credit line of the book on one basis, in a stable order."""
    raise NotImplementedError
