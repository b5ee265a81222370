"""How much of a fact counts for whom."""

from jieli.engines.crediting.asking import decide
from jieli.engines.crediting.counting import OWNER_DATES, list_not_credited_yet
from jieli.engines.crediting.currency import in_currency
from jieli.engines.crediting.deciding import Decision
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
    NotCreditedYet,
    OwnerDate,
    Party,
    Receipt,
    Refund,
    Split,
    WaitsFor,
)

__all__ = [
    "OWNER_DATES",
    "Allocation",
    "Basis",
    "Book",
    "CreditLine",
    "CreditRule",
    "Deal",
    "Decision",
    "ExchangeRate",
    "Group",
    "Invoice",
    "NotCreditedYet",
    "OwnerDate",
    "Party",
    "Receipt",
    "Refund",
    "Split",
    "WaitsFor",
    "credit_book",
    "decide",
    "in_currency",
    "list_not_credited_yet",
]
