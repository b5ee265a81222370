"""`jieli why-line`: how one line of a run from files came about."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jieli.config.cli.boot import set_up_django
from jieli.config.cli.language import gettext, in_terminals_language, language_code
from jieli.kernel.money import format_fen
from jieli.lib.problems import N_

if TYPE_CHECKING:
    from jieli.config.calc.recomputing import Whose
    from jieli.kernel.trace import Trace

_WHOLE = N_(
    "{fact} of client {client} ({line}), {amount}, counts on {on}. On {owner_on} all of it belonged to person {person}."
)
_PART = N_(
    "{fact} of client {client} ({line}), {amount}, counts on {on}. On {owner_on} person {person} had {share} of it, so {credit} counts for this person."
)


@click.command()
@click.argument("line", metavar="PERSON:PERIOD:COMPONENT[:FACT]")
@click.option(
    "--out",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The folder that `jieli calc` wrote.",
)
@click.option(
    "--facts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Without FACT: the folder of the facts that the run read, where it did not keep them.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with every value.")
def why_line(line: str, out: Path, facts: Path | None, as_json: bool) -> None:
    """Say how `jieli calc` came to a line: the fact, the share that day, rate, factors, tier slice and rounding.

    FACT is its number, or its kind and number where several kinds pay. From a run of any size only the files of the
    period and the component are opened.

    Without FACT all that the component pays the person in the period is explained, whatever kind it is: computed again from
    his facts alone, and held against what was written.

    \b
      jieli why-line 7:2026-01:sales:deal/1 --out DIR
      jieli why-line 7:2026-01:bonus --out DIR --facts DIR
    """
    from jieli.config.calc.reading import LineKey, explain_line
    from jieli.config.calc.recomputing import Whose

    try:
        asked = Whose.parse(line) if line.count(":") == 2 else LineKey.parse(line)
    except ValueError as error:
        raise click.BadParameter(
            gettext("Write it like 7:2026-01:sales:deal/1, or 7:2026-01:sales for all of it.")
        ) from error
    if isinstance(asked, Whose):
        _say_outcome(asked, out, facts, as_json=as_json)
        return
    traces = explain_line(out, asked)
    if as_json:
        click.echo(json.dumps([one.to_json() for one in traces], ensure_ascii=False, indent=1))
        return
    for one in traces:
        for text in _said(one):
            click.echo(text)


def _say_outcome(asked: "Whose", out: Path, facts: Path | None, *, as_json: bool) -> None:
    """**Raises** Problems."""
    from jieli.config.calc.recomputing import computed_outcome
    from jieli.engines.pay.backends.duckdb.connection import Limits

    outcome, currency = computed_outcome(out, facts, asked, Limits())
    set_up_django()
    from jieli.apps.statements import api as statements

    made = statements.explain_computed(outcome=outcome, currency=currency, language=language_code())
    with in_terminals_language():
        if as_json:
            said = statements.explanation_as_json(explanation=made, trace=outcome.trace)
            click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            click.echo(statements.explanation_as_text(explanation=made), nl=False)


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
