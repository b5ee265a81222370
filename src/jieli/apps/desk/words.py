"""What facts and rules are called on the desk's pages, and how the parts of a fact are written."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Protocol

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jieli.apps.intake import api as intake
from jieli.ui.wording import day_text, money_text, percent_text

KIND_LABELS: Mapping[str, object] = {kind.value: kind.label for kind in intake.FactKind}
VISIT_LABELS: Mapping[str, object] = {kind.value: kind.label for kind in intake.VisitKind}
FIELD_LABELS: Mapping[str, object] = {
    "client_id": gettext_lazy("Client"),
    "title": gettext_lazy("What was sold"),
    "contract_number": gettext_lazy("Contract number"),
    "product_line": gettext_lazy("Product line"),
    "amount_fen": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "signed_on": gettext_lazy("Signed on"),
    "opened_on": gettext_lazy("Open since"),
    "delivered_on": gettext_lazy("Delivered on"),
    "approved_on": gettext_lazy("Approved on"),
    "accepted_on": gettext_lazy("Accepted on"),
    "quantity": gettext_lazy("Quantity"),
    "margin_fen": gettext_lazy("Margin"),
    "region": gettext_lazy("Region"),
    "client_class": gettext_lazy("Class"),
    "received_on": gettext_lazy("Received on"),
    "invoiced_on": gettext_lazy("Invoiced on"),
    "refunded_on": gettext_lazy("Refunded on"),
    "visited_on": gettext_lazy("Visited on"),
    "served_on": gettext_lazy("Served on"),
    "visit_kind": gettext_lazy("How"),
    "employee_id": pgettext_lazy("fact", "Who"),
    "minutes": gettext_lazy("Duration (minutes)"),
    "note": gettext_lazy("Note"),
    "topic": gettext_lazy("What was done"),
    "splits": gettext_lazy("Agreed splits"),
    "allocations": gettext_lazy("Settles"),
    "deal_id": gettext_lazy("Deal"),
    "receipt_id": gettext_lazy("Receipt"),
    "renews_id": gettext_lazy("Renews"),
}
RULES: Mapping[str, object] = {
    "owner": gettext_lazy("owner on the day"),
    "split": gettext_lazy("agreed split of the deal"),
    "earlier_deals": gettext_lazy("transition: receipts of earlier deals"),
    "open_pipeline": gettext_lazy("transition: open pipeline"),
    "unowned": gettext_lazy("nobody owned the client that day"),
}
OWNERS_DECIDED: Mapping[str, object] = {
    "import": pgettext_lazy("owners changed by", "import"),
    "direct": pgettext_lazy("owners changed by", "decision"),
    "handover": pgettext_lazy("owners changed by", "handover"),
    "reversal": pgettext_lazy("owners changed by", "reversal of a handover"),
    "": "",
}


class HasAmount(Protocol):
    """A deal, receipt, invoice or refund."""

    amount_fen: int
    currency: str


@frozen
class Names:
    """Names of what a fact points to: clients, employees, and facts by what they are called."""

    clients: Mapping[int, str]
    employees: Mapping[int, str]
    facts: Mapping[int, str]


def value_text(name: str, value: object, names: Names) -> str:
    """One value of a fact as it is read; an empty one as a dash."""
    if value is None or value in ("", ()):
        return "–"
    if isinstance(value, date):
        return day_text(value)
    if name in ("amount_fen", "margin_fen", "quantity"):
        return money_text(value)
    if name == "visit_kind":
        return str(VISIT_LABELS[value])
    if name == "splits":
        return "、".join(f"{names.employees[one.employee_id]} {percent_text(one.share)}" for one in value)
    if name == "allocations":
        return "、".join(f"{names.facts[one.deal_id]} {money_text(one.amount_fen)}" for one in value)
    pointed = {"client_id": names.clients, "employee_id": names.employees}.get(name)
    if name in intake.POINTING:
        pointed = names.facts
    return pointed[value] if pointed is not None else str(value)


def amount_text(fact: HasAmount, own: str) -> str:
    """“1,000.00”, or “1,000.00 USD” where the fact is in a foreign currency."""
    text = money_text(fact.amount_fen)
    return text if fact.currency == own else f"{text} {fact.currency}"


def is_opening(kind: str, amount_fen: int | None) -> bool:
    """Whether a fact only says that the client bought before the records begin: a deal about nothing."""
    return kind == intake.FactKind.DEAL and amount_fen == 0


def holders_text(holders: tuple[tuple[int, Fraction], ...], names: Mapping[int, str]) -> str:
    """“王芳”, “王芳 50%、李强 50%”, or that nobody does."""
    if not holders:
        return _("no owner")
    if len(holders) == 1 and holders[0][1] == 1:
        return names[holders[0][0]]
    return "、".join(f"{names[employee_id]} {percent_text(share)}" for employee_id, share in holders)
