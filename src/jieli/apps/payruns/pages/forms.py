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
        try:
            return Period.parse(self.cleaned_data["period"])
        except NotAPeriod as wrong:
            raise forms.ValidationError(_("This is not a period. Write a month such as 2026-03.")) from wrong


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
