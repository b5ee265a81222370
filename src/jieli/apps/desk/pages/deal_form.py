"""The form of a deal."""

from difflib import get_close_matches
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jieli.apps.clients.api import ClientClass
from jieli.apps.desk.pages.fact_form import FactForm, deal_choices, staff_choices
from jieli.apps.desk.pages.fields import MoneyField, PastDayField, ShareField
from jieli.apps.desk.words import FIELD_LABELS
from jieli.apps.intake import api as intake
from jieli.ui.forms import DayField

SPLITS = 4
SUGGESTED = 6
_FIGURES = ("quantity", "region", "client_class", "delivered_on", "approved_on", "accepted_on")


class DealForm(FactForm):
    kind = "deal"
    places = {"margin_fen": "margin", "renews_source_key": "renews"}
    currency = forms.ChoiceField(label=FIELD_LABELS["currency"])
    title = forms.CharField(label=FIELD_LABELS["title"], max_length=160)
    amount = MoneyField(label=FIELD_LABELS["amount_fen"])
    signed_on = PastDayField(label=FIELD_LABELS["signed_on"])
    product_line = forms.CharField(
        label=FIELD_LABELS["product_line"],
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "known-product-lines", "autocomplete": "off"}),
        help_text=gettext_lazy("Rates may differ by product line, so take one in use where it fits."),
    )
    is_new_line = forms.BooleanField(label=gettext_lazy("Yes, this is a new product line"), required=False)
    contract_number = forms.CharField(label=FIELD_LABELS["contract_number"], max_length=80, required=False)
    opened_on = DayField(
        label=FIELD_LABELS["opened_on"],
        required=False,
        help_text=gettext_lazy(
            "Since when the opportunity was open. It decides which transition steps count."
        ),
    )
    renews = forms.ChoiceField(
        label=FIELD_LABELS["renews_id"],
        required=False,
        help_text=gettext_lazy("The earlier deal that it renews. Rates may differ for renewals."),
    )
    quantity = MoneyField(
        label=FIELD_LABELS["quantity"],
        required=False,
        error_messages={"amount": gettext_lazy("Write a number with at most two decimals, like 12.50.")},
    )
    margin = MoneyField(
        label=FIELD_LABELS["margin_fen"],
        required=False,
        help_text=gettext_lazy("What is earned on it; a loss with a minus sign."),
    )
    delivered_on = PastDayField(label=FIELD_LABELS["delivered_on"], required=False)
    approved_on = PastDayField(label=FIELD_LABELS["approved_on"], required=False)
    accepted_on = PastDayField(label=FIELD_LABELS["accepted_on"], required=False)
    region = forms.CharField(
        label=FIELD_LABELS["region"],
        max_length=60,
        required=False,
        help_text=gettext_lazy("Only if it is another one than the client's."),
    )
    client_class = forms.ChoiceField(
        label=FIELD_LABELS["client_class"],
        required=False,
        choices=[("", "–"), *ClientClass.choices],
        help_text=gettext_lazy("Only if it is another one than the client's."),
    )

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.offer_currencies()
        self.fields["renews"].choices = [("", "–"), *self._earlier_deals()]
        self.product_lines = intake.list_product_lines()
        staff = [("", "–"), *staff_choices(self.setting.today, besides=self._shown_people())]
        for number in range(SPLITS):
            self.fields[f"person_{number}"] = forms.TypedChoiceField(
                label=pgettext_lazy("fact", "Who"),
                coerce=int,
                empty_value=None,
                required=False,
                choices=staff,
            )
            self.fields[f"share_{number}"] = ShareField(label=gettext_lazy("Share"), required=False)

    def _earlier_deals(self) -> list[tuple[str, str]]:
        """The client's deals but the one that is put right, as choices."""
        own, fact = self.setting.viewer.currency, self.setting.fact
        balances = intake.deal_balances(client_id=self.setting.client_id)
        return deal_choices([one for one in balances if fact is None or one.deal.id != fact.id], own)

    def _shown_people(self) -> set[int]:
        return {value for name, value in self.initial.items() if name.startswith("person_") and value}

    def _is_unknown(self, line: str) -> bool:
        """Not in use so far. Rates go by the line, so a slip of the pen would change what is paid."""
        return bool(line and self.product_lines) and line not in self.product_lines

    @property
    def asks_for_new_line(self) -> bool:
        return self.is_bound and self._is_unknown((self["product_line"].value() or "").strip())

    @property
    def split_rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"person_{number}"], self[f"share_{number}"]) for number in range(SPLITS)]

    @property
    def has_splits(self) -> bool:
        return any(
            person.value() or share.value() or person.errors or share.errors
            for person, share in self.split_rows
        )

    @property
    def has_figures(self) -> bool:
        return any(self[name].value() or self[name].errors for name in (*_FIGURES, "margin"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        line = given.get("product_line", "")
        if self._is_unknown(line) and not given["is_new_line"]:
            said = _("Is “%(line)s” a new product line? In use are: %(known)s.")
            known = get_close_matches(line, self.product_lines, cutoff=0.3) or self.product_lines[:SUGGESTED]
            self.add_error("product_line", said % {"line": line, "known": "、".join(known)})
        for number in range(SPLITS):
            person, share = given.get(f"person_{number}"), given.get(f"share_{number}")
            if person is not None and share is None and f"share_{number}" not in self.errors:
                self.add_error(f"share_{number}", _("Write the share of this person."))
            if share is not None and person is None:
                self.add_error(f"person_{number}", _("Choose whose share this is."))
        return given

    def to_new(self) -> intake.NewDeal:
        given = self.cleaned_data
        pairs = [(given[f"person_{number}"], given[f"share_{number}"]) for number in range(SPLITS)]
        return intake.NewDeal(
            source_key=self.source_key,
            client_id=self.setting.client_id,
            title=given["title"],
            contract_number=given["contract_number"],
            product_line=given["product_line"],
            signed_on=given["signed_on"],
            opened_on=given["opened_on"],
            renews_source_key=given["renews"],
            splits=tuple(intake.NewSplit(person, share) for person, share in pairs if person is not None),
            margin_fen=given["margin"],
            **{name: given[name] for name in _FIGURES},
            **self.money,
        )

    def field_of(self, place: str) -> str:
        return "person_0" if "splits" in place else super().field_of(place)

    @staticmethod
    def initial_of(content: intake.DealView) -> dict[str, Any]:
        names = ("title", "contract_number", "product_line", "signed_on", "opened_on", *_FIGURES)
        values = {name: getattr(content, name) for name in names}
        for number, split in enumerate(content.splits[:SPLITS]):
            values |= {f"person_{number}": split.employee_id, f"share_{number}": split.share}
        renewed = [] if content.renews_id is None else [content.renews_id]
        return {
            **values,
            "renews": intake.source_keys_of(fact_ids=renewed).get(content.renews_id, ""),
            "amount": content.amount_fen,
            "margin": content.margin_fen,
            "currency": content.currency,
        }
