"""Addresses that no page of ours leads to: not found, in whatever app they lie."""

from datetime import date

import pytest

from jieli.apps.access.testing import sign_in_client
from jieli.apps.audit.api import list_entries
from jieli.apps.people import api as people
from jieli.lib.tenancy import organization_scope


@pytest.mark.parametrize("odd", ["x%00", "%00", "x%0a", "%7f", "%ed%a0%80", "²", "x" * 3_000])
@pytest.mark.parametrize(
    ("role", "method", "address"),
    [
        ("manager", "get", "/clients/1/record/{}/"),
        ("manager", "post", "/clients/1/record/{}/"),
        ("finance", "post", "/payruns/1/{}/"),
        ("manager", "get", "/plans/{}/"),
        ("manager", "get", "/{}/"),
    ],
)
def test_an_odd_address_is_not_found(organization, client, role, method, address, odd):
    sign_in_client(client, organization=organization, role=role)
    assert getattr(client, method)(address.format(odd)).status_code == 404


def test_the_log_keeps_a_purpose_without_what_cannot_be_written(organization):
    with organization_scope(organization_id=organization.id, purpose="page POST /x\0\n\ud800/" + "y" * 900):
        people.record_position(acting_user_id=None, code="ka", title="顾问", valid_from=date(2026, 1, 5))
    (entry,) = list_entries(table_name="people_position", limit=1)
    assert entry.purpose.rstrip("y") == "page POST /x/"
