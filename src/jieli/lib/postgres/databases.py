"""Which database this installation uses, as addresses and as Django's DATABASES."""

import os
from typing import Any

import attrs
from psycopg.conninfo import conninfo_to_dict

from . import outside, server
from .places import data_root

_DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


@attrs.frozen
class Databases:
    """Addresses of the owner's and of the app's role; ``embedded``: the server is ours to start and stop."""

    owner_url: str
    app_url: str
    embedded: bool


def resolve_databases(*, start: bool) -> Databases:
    """The database to use; with ``start`` it is running and its roles are ready when this returns.

    Without ``start`` nothing is connected, made or written. Raises StartRefused.
    """
    url = os.environ.get("DATABASE_URL", "").strip()
    if url:
        app_url = os.environ.get("DATABASE_APP_URL", "").strip()
        prepare = outside.prepare if start else outside.saved_app_url
        return Databases(owner_url=url, app_url=prepare(data_root(), url, app_url), embedded=False)
    address = server.start(data_root()) if start else server.saved_address(data_root())
    return Databases(owner_url=address.owner_url, app_url=address.app_url, embedded=True)


def django_databases(*, start: bool = False, owner: bool = True) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: "default" logs in as the app role, "owner" migrates and is left out for pages."""
    found = resolve_databases(start=start)
    default = _django(found.app_url)
    if not owner:
        return {"default": default}
    default["TEST"] = {"MIRROR": "owner"}
    return {"default": default, "owner": _django(found.owner_url)}


def _django(url: str) -> dict[str, Any]:
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    settings: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql"}
    for key, name in _DJANGO_NAMES.items():
        settings[name] = parts.pop(key, "")
    parts.setdefault("connect_timeout", "10")
    settings["OPTIONS"] = parts
    settings["ATOMIC_REQUESTS"] = False
    return settings
