"""Organisations: founded by a command, seen one at a time."""

from datetime import UTC, datetime

import pytest

from jieli.apps.organizations import api
from jieli.kernel.problem import Problems
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import make_organization

AT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.django_db
def test_the_scope_decides_which_organisation_is_read(organization):
    found = api.get_organization()
    assert (found.id, found.slug, found.currency, found.language) == (
        organization.id,
        organization.slug,
        "CNY",
        "zh-hans",
    )


@pytest.mark.django_db
def test_a_slug_leads_to_its_id_without_a_scope():
    made = make_organization()
    assert api.find_organization_id(slug=made.slug) == made.id
    assert api.find_organization_id(slug="nobody-has-this") is None


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_founded_organisation_is_listed_and_found():
    made = api.create_organization(slug="hongyuan", name=" 宏远 ", currency="CNY", language="zh-hans", at=AT)
    assert (made, "hongyuan", "宏远") in {(one.id, one.slug, one.name) for one in api.list_organizations()}


def test_a_founded_organisation_is_there_for_the_application(committed_organization):
    slug = f"{committed_organization.slug}-b"
    made = api.create_organization(slug=slug, name="B", currency="USD", language="en", at=AT)
    assert api.find_organization_id(slug=slug) == made
    with organization_scope(organization_id=made):
        assert api.get_organization().name == "B"


@pytest.mark.django_db(databases=["default", "owner"])
def test_everything_wrong_with_a_new_organisation_is_said_at_once():
    with pytest.raises(Problems) as found:
        api.create_organization(slug="Hong Yuan", name=" ", currency="yuan", language="fr", at=AT)
    assert [problem.code for problem in found.value.problems] == [
        "ORG-SLUG-001",
        "ORG-NAME-001",
        "ORG-CURRENCY-001",
        "ORG-LANGUAGE-001",
    ]


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_slug_belongs_to_one_organisation():
    api.create_organization(slug="twice", name="A", currency="CNY", language="zh-hans", at=AT)
    with pytest.raises(Problems, match="ORG-SLUG-002"):
        api.create_organization(slug="twice", name="B", currency="CNY", language="zh-hans", at=AT)
