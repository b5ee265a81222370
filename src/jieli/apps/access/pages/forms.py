"""Forms of signing in and of one's own settings, and what all forms of this app share."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _


def secret(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete})


def refused(request: HttpRequest, template: str, shown: dict[str, Any], status: int = 422) -> HttpResponse:
    """A page again with what was typed and what is wrong; whatever was begun is rolled back."""
    response = render(request, template, shown, status=status)
    response.undo = True  # type: ignore[attr-defined]  # read by jieli.lib.pages
    return response


class LoginForm(forms.Form):
    login = forms.CharField(
        label=_("Login name @ company"),
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
                "placeholder": _("wangmin@hongyuan"),
            }
        ),
    )
    password = forms.CharField(
        label=_("Password"), max_length=200, strip=False, widget=secret("current-password")
    )

    def clean_login(self) -> tuple[str, str]:
        """(login name, organisation's slug)"""
        name, at, organization = self.cleaned_data["login"].strip().rpartition("@")
        if not (at and name and organization):
            raise forms.ValidationError(
                _(
                    "Write your login name, then @ and your company's short name, for example wangmin@hongyuan."
                )
            )
        return name, organization


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of the pages"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class PasswordForm(forms.Form):
    """The own password. The login name lies in it for password managers only."""

    old = forms.CharField(
        label=_("Present password"), max_length=200, strip=False, widget=secret("current-password")
    )
    password = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        widget=secret("new-password"),
        help_text=_("At least 8 characters. Three or four words of your own are best."),
    )
    again = forms.CharField(
        label=_("New password once more"), max_length=200, strip=False, widget=secret("new-password")
    )

    def clean_again(self) -> str:
        again = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two new passwords differ. Type them once more."))
        return again
