"""`jieli explain`: the reason of one statement line or of a whole statement, as the pages say it; why not; what if."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from attrs import frozen

from jieli.config.cli.asking import what_if, why_not
from jieli.config.cli.boot import organization, organization_option, running_database
from jieli.config.cli.language import gettext, in_language, language_code

if TYPE_CHECKING:
    from jieli.apps.statements.api import Explanation, LineView, StatementView


@frozen
class ExplainOptions:
    """What the command was asked. line: the number of a line, or of a statement."""

    line: int | None
    slug: str
    language: str
    is_statement: bool
    from_frozen: bool
    why_not: bool
    person: str | None
    period: str | None
    what_if: str | None
    fact: str | None
    as_json: bool


@click.command()
@click.argument("line", type=int, required=False)
@organization_option
@click.option(
    "--language",
    type=click.Choice(["zh-hans", "en"]),
    default=language_code,
    show_default="the terminal's",
)
@click.option(
    "--statement", "is_statement", is_flag=True, help="LINE is the number of a statement: say all of it."
)
@click.option(
    "--from-frozen",
    is_flag=True,
    help="Compute it again from what its run froze instead of reading what was stored: the same, byte for byte.",
)
@click.option(
    "--why-not",
    is_flag=True,
    help="What paid --person nothing, or less, in --period, and why; without LINE.",
)
@click.option("--person", help="A staff number, for --why-not.")
@click.option("--period", help="The period, such as 2026-09, for --why-not.")
@click.option(
    "--what-if",
    metavar="CHANGE",
    help="What would be different had a fact of LINE been otherwise: later=1, owner=NUMBER or larger=100.00.",
)
@click.option("--fact", help="Which fact of LINE, where it names several, for --what-if: receipt/7801.")
@click.option("--json", "as_json", is_flag=True, help="As JSON: with the trace, the sentences in --language.")
def explain(**options: object) -> None:
    """Say why statement line LINE is what it is: facts, owners, shares, rates, rounding.

    The number of a line, and of a statement, stands in its page's address and in the XLSX.

    \b
      jieli explain 491 --json
      jieli explain --why-not --person 1001 --period 2026-09
      jieli explain 491 --what-if later=30 --fact receipt/7801
    """
    asked = ExplainOptions(**options)  # type: ignore[arg-type]  # click gives each option by its name
    _check(asked)
    with running_database(), organization(asked.slug, purpose="explain"), in_language(asked.language):
        for text in _why_not(asked) if asked.why_not else _of_line(asked):
            click.echo(text)


def _check(asked: ExplainOptions) -> None:
    if asked.why_not:
        if asked.person is None or asked.period is None or asked.line is not None or asked.what_if:
            raise click.UsageError(gettext("--why-not wants --person and --period, and no LINE."))
    elif asked.line is None:
        raise click.UsageError(gettext("Name a LINE, or ask --why-not with --person and --period."))
    if asked.what_if and asked.is_statement:
        raise click.UsageError(gettext("--what-if is asked of a line, not of a whole statement."))


def _why_not(asked: ExplainOptions) -> Iterator[str]:
    assert asked.person is not None
    assert asked.period is not None
    found = why_not(person=asked.person, period=asked.period, language=asked.language, slug=asked.slug)
    return iter([_json(found.to_json())]) if asked.as_json else iter(found.lines())


def _of_line(asked: ExplainOptions) -> Iterator[str]:
    assert asked.line is not None
    statement = _statement(asked, asked.line)
    if asked.what_if is None:
        return _texts(statement, asked)
    line = next(one for one in statement.lines if one.id == asked.line)
    found = what_if(line=line, asked=asked.what_if, fact=asked.fact, language=asked.language)
    return iter([_json(found.to_json())]) if asked.as_json else iter(found.lines())


def _statement(asked: ExplainOptions, number: int) -> "StatementView":
    from jieli.apps.statements import api as statements
    from jieli.lib.errors import NotFound

    try:
        statement_id = number if asked.is_statement else statements.get_line(line_id=number).statement_id
        read = statements.reproduce_statement if asked.from_frozen else statements.get_statement
        return read(statement_id=statement_id)
    except NotFound as error:
        text = (
            gettext("There is no statement {number} in {organization}.")
            if asked.is_statement
            else gettext("There is no statement line {number} in {organization}.")
        )
        raise click.ClickException(text.format(number=number, organization=asked.slug)) from error


def _texts(statement: "StatementView", asked: ExplainOptions) -> Iterator[str]:
    """The line's explanation, or those of all lines in order."""
    from jieli.apps.statements import api as statements

    made = statements.explain_statement(statement=statement, language=asked.language)
    wanted = [one for one in statement.lines if asked.is_statement or one.id == asked.line]
    if not asked.as_json:
        yield from (statements.explanation_as_text(explanation=made[one.id]) for one in wanted)
        return
    said = [_line_as_data(one, made[one.id]) for one in wanted]
    yield _json(said if asked.is_statement else said[0])


def _line_as_data(line: "LineView", explanation: "Explanation") -> dict[str, object]:
    from jieli.apps.statements import api as statements

    said = statements.explanation_as_json(explanation=explanation, trace=line.trace)
    return {"line": line.id, "period": line.period.label, "component": "/".join(line.component), **said}


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)
