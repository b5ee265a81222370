"""`jieli calc-again`: a run from files computed again for the people whom a change of some clients touches."""

from pathlib import Path

import click

from jieli.config.cli.language import gettext
from jieli.kernel.money import format_fen

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("calc-again")
@click.option(
    "--before",
    type=_FOLDER,
    required=True,
    multiple=True,
    help="The folder that `jieli calc` wrote; once more for each that `jieli calc-again` wrote after it.",
)
@click.option(
    "--now",
    type=_FOLDER,
    help="Tables with all rows of the changed clients, as they are now: of a run that was computed with --keep.",
)
@click.option(
    "--facts", type=_FOLDER, help="Of any other run: the folder of the tables of facts, as they are now."
)
@click.option(
    "--was", type=_FOLDER, help="With --facts: tables with all rows of the changed clients, as they were."
)
@click.option(
    "--client", "clients", type=int, multiple=True, help="A changed client that has no row in --now or --was."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write: one that is not there, or is empty.",
)
@click.option("--threads", type=click.IntRange(min=1), help="At most so many threads.")
def calc_again(
    before: tuple[Path, ...],
    now: Path | None,
    facts: Path | None,
    was: Path | None,
    clients: tuple[int, ...],
    out: Path,
    threads: int | None,
) -> None:
    """Compute again what a change of some clients touches, and write the differences.

    Facts, owners and shares of the clients in --now, --was or --client may differ from those of the runs before, and nothing
    else.
    Written are the lines of everybody whose pay that may change, the facts they were computed of, and as outcomes what a
    whole run would pay less what the runs before have paid.
    """
    from jieli.config.calc.again import run_again
    from jieli.config.calc.again_job import AgainJob
    from jieli.config.calc.staging import staged
    from jieli.engines.pay.backends.duckdb.connection import Limits

    if (now is None) == (facts is None) or (now is not None and was is not None):
        raise click.UsageError(gettext("Give either --now or --facts; --was goes with --facts."))
    if now is None and was is None and not clients:
        raise click.UsageError(gettext("Say what changed: --was or --client."))
    if out.exists() and any(out.iterdir()):
        raise click.BadParameter(
            gettext("The folder {folder} is not empty.").format(folder=out), param_hint="--out"
        )
    with staged(out, read=[*before, facts, was, now]) as stage:
        limits = Limits(threads=threads, spill=stage / "spill")
        report = run_again(AgainJob(before, facts, was, now, clients, stage, limits))
    click.echo(
        gettext(
            "{clients:,} changed clients touch {people:,} people: {lines:,} lines, {outcomes:,} outcomes, difference {difference}. Written to {folder}."
        ).format(
            clients=report.clients,
            people=report.people,
            lines=report.lines,
            outcomes=report.outcomes,
            difference=format_fen(report.posted_fen),
            folder=out,
        )
    )
    if report.unread:
        click.echo(gettext("Not read: {files}.").format(files=", ".join(report.unread)))
