"""Starting a run and giving one up."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except NotAPeriod as wrong:
        raise forms.ValidationError(_("This is not a period. Write a month such as 2026-03.")) from wrong
