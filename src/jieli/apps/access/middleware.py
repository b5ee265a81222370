"""Who is looking at this page, and in which language."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from jieli.apps.access import api

Handler = Callable[[HttpRequest], HttpResponse]


def viewer_middleware(get_response: Handler) -> Handler:
    """Sets request.viewer. A cookie that no longer means anything is taken back; pages of people are not kept by caches."""

    def handle(request: HttpRequest) -> HttpResponse:
        cookie = request.COOKIES.get(api.COOKIE)
        viewer = api.viewer_of_cookie(cookie=cookie, at=timezone.now()) if cookie else None
        request.viewer = viewer  # type: ignore[attr-defined]
        response = get_response(request)
        if cookie and viewer is None and api.COOKIE not in response.cookies:
            response.delete_cookie(api.COOKIE, samesite="Lax")
        if viewer is not None and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ["Cookie"])
        return response

    return handle


def language_middleware(get_response: Handler) -> Handler:
    """The viewer's language, else the one chosen in this browser, else Chinese. What the browser prefers is not asked."""

    def handle(request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return handle


def chosen_language(request: HttpRequest) -> str:
    viewer = request.viewer  # type: ignore[attr-defined]
    wanted = (viewer.language if viewer else "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
