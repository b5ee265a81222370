"""Ownership's public interface: who answers for a client, in which role, with which share, on which days."""

from jieli.apps.ownership.access import (
    get_visible_client,
    is_client_within,
    is_visible_client,
    visible_client_ids,
)
from jieli.apps.ownership.actions import NotHandedOver, apply_terms, reverse_terms, set_owners
from jieli.apps.ownership.models import OwnershipRole, ShareGroup
from jieli.apps.ownership.queries import (
    book_of,
    book_sizes,
    count_unowned,
    list_spans,
    list_unowned,
    owners_on,
    timeline_of,
    timelines_of,
)
from jieli.apps.ownership.values import Decision, Holding, SpanView

__all__ = [
    "Decision",
    "Holding",
    "NotHandedOver",
    "OwnershipRole",
    "ShareGroup",
    "SpanView",
    "apply_terms",
    "book_of",
    "book_sizes",
    "count_unowned",
    "get_visible_client",
    "is_client_within",
    "is_visible_client",
    "list_spans",
    "list_unowned",
    "owners_on",
    "reverse_terms",
    "set_owners",
    "timeline_of",
    "timelines_of",
    "visible_client_ids",
]
