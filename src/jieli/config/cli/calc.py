"""`jieli calc`: a plan over a folder of facts, without a database."""

import gc
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jieli.config.cli.language import gettext
from jieli.kernel.money import format_fen
from jieli.kernel.period import NotAPeriod, Period

if TYPE_CHECKING:
    from jieli.config.calc import Report

_MEMORY = re.compile(r"[1-9][0-9]*(MB|GB)")
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option(
    "--plan",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The plan's text (YAML).",
)
@click.option("--facts", type=_FOLDER, required=True, help="The folder of the tables of facts (Parquet).")
@click.option(
    "--out", type=_FOLDER, required=True, help="The folder to write: one that is not there, or is empty."
)
@click.option("--period", help="One period: 2025-03, 2025-Q1, 2025, 2025-01-15..2025-02-01.")
@click.option("--months", help="Every month of a span as a period of its own: 2025-01..2025-12.")
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark", "reference"]), default="duckdb", show_default=True
)
@click.option("--master", help="Where Spark runs: spark://host:7077, or local[2] for two threads here.")
@click.option(
    "--memory",
    help="At most so much memory, such as 4GB; beyond it, files beside --out. With Spark: of each process.",
)
@click.option("--threads", type=click.IntRange(min=1), help="At most so many threads.")
@click.option(
    "--keep",
    is_flag=True,
    help="Keep the facts by people as well, so that `jieli calc-again --now` finds what a change touches at once.",
)
def calc(
    plan: Path,
    facts: Path,
    out: Path,
    period: str | None,
    months: str | None,
    engine: str,
    master: str | None,
    memory: str | None,
    threads: int | None,
    keep: bool,
) -> None:
    """Compute a plan over a folder of facts and write every line, the sums and a certificate as files.

    The tables are those that a pay run freezes (docs/algorithms/columns.md); what is not there is empty. Without --period
    or --months, every month that the facts touch. Without a table of assignments, everybody whom any table names is on the
    plan, all the time.
    """
    from jieli.config.calc import Engine, Job, run_job
    from jieli.config.calc.staging import staged
    from jieli.engines.pay.backends.duckdb.connection import Limits

    if not facts.is_dir():
        raise click.BadParameter(
            gettext("There is no folder {folder}.").format(folder=facts), param_hint="--facts"
        )
    if out.exists() and any(out.iterdir()):
        raise click.BadParameter(
            gettext("The folder {folder} is not empty.").format(folder=out), param_hint="--out"
        )
    if memory is not None and not _MEMORY.fullmatch(memory):
        raise click.BadParameter(gettext("Write it like 800MB or 4GB."), param_hint="--memory")
    check_spark(engine, master, threads)
    if keep and engine != "duckdb":
        raise click.UsageError(gettext("--keep goes with --engine duckdb alone."))
    periods = periods_of(period, months)
    with staged(out, read=[facts]) as stage, without_collecting():
        limits = Limits(threads=threads, memory=memory, spill=stage / "spill")
        report = run_job(Job(plan, facts, stage, periods, Engine(engine), limits, master, keep))
    print_report(report, out)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Nothing looks for cycles among the many values that stay until a run's end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def check_spark(engine: str, master: str | None, threads: int | None) -> None:
    """**Raises** UsageError where the options for Spark do not go together, or it is not installed."""
    if engine != "spark":
        if master is not None:
            raise click.UsageError(gettext("--master is asked with --engine spark only."))
        return
    if master is None:
        raise click.UsageError(
            gettext("Say where Spark runs: --master spark://host:7077, or --master 'local[2]'.")
        )
    if threads is not None:
        raise click.UsageError(gettext("With Spark, say how many threads in --master: 'local[2]'."))
    if find_spec("pyspark") is None or shutil.which("java") is None:
        raise click.UsageError(
            gettext("Spark needs Java 17 or later and pyspark: `make develop` brings pyspark where Java is.")
        )


def periods_of(period: str | None, months: str | None) -> tuple[Period, ...]:
    """What was asked for; empty: nothing."""
    if period is not None and months is not None:
        raise click.UsageError(gettext("--period and --months are not asked together."))
    try:
        if period is not None:
            return (Period.parse(period),)
        return () if months is None else _months_of(months)
    except NotAPeriod as error:
        raise click.BadParameter(str(error), param_hint="--period" if period else "--months") from error


def _months_of(text: str) -> tuple[Period, ...]:
    first, _, last = text.partition("..")
    found, end = [Period.month(first)], Period.month(last or first)
    if end.from_ < found[0].from_:
        raise NotAPeriod(f"“{text}” ends before it begins.")
    while found[-1] != end:
        found.append(found[-1].next())
    return tuple(found)


def print_report(report: "Report", out: Path) -> None:
    first, last = report.periods[0].label, report.periods[-1].label
    text = (
        gettext(
            "{span}: {outcomes:,} outcomes for {people:,} people, {paid} {currency}; no lines written. Written to {folder}."
        )
        if report.lines is None
        else gettext(
            "{span}: {lines:,} lines, {outcomes:,} outcomes for {people:,} people, {paid} {currency}. Written to {folder}."
        )
    )
    click.echo(
        text.format(
            span=first if first == last else gettext("{first} to {last}").format(first=first, last=last),
            lines=report.lines,
            outcomes=report.outcomes,
            people=report.people,
            paid=format_fen(report.paid_fen),
            currency=report.currency,
            folder=out,
        )
    )
    if report.without_lines:
        click.echo(
            gettext("Not line by line, only as outcomes: {components}.").format(
                components=", ".join(report.without_lines)
            )
        )
    if report.broken:
        click.echo(
            gettext(
                "Promises that are broken: {checks}. Please report this; the certificate says how often."
            ).format(checks=", ".join(report.broken))
        )
    if report.unread:
        click.echo(gettext("Not read: {files}.").format(files=", ".join(report.unread)))
