"""Forms about logins and roles."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jieli.apps.access import api
from jieli.apps.access.pages.forms import secret
from jieli.apps.people import api as people
from jieli.ui.forms import DayField


class RoleForm(forms.Form):
    """A role and how far it reaches."""

    role = forms.ChoiceField(label=_("Role"), choices=api.Role.choices)
    scope = forms.ChoiceField(
        label=_("Reaches"),
        choices=api.Scope.choices,
        help_text=_(
            "About whom the role speaks: oneself, one's department, all departments below it, everybody."
        ),
    )


class GrantForm(RoleForm):
    valid_from = DayField(label=_("From this day on"))


class UserForm(RoleForm):
    employee_id = forms.TypedChoiceField(label=_("Employee"), required=False, coerce=int, empty_value=None)
    login_name = forms.CharField(
        label=_("Login name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("First password"),
        max_length=200,
        strip=False,
        widget=secret("new-password"),
        help_text=_("At least 8 characters. The person can change it after signing in."),
    )
    language = forms.ChoiceField(label=_("Language of the pages"), choices=settings.LANGUAGES)
    field_order = ("employee_id", "login_name", "password", "role", "scope", "language")

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        taken = {user.employee_id for user in api.list_users() if user.is_active}
        free = [
            (str(one.id), f"{one.name} · {one.department_name}")
            for one in people.list_employees(on=on)
            if one.department_id is not None and one.id not in taken
        ]
        self.fields["employee_id"].choices = [
            ("", _("Nobody of ours (an outside accountant, for example)")),
            *free,
        ]


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        widget=secret("new-password"),
        help_text=_("At least 8 characters. The person can change it after signing in."),
    )
