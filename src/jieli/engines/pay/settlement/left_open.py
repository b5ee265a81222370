"""What stays open where nothing settles it any more: it is told. Normative page: docs/algorithms/components.md."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jieli.engines.pay.results import Lines
from jieli.engines.pay.settlement.step import SettledLine
from jieli.engines.pay.values import Outcome
from jieli.engines.pay.work import Work

if TYPE_CHECKING:
    from jieli.engines.pay.component import Component

LEFT_OPEN = "pay.left_open"
_SINCE = "left_open"  # of what is carried: nothing has settled it since


def is_left(component: "Component", carried: Mapping[str, int], has: Mapping[str, "Component"]) -> bool:
    """Whether something is open that does not go on by itself, and nothing that it looks at is there. has: the components of
    the person's plan now; none where he is not on it."""
    looks_at = set(component.needs()).intersection(has)
    return not looks_at and component.winds_down(carried) and not component.goes_on(carried)


def left_open(component: "Component", work: Work, carried: Mapping[str, int], decided_fen: int) -> Lines:
    """A line of 0.00 that tells what is open, less what was decided by hand for it since; no line where that makes up for it,
    nor again where somebody who is gone owes it. decided_fen: by hand in this period."""
    standing = component.standing(carried)
    open_fen = 0 if standing is None else standing.open_fen
    before_fen, is_first = _decided_since(work)
    by_hand_fen = before_fen + decided_fen
    left_fen = open_fen - by_hand_fen
    kept = {**carried, _SINCE: 1}
    if left_fen == 0 or not (left_fen > 0 or is_first or _is_here(work)):
        return Lines((), kept)
    values = {"open_fen": open_fen, "by_hand_fen": by_hand_fen, "left_fen": left_fen}
    return Lines((SettledLine(LEFT_OPEN, {"of_plan": work.segment.plan, **values}),), kept)


def told_left_open(outcome: Outcome) -> int:
    """Fen that are told to be left open; negative where they are owed."""
    steps = (step for step in outcome.trace.walk() if step.rule == LEFT_OPEN)
    return sum(int(step.values["left_fen"]) for step in steps)


def _decided_since(work: Work) -> tuple[int, bool]:
    """What was decided by hand in the periods since something settled it last, in which nothing was computed; and whether this
    is the first."""
    own, fen = (work.segment.plan, work.key), 0
    for number, past in enumerate(reversed(work.past)):
        carried = past.carried.get(own)
        if carried is not None and _SINCE not in carried:
            return fen, number == 0
        fen += past.fen.get(own, 0)
    return fen, False


def _is_here(work: Work) -> bool:
    """He is employed or paid by a plan in the period."""
    return any(days.overlaps(work.period.range) for days in (*work.employed, *work.on_plans))
