"""The fields of a handover's form and of the short forms that decide it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import frozen
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jieli.apps.access.api import Viewer
from jieli.apps.handovers import api
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people
from jieli.ui.forms import DayField

CLASSES = (("", gettext_lazy("All")), ("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"))


@frozen
class Choices:
    """Who may give and who may take, each with department and number of clients."""

    outgoing: tuple[tuple[int, str], ...]
    incoming: tuple[tuple[int, str], ...]


def choices_for(*, viewer: Viewer, on: date, besides: Sequence[int] = ()) -> Choices:
    """Givers: people in the viewer's scope who have clients. Takers: everybody who works here. `besides` are always in."""
    scope = api.reach_of(viewer=viewer, on=on).proposes_for
    sizes = ownership.book_sizes(on=on)
    staff = people.list_employees(on=on)
    givers = [
        one
        for one in staff
        if one.id in besides or (sizes.get(one.id) and (scope is None or one.id in scope))
    ]
    takers = [one for one in staff if one.id in besides or one.department_id is not None]
    return Choices(
        outgoing=tuple((one.id, _label(one, sizes.get(one.id, 0))) for one in givers),
        incoming=tuple((one.id, _label(one, sizes.get(one.id, 0))) for one in takers),
    )


def _label(one: people.Employee, size: int) -> str:
    place = one.department_name or _("has left")
    return ngettext("%(name)s · %(place)s · %(n)s client", "%(name)s · %(place)s · %(n)s clients", size) % {
        "name": one.name,
        "place": place,
        "n": size,
    }


class HandoverForm(forms.Form):
    """Everything about a handover but its clients and steps, which have places of their own."""

    outgoing = forms.TypedChoiceField(coerce=int, label=gettext_lazy("Whose clients?"))
    incoming = forms.TypedChoiceField(coerce=int, label=gettext_lazy("Who takes over?"))
    effective_from = DayField(
        label=gettext_lazy("From which day on?"),
        help_text=gettext_lazy("The first day of the first step."),
    )
    same_for_all = forms.TypedChoiceField(
        label=gettext_lazy("For which business?"),
        choices=(
            ("yes", gettext_lazy("The same steps for all business")),
            ("no", gettext_lazy("Different steps for new deals, open pipeline and earlier deals")),
        ),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Both will read it. One kind sentence is enough."),
    )
    search = forms.CharField(
        label=gettext_lazy("Find a client"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    client_class = forms.ChoiceField(label=gettext_lazy("Class"), choices=CLASSES, required=False)

    def __init__(self, *arguments: Any, choices: Choices, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.fields["outgoing"].choices = [("", _("Choose a person")), *choices.outgoing]
        self.fields["incoming"].choices = [("", _("Choose a person")), *choices.incoming]


class ReversalForm(forms.Form):
    """From which day on a handover is taken back, and why."""

    from_ = DayField(
        label=gettext_lazy("From which day on?"),
        help_text=gettext_lazy("What the handover did before that day stays as it was."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Both will read it."),
    )


class ConfirmationForm(forms.Form):
    """The day on which clients were properly taken over; which ones, is ticked in their table."""

    confirmed_on = DayField(
        label=gettext_lazy("On which day was it seen?"),
        help_text=gettext_lazy("It counts for pay in the period of that day."),
    )


class TakingBackForm(forms.Form):
    """Why it is no longer said that clients were properly taken over; of which ones, is ticked in their table."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Both will read it."),
    )


class NoteForm(forms.Form):
    """What somebody says with his step."""

    note = forms.CharField(
        label=gettext_lazy("What should be different?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Whoever prepared the handover reads it and can change the proposal."),
    )


class WithdrawalForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Why?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Both will read it."),
    )
