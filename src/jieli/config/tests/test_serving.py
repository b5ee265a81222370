"""What a process that serves pages is, and is not, given."""

import json
import os
import re
import subprocess
import sys
from contextlib import nullcontext

import pytest
from click.testing import CliRunner
from tests.architecture.code import SOURCE

from jieli.config import secret_key
from jieli.config.cli import serve

# Who may use the login of the tables' owner: commands, founding an organisation, migrating.
OWNERS_WORK = {
    "apps/organizations/actions.py",
    "apps/organizations/queries.py",
    "config/cli/boot.py",
    "config/cli/doctor.py",
    "lib/apps.py",
    "lib/testing.py",
}

ASK = """
import json
from jieli.config import wsgi
from django.conf import settings
from django.db import connections
from django.utils.connection import ConnectionDoesNotExist
from jieli.apps.organizations.api import find_organization_id, list_organizations
try:
    list_organizations()
    owner = "reached"
except ConnectionDoesNotExist:
    owner = "none"
print(json.dumps({
    "aliases": list(connections),
    "owner": owner,
    "proxies": settings.TRUSTED_PROXIES,
    "secure": settings.SECURE_PROXY_SSL_HEADER,
}))
"""


def page_process(**more):
    """What a process that has loaded the pages says of itself."""
    said = subprocess.run(
        [sys.executable, "-c", ASK], env=os.environ | more, capture_output=True, text=True, check=True
    )
    return json.loads(said.stdout)


def test_a_process_of_pages_cannot_reach_the_tables_owner():
    said = page_process()
    assert (said["aliases"], said["owner"]) == (["default"], "none")


def test_pages_are_not_served_by_a_process_that_has_the_owners_login():
    ask = "import django; from django.conf import settings; settings.DATABASES; import jieli.config.wsgi"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "jieli.config.settings"}
    said = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True)
    assert "never had the owner's login" in said.stderr


def test_only_commands_and_the_foundation_use_the_owners_login():
    named = re.compile(r"""(using\(|using=|connections\[|database=)["']owner["']|using == "owner\"""")
    users = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts and named.search(path.read_text("utf-8"))
    }
    assert users == OWNERS_WORK


@pytest.mark.parametrize(
    ("given", "proxies", "secure"),
    [("", 0, None), ("0", 0, None), ("2", 2, ["HTTP_X_FORWARDED_PROTO", "https"])],
)
def test_headers_of_proxies_are_believed_only_where_proxies_are_said_to_be(given, proxies, secure):
    said = page_process(JIELI_PROXIES=given)
    assert (said["proxies"], said["secure"]) == (proxies, secure)


@pytest.mark.parametrize(
    ("host", "https", "warned"),
    [("0.0.0.0", "", True), ("0.0.0.0", "1", False), ("127.0.0.1", "", False), ("localhost", "", False)],
)
def test_serving_other_machines_without_https_is_warned_of_in_one_sentence(monkeypatch, host, https, warned):
    monkeypatch.setenv("JIELI_HTTPS", https)
    monkeypatch.setattr(serve, "refuse_taken_port", lambda *_: None)
    monkeypatch.setattr(serve, "running_database", nullcontext)
    monkeypatch.setattr(serve, "serve_pages", lambda *_: None)
    said = CliRunner().invoke(serve.serve, ["--host", host])
    assert said.exit_code == 0
    assert ("JIELI_HTTPS=1" in said.stderr) == warned
    assert said.stderr.count("\n") == warned


def test_the_settings_look_for_the_key_where_everything_else_lies(monkeypatch, tmp_path):
    from jieli.config import settings
    from jieli.lib.postgres import data_root

    monkeypatch.delenv("JIELI_SECRET_KEY", raising=False)
    assert secret_key.read_or_make(data_root()) == settings.SECRET_KEY
