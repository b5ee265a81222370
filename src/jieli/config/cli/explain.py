"""`jieli explain`: the reason of one statement line, as the page says it."""

import click

from jieli.config.cli.boot import organization, organization_option, running_database


@click.command()
@click.argument("line", type=int)
@organization_option
@click.option("--language", type=click.Choice(["zh-hans", "en"]), default="zh-hans", show_default=True)
def explain(line: int, slug: str, language: str) -> None:
    """Say why statement line LINE is what it is: facts, owners, shares, rates, rounding.

    The number of a line stands in its page's address and in the XLSX.
    """
    with running_database(), organization(slug, purpose="explain"):
        from jieli.apps.statements.api import explain_line, explanation_as_text
        from jieli.lib.errors import NotFound

        try:
            explanation = explain_line(line_id=line, language=language)
        except NotFound as error:
            raise click.ClickException(f"There is no statement line {line} in {slug}.") from error
        click.echo(explanation_as_text(explanation=explanation))
