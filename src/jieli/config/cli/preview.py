"""What a run would say, printed: nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from jieli.config.cli.boot import organization
from jieli.config.cli.language import gettext, in_terminals_language, language_code, ngettext
from jieli.kernel.money import format_fen
from jieli.kernel.period import Period

if TYPE_CHECKING:
    from jieli.apps.payruns.api import DueChange, Finding, OutcomeView, Preview, Since

MOST_REASONS = 3


def print_preview(slug: str, period: Period, known_at: str | None) -> None:
    """Who would get what for the period, and what of issued periods differs, as known now or then."""
    from django.utils import timezone

    from jieli.apps.payruns import api as payruns
    from jieli.apps.people.api import names_of

    with organization(slug, purpose=f"run --dry-run {period.label}") as where:
        then = None if known_at is None else moment(known_at, where.time_zone)
        found = payruns.preview_run(period=period, at=timezone.now(), known_at=then)
        people = {
            one.employee_id for one in (*found.outcomes, *found.findings) if one.employee_id is not None
        }
        names = names_of(employee_ids=people)
        if found.since is not None:
            print_since(found.since, where.currency)
        whom = list(_whom_in_words(found, names))
    if found.own:
        print_outcomes(f"{where.name}  {period.label}", found.own, names, where.currency)
    if found.touched:
        title = gettext("{organization}  issued before, differs now").format(organization=where.name)
        print_outcomes(title, found.touched, names, where.currency)
    for line in whom:
        click.echo(line)
    print_findings(found.findings, names)
    total = format_fen(found.total_fen)
    click.echo(
        gettext("A run would post {total} {currency} in all. Nothing was written.").format(
            total=total, currency=where.currency
        )
    )


def _whom_in_words(found: "Preview", names: Mapping[int, str]) -> Iterator[str]:
    """Who would get another amount than he was told, for which periods, and which changes since the last run name him."""
    if not found.touched:
        yield gettext("Nothing that was issued differs.")
        return
    periods: dict[int, set[Period]] = {}
    for one in found.touched:
        periods.setdefault(one.employee_id, set()).add(one.for_period)
    yield ngettext(
        "{count} person would get another amount than was issued:",
        "{count} people would get another amount than was issued:",
        len(periods),
    ).format(count=len(periods))
    reasons = _reasons(found.since)
    for person, own in periods.items():
        labels = ", ".join(one.label for one in sorted(own, key=lambda one: one.from_))
        why = reasons.get(person) or [
            gettext("what his plan looks at of others, or what an earlier run knew already")
        ]
        more = (
            gettext(" and {count} more").format(count=len(why) - MOST_REASONS)
            if len(why) > MOST_REASONS
            else ""
        )
        yield "  " + gettext("{person}, for {periods}, because of: {why}.").format(
            person=names[person], periods=labels, why="; ".join(why[:MOST_REASONS]) + more
        )


def _reasons(since: "Since | None") -> Mapping[int, list[str]]:
    """Person → the changes since the last run that may touch him by themselves, in words."""
    from jieli.apps.payruns.pages import change_words

    found: dict[int, list[str]] = {}
    if since is not None:
        with in_terminals_language():
            for row in change_words.change_rows(since).rows:
                for person in sorted({person for one in row.of for person in one.people}):
                    found.setdefault(person, []).append(f"{row.kind} {row.name} ({row.said})")
    return found


def print_since(since: "Since", currency: str) -> None:
    """What has changed since the last run, whom it touches, and what they would be due otherwise than by it."""
    from jieli.apps.payruns.pages import change_words
    from jieli.apps.payruns.pages.wording import run_text

    with in_terminals_language():
        title = gettext("Changed since the run of {run}").format(run=run_text(since.run))
        table = Table(title=title)
        for heading in (
            gettext("What"),
            gettext("Which"),
            gettext("What it was and is"),
            gettext("From the day"),
            gettext("Touches"),
        ):
            table.add_column(heading)
        for one in change_words.change_rows(since).rows:
            more = gettext(" and {count} more").format(count=one.more) if one.more else ""
            people = ", ".join(name for _, name in one.people) + more
            table.add_row(one.kind, one.name, one.said, one.from_on.isoformat(), people)
        if since.changes:
            Console().print(table)
        click.echo(
            gettext(
                "{changes} changes since the run of {run} touch {people} people; {lookers} more are computed again."
            ).format(
                changes=len(since.changes),
                run=run_text(since.run),
                people=len(since.changes_people),
                lookers=len(since.people - since.changes_people),
            )
        )
        if since.new:
            click.echo(gettext("Later days brought: {new}.").format(new=change_words.new_text(since)))
    if since.due:
        _print_due(since.due, currency)


def _print_due(due: Sequence["DueChange"], currency: str) -> None:
    from jieli.apps.people.api import names_of
    from jieli.apps.plans.api import name_in

    names = names_of(employee_ids={one.employee_id for one in due})
    table = Table(title=gettext("Due otherwise than by that run"))
    for heading in (gettext("Person"), gettext("For"), gettext("Component")):
        table.add_column(heading)
    for heading in (gettext("By that run"), gettext("Should be"), currency):
        table.add_column(heading, justify="right")
    for one in due:
        component = name_in(names=one.names, language=language_code()) or one.component_key
        amounts = map(format_fen, (one.was_fen, one.is_fen, one.difference_fen))
        table.add_row(names[one.employee_id], one.for_period.label, component, *amounts)
    Console().print(table)


def print_outcomes(
    title: str, outcomes: Sequence["OutcomeView"], names: Mapping[int, str], currency: str
) -> None:
    """One row an outcome: what should be, what was issued, what would be posted."""
    from jieli.apps.plans.api import name_in

    table = Table(title=title)
    for heading in (gettext("Person"), gettext("For"), gettext("Component")):
        table.add_column(heading)
    for heading in (gettext("Should be"), gettext("Issued"), currency):
        table.add_column(heading, justify="right")
    for one in outcomes:
        amounts = (one.desired_fen, one.issued_before_fen, one.posted_fen)
        table.add_row(
            names[one.employee_id],
            one.for_period.label,
            name_in(names=one.names, language=language_code()) or one.component_key,
            *map(format_fen, amounts),
        )
    table.add_section()
    table.add_row(gettext("Total"), "", "", "", "", format_fen(sum(one.posted_fen for one in outcomes)))
    Console().print(table)


def moment(text: str, time_zone: str) -> datetime:
    """The moment that a text names where the organisation is; of a day alone, its end."""
    try:
        named = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise click.BadParameter(
            gettext("Write a day (2026-02-01) or a moment (2026-02-01T12:00)."), param_hint="--known-at"
        ) from wrong
    if len(text) == len("2026-02-01"):
        named = datetime.combine(named.date(), time.max)
    if named.tzinfo is None:
        named = named.replace(tzinfo=ZoneInfo(time_zone))
    return named.astimezone(UTC)


def print_findings(found: Sequence["Finding"], names: Mapping[int, str]) -> None:
    """Each kind with what to do; the grave ones line by line, of the others how many there are."""
    from jieli.apps.payruns.pages.findings_words import group_findings

    with in_terminals_language():
        for group in group_findings(found, names):
            click.echo(f"{group.heading}: {len(group.lines)}. {group.advice}".rstrip())
            for line in group.lines if group.tone == "danger" else ():
                facts = ", ".join(fact.label for fact in line.facts)
                more = gettext(" and {count} more").format(count=line.more) if line.more else ""
                click.echo("  " + " ".join(part for part in (line.names, line.text, facts + more) if part))
