"""What surrounds every page: who looks at it and where he can go."""

from typing import Any

from django.http import HttpRequest


def chrome(request: HttpRequest) -> dict[str, Any]:
    viewer = getattr(request, "viewer", None)
    return {"viewer": viewer, "nav_items": [], "bottom_nav_items": []}
