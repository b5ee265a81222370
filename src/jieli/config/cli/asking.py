"""What `jieli explain` is asked beside why: why not, and what if."""

from typing import TYPE_CHECKING

import click

from jieli.config.cli.language import gettext
from jieli.kernel.money import NotAnAmount, parse_fen
from jieli.kernel.period import NotAPeriod, Period

if TYPE_CHECKING:
    from jieli.apps.statements.api import FactOfLine, LineView, WhatIfView, WhyNotView
    from jieli.engines.pay.whatif import Change

MOST_DAYS = 366


def why_not(*, person: str, period: str, language: str, slug: str) -> "WhyNotView":
    """Of the period's own run, whether it is issued or only computed. Raises ClickException."""
    from jieli.apps.payruns import api as payruns
    from jieli.apps.people import api as people
    from jieli.apps.statements import api as statements

    employee_id = people.find_employee(number=person)
    if employee_id is None:
        raise click.ClickException(
            gettext("There is nobody with the staff number {person} in {organization}.").format(
                person=person, organization=slug
            )
        )
    try:
        run = payruns.find_run(period=Period.parse(period))
    except NotAPeriod as error:
        raise click.ClickException(
            gettext("{period} is no period. Write a month as 2026-09.").format(period=period)
        ) from error
    if run is None:
        raise click.ClickException(
            gettext("There is no run of {period} in {organization}.").format(period=period, organization=slug)
        )
    return statements.explain_why_not(
        run_id=run.id, employee_id=employee_id, language=language, sight=statements.EVERYTHING
    )


def what_if(*, line: "LineView", asked: str, fact: str | None, language: str) -> "WhatIfView":
    """asked: later=1, owner=NUMBER or larger=100.00. fact: its number, where the line names several."""
    from jieli.apps.statements import api as statements

    summary = statements.get_statement(statement_id=line.statement_id).summary
    chosen = _fact(statements.list_facts_of_line(line=line, language=language), fact)
    ref = statements.FactRef(summary.run_id, summary.employee_id, line, chosen.kind, chosen.id)
    return statements.explain_what_if(
        ref=ref, change=_change(asked, chosen), language=language, sight=statements.EVERYTHING
    )


def _fact(facts: "tuple[FactOfLine, ...]", wanted: str | None) -> "FactOfLine":
    found = [one for one in facts if wanted in (None, str(one.id), f"{one.kind}/{one.id}")]
    if len(found) == 1:
        return found[0]
    if not facts:
        raise click.ClickException(
            gettext("This line comes of no deal, receipt or invoice that could have been otherwise.")
        )
    known = "\n".join(f"  {one.kind}/{one.id}  {one.text}" for one in facts)
    why = (
        gettext("The line names several facts. Name one of these with --fact:")
        if wanted is None
        else gettext("The line names no fact {fact}. Name one of these with --fact:").format(fact=wanted)
    )
    raise click.ClickException(f"{why}\n{known}")


def _change(asked: str, fact: "FactOfLine") -> "Change":
    from jieli.apps.people.api import find_employee
    from jieli.engines.pay.whatif import Fact, Larger, Later, OwnedBy

    its = Fact(fact.kind, fact.id)
    what, _equals, value = asked.partition("=")
    if what == "later" and value.lstrip("-").isdecimal() and 0 < abs(int(value)) <= MOST_DAYS:
        return Later(its, int(value))
    if what == "owner" and value:
        person = find_employee(number=value)
        if person is None:
            raise click.ClickException(
                gettext("There is nobody with the staff number {person}.").format(person=value)
            )
        return OwnedBy(its, person)
    if what == "larger":
        by_fen = _fen(value)
        if by_fen and fact.fact_fen + by_fen > 0:
            return Larger(its, by_fen)
    raise click.ClickException(
        gettext(
            "{asked} says nothing that could be tried. Write later=1 (days, up to {most}, negative for earlier), owner=NUMBER (a staff number) or larger=100.00 (negative for smaller; something must be left)."
        ).format(asked=asked, most=MOST_DAYS)
    )


def _fen(text: str) -> int:
    try:
        return parse_fen(text)
    except NotAnAmount:
        return 0
