"""The door: signing in, signing out, and the language in which the pages speak."""

import ipaddress
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jieli.apps.access import api
from jieli.apps.access.pages.forms import LoginForm
from jieli.lib.pages import page
from jieli.lib.tenancy import organization_scope

YEAR = 365 * 24 * 3600


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    next_ = safe_next(request)
    if request.method == "GET":
        if request.viewer is not None:  # type: ignore[attr-defined]  # set by the access middleware
            return HttpResponseRedirect(next_)
        return render(request, "access/login.html", {"form": LoginForm(), "next": next_})
    form = LoginForm(request.POST)
    if not form.is_valid():
        return render(request, "access/login.html", {"form": form, "next": next_}, status=422)
    name, organization = form.cleaned_data["login"]
    now = timezone.now()
    try:
        signed = api.sign_in(
            organization_slug=organization,
            login_name=name,
            password=form.cleaned_data["password"],
            address=address_of(request),
            browser=request.headers.get("User-Agent", ""),
            at=now,
        )
    except api.SignInRefused as refusal:
        return _refused(request, form, refusal, now)
    rotate_token(request)
    response = HttpResponseRedirect(next_)
    set_session_cookie(response, signed.cookie)
    return response


@page(needs=None, methods=("POST",))
def logout(request: HttpRequest) -> HttpResponse:
    api.sign_out(cookie=request.COOKIES[api.COOKIE])
    response = HttpResponseRedirect("/login")
    response.delete_cookie(api.COOKIE, samesite="Lax")
    messages.success(request, _("You are signed out."))
    return response


@require_http_methods(["POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Another language: for this browser, and for the signed-in user wherever he signs in."""
    wanted = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_next(request))
    if wanted not in dict(settings.LANGUAGES):
        return response
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer is not None:
        with organization_scope(
            organization_id=viewer.organization_id,
            acting_user_id=viewer.user_id,
            purpose=f"page POST {request.path}",
        ):
            api.set_language(acting_user_id=viewer.user_id, user_id=viewer.user_id, language=wanted)
    set_language_cookie(response, wanted)
    return response


def safe_next(request: HttpRequest) -> str:
    """Where to go on: an address within this program, else home. Other hosts and the door itself are refused."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    inside = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside and not wanted.startswith(("/login", "/access/log")) else "/"


def address_of(request: HttpRequest) -> str | None:
    """The network address of the browser.

    Behind proxies of our own (settings.TRUSTED_PROXIES, how many) it is the one that the outermost of them wrote;
    what stands before it in the header anybody could have written.
    """
    proxies = getattr(settings, "TRUSTED_PROXIES", 0)
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    text = told[-proxies] if 0 < proxies <= len(told) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def set_session_cookie(response: HttpResponse, cookie: str) -> None:
    """Out of reach of scripts and of other sites; gone when the browser closes, and over after twelve hours anyway."""
    response.set_cookie(
        api.COOKIE, cookie, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, path="/"
    )


def set_language_cookie(response: HttpResponse, chosen: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _refused(
    request: HttpRequest, form: LoginForm, refusal: api.SignInRefused, now: datetime
) -> HttpResponse:
    """What the door says. It never tells whether a name exists."""
    shown = {"form": form, "next": safe_next(request)}
    if isinstance(refusal, api.TooManyFailures):
        form.add_error(
            None,
            _("Too many attempts failed. You can try again from %(time)s on.") % {"time": refusal.from_on},
        )
        response = render(request, "access/login.html", shown, status=429)
        response["Retry-After"] = str(max(1, int((refusal.until - now).total_seconds()) + 1))
        return response
    if isinstance(refusal, api.HasLeft):
        form.add_error(
            None,
            _(
                "Your employment does not cover today, so this door is closed. If that is a mistake, HR can help."
            ),
        )
        return render(request, "access/login.html", shown, status=403)
    form.add_error(
        None, _("Login name, company and password do not belong together. Please check all three.")
    )
    return render(request, "access/login.html", shown, status=422)
