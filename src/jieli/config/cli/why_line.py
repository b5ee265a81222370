"""`jieli why-line`: how one line of a run from files came about."""

import json
from pathlib import Path

import click


@click.command()
@click.argument("line", metavar="PERSON:PERIOD:COMPONENT:FACT")
@click.option(
    "--out",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The folder that `jieli calc` wrote.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with every value.")
def why_line(line: str, out: Path, as_json: bool) -> None:
    """Say how `jieli calc` came to a line: the fact, the share that day, rate, factors, tier slice and rounding.

    FACT is its number, or its kind and number where several kinds pay. From a run of any size only the files of the
    period and the component are opened.

    \b
      jieli why-line 7:2026-01:sales:deal/1 --out DIR
    """
    from jieli.config.calc.reading import Asked, explain_line

    try:
        asked = Asked.parse(line)
    except ValueError as error:
        raise click.BadParameter("Write it like 7:2026-01:sales:deal/1.") from error
    traces = explain_line(out, asked)
    if as_json:
        click.echo(json.dumps([one.to_json() for one in traces], ensure_ascii=False, indent=1))
        return
    for one in traces:
        values = one.values
        click.echo(
            f"{values['kind']}/{values['fact']} {values['counts_on']}, client {values['client']},"
            f" {values['product_line']}: person {values['person']} had {values['share_share']} on {values['owner_on']}"
        )
        for text in [one.calculation, *(child.calculation for child in one.children)]:
            if text is not None:
                click.echo(f"  {text}")
