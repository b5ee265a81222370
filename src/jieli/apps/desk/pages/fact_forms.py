"""The forms of the five kinds of facts, for recording them and for putting them right."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import frozen
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jieli.apps.access.api import Viewer
from jieli.apps.desk.pages.fields import DayField, KeyField, MoneyField, PastDayField, ShareField
from jieli.apps.desk.words import FIELD_LABELS
from jieli.apps.intake import api as intake
from jieli.apps.people import api as people
from jieli.kernel.problem import Problems
from jieli.lib.problems import worded
from jieli.ui.wording import day_text, money_text

NOTE = forms.Textarea(attrs={"rows": 3})
SPLITS = 4


@frozen
class Setting:
    """For whom a form is made: the client, who fills it in and when. fact: what is put right, None for a new one."""

    viewer: Viewer
    client_id: int
    today: date
    fact: intake.FactView | None = None


class FactForm(forms.Form):
    """What all five have: a key against a second click, or the reason of a correction."""

    kind = ""
    places: Mapping[str, str] = {}  # the fact's field → the form's, where their names differ

    def __init__(self, *arguments: Any, setting: Setting, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.setting = setting
        if setting.fact is None:
            self.fields["key"] = KeyField()
        else:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("Why is it put right?"),
                max_length=300,
                widget=NOTE,
                help_text=gettext_lazy("Whoever asks later reads this sentence."),
            )
        for field in self.fields.values():
            if isinstance(field, PastDayField):
                field.latest = setting.today
                field.initial = setting.today

    @property
    def source_key(self) -> str:
        fact = self.setting.fact
        return f"manual-{self.cleaned_data['key']}" if fact is None else fact.source_key

    @property
    def money(self) -> dict[str, Any]:
        currency = self.setting.viewer.currency
        return {"amount_fen": self.cleaned_data["amount"], "currency": currency}

    def to_new(self) -> Any:
        """The fact as the intake app takes it."""
        raise NotImplementedError

    @staticmethod
    def initial_of(content: Any) -> dict[str, Any]:
        """What the form begins with when this content is put right."""
        raise NotImplementedError

    def show_problems(self, found: Problems) -> None:
        """Each problem at its field: `deals[0].amount_fen`, `deal.amount_fen`, `receipts[0].allocations[1].amount_fen`."""
        for one in found.problems:
            said = worded(one)
            self.add_error(self.field_of(one.place), [said.reason, said.remedy])

    def field_of(self, place: str) -> str | None:
        name = place.rpartition(".")[2]
        field = {"amount_fen": "amount", **self.places}.get(name, name)
        return field if field in self.fields else None


class DealForm(FactForm):
    kind = "deal"
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
    contract_number = forms.CharField(label=FIELD_LABELS["contract_number"], max_length=80, required=False)
    opened_on = DayField(
        label=FIELD_LABELS["opened_on"],
        required=False,
        help_text=gettext_lazy(
            "Since when the opportunity was open. It decides which transition steps count."
        ),
    )

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
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

    def _shown_people(self) -> set[int]:
        return {value for name, value in self.initial.items() if name.startswith("person_") and value}

    @property
    def split_rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"person_{number}"], self[f"share_{number}"]) for number in range(SPLITS)]

    @property
    def has_splits(self) -> bool:
        return any(
            person.value() or share.value() or person.errors or share.errors
            for person, share in self.split_rows
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
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
            splits=tuple(intake.NewSplit(person, share) for person, share in pairs if person is not None),
            **self.money,
        )

    def field_of(self, place: str) -> str | None:
        return "person_0" if "splits" in place else super().field_of(place)

    @staticmethod
    def initial_of(content: intake.DealView) -> dict[str, Any]:
        names = ("title", "contract_number", "product_line", "signed_on", "opened_on")
        values = {name: getattr(content, name) for name in names}
        for number, split in enumerate(content.splits[:SPLITS]):
            values |= {f"person_{number}": split.employee_id, f"share_{number}": split.share}
        return {**values, "amount": content.amount_fen}


class ReceiptForm(FactForm):
    kind = "receipt"
    amount = MoneyField(label=FIELD_LABELS["amount_fen"])
    received_on = PastDayField(label=FIELD_LABELS["received_on"])

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        fact = self.setting.fact
        parts = fact.latest.content.allocations if fact and not fact.latest.is_void else ()
        self.own = {part.deal_id: part.amount_fen for part in parts}
        self.balances = [
            one
            for one in reversed(intake.deal_balances(client_id=self.setting.client_id))
            if self._open_fen(one) or one.deal.id in self.own
        ]
        for one in self.balances:
            self.fields[f"deal_{one.deal.id}"] = MoneyField(label=one.deal.title, required=False)

    @property
    def deal_rows(self) -> list[tuple[intake.DealView, int, Any]]:
        """The deals with what is still to come on each, not counting this receipt."""
        return [(one.deal, self._open_fen(one), self[f"deal_{one.deal.id}"]) for one in self.balances]

    def _open_fen(self, one: intake.DealBalance) -> int:
        return max(one.deal.amount_fen - one.received_fen + self.own.get(one.deal.id, 0), 0)

    def filled(self) -> dict[str, Any]:
        """The form's data with the amount spread over the open deals, the oldest first."""
        self.is_valid()
        left = self.cleaned_data.get("amount") or 0
        data = self.data.dict()
        for one in self.balances:
            part = max(min(left, self._open_fen(one)), 0)
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

    def field_of(self, place: str) -> str | None:
        if "allocations[" in place:
            return self._parts()[int(place.partition("allocations[")[2].partition("]")[0])][0]
        return "amount" if place.endswith("allocations") else super().field_of(place)

    @staticmethod
    def initial_of(content: intake.ReceiptView) -> dict[str, Any]:
        parts = {f"deal_{part.deal_id}": part.amount_fen for part in content.allocations}
        return {"amount": content.amount_fen, "received_on": content.received_on, **parts}


