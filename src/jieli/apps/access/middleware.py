"""Who is looking at this page, and in which language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def viewer_middleware(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        request.viewer = None  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def language_middleware(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    return handle
