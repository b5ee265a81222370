"""What the forms of all apps share: the field for a day, and problems shown where they were typed."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from jieli.kernel.problem import Problems
from jieli.lib.days import implausible
from jieli.lib.problems import WordedProblem, worded


class DayField(forms.DateField):
    """A day that business can mean, chosen with the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ("%Y-%m-%d",)
    default_error_messages = {"invalid": _("Write the day like 2026-11-24.")}

    def validate(self, value: date | None) -> None:
        super().validate(value)
        for said in map(worded, implausible("", value)):
            raise forms.ValidationError([said.reason, said.remedy])


def show_problems(form: forms.Form, problems: Problems, names: Mapping[str, str] | None = None) -> None:
    """Each problem at the field that it is about, or above the form. `names`: an action's argument → the field."""
    for said in place_problems(form, problems, names):
        add_problem(form, None, said)


def place_problems(
    form: forms.Form, problems: Problems, names: Mapping[str, str] | None = None
) -> tuple[WordedProblem, ...]:
    """Each problem at the field that it is about; returned are those that are about none of the form's."""
    rest = []
    for said in map(worded, problems.problems):
        argument = said.place.rpartition(".")[2]
        field = (names or {}).get(argument, argument)
        if field in form.fields:
            add_problem(form, field, said)
        else:
            rest.append(said)
    return tuple(rest)


def add_problem(form: forms.Form, field: str | None, said: WordedProblem) -> None:
    """The problem at this field, or above the form where the form has none of that name."""
    form.add_error(field if field in form.fields else None, [said.reason, said.remedy])
