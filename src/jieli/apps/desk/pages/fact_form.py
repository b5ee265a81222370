"""What the forms of all six kinds of facts have, for recording them and for putting them right."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen
from django import forms
from django.utils.translation import gettext_lazy

from jieli.apps.access.api import Viewer
from jieli.apps.desk.pages.fields import KeyField, PastDayField
from jieli.apps.desk.words import amount_text
from jieli.apps.intake import api as intake
from jieli.apps.people import api as people
from jieli.kernel.problem import Problems
from jieli.lib.problems import worded
from jieli.ui.forms import add_problem
from jieli.ui.wording import day_text, money_text

TYPED = "manual-"  # begins the key of what was typed here and has none in a source
NOTE = forms.Textarea(attrs={"rows": 3})


@frozen
class Setting:
    """For whom a form is made: the client, who fills it in and when. fact: what is put right, None for a new one."""

    viewer: Viewer
    client_id: int
    today: date
    fact: intake.FactView | None = None


class FactForm(forms.Form):
    """What all six have: a key against a second click, or the reason of a correction."""

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
                if field.required:
                    field.initial = setting.today

    @property
    def source_key(self) -> str:
        fact = self.setting.fact
        return f"{TYPED}{self.cleaned_data['key']}" if fact is None else fact.source_key

    @property
    def money(self) -> dict[str, Any]:
        return {"amount_fen": self.cleaned_data["amount"], "currency": self.money_currency}

    @property
    def money_currency(self) -> str:
        """As chosen, where there is a choice."""
        return self.cleaned_data.get("currency") or self.setting.viewer.currency

    def offer_currencies(self) -> None:
        """The company's own currency, those of which a rate is known, and the fact's own; a single one is no choice."""
        own, fact = self.setting.viewer.currency, self.setting.fact
        codes = dict.fromkeys((own, *intake.list_currencies()))
        if fact is not None:
            codes[fact.latest.content.currency] = None
        if len(codes) == 1:
            del self.fields["currency"]
            return
        self.fields["currency"].choices = [(code, code) for code in codes]
        self.fields["currency"].initial = own

    def to_new(self) -> Any:
        """The fact as the intake app takes it."""
        raise NotImplementedError

    @staticmethod
    def initial_of(content: Any) -> dict[str, Any]:
        """What the form begins with when this content is put right."""
        raise NotImplementedError

    def show_problems(self, found: Problems) -> None:
        """Each problem at its field: `deals[0].amount_fen`, `deal.amount_fen`, `receipts[0].allocations[1].amount_fen`."""
        names = self._names()
        for one in found.problems:
            values = {name: names.get(value, value) for name, value in one.values.items()}
            said = worded(evolve(one, values=values))
            add_problem(self, self.field_of(said.place), said)

    def _names(self) -> dict[str, str]:
        """What the client's facts are called instead of their keys, the one that is typed too."""
        client_id, own = self.setting.client_id, self.setting.viewer.currency
        named = dict(deal_choices(intake.deal_balances(client_id=client_id), own))
        named |= {one.source_key: called(one) for one in intake.list_receipts(client_id=client_id)}
        new = self.to_new()
        return named | ({new.source_key: called(new)} if hasattr(new, "amount_fen") else {})

    def field_of(self, place: str) -> str:
        name = place.rpartition(".")[2]
        return {"amount_fen": "amount", **self.places}.get(name, name)


def called(fact: Any) -> str:
    """A receipt, an invoice or a refund by its day and its amount; a deal by its title before them."""
    days = ("signed_on", "received_on", "invoiced_on", "refunded_on")
    day = next(getattr(fact, name) for name in days if hasattr(fact, name))
    title = getattr(fact, "title", "")
    return " · ".join(filter(None, (title, by_day_and_amount(day, fact.amount_fen))))


def by_day_and_amount(day: date, fen: int) -> str:
    return f"{day_text(day)} · {money_text(fen)}"


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


def deal_choices(balances: Sequence[intake.DealBalance], own: str) -> list[tuple[str, str]]:
    """Deals by their key, each by what it is called, its day and its amount."""
    return [
        (
            one.deal.source_key,
            " · ".join((one.deal.title, day_text(one.deal.signed_on), amount_text(one.deal, own))),
        )
        for one in balances
    ]
