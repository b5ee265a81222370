"""`jieli demo`: an invented company, its pay computed, and the pages."""

from pathlib import Path

import click

from jieli.config.cli.boot import running_database
from jieli.config.cli.serve import HOST, refuse_taken_port, serve_pages


@click.command()
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Where to listen."
)
@click.option(
    "--sample",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of the public AdventureWorks files, loaded as a second organisation (docs/how-to).",
)
@click.option("--serve/--no-serve", default=True, help="Whether to serve the pages afterwards.")
def demo(port: int, sample: Path | None, serve: bool) -> None:
    """Load the demo organisation if it is not there, run its pay, and serve.

    A start that was interrupted goes on where it stopped; a second start loads nothing again.
    """
    if serve:
        refuse_taken_port(HOST, port)
    with running_database():
        from jieli.config.demo import LOGINS, PASSWORD, load_demo, load_sample

        load_demo()
        if sample:
            load_sample(sample)
        click.echo("")
        click.echo(
            f"Jieli 接力   http://{HOST}:{port}" if serve else "Jieli 接力   The demo organisation is loaded."
        )
        click.echo("")
        for login in LOGINS:
            click.echo(f"  {login.role:<14}{login.login_name + '@demo':<16}{login.password:<16}{login.who}")
        if sample:
            click.echo(f"  {'manager':<14}{'manager@adventureworks':<24}{PASSWORD}")
        click.echo("")
        if serve:
            click.echo("Ctrl-C stops; the data stays.")
            serve_pages(HOST, port)
