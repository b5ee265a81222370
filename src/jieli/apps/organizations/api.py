"""The public face of the organisation: what a company is called, counts in and speaks."""

from jieli.apps.organizations.actions import (
    create_organization,
    discard_empty_organization,
    set_one_person_approves,
)
from jieli.apps.organizations.queries import (
    find_organization_id,
    get_organization,
    list_organizations,
)
from jieli.apps.organizations.values import Organization

__all__ = [
    "Organization",
    "create_organization",
    "discard_empty_organization",
    "find_organization_id",
    "get_organization",
    "list_organizations",
    "set_one_person_approves",
]
