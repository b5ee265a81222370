"""`jieli verify`: everything that is stored of a run, held against its frozen inputs."""

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from jieli.config.cli.boot import organization, organization_option, running_database
from jieli.config.cli.language import gettext, in_terminals_language
from jieli.kernel.period import NotAPeriod, Period

if TYPE_CHECKING:
    from jieli.apps.payruns.api import Verification


@click.command()
@click.argument("run")
@organization_option
@click.option(
    "--certificate",
    "kept",
    help="The certificate's fingerprint as it was kept elsewhere; another one is a difference.",
)
def verify(run: str, slug: str, kept: str | None) -> None:
    """Compute RUN again from its frozen inputs and say what is stored otherwise.

    RUN is its number, or the period that it pays (2026-10). Looked at are the frozen tables, the certificate with its
    checks, every outcome, and every line of the statements. Exit code 1 where something differs.
    """
    with running_database(), organization(slug, purpose="verify"):
        from jieli.apps.payruns import api as payruns
        from jieli.apps.payruns.pages.verification import fingerprint, report
        from jieli.apps.statements import api as statements

        found = payruns.verify_run(run_id=_run_id(run, slug))
        differences = (*found.differences, *statements.verify_statements(verification=found))
        names = _names({one.employee_id for one in differences if one.employee_id is not None}, found)
        with in_terminals_language():
            for line in report(found, differences, names, kept=kept):
                click.echo(line)
        is_another = kept is not None and kept != fingerprint(found)
    if differences or is_another:
        sys.exit(1)


def _names(employee_ids: set[int], found: "Verification") -> dict[int, str]:
    """Employee id → staff number and name."""
    from jieli.apps.people.api import list_employees

    last_day = found.run.period.until - timedelta(days=1)
    people = list_employees(on=last_day, within=frozenset(employee_ids))
    return {one.id: f"{one.number} {one.name}" for one in people}


def _run_id(text: str, slug: str) -> int:
    """The run of this number, or else the own run of this period: a year such as 2026 is first looked for as a number."""
    from jieli.apps.payruns import api as payruns

    if text.isdecimal():
        try:
            return payruns.get_run(run_id=int(text)).id
        except payruns.NoSuchRun:
            pass
    try:
        found = payruns.find_run(period=Period.parse(text))
    except NotAPeriod:
        found = None
    if found is None:
        raise click.ClickException(
            gettext("There is no run {run} in {organization}.").format(run=text, organization=slug)
        )
    return found.id
