"""`jieli user`: the first login of an organisation, or a new password for a forgotten one."""

import click

from jieli.config.cli.boot import organization, running_database

ROLES = ("salesperson", "manager", "hr", "finance", "administrator")
SCOPES = ("own", "team", "subtree", "all")


@click.command()
@click.argument("login")
@click.option("--role", type=click.Choice(ROLES), default="administrator", show_default=True)
@click.option("--scope", type=click.Choice(SCOPES), default="all", show_default=True)
@click.option("--employee", "number", help="Staff number of the person; needed for every scope but all.")
@click.password_option(help="Asked for where it is not given.")
def user(login: str, role: str, scope: str, number: str | None, password: str) -> None:
    """Give LOGIN (name@organisation) a way in, or a new password if it has one already.

    An imported organisation has no logins: begin with its administrator, who gives the others theirs in the pages.
    """
    name, _at, slug = login.partition("@")
    if not name or not slug:
        raise click.BadParameter("Write it as name@organisation.", param_hint="LOGIN")
    with running_database(), organization(slug, purpose="user"):
        from django.utils import timezone

        from jieli.apps.access import api as access
        from jieli.apps.people.api import find_employee

        known = {one.login_name: one.id for one in access.list_users()}
        if name in known:
            access.set_password(acting_user_id=None, user_id=known[name], password=password)
            click.echo(f"{login} has a new password and is signed out everywhere.")
            return
        employee_id = find_employee(number=number) if number else None
        if number and employee_id is None:
            raise click.BadParameter(f"There is no employee {number} in {slug}.", param_hint="--employee")
        access.create_user(
            acting_user_id=None,
            login_name=name,
            password=password,
            employee_id=employee_id,
            language="zh-hans",
            grants=[access.GrantSpan(role, scope, timezone.localdate())],
        )
        click.echo(f"{login} can sign in as {role} ({scope}).")
