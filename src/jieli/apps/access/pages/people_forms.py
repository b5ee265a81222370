"""Forms about people and departments. Choices are always those that the viewer may choose."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieli.apps.people import api as people
from jieli.ui.forms import DayField

Choices = list[tuple[str, str]]


def department_choices(departments: Iterable[people.Department]) -> Choices:
    return [(str(one.id), one.name) for one in departments]


def position_choices(on: date) -> Choices:
    return [(str(one.id), one.title) for one in people.list_positions(on=on)]


def person_choices(on: date) -> Choices:
    """Everybody employed on the day, with the department where two may share a name."""
    return [
        (str(one.id), f"{one.name} · {one.department_name}")
        for one in people.list_employees(on=on)
        if one.department_id is not None
    ]


def _id(value: str) -> int | None:
    return int(value) if value else None


class PlaceForm(forms.Form):
    """Where and as what somebody works."""

    department_id = forms.TypedChoiceField(label=_("Department"), coerce=_id)
    position_id = forms.TypedChoiceField(label=_("Position"), coerce=_id)

    def __init__(
        self, *args: Any, departments: Iterable[people.Department], on: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        unset = [("", _("Please choose"))]
        self.fields["department_id"].choices = unset + department_choices(departments)
        self.fields["position_id"].choices = unset + position_choices(on)


class MoveForm(PlaceForm):
    from_ = DayField(label=_("From this day on"))


class ReturnForm(PlaceForm):
    employed_from = DayField(label=_("First day at work"))
    last_day = DayField(
        label=_("Last day at work"), required=False, help_text=_("Leave empty if no end is agreed.")
    )


class HireForm(PlaceForm):
    name = forms.CharField(label=_("Full name"), max_length=80)
    number = forms.CharField(label=_("Staff number"), max_length=40)
    phone = forms.CharField(
        label=_("Phone"), max_length=32, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("Mail address"), max_length=120, required=False)
    employed_from = DayField(label=_("First day at work"))
    last_day = DayField(
        label=_("Last day at work"), required=False, help_text=_("Leave empty if no end is agreed.")
    )
    field_order = ("name", "number", "department_id", "position_id", "employed_from")


class DetailsForm(forms.Form):
    name = forms.CharField(label=_("Full name"), max_length=80)
    phone = forms.CharField(
        label=_("Phone"), max_length=32, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("Mail address"), max_length=120, required=False)


class EndForm(forms.Form):
    last_day = DayField(label=_("Last day at work"))


class PeopleFilter(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Name, pinyin, staff number or phone")}
        ),
    )
    department = forms.TypedChoiceField(label=_("Department"), required=False, coerce=_id, empty_value=None)
    state = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[("", _("Works here today")), ("gone", _("Not employed today")), ("all", _("Everybody"))],
    )

    def __init__(self, *args: Any, departments: Iterable[people.Department], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["department"].choices = [("", _("All departments")), *department_choices(departments)]


class DepartmentForm(forms.Form):
    name = forms.CharField(label=_("Department name"), max_length=80)
    parent_id = forms.TypedChoiceField(label=_("Stands under"), required=False, coerce=_id, empty_value=None)
    head_id = forms.TypedChoiceField(
        label=_("Head of the department"), required=False, coerce=_id, empty_value=None
    )
    from_ = DayField(label=_("From this day on"))

    def __init__(
        self, *args: Any, departments: Iterable[people.Department], on: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["parent_id"].choices = [
            ("", _("Nothing: it is at the top")),
            *department_choices(departments),
        ]
        self.fields["head_id"].choices = [("", _("Nobody yet")), *person_choices(on)]


class NewDepartmentForm(DepartmentForm):
    code = forms.CharField(
        label=_("Department code"),
        max_length=40,
        help_text=_("Short and lasting; imported files name the department by it."),
    )
    field_order = ("name", "code")


class PositionForm(forms.Form):
    title = forms.CharField(label=_("Position title"), max_length=80)
    from_ = DayField(label=_("From this day on"))


class NewPositionForm(PositionForm):
    code = forms.CharField(
        label=_("Position code"),
        max_length=40,
        help_text=_("Short and lasting; imported files name the position by it."),
    )
    field_order = ("title", "code")


class CloseForm(forms.Form):
    last_day = DayField(label=_("Last day of the department"))
