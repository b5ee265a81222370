"""What every page does before its own work: know the viewer, open his organisation's scope, and say no politely."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from jieli.kernel.problem import Problems
from jieli.lib.errors import NotAllowed, NotFound
from jieli.lib.problems import worded
from jieli.lib.tenancy import organization_scope

Page = Callable[..., HttpResponse]


def page(*, needs: str | None, methods: tuple[str, ...] = ("GET",)) -> Callable[[Page], Page]:
    """A page for signed-in viewers who hold the ability `needs` (None: for everybody signed in).

    The page runs in one transaction of the viewer's organisation; an exception rolls all of it back. NotFound is a
    404, NotAllowed a 403, and Problems that a page did not show in its own form a page of their own (422).
    """

    def decorate(view: Page) -> Page:
        @require_http_methods(list(methods))
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            viewer = request.viewer  # type: ignore[attr-defined]  # set by the access middleware
            if viewer is None:
                return to_login(request)
            try:
                with organization_scope(
                    organization_id=viewer.organization_id,
                    acting_user_id=viewer.user_id,
                    purpose=f"page {request.method} {request.path}",
                ):
                    if needs is not None and not viewer.may(needs):
                        raise NotAllowed(needs)
                    response = view(request, *args, **kwargs)
                    if getattr(response, "undo", False):
                        transaction.set_rollback(True)
                    return response
            except NotFound:
                return render(request, "errors/not_found.html", status=404)
            except (NotAllowed, PermissionDenied):
                return render(request, "errors/not_allowed.html", status=403)
            except Problems as found:
                shown = {"problems": [worded(problem) for problem in found.problems]}
                return render(request, "errors/problems.html", shown, status=422)

        guarded.page_needs = needs  # type: ignore[attr-defined]  # the guard of the guards reads it
        return guarded

    return decorate


def to_login(request: HttpRequest) -> HttpResponse:
    """The login page, which leads back here; a fragment asks the browser to go there as a whole."""
    target = "/login?" + urlencode({"next": request.get_full_path()})
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
