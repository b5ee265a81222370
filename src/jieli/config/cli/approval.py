"""`jieli approval`: whether two people are needed for a pay run."""

import click

from jieli.config.cli.boot import organization, organization_option, running_database
from jieli.config.cli.language import gettext


@click.command()
@organization_option
@click.option(
    "--one-person/--two-people",
    "one_person",
    default=None,
    help="Let who made a run approve it himself, or no longer. Without it: say how it is.",
)
def approval(slug: str, one_person: bool | None) -> None:
    """Say, or change, who may approve a pay run.

    By default who started or computed a run, or asked for an adjustment in it, does not approve it. Only where there is
    nobody else, one person may do all of it; every such run says so among its findings.
    """
    with running_database():
        from jieli.apps.organizations.api import set_one_person_approves

        with organization(slug, purpose="approval"):
            pass  # refuses a name that there is not
        if one_person is not None:
            set_one_person_approves(slug=slug, allowed=one_person)
        with organization(slug, purpose="approval") as where:
            click.echo(
                gettext("{organization}: one person may make and approve a pay run.").format(
                    organization=where.name
                )
                if where.one_person_approves
                else gettext("{organization}: a pay run is approved by somebody who did not make it.").format(
                    organization=where.name
                )
            )
