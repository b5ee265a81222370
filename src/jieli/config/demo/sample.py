"""The public sample as a second organisation: a real sales history beside the invented one."""

from pathlib import Path

from django.utils import timezone

from jieli.apps.access import api as access
from jieli.apps.organizations import api as organizations
from jieli.config.demo.company import PASSWORD
from jieli.connectors.files.load import load_files
from jieli.lib.tenancy import organization_scope

MAPPING = Path(__file__).resolve().parents[4] / "examples" / "imports" / "adventureworks.yaml"
SLUG, LOGIN = "adventureworks", "manager"


def load_sample(folder: Path) -> None:
    """The files of the folder are loaded, and a manager can look at them. Again it changes nothing. Raises Problems."""
    load_files(MAPPING, folder, at=timezone.now(), dry_run=False, at_stage=lambda _name, _done, _of: None)
    organization_id = organizations.find_organization_id(slug=SLUG)
    assert organization_id is not None
    with organization_scope(organization_id=organization_id, purpose="command demo"):
        if any(user.login_name == LOGIN for user in access.list_users()):
            return
        access.create_user(
            acting_user_id=None,
            login_name=LOGIN,
            password=PASSWORD,
            employee_id=None,
            language="en",
            grants=[access.GrantSpan("manager", "all", timezone.localdate())],
        )
