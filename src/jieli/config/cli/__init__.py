"""The command `jieli`. Every refusal is a sentence on standard error; a traceback would be a bug of ours."""

import sys

import click

from jieli.config.cli import (
    approval,
    calc,
    calc_again,
    calc_verify,
    demo,
    doctor,
    explain,
    import_files,
    run,
    serve,
    user,
    verify,
    why_line,
)
from jieli.config.cli.language import gettext
from jieli.config.cli.refusing import called_wrongly, said
from jieli.kernel.problem import Problems
from jieli.lib.postgres import StartRefused


class _Group(click.Group):
    """Lists its commands in the order in which one needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="jieli", message="Jieli 接力 %(version)s")
def cli() -> None:
    """Jieli 接力: a client book changes hands and nobody is paid wrong.

    \b
    First steps:
      jieli demo                       an invented company with its people, clients, deals and pay, ready to look at
      jieli doctor                     is everything in place? says what to do where it is not
      jieli import MAPPING --folder DIR    your own sales records from CSV or XLSX
      jieli user admin@acme            a login for it
      jieli run 2026-10                the pay of a month: compute, look, then --issue
      jieli explain LINE               why an amount of a statement is what it is
      jieli verify 2026-10             is everything stored of a run what follows from its frozen inputs?
      jieli calc --plan P --facts DIR --out DIR    a plan over files, of any size, without a database
      jieli calc-again --before DIR --facts DIR --was DIR --out DIR    what a change of some clients touches
      jieli calc-verify --out DIR --facts DIR    is everything written what the facts and the plan come to?
      jieli why-line 7:2026-01:sales:deal/1 --out DIR    how one of its lines came about

    The database starts by itself in the data folder (JIELI_DATA, else var/ beside the program). DATABASE_URL names
    another PostgreSQL, version 15 or later.
    """


for command in (
    demo.demo,
    serve.serve,
    import_files.import_files,
    user.user,
    run.run,
    approval.approval,
    explain.explain,
    verify.verify,
    calc.calc,
    calc_again.calc_again,
    calc_verify.calc_verify,
    why_line.why_line,
    doctor.doctor,
):
    cli.add_command(command)


def main() -> None:
    """Runs the command; exit code 0 done, 1 refused with a reason, 2 called wrongly, 130 interrupted."""
    try:
        cli.main(standalone_mode=False)
    except StartRefused as refused:
        _say(refused.text(gettext))
    except Problems as found:
        _say(*said(found.problems))
    except click.ClickException as error:
        _say(*called_wrongly(error))
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)  # the reader of our output, such as `head`, has seen enough
    else:
        return
    sys.exit(1)


def _say(*lines: str) -> None:
    for line in lines:
        click.echo(line, err=True)
