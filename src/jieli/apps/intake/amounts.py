"""What is wrong with the amounts and figures of one fact by itself."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from attrs import frozen

from jieli.apps.clients.api import ClientClass
from jieli.apps.intake.exchange import MOST_RATE
from jieli.apps.intake.kinds import kind_of
from jieli.apps.intake.values import NewDeal, NewInvoice, NewReceipt, NewRefund
from jieli.kernel.money import format_fen
from jieli.kernel.problem import Problem
from jieli.kernel.rate import format_rate
from jieli.lib.problems import N_, problem

LARGEST_FEN = 10**15
_LARGEST_PART = 2**63 - 1
Money = NewDeal | NewReceipt | NewInvoice | NewRefund


@frozen
class Known:
    """What facts may refer to: the organisation's currency and, by foreign one, the first day of which a rate is known;
    its clients and its employees."""

    currency: str
    rates_from: Mapping[str, date]
    clients: frozenset[int]
    employees: frozenset[int]


def check_money(new: Money, place: str, known: Known) -> Iterable[Problem]:
    """What is wrong with its amount and its currency."""
    yield from _check_amount(new, f"{place}.amount_fen", largest_fen(new, known))
    on = getattr(new, kind_of(new).day)
    if new.currency != known.currency and on < known.rates_from.get(new.currency, date.max):
        yield problem(
            "FACT-CURRENCY-001",
            f"{place}.currency",
            N_(
                "The amount is in {given}, this company counts in {currency}, and no rate is known for {day}."
            ),
            N_("Enter the exchange rate first, or correct the currency."),
            given=new.currency or "?",
            currency=known.currency,
            day=on.isoformat(),
        )


def _check_amount(new: Money, place: str, largest: int) -> Iterable[Problem]:
    """A deal may be of nothing, such as a service that is free; money that moves may not."""
    if new.amount_fen > largest:
        yield problem(
            "FACT-AMOUNT-001",
            place,
            N_("The amount {amount} is too large: it is at most {largest}."),
            N_("Correct the amount."),
            amount=format_fen(new.amount_fen),
            largest=format_fen(largest),
        )
    elif new.amount_fen < 0:
        yield problem(
            "FACT-AMOUNT-002",
            place,
            N_("The amount {amount} is negative, which it cannot be."),
            N_("Correct the amount. Money that goes back is a refund, with a positive amount."),
            amount=format_fen(new.amount_fen),
        )
    elif not new.amount_fen and not isinstance(new, NewDeal):
        yield problem(
            "FACT-AMOUNT-003",
            place,
            N_("The amount is zero: there is nothing to record."),
            N_("Correct the amount."),
        )


def largest_fen(new: Money, known: Known) -> int:
    """No amount is larger, at whatever rate."""
    return LARGEST_FEN if new.currency == known.currency else LARGEST_FEN // MOST_RATE


def check_figures(new: NewDeal, place: str, known: Known) -> Iterable[Problem]:
    """What is wrong with a deal's quantity, margin and class, where it has them."""
    if new.quantity is not None and not 0 <= new.quantity <= LARGEST_FEN:
        yield problem(
            "FACT-QUANTITY-001",
            f"{place}.quantity",
            N_("The quantity {quantity} cannot be: it is between 0 and {largest}."),
            N_("Correct the quantity, or leave it empty. What comes back is a refund."),
            quantity=format_fen(new.quantity),
            largest=format_fen(LARGEST_FEN),
        )
    largest = largest_fen(new, known)
    if new.margin_fen is not None and abs(new.margin_fen) > largest:
        yield problem(
            "FACT-MARGIN-001",
            f"{place}.margin_fen",
            N_("The margin {margin} cannot be: it is at most {largest}, as a gain or as a loss."),
            N_("Correct the margin, or leave it empty."),
            margin=format_fen(new.margin_fen),
            largest=format_fen(largest),
        )
    if new.client_class and new.client_class not in ClientClass.values:
        yield problem(
            "FACT-CLASS-001",
            f"{place}.client_class",
            N_("“{given}” is no class of clients."),
            N_("Choose one of: {choices}. Empty stands for the client's own."),
            given=new.client_class,
            choices=", ".join(ClientClass.values),
        )


def check_splits(new: NewDeal, place: str, known: Known) -> Iterable[Problem]:
    """What is wrong with a deal's splits."""
    times = Counter(split.employee_id for split in new.splits)
    for index, split in enumerate(new.splits):
        here = f"{place}.splits[{index}]"
        if split.employee_id not in known.employees:
            yield no_employee(split.employee_id, here)
        if times[split.employee_id] > 1:
            yield problem(
                "FACT-SPLIT-003",
                f"{here}.employee_id",
                N_("The same person stands {times} times in the splits."),
                N_("Add his shares up and name him once."),
                times=times[split.employee_id],
            )
        if not 0 < split.share <= 1 or split.share.denominator > _LARGEST_PART:
            yield problem(
                "FACT-SPLIT-002",
                f"{here}.share",
                N_("A share of {share} cannot be: it is more than 0 and at most 1, with up to 18 digits."),
                N_("Correct the share, or leave the person out."),
                share=format_rate(split.share),
            )
    total = sum((split.share for split in new.splits), Fraction(0))
    if new.splits and total != 1:
        yield problem(
            "FACT-SPLIT-001",
            f"{place}.splits",
            N_("The shares of the splits come to {total}, not to 100%."),
            N_("Change them so that together they are exactly 100%."),
            total=format_rate(total),
        )


def check_allocations(new: NewReceipt, place: str) -> Iterable[Problem]:
    """What is wrong with the parts of a receipt."""
    times = Counter(part.deal_source_key for part in new.allocations)
    for index, part in enumerate(new.allocations):
        here = f"{place}.allocations[{index}]"
        if not 0 < part.amount_fen <= LARGEST_FEN:
            yield problem(
                "FACT-ALLOCATION-002",
                f"{here}.amount_fen",
                N_("The part {amount} for deal {deal} cannot be: it is more than 0."),
                N_("Correct the part, or leave the deal out."),
                amount=format_fen(part.amount_fen),
                deal=part.deal_source_key,
            )
        if times[part.deal_source_key] > 1:
            yield problem(
                "FACT-ALLOCATION-003",
                f"{here}.deal_source_key",
                N_("The deal {deal} stands {times} times in this receipt."),
                N_("Add the parts up and name the deal once."),
                deal=part.deal_source_key,
                times=times[part.deal_source_key],
            )
    total = sum(part.amount_fen for part in new.allocations)
    if total > new.amount_fen:
        yield problem(
            "FACT-ALLOCATION-001",
            f"{place}.allocations",
            N_("{total} is allocated to deals, but only {amount} came in."),
            N_("Lower the parts by {over} together."),
            total=format_fen(total),
            amount=format_fen(new.amount_fen),
            over=format_fen(total - new.amount_fen),
        )


def no_employee(employee_id: int, place: str) -> Problem:
    """Somebody is named who is not there."""
    return problem(
        "FACT-EMPLOYEE-001",
        f"{place}.employee_id",
        N_("There is no such employee ({employee})."),
        N_("Enter the employee first, or correct who it is."),
        employee=employee_id,
    )
