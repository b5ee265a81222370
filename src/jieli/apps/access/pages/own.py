"""One's own settings: language, password, browsers signed in."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from jieli.apps.access import api
from jieli.apps.access.pages.forms import LanguageForm, PasswordForm, refused
from jieli.apps.access.pages.signing import address_of, set_language_cookie
from jieli.apps.people import api as people
from jieli.kernel.problem import Problems
from jieli.lib.pages import page
from jieli.ui.forms import show_problems


@page(needs=None, methods=("GET", "POST"))
def settings(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    form = LanguageForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["language"]
        api.set_language(acting_user_id=viewer.user_id, user_id=viewer.user_id, language=chosen)
        response = redirect("access:settings")
        set_language_cookie(response, chosen)
        return response
    return render(request, "access/settings.html", _shown(request, language_form=form))


@sensitive_post_parameters()
@page(needs=None, methods=("POST",))
def password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST)
    if form.is_valid():
        problems = api.change_own_password(
            user_id=request.viewer.user_id,
            old=form.cleaned_data["old"],
            new=form.cleaned_data["password"],
            keep_cookie=request.COOKIES[api.COOKIE],
            address=address_of(request),
            at=timezone.now(),
        )
        if not problems:
            messages.success(request, _("Your password is changed. Your other browsers are signed out."))
            return redirect("access:settings")
        show_problems(form, Problems(problems))
    response = refused(request, "access/settings.html", _shown(request, password_form=form))
    response.undo = False  # the try of the old password was counted, and nothing else was written
    return response


@page(needs=None, methods=("POST",))
def sessions(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    api.sign_out_others(
        acting_user_id=viewer.user_id, user_id=viewer.user_id, keep_cookie=request.COOKIES[api.COOKIE]
    )
    messages.success(request, _("Your other browsers are signed out."))
    return redirect("access:settings")


def _shown(
    request: HttpRequest,
    *,
    language_form: forms.Form | None = None,
    password_form: forms.Form | None = None,
) -> dict[str, object]:
    viewer, today = request.viewer, timezone.localdate()
    return {
        "me": people.get_employee(employee_id=viewer.employee_id, on=today) if viewer.employee_id else None,
        "user": api.get_user(user_id=viewer.user_id),
        "grants": api.get_user(user_id=viewer.user_id).grants_on(today),
        "language_form": language_form or LanguageForm(initial={"language": request.LANGUAGE_CODE}),
        "password_form": password_form or PasswordForm(),
        "sessions": api.list_sessions(
            user_id=viewer.user_id, at=timezone.now(), this_cookie=request.COOKIES[api.COOKIE]
        ),
    }
