"""How much of a fact counts for whom."""

from jieli.engines.crediting.engine import credit_book
from jieli.engines.crediting.values import (
    Allocation,
    Basis,
    Book,
    CreditLine,
    CreditRule,
    Deal,
    ExchangeRate,
    Group,
    Invoice,
    OwnerDate,
    Party,
    Receipt,
    Refund,
    Split,
)

__all__ = [
    "Allocation",
    "Basis",
    "Book",
    "CreditLine",
    "CreditRule",
    "Deal",
    "ExchangeRate",
    "Group",
    "Invoice",
    "OwnerDate",
    "Party",
    "Receipt",
    "Refund",
    "Split",
    "credit_book",
]
