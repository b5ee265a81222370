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

    RUN is its number, or a period (2026-10): then all runs of the period are looked at, its own and its corrections, but
    for those that were abandoned. Looked at are the frozen tables, the certificate with its checks, every outcome, and
    every line of the statements. Exit code 1 where something differs.
    """
    with running_database(), organization(slug, purpose="verify"):
        run_ids = _run_ids(run, slug)
        if kept is not None and len(run_ids) > 1:
            raise click.UsageError(
                gettext(
                    "{period} has several runs: {numbers}. A certificate is of one: name its number."
                ).format(period=run, numbers=", ".join(map(str, run_ids)))
            )
        hold = [_says_what_was_frozen(run_id, kept) for run_id in run_ids]
        if len(hold) > 1:
            click.echo(
                gettext("{count} runs of {period} were looked at; in {differing} something differs.").format(
                    count=len(hold), period=run, differing=hold.count(False)
                )
            )
    if not all(hold):
        sys.exit(1)


def _says_what_was_frozen(run_id: int, kept: str | None) -> bool:
    """Whether nothing of a run differs, nor its certificate from the one that was kept; printed is what does."""
    from jieli.apps.payruns import api as payruns
    from jieli.apps.payruns.pages.verification import fingerprint, report
    from jieli.apps.statements import api as statements

    found = payruns.verify_run(run_id=run_id)
    differences = (*found.differences, *statements.verify_statements(verification=found))
    names = _names({one.employee_id for one in differences if one.employee_id is not None}, found)
    with in_terminals_language():
        for line in report(found, differences, names, kept=kept):
            click.echo(line)
    return not differences and kept in (None, fingerprint(found))


def _names(employee_ids: set[int], found: "Verification") -> dict[int, str]:
    """Employee id → staff number and name."""
    from jieli.apps.people.api import list_employees

    last_day = found.run.period.until - timedelta(days=1)
    people = list_employees(on=last_day, within=frozenset(employee_ids))
    return {one.id: f"{one.number} {one.name}" for one in people}


def _run_ids(text: str, slug: str) -> list[int]:
    """The run of this number, or else the runs of this period that were not abandoned, first to last: a year such as 2026 is
    first looked for as a number."""
    from jieli.apps.payruns import api as payruns

    if text.isdecimal():
        try:
            return [payruns.get_run(run_id=int(text)).id]
        except payruns.NoSuchRun:
            pass
    try:
        period = Period.parse(text)
    except NotAPeriod:
        period = None
    found = sorted(
        one.id
        for one in payruns.list_runs()
        if one.period == period and one.state != payruns.RunState.ABANDONED
    )
    if not found:
        raise click.ClickException(
            gettext("There is no run {run} in {organization}.").format(run=text, organization=slug)
        )
    return found
