"""`jieli explain`: the reason of one statement line or of a whole statement, as the pages say it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from jieli.config.cli.boot import organization, organization_option, running_database

if TYPE_CHECKING:
    from jieli.apps.statements.api import StatementView


@click.command()
@click.argument("line", type=int)
@organization_option
@click.option("--language", type=click.Choice(["zh-hans", "en"]), default="zh-hans", show_default=True)
@click.option(
    "--statement", "is_statement", is_flag=True, help="LINE is the number of a statement: say all of it."
)
@click.option(
    "--from-frozen",
    is_flag=True,
    help="Compute it again from what its run froze instead of reading what was stored: the same, byte for byte.",
)
def explain(line: int, slug: str, language: str, is_statement: bool, from_frozen: bool) -> None:
    """Say why statement line LINE is what it is: facts, owners, shares, rates, rounding.

    The number of a line, and of a statement, stands in its page's address and in the XLSX.
    """
    with running_database(), organization(slug, purpose="explain"):
        from jieli.apps.statements import api as statements
        from jieli.lib.errors import NotFound

        try:
            number = line if is_statement else statements.get_line(line_id=line).statement_id
            read = statements.reproduce_statement if from_frozen else statements.get_statement
            statement = read(statement_id=number)
        except NotFound as error:
            what = "statement" if is_statement else "statement line"
            raise click.ClickException(f"There is no {what} {line} in {slug}.") from error
        for text in _texts(statement, language, None if is_statement else line):
            click.echo(text)


def _texts(statement: "StatementView", language: str, line_id: int | None) -> Iterator[str]:
    """The line's explanation, or those of all lines in order."""
    from jieli.apps.statements.api import explain_statement, explanation_as_text

    made = explain_statement(statement=statement, language=language)
    for one in statement.lines:
        if line_id in (None, one.id):
            yield explanation_as_text(explanation=made[one.id])
