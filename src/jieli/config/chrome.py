"""What surrounds every page: who looks at it, where he can go and how the page is framed."""

from collections.abc import Callable
from typing import Any

from attrs import frozen
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

BOTTOM_ITEMS = 4
THEMES = ("light", "dark")


@frozen
class Place:
    """A page that the navigation leads to. needs: one of these abilities, none at all for everybody."""

    view: str
    icon: str
    label: Callable[[Any], str]
    needs: tuple[str, ...] = ()


@frozen
class NavItem:
    """A place as one viewer sees it."""

    label: str
    url: str
    icon: str
    active: bool


# In the order of the day's work; on the phone the first four that a viewer has stand at the bottom.
PLACES = (
    Place("desk:home", "home", lambda viewer: pgettext("navigation", "Home")),
    Place("desk:clients", "clients", lambda viewer: pgettext("navigation", "Clients"), ("see_clients",)),
    Place(
        "handovers:list", "handovers", lambda viewer: pgettext("navigation", "Handovers"), ("see_clients",)
    ),
    Place("statements:list", "statements", lambda viewer: _statements(viewer), ("see_pay",)),
    Place(
        "payruns:list",
        "payruns",
        lambda viewer: pgettext("navigation", "Pay runs"),
        ("run_pay", "approve_pay"),
    ),
    Place(
        "plans:list",
        "plans",
        lambda viewer: pgettext("navigation", "Pay plans"),
        ("edit_plans", "run_pay", "approve_pay"),
    ),
    Place("desk:rates", "rates", lambda viewer: pgettext("navigation", "Exchange rates"), ("set_rates",)),
    Place("access:people", "people", lambda viewer: pgettext("navigation", "People"), ("see_people",)),
    Place("access:users", "users", lambda viewer: pgettext("navigation", "Users"), ("manage_users",)),
    Place("desk:log", "log", lambda viewer: pgettext("navigation", "Log"), ("see_log",)),
)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context of every template."""
    viewer = getattr(request, "viewer", None)
    items = nav_items(viewer, request.path)
    theme = request.COOKIES.get("theme", "")
    in_sheet = request.headers.get("HX-Target") == "sheet"
    return {
        "viewer": viewer,
        "nav_items": items,
        "bottom_nav_items": items[:BOTTOM_ITEMS],
        "more_nav_items": items[BOTTOM_ITEMS:],
        "settings_url": reverse("access:settings"),
        "logout_url": reverse("access:logout"),
        "language_url": reverse("access:language"),
        "theme": theme if theme in THEMES else "",
        "frame": "base_sheet.html" if in_sheet else "base.html",
    }


def nav_items(viewer: Any, path: str) -> tuple[NavItem, ...]:
    """The places that a viewer may go to; the one he is in, or below, is active."""
    if viewer is None:
        return ()
    open_places = [place for place in PLACES if not place.needs or any(map(viewer.may, place.needs))]
    urls = {place: reverse(place.view) for place in open_places}
    here = max((url for url in urls.values() if _is_in(path, url)), key=len, default="")
    return tuple(
        NavItem(label=place.label(viewer), url=url, icon=place.icon, active=url == here)
        for place, url in urls.items()
    )


def _is_in(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


def _statements(viewer: Any) -> str:
    """Whoever sees only his own pay calls it that."""
    only_own = all(str(grant.scope) == "own" for grant in viewer.grants)
    return pgettext("navigation", "My pay") if only_own else pgettext("navigation", "Statements")
