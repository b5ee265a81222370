"""`jieli run`: a period's pay from the command line."""

import click
from rich.console import Console
from rich.table import Table

from jieli.config.cli.boot import organization, organization_option, running_database
from jieli.kernel.money import format_fen
from jieli.kernel.period import NotAPeriod, Period


@click.command()
@click.argument("period")
@organization_option
@click.option(
    "--issue", is_flag=True, help="Review, approve and issue it as well: it is then said to the people."
)
def run(period: str, slug: str, issue: bool) -> None:
    """Compute the pay of PERIOD (2026-10, 2026-Q3, 2026, 2026-01-15..2026-02-01) and print it.

    Without --issue the run stays computed: look at it in the pages, or run the command again with --issue.
    """
    try:
        wanted = Period.parse(period)
    except NotAPeriod as error:
        raise click.BadParameter(str(error), param_hint="PERIOD") from error
    with running_database():
        print_run(slug, run_period(slug, wanted, issue=issue))


def run_period(slug: str, period: Period, *, issue: bool) -> int:
    """The run of this period, computed and, if asked, issued; each step is a transaction of its own."""
    from django.utils import timezone

    from jieli.apps.payruns import api as payruns

    with organization(slug, purpose=f"run {period.label}"):
        known = next(
            (run for run in payruns.list_runs() if run.period == period and run.state != "abandoned"), None
        )
        run_id = (
            known.id if known else payruns.start_run(acting_user_id=None, at=timezone.now(), period=period)
        )
    steps = {"frozen": payruns.compute_run}
    if issue:
        steps |= {
            "computed": payruns.review_run,
            "reviewed": payruns.approve_run,
            "approved": payruns.issue_run,
        }
    while True:
        with organization(slug, purpose=f"run {period.label}"):
            state = payruns.get_run(run_id=run_id).state
            if state not in steps:
                return run_id
            steps[state](acting_user_id=None, at=timezone.now(), run_id=run_id)


def print_run(slug: str, run_id: int) -> None:
    from django.utils import timezone

    from jieli.apps.payruns import api as payruns
    from jieli.apps.people.api import names_of

    with organization(slug, purpose="run") as where:
        run = payruns.get_run(run_id=run_id)
        outcomes = payruns.list_outcomes(run_id=run_id)
        names = names_of(employee_ids={outcome.employee_id for outcome in outcomes})
    table = Table(title=f"{where.name}  {run.period.label}  {run.state}  {timezone.localdate():%Y-%m-%d}")
    table.add_column("Person")
    table.add_column("For")
    table.add_column("Component")
    table.add_column(where.currency, justify="right")
    for outcome in outcomes:
        table.add_row(
            names[outcome.employee_id],
            outcome.for_period.label,
            outcome.names.get("zh") or outcome.component_key,
            format_fen(outcome.posted_fen),
        )
    if not outcomes:
        raise click.ClickException(f"Nobody is on a plan in {run.period.label}, so nothing was computed.")
    table.add_section()
    table.add_row("Total", "", "", format_fen(sum(outcome.posted_fen for outcome in outcomes)))
    Console().print(table)
