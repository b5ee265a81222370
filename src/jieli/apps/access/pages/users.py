"""Who can sign in, and what he may do: pages of administrators."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from jieli.apps.access import api
from jieli.apps.access.pages.forms import refused
from jieli.apps.access.pages.user_forms import GrantForm, NewPasswordForm, UserForm
from jieli.apps.organizations import api as organizations
from jieli.kernel.problem import Problems
from jieli.lib.errors import NotFound
from jieli.lib.pages import page
from jieli.ui.forms import show_problems

TEMPLATE = "access/user.html"


@page(needs="manage_users")
def users(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = api.list_users()
    wanted = request.GET.get("q", "").strip().lower()
    rows = [
        {"user": one, "grants": one.grants_on(today)}
        for one in found
        if wanted in one.login_name or wanted in one.name.lower()
    ]
    shown = {
        "rows": rows,
        "q": request.GET.get("q", ""),
        "active_count": sum(one.is_active for one in found),
        "slug": organizations.get_organization().slug,
    }
    return render(request, "access/users.html", shown)


@sensitive_post_parameters("password")
@page(needs="manage_users", methods=("GET", "POST"))
def new_user(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    slug = organizations.get_organization().slug
    form = UserForm(
        request.POST or None,
        on=today,
        initial={"employee_id": request.GET.get("employee", ""), "role": "salesperson", "scope": "own"},
    )
    shown = {"form": form, "slug": slug}
    if request.method == "GET":
        return render(request, "access/new_user.html", shown)
    if form.is_valid():
        given = dict(form.cleaned_data)
        grant = api.GrantSpan(role=given.pop("role"), scope=given.pop("scope"), valid_from=today)
        try:
            made = api.create_user(acting_user_id=request.viewer.user_id, grants=[grant], **given)
        except Problems as problems:
            show_problems(form, problems)
        else:
            login = f"{api.get_user(user_id=made).login_name}@{slug}"
            messages.success(request, _("%(login)s can sign in now.") % {"login": login})
            return redirect("access:user", user_id=made)
    return refused(request, "access/new_user.html", shown)


@page(needs="manage_users")
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    return render(request, TEMPLATE, _shown(user_id))


@sensitive_post_parameters()
@page(needs="manage_users", methods=("POST",))
def password(request: HttpRequest, user_id: int) -> HttpResponse:
    form = NewPasswordForm(request.POST)

    def change(given: dict[str, Any]) -> str:
        own = user_id == request.viewer.user_id
        api.set_password(
            acting_user_id=request.viewer.user_id,
            user_id=user_id,
            password=given["password"],
            keep_cookie=request.COOKIES[api.COOKIE] if own else None,
        )
        return _("The new password holds. All browsers of this login are signed out.")

    return _change(request, user_id, "password_form", form, change)


@page(needs="manage_users", methods=("POST",))
def active(request: HttpRequest, user_id: int) -> HttpResponse:
    """Deactivate, or activate again: `active` says which."""

    def change(_given: dict[str, Any]) -> str:
        acting = request.viewer.user_id
        if request.POST.get("active") == "yes":
            api.reactivate_user(acting_user_id=acting, user_id=user_id)
            return _("This login is open again.")
        api.deactivate_user(acting_user_id=acting, user_id=user_id, on=timezone.localdate())
        return _("This login is closed, and all its browsers are signed out.")

    return _change(request, user_id, "active_form", forms.Form(request.POST), change)


@page(needs="manage_users", methods=("POST",))
def grant(request: HttpRequest, user_id: int) -> HttpResponse:
    form = GrantForm(request.POST)

    def change(given: dict[str, Any]) -> str:
        api.grant_role(acting_user_id=request.viewer.user_id, user_id=user_id, grant=api.GrantSpan(**given))
        return _("The role is given.")

    return _change(request, user_id, "grant_form", form, change)


@page(needs="manage_users", methods=("POST",))
def end_grant(request: HttpRequest, user_id: int, grant_id: int) -> HttpResponse:
    def change(_given: dict[str, Any]) -> str:
        if grant_id not in {one.id for one in api.get_user(user_id=user_id).grants}:
            raise NotFound(grant_id)
        api.end_role(acting_user_id=request.viewer.user_id, grant_id=grant_id, on=timezone.localdate())
        return _("The role has ended.")

    return _change(request, user_id, "active_form", forms.Form(request.POST), change)


def _change(request: HttpRequest, user_id: int, name: str, form: forms.Form, change: Any) -> HttpResponse:
    """One of the page's forms: done and back to the page, or the page again with what is wrong."""
    api.get_user(user_id=user_id)  # NotFound before anything else
    if form.is_valid():
        try:
            said = change(dict(form.cleaned_data))
        except Problems as problems:
            show_problems(form, problems)
        else:
            messages.success(request, said)
            return redirect("access:user", user_id=user_id)
    return refused(request, TEMPLATE, {**_shown(user_id), name: form})


def _shown(user_id: int) -> dict[str, Any]:
    today = timezone.localdate()
    found = api.get_user(user_id=user_id)
    return {
        "user": found,
        "slug": organizations.get_organization().slug,
        "today": today,
        "held": [one for one in found.grants if one.range.until is None or one.range.until > today],
        "ended": [one for one in found.grants if one.range.until is not None and one.range.until <= today],
        "active_form": forms.Form(),
        "password_form": NewPasswordForm(),
        "grant_form": GrantForm(initial={"valid_from": today, "role": "salesperson", "scope": "own"}),
    }
