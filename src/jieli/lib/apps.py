"""Builds the fence after the last migration, through the owner's connection only."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections, transaction
from django.db.models.signals import post_migrate


class LibConfig(AppConfig):
    name = "jieli.lib"
    label = "lib"

    def ready(self) -> None:
        # The last app in INSTALLED_APPS order: by then every table stands.
        post_migrate.connect(_build_fence, sender=self)


def _build_fence(*, using: str, plan: Any = None, **_: Any) -> None:
    from jieli.lib.tenancy.fence import build_fence

    if using == "owner":
        with transaction.atomic(using=using):
            build_fence(connections[using], app_role=settings.DATABASES["default"]["USER"])
