"""`jieli why-line`: how one line of a run from files came about."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jieli.config.cli.language import gettext
from jieli.kernel.money import format_fen
from jieli.lib.problems import N_

if TYPE_CHECKING:
    from jieli.kernel.trace import Trace

_WHOLE = N_(
    "{fact} of client {client} ({line}), {amount}, counts on {on}. On {owner_on} all of it belonged to person {person}."
)
_PART = N_(
    "{fact} of client {client} ({line}), {amount}, counts on {on}. On {owner_on} person {person} had {share} of it, so {credit} counts for this person."
)


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
        raise click.BadParameter(gettext("Write it like 7:2026-01:sales:deal/1.")) from error
    traces = explain_line(out, asked)
    if as_json:
        click.echo(json.dumps([one.to_json() for one in traces], ensure_ascii=False, indent=1))
        return
    for one in traces:
        for text in _said(one):
            click.echo(text)


def _said(credit: "Trace") -> Iterator[str]:
    """What the line pays, the fact and the share in a sentence, and below them each calculation."""
    values = credit.values
    share = str(values["share_share"])
    yield gettext("This line pays {result}.").format(result=format_fen(int(values["result_fen"])))
    said = _WHOLE if share == "100%" else _PART
    yield gettext(said).format(
        fact=f"{values['kind']}/{values['fact']}",
        client=values["client"],
        line=values["product_line"],
        amount=format_fen(int(values["fact_fen"])),
        on=values["counts_on"],
        owner_on=values["owner_on"],
        person=values["person"],
        share=share,
        credit=format_fen(int(values["credit_fen"])),
    )
    for text in (credit.calculation, *(child.calculation for child in credit.children)):
        if text is not None:
            yield f"  {text}"
