"""A page that is only asked after: HEAD, as monitors and proxies send it."""

from django.http import HttpRequest, HttpResponseBase

from jieli.ui.security import Handler


def head_middleware(get_response: Handler) -> Handler:
    """Answers HEAD as GET would be answered, with its length and without its body: no page has to know of it."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return get_response(request)
        request.method = "GET"
        response = get_response(request)
        if response.streaming:
            response.streaming_content = ()
        else:
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    return handle
