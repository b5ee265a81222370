"""A company that can run its pay, and browsers of its people."""

import pytest
from django.test import Client

from jieli.apps.access.testing import sign_in_client
from jieli.apps.payruns.testing import Company, small_company
from jieli.lib.testing import TestOrganization


@pytest.fixture
def company(organization: TestOrganization) -> Company:
    return small_company()


def browser(organization: TestOrganization, role: str, **options: object) -> Client:
    """A browser signed in with the role, for the whole company unless said otherwise."""
    client = Client()
    sign_in_client(client, organization=organization, role=role, **options)
    return client
