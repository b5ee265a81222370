"""What of a period's earnings is held or above the most of its deal, by the credits that earned it."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.components import DealCap, Holdback, RetentionClawforward
from jieli.engines.pay.credits import line_order
from jieli.engines.pay.desired import ComputedPart
from jieli.engines.pay.results import Line, Result
from jieli.engines.pay.settlement.by_credit import fen_by_credit
from jieli.engines.pay.settlement.held_steps import FORFEITED, HELD, HELD_MOVES, RELEASED
from jieli.engines.pay.settlement.step import SettledLine
from jieli.kernel.allocate import allocate
from jieli.kernel.rate import Rate
from jieli.kernel.trace import Scalar

_SUBJECT = ("deal", "handover", "client")


@frozen
class Held:
    """A credit of which some is held, or above the most. paid_fen: what was earned by it, less that."""

    credit: CreditLine
    paid_fen: int
    values: Mapping[str, Scalar]


def held_of(part: ComputedPart, earned: Sequence[Result]) -> Iterator[Held]:
    """The credits behind what a component holds of the period's own earnings and has not released in the same period.

    earned: what it holds a part of. What is held for several credits together is divided by what each earned.
    """
    if not isinstance(part.component, Holdback | RetentionClawforward):
        return
    fen, condition = _by_credit(earned), {**_condition(part.component), **_asked(part.result.lines)}
    for subject, left_fen in _left(part.result.lines):
        for credit, held_fen in _divided(left_fen, fen, subject):
            values = {"held_fen": held_fen, "earned_fen": fen[credit], "of": part.component.of, **condition}
            yield Held(credit, fen[credit] - held_fen, values)


def above_of(part: ComputedPart, earned: Sequence[Result]) -> Iterator[Held]:
    """The same of a cap of deals: what it takes off now of what the period earned."""
    if not isinstance(part.component, DealCap):
        return
    fen = _by_credit(earned)
    for line in part.result.lines:
        if not isinstance(line, SettledLine):
            continue
        deal, most_fen = line.values["deal"], line.values["most_fen"]
        for credit, above_fen in _divided(-line.result_fen, fen, {"deal": deal}):
            values = {"above_fen": above_fen, "earned_fen": fen[credit], "most_fen": most_fen}
            yield Held(credit, fen[credit] - above_fen, values)


def _by_credit(earned: Sequence[Result]) -> Mapping[CreditLine, int]:
    fen: dict[CreditLine, int] = {}
    for result in earned:
        for credit, its_fen in fen_by_credit(result):
            fen[credit] = fen.get(credit, 0) + its_fen
    return fen


def _divided(
    fen: int, by_credit: Mapping[CreditLine, int], subject: Mapping[str, Scalar]
) -> Iterator[tuple[CreditLine, int]]:
    """Of an amount above zero each credit behind the subject bears so much, by what it earned."""
    credits = sorted(
        (one for one, its_fen in by_credit.items() if its_fen > 0 and _is_of(one, subject)), key=line_order
    )
    if fen > 0 and credits:
        weights = [Rate(by_credit[one]) for one in credits]
        yield from zip(credits, allocate(fen, weights, range(len(credits))), strict=True)


def _left(lines: Sequence[Line]) -> Iterator[tuple[Mapping[str, Scalar], int]]:
    """Each subject of which something was held now, with what of it is left: less what went again in the same period."""
    steps = [line for line in lines if isinstance(line, SettledLine)]
    for step in steps:
        if step.rule != HELD:
            continue
        subject = {name: step.values[name] for name in _SUBJECT if name in step.values}
        gone = [
            HELD_MOVES[one.rule].fen(one.values)
            for one in steps
            if one.rule in (RELEASED, FORFEITED)
            and one.values["periods_held"] == 0
            and {name: one.values[name] for name in _SUBJECT if name in one.values} == subject
        ]
        yield subject, HELD_MOVES[HELD].fen(step.values) + sum(gone)


def _is_of(credit: CreditLine, subject: Mapping[str, Scalar]) -> bool:
    """A subject names the deal, or the handover and its client; one that names nothing is for what has no deal."""
    if not subject:
        return credit.deal is None
    return all(getattr(credit, name) == value for name, value in subject.items())


def _asked(lines: Sequence[Line]) -> Mapping[str, Scalar]:
    """The condition that it waits for, where it waits for one, and what is lacking for that to be decided."""
    steps = [one for one in lines if isinstance(one, SettledLine) and one.rule == "pay.condition"]
    return {name: one.values[name] for one in steps for name in ("condition", "lacking")}


def _condition(component: Holdback | RetentionClawforward) -> Mapping[str, Scalar]:
    """Until when: what releases it, and what becomes of it where that does not happen."""
    if isinstance(component, RetentionClawforward):
        return {"until": "bought", "after_months": component.after_months}
    values: dict[str, Scalar] = {"until": component.release.value}
    if component.after_periods is not None:
        values["after_periods"] = component.after_periods
    if component.last_periods is not None and component.at_last is not None:
        values |= {"last_periods": component.last_periods, "at_last": component.at_last.value}
    return values
