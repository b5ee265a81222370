"""`jieli calc-verify`: a folder that `jieli calc` wrote, held against what its facts and its plan come to."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from jieli.config.cli.language import gettext

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("calc-verify")
@click.option("--out", type=_FOLDER, required=True, help="The folder that `jieli calc` wrote.")
@click.option(
    "--facts", type=_FOLDER, required=True, help="The folder of the tables of facts that it was computed of."
)
@click.option("--threads", type=click.IntRange(min=1), help="At most so many threads.")
def calc_verify(out: Path, facts: Path, threads: int | None) -> None:
    """Compute a folder of `jieli calc` again, beside it, and say what is written otherwise.

    Looked at are the files of facts, the certificate, every line, every sum, every outcome, and whether anything else lies in
    the folder. Exit code 1 where something differs. By which engine and version it was computed nothing can prove.
    """
    from jieli.config.calc.verifying import verify_folder
    from jieli.engines.pay import ENGINE_VERSION
    from jieli.engines.pay.backends.duckdb.connection import Limits

    with TemporaryDirectory(prefix=".verify-", dir=out.absolute().parent) as folder:
        again = Path(folder)
        found = verify_folder(out, facts, again, Limits(threads=threads, spill=again / "spill"))
    if found.is_other_version:
        click.echo(
            gettext(
                "It was computed by another version of the engine, {version}, as it says; this one is {own}. What that version checked of itself is not held against anything."
            ).format(version=found.version, own=ENGINE_VERSION)
        )
    for one in found.differing:
        text = (
            gettext("{what} is not what it was computed of, or not what it comes to.")
            if one.rows is None
            else gettext("{what}: {rows:,} rows are there and should not be, or should be and are not.")
        )
        click.echo(text.format(what=one.what, rows=one.rows))
    if found.differing:
        sys.exit(1)
    click.echo(gettext("Everything in {folder} is what the facts and the plan come to.").format(folder=out))
    click.echo(
        gettext("That {engine} computed it, it says of itself; that nothing can prove.").format(
            engine=found.backend
        )
    )
