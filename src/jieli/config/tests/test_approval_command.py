"""`jieli approval` says, and changes, whether one person may make and approve a pay run."""

from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from jieli.apps.organizations.api import get_organization
from jieli.config.cli import approval as command
from jieli.lib.tenancy import organization_scope


@pytest.fixture
def said(committed_organization, django_db_blocker, monkeypatch):
    monkeypatch.setattr(command, "running_database", nullcontext)
    with django_db_blocker.unblock():
        yield lambda *arguments: CliRunner().invoke(
            command.approval, [*arguments, "-o", committed_organization.slug]
        )


def test_two_people_are_needed_until_it_is_said_otherwise(said, committed_organization):
    assert "approved by somebody who did not make it" in said().output
    assert "one person may make and approve" in said("--one-person").output
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        assert get_organization().one_person_approves
    assert "approved by somebody who did not make it" in said("--two-people").output
