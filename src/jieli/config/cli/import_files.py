"""`jieli import`: sales records from files, by a mapping."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from jieli.config.cli.boot import running_database
from jieli.config.cli.language import gettext, problem_text
from jieli.kernel.money import format_fen

MOST_SHOWN = 50


@click.command("import")
@click.argument("mapping", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    show_default="here",
    help="Where the files are that the mapping names.",
)
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
def import_files(mapping: Path, folder: Path, dry_run: bool) -> None:
    """Load the sales records that MAPPING describes into an organisation of their own.

    MAPPING is a YAML file; examples with every field are in examples/imports. All or nothing: one wrong row and
    nothing is written, and every wrong row is named. Loading the same files again changes nothing.
    """
    with running_database():
        from django.utils import timezone

        from jieli.connectors.files.load import load_files

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Reading", total=None)

            def at_stage(name: str, done: int, of: int) -> None:
                bar.update(task, description=name, completed=done, total=of)

            result = load_files(mapping, folder, at=timezone.now(), dry_run=dry_run, at_stage=at_stage)
        text = gettext("Would load into {organization}") if dry_run else gettext("Loaded into {organization}")
        table = Table(title=text.format(organization=result.slug), show_header=False)
        table.add_column()
        table.add_column(justify="right")
        for label, value in result.figures(format_fen):
            table.add_row(label, value)
        Console().print(table)
        for problem in result.left_as_it_is[:MOST_SHOWN]:
            click.echo(problem_text(problem), err=True)
        if len(result.left_as_it_is) > MOST_SHOWN:
            more = len(result.left_as_it_is) - MOST_SHOWN
            click.echo(gettext("… and {count} more rows like these.").format(count=more), err=True)
