"""Forms of receipts, invoices and refunds."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieli.apps.desk.pages.fact_form import FactForm, deal_choices
from jieli.apps.desk.pages.fields import MoneyField, PastDayField
from jieli.apps.desk.words import FIELD_LABELS, amount_text
from jieli.apps.intake import api as intake
from jieli.ui.wording import day_text, money_text


class ReceiptForm(FactForm):
    kind = "receipt"
    currency = forms.ChoiceField(label=FIELD_LABELS["currency"])
    amount = MoneyField(label=FIELD_LABELS["amount_fen"])
    received_on = PastDayField(label=FIELD_LABELS["received_on"])
    overpaid = forms.BooleanField(label=gettext_lazy("Yes, too much came in"), required=False)

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.offer_currencies()
        fact = self.setting.fact
        self.receipt_id = fact.id if fact else None
        self.balances = [
            one
            for one in reversed(intake.deal_balances(client_id=self.setting.client_id))
            if one.open_without(self.receipt_id) or self.receipt_id in one.settled
        ]
        for one in self.balances:
            self.fields[f"deal_{one.deal.id}"] = MoneyField(label=one.deal.title, required=False)
        self.is_overpaid = any(
            one.settled.get(self.receipt_id or 0, 0) > one.open_without(self.receipt_id)
            for one in self.balances
        )
        self.fields["overpaid"].initial = self.is_overpaid

    @property
    def deal_rows(self) -> list[tuple[intake.DealView, int, Any]]:
        """The deals with what is still to come on each, not counting this receipt."""
        return [
            (one.deal, one.open_without(self.receipt_id), self[f"deal_{one.deal.id}"])
            for one in self.balances
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self._follow(given)
        beyond = [
            (f"deal_{one.deal.id}", left)
            for one in self.balances
            if (given.get(f"deal_{one.deal.id}") or 0) > (left := one.open_without(self.receipt_id))
        ]
        self.is_overpaid = bool(beyond)
        if not given.get("overpaid"):
            for field, left in beyond:
                self.add_error(field, self._too_much(left))
        return given

    def _follow(self, given: dict[str, Any]) -> None:
        """A receipt that was all for one deal stays so where only its amount is put right, and lowered."""
        parts = [name for name, fen in self.initial.items() if name.startswith("deal_") and fen]
        before, now = self.initial.get("amount"), given.get("amount")
        if self.receipt_id is None or len(parts) != 1 or not before or not now or now >= before:
            return
        if self.initial[parts[0]] == before == given.get(parts[0]):
            given[parts[0]] = now

    @staticmethod
    def _too_much(left_fen: int) -> str:
        return _(
            "Only %(left)s is still to come on this deal. Leave the rest to no deal, or say below that too much came in."
        ) % {"left": money_text(left_fen)}

    def filled(self) -> dict[str, Any]:
        """The form's data with the amount spread over the open deals in its currency, the oldest first."""
        self.is_valid()
        left = self.cleaned_data.get("amount") or 0
        data = self.data.dict()
        for one in self.balances:
            is_his = one.deal.currency == self.money_currency
            part = min(left, one.open_without(self.receipt_id)) if is_his else 0
            left -= part
            data[f"deal_{one.deal.id}"] = money_text(part) if part else ""
        return data

    def _parts(self) -> list[tuple[str, intake.NewAllocation]]:
        """In the order in which the intake app counts them: by the deal's key."""
        parts = [
            (f"deal_{one.deal.id}", intake.NewAllocation(one.deal.source_key, fen))
            for one in self.balances
            if (fen := self.cleaned_data.get(f"deal_{one.deal.id}")) is not None
        ]
        return sorted(parts, key=lambda part: part[1].deal_source_key)

    def to_new(self) -> intake.NewReceipt:
        return intake.NewReceipt(
            source_key=self.source_key,
            client_id=self.setting.client_id,
            received_on=self.cleaned_data["received_on"],
            allocations=tuple(part for _field, part in self._parts()),
            **self.money,
        )

    def remarks(self) -> list[str]:
        """What is true all the same, and may be typed by mistake: money for no deal, or from before its deal."""
        parts = {one.deal_source_key: one.amount_fen for _field, one in self._parts()}
        said = []
        if rest := self.cleaned_data["amount"] - sum(parts.values()):
            said.append(_("%(rest)s of it settle no deal.") % {"rest": money_text(rest)})
        received_on = self.cleaned_data["received_on"]
        for one in self.balances:
            if parts.get(one.deal.source_key) and received_on < one.deal.signed_on:
                words = _("It came in on %(day)s, before the deal %(deal)s was signed on %(signed)s.")
                days = {"day": day_text(received_on), "signed": day_text(one.deal.signed_on)}
                said.append(words % {"deal": one.deal.title, **days})
        return said

    def field_of(self, place: str) -> str:
        if "allocations[" in place:
            return self._parts()[int(place.partition("allocations[")[2].partition("]")[0])][0]
        return "amount" if place.endswith("allocations") else super().field_of(place)

    @staticmethod
    def initial_of(content: intake.ReceiptView) -> dict[str, Any]:
        parts = {f"deal_{part.deal_id}": part.amount_fen for part in content.allocations}
        return {
            "amount": content.amount_fen,
            "currency": content.currency,
            "received_on": content.received_on,
            **parts,
        }