class RefundForm(FactForm):
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
        client_id = self.setting.client_id
        self.fields["deal"].choices = [
            (
                one.deal.source_key,
                f"{one.deal.title} · {day_text(one.deal.signed_on)} · {money_text(one.deal.amount_fen)}",
            )
            for one in intake.deal_balances(client_id=client_id)
        ]
        self.fields["receipt"].choices = [("", "–")] + [
            (one.source_key, f"{day_text(one.received_on)} · {money_text(one.amount_fen)}")
            for one in intake.list_receipts(client_id=client_id)
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
        keys = {one: intake.get_fact(fact_id=one).source_key for one in pointed}
        return {
            "deal": keys[content.deal_id],
            "receipt": keys.get(content.receipt_id, ""),
            "amount": content.amount_fen,
            "refunded_on": content.refunded_on,
        }


class _DoneForm(FactForm):
    """What somebody did: a visit or a service."""

    employee = forms.TypedChoiceField(label=FIELD_LABELS["employee_id"], coerce=int)
    minutes = forms.IntegerField(label=FIELD_LABELS["minutes"], required=False, min_value=0)
    note = forms.CharField(label=FIELD_LABELS["note"], required=False, max_length=4000, widget=NOTE)
    places = {"employee_id": "employee"}

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        viewer, today = self.setting.viewer, self.setting.today
        besides = {value for value in (self.initial.get("employee"),) if value}
        within = viewer.people("record_facts", today)
        self.fields["employee"].choices = staff_choices(today, within=within, besides=besides)
        self.fields["employee"].initial = viewer.employee_id

    @property
    def done(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "source_key": self.source_key,
            "client_id": self.setting.client_id,
            "employee_id": given["employee"],
            "minutes": given["minutes"],
            "note": given["note"],
        }


class VisitForm(_DoneForm):
    kind = "visit"
    field_order = ("visit_kind", "visited_on", "note", "employee", "minutes")
    visit_kind = forms.ChoiceField(
        label=FIELD_LABELS["visit_kind"],
        choices=intake.VisitKind.choices,
        initial=intake.VisitKind.VISIT,
        widget=forms.RadioSelect,
    )
    visited_on = PastDayField(label=FIELD_LABELS["visited_on"])

    def to_new(self) -> intake.NewVisit:
        given = self.cleaned_data
        return intake.NewVisit(visit_kind=given["visit_kind"], visited_on=given["visited_on"], **self.done)

    @staticmethod
    def initial_of(content: intake.VisitView) -> dict[str, Any]:
        names = ("visit_kind", "visited_on", "minutes", "note")
        return {**{name: getattr(content, name) for name in names}, "employee": content.employee_id}


class ServiceForm(_DoneForm):
    kind = "service"
    field_order = ("topic", "served_on", "note", "employee", "minutes")
    topic = forms.CharField(label=FIELD_LABELS["topic"], max_length=160)
    served_on = PastDayField(label=FIELD_LABELS["served_on"])

    def to_new(self) -> intake.NewService:
        given = self.cleaned_data
        return intake.NewService(served_on=given["served_on"], topic=given["topic"], **self.done)

    @staticmethod
    def initial_of(content: intake.ServiceView) -> dict[str, Any]:
        names = ("topic", "served_on", "minutes", "note")
        return {**{name: getattr(content, name) for name in names}, "employee": content.employee_id}


FORMS: Mapping[str, type[FactForm]] = {
    form.kind: form for form in (DealForm, ReceiptForm, RefundForm, VisitForm, ServiceForm)
}


def staff_choices(
    today: date, *, within: frozenset[int] | None = None, besides: set[int] = frozenset()
) -> list[tuple[int, str]]:
    """People who work here today, with their department; `besides` are always in."""
    staff = people.list_employees(on=today)
    return [
        (one.id, f"{one.name} · {one.department_name}" if one.department_name else one.name)
        for one in staff
        if one.id in besides or (one.department_id is not None and (within is None or one.id in within))
    ]
