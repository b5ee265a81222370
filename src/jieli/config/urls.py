"""Every address of the program, app by app. An app without pages has no line here."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from jieli.apps.access.pages import signing


def _pages() -> list[URLPattern | URLResolver]:
    """The addresses of each app that has pages; home is the desk's, so the desk has no prefix of its own."""
    found: list[URLPattern | URLResolver] = []
    for app in settings.APPS:
        module = f"jieli.apps.{app}.pages.urls"
        if find_spec(module):
            found.append(path("" if app == "desk" else f"{app}/", include(import_module(module))))
    return found


urlpatterns = [
    *_pages(),
    path("login", signing.login, name="login"),
    path("ui/", include("jieli.ui.urls")),
]