class _OfADealForm(FactForm):
    """Money about one deal is in the deal's currency."""

    currencies: Mapping[str, str]  # by the deal's key

    @property
    def money_currency(self) -> str:
        return self.currencies[self.cleaned_data["deal"]]


class InvoiceForm(_OfADealForm):
    kind = "invoice"
    places = {"deal_source_key": "deal"}
    deal = forms.ChoiceField(label=FIELD_LABELS["deal_id"])
    amount = MoneyField(label=FIELD_LABELS["amount_fen"])
    invoiced_on = PastDayField(label=FIELD_LABELS["invoiced_on"])

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        balances = intake.deal_balances(client_id=self.setting.client_id)
        self.currencies = {one.deal.source_key: one.deal.currency for one in balances}
        self.fields["deal"].choices = deal_choices(balances, self.setting.viewer.currency)

    def to_new(self) -> intake.NewInvoice:
        return intake.NewInvoice(
            source_key=self.source_key,
            client_id=self.setting.client_id,
            deal_source_key=self.cleaned_data["deal"],
            invoiced_on=self.cleaned_data["invoiced_on"],
            **self.money,
        )

    @staticmethod
    def initial_of(content: intake.InvoiceView) -> dict[str, Any]:
        return {
            "deal": intake.source_keys_of(fact_ids=[content.deal_id])[content.deal_id],
            "amount": content.amount_fen,
            "invoiced_on": content.invoiced_on,
        }


class RefundForm(_OfADealForm):
    kind = "refund"
    places = {"deal_source_key": "deal", "receipt_source_key": "receipt"}
    deal = forms.ChoiceField(label=FIELD_LABELS["deal_id"])
    amount = MoneyField(label=FIELD_LABELS["amount_fen"])
    refunded_on = PastDayField(label=FIELD_LABELS["refunded_on"])
    receipt = forms.ChoiceField(
        label=FIELD_LABELS["receipt_id"],
        required=False,
        help_text=gettext_lazy(
            "Which money goes back, if it is known. Then it is taken back from the same people."
        ),
    )

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        client_id, own = self.setting.client_id, self.setting.viewer.currency
        balances = intake.deal_balances(client_id=client_id)
        self.currencies = {one.deal.source_key: one.deal.currency for one in balances}
        self.fields["deal"].choices = deal_choices(balances, own)
        self.fields["receipt"].choices = [("", "–")] + [
            (one.source_key, " · ".join((day_text(one.received_on), amount_text(one, own), settled)))
            for one in intake.list_receipts(client_id=client_id)
            if (settled := "、".join(balance.deal.title for balance in balances if one.id in balance.settled))
        ]

    def to_new(self) -> intake.NewRefund:
        return intake.NewRefund(
            source_key=self.source_key,
            client_id=self.setting.client_id,
            deal_source_key=self.cleaned_data["deal"],
            receipt_source_key=self.cleaned_data["receipt"],
            refunded_on=self.cleaned_data["refunded_on"],
            **self.money,
        )

    @staticmethod
    def initial_of(content: intake.RefundView) -> dict[str, Any]:
        pointed = [one for one in (content.deal_id, content.receipt_id) if one]
        keys = intake.source_keys_of(fact_ids=pointed)
        return {
            "deal": keys[content.deal_id],
            "receipt": keys.get(content.receipt_id, ""),
            "amount": content.amount_fen,
            "refunded_on": content.refunded_on,
        }
