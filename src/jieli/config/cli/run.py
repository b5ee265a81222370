"""`jieli run`: a period's pay from the command line."""

import click
from rich.console import Console
from rich.table import Table

from jieli.config.cli.boot import organization, organization_option, running_database
from jieli.config.cli.language import gettext, in_terminals_language, language_code
from jieli.config.cli.preview import print_findings, print_preview
from jieli.kernel.money import format_fen
from jieli.kernel.period import NotAPeriod, Period
from jieli.kernel.problem import Problems
from jieli.lib.problems import N_


@click.command()
@click.argument("period")
@organization_option
@click.option(
    "--issue", is_flag=True, help="Review, approve and issue it as well: it is then said to the people."
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Write nothing; say what would be posted and what of issued periods differs.",
)
@click.option(
    "--known-at",
    help="With --dry-run: as it was known at the end of this day (2026-02-01) or at this moment (2026-02-01T12:00).",
)
def run(period: str, slug: str, issue: bool, dry_run: bool, known_at: str | None) -> None:
    """Compute the pay of PERIOD (2026-10, 2026-Q3, 2026, 2026-01-15..2026-02-01) and print it.

    Without --issue the run stays computed: look at it in the pages, or run the command again with --issue. With
    --dry-run a period that was issued is shown with what a correction would post.
    """
    try:
        wanted = Period.parse(period)
    except NotAPeriod as error:
        raise click.BadParameter(str(error), param_hint="PERIOD") from error
    if issue and dry_run:
        raise click.UsageError(gettext("--dry-run writes nothing, so there is nothing to issue."))
    if known_at and not dry_run:
        raise click.UsageError(gettext("--known-at looks back, so it comes with --dry-run."))
    if dry_run:
        with running_database():
            print_preview(slug, wanted, known_at)
        return
    with running_database():
        run_id = compute_period(slug, wanted)
        if issue:
            try:
                issue_computed(slug, run_id)
            except Problems:
                print_run(slug, run_id)
                raise
        print_run(slug, run_id)


def compute_period(slug: str, period: Period) -> int:
    """The period's run: the one there is, or a new one, computed. What is refused leaves no half-started run behind."""
    from django.utils import timezone

    from jieli.apps.payruns import api as payruns

    with organization(slug, purpose=f"run {period.label}"):
        at = timezone.now()
        known = payruns.find_run(period=period)
        run_id = known.id if known else payruns.start_run(acting_user_id=None, at=at, period=period)
        if known is None or known.state == "frozen":
            payruns.compute_run(acting_user_id=None, at=at, run_id=run_id)
    return run_id


def issue_computed(slug: str, run_id: int) -> None:
    """Reviews, approves and issues, from wherever the run stands; refused, it stays where it was. Issued already: nothing."""
    from django.utils import timezone

    from jieli.apps.payruns import api as payruns

    steps = {"computed": payruns.review_run, "reviewed": payruns.approve_run, "approved": payruns.issue_run}
    with organization(slug, purpose="run --issue"):
        while (state := payruns.get_run(run_id=run_id).state) in steps:
            steps[state](acting_user_id=None, at=timezone.now(), run_id=run_id)


def print_run(slug: str, run_id: int) -> None:
    """What the run pays, what is worth a look, and in what state it is."""
    from django.utils import timezone

    from jieli.apps.payruns import api as payruns
    from jieli.apps.people.api import names_of
    from jieli.apps.plans.api import name_in

    with organization(slug, purpose="run") as where:
        run = payruns.get_run(run_id=run_id)
        outcomes = payruns.posted_amounts(run_id=run_id)
        found = payruns.run_findings(run_id=run_id)
        names = names_of(
            employee_ids={outcome.employee_id for outcome in outcomes}
            | {one.employee_id for one in found if one.employee_id is not None}
        )
    table = Table(
        title=f"{where.name}  {run.period.label}  {_state_text(run.state)}  {timezone.localdate():%Y-%m-%d}"
    )
    table.add_column(gettext("Person"))
    table.add_column(gettext("For"))
    table.add_column(gettext("Component"))
    table.add_column(where.currency, justify="right")
    for outcome in outcomes:
        table.add_row(
            names[outcome.employee_id],
            outcome.for_period.label,
            name_in(names=outcome.names, language=language_code()) or outcome.component_key,
            format_fen(outcome.posted_fen),
        )
    table.add_section()
    table.add_row(gettext("Total"), "", "", format_fen(sum(outcome.posted_fen for outcome in outcomes)))
    if outcomes:
        Console().print(table)
    else:
        click.echo(gettext("The run for {period} pays nobody.").format(period=run.period.label))
    print_findings(found, names)
    click.echo(gettext(_STANDS[run.state]).format(period=run.period.label))


def _state_text(state: str) -> str:
    from jieli.apps.payruns.api import RunState

    with in_terminals_language():
        return str(RunState(state).label)


_STANDS = {
    "frozen": N_("The run for {period} is frozen and not computed yet; nothing is issued."),
    "computed": N_("The run for {period} is computed; nothing is issued."),
    "reviewed": N_("The run for {period} is reviewed; nothing is issued."),
    "approved": N_("The run for {period} is approved; nothing is issued."),
    "issued": N_("The run for {period} is issued: everybody has his statement."),
}
