"""What is typed on the pages of runs: periods, notes, reasons, adjustments by hand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieli.apps.payruns.models import Adjustment
from jieli.apps.payruns.values import NewAdjustment
from jieli.engines.pay import AdjustmentKind
from jieli.kernel.money import NotAnAmount, parse_fen
from jieli.kernel.period import NotAPeriod, Period


class StartForm(forms.Form):
    """Which period is to be paid."""

    period = forms.CharField(
        label=gettext_lazy("Period"),
        max_length=30,
        help_text=gettext_lazy(
            "A month such as 2026-03. Quarters (2026-Q1) and years (2026) can be written too."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_period(self) -> Period:
        return _period(self.cleaned_data["period"])


class NoteForm(forms.Form):
    """What whoever reviews or approves wants to have said."""

    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class AbandonForm(forms.Form):
    """Why a run is given up."""

    reason = forms.CharField(
        label=gettext_lazy("Why is this run given up?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReopenForm(forms.Form):
    """Why a period that was issued is opened again."""

    reason = forms.CharField(
        label=gettext_lazy("Why is this period opened again?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CloseForm(forms.Form):
    """Why a reopened period is closed without a correction."""

    reason = forms.CharField(
        label=gettext_lazy("Why is nothing corrected?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PreviewForm(forms.Form):
    """Which period is looked at, and as it was known when."""

    period = StartForm.base_fields["period"]
    known_on = forms.DateField(
        label=gettext_lazy("As known at the end of"),
        required=False,
        help_text=gettext_lazy("Empty: as known now."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_period(self) -> Period:
        return _period(self.cleaned_data["period"])


# Whoever is chosen, and for whichever period: the components offered are those that pay him then.
_ASKS_FOR_COMPONENTS = {
    "hx-get": reverse_lazy("payruns:adjust"),
    "hx-trigger": "change",
    "hx-include": "#id_employee_id, #id_period",
    "hx-target": "#id_component",
    "hx-select": "#id_component",
    "hx-swap": "outerHTML",
}


class AdjustmentForm(forms.Form):
    """Whose pay of which period is changed by how much, and why."""

    employee_id = forms.TypedChoiceField(
        label=gettext_lazy("Person"), coerce=int, widget=forms.Select(attrs=_ASKS_FOR_COMPONENTS)
    )
    period = forms.CharField(
        label=gettext_lazy("For the period"),
        max_length=30,
        help_text=gettext_lazy("One that was issued, or the one that is paid next, such as 2026-03."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"} | _ASKS_FOR_COMPONENTS),
    )
    component = forms.ChoiceField(
        label=gettext_lazy("Of which component"),
        help_text=gettext_lazy("Caps, draws and balances look at the adjusted amount of a component."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What the amount does"),
        choices=Adjustment.Kind.choices,
        initial=Adjustment.Kind.ADDS,
        widget=forms.RadioSelect,
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        max_length=30,
        help_text=gettext_lazy("What is taken away has a minus sign."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        help_text=gettext_lazy("It stands on the person’s statement."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[int, str]],
        components: Sequence[tuple[str, list[tuple[str, str]]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employee_id"].choices = [("", "–"), *people]
        self.fields["component"].choices = [("", "–"), *components]

    def clean_period(self) -> Period:
        return _period(self.cleaned_data["period"])

    def clean_amount(self) -> int:
        try:
            return parse_fen(self.cleaned_data["amount"].replace(",", ""))
        except NotAnAmount as wrong:
            raise forms.ValidationError(_("This is not an amount. Write it like -1234.50.")) from wrong

    @property
    def adjustment(self) -> NewAdjustment:
        said = self.cleaned_data
        plan_code, _slash, component_key = said["component"].partition("/")
        return NewAdjustment(
            employee_id=said["employee_id"],
            period=said["period"],
            plan_code=plan_code,
            component_key=component_key,
            kind=AdjustmentKind(said["kind"]),
            amount_fen=said["amount"],
            reason=said["reason"],
        )


class WithdrawForm(forms.Form):
    """Why an adjustment does not count any more."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except NotAPeriod as wrong:
        raise forms.ValidationError(_("This is not a period. Write a month such as 2026-03.")) from wrong
