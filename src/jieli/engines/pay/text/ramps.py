"""How the months in which a new person has less to reach are spelled in a plan's text."""

from collections.abc import Mapping

from attrs import frozen

from jieli.engines.pay.text.counts import Count
from jieli.engines.pay.text.nodes import Node
from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table, table_of
from jieli.engines.pay.text.writing import Flow, Plain
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Share, format_rate


@frozen
class RampStep:
    """For so many months this share of the target."""

    months: int
    share: Share


@frozen
class Ramp(UnderOneKey):
    """`- {months: "3", share: "50%"}`, one after the other."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('- {months: "3", share: "50%"}',)

    def read(self, table: Table, name: str) -> tuple[RampStep, ...] | None:
        items = table.items(name)
        if items is None:
            return None
        steps = [_step(item, table.found) for item in items]
        read = tuple(step for step in steps if step is not None)
        if not steps:
            table.found.append(
                Problem(
                    "PAY-QUOTA-009",
                    table.at(name),
                    "The list of steps for new people is empty.",
                    "Write at least one step, or leave `ramp` out.",
                )
            )
        return read if read and len(read) == len(steps) else None

    def write(self, value: tuple[RampStep, ...], name: str) -> Mapping[str, Plain]:
        return {
            name: [Flow({"months": str(step.months), "share": format_rate(step.share)}) for step in value]
        }


def _step(item: Node, found: list[Problem]) -> RampStep | None:
    table = table_of(item, found)
    if table is None:
        return None
    months, share = Count().read(table, "months"), table.rate("share")
    table.close()
    return None if months is None or share is None else RampStep(months, share)


def ramp_share(steps: tuple[RampStep, ...], number: int) -> Share:
    """The share in the month of that number, from 0; the whole after the last step."""
    until = 0
    for step in steps:
        until += step.months
        if number < until:
            return step.share
    return Share(1)
