"""Lots of pay that are held, used for refunds, released or forfeited. Normative page: docs/algorithms/holdback-and-release.md."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import evolve, frozen

from jieli.engines.pay.pricing.arithmetic import product
from jieli.engines.pay.results import GIVEN_UP, Balance
from jieli.engines.pay.settlement.by_credit import Earned, Subject, together_at_most
from jieli.engines.pay.settlement.held_steps import FORFEITED, HELD, RELEASED, USED
from jieli.engines.pay.settlement.step import SettledLine
from jieli.engines.pay.settlement.taken_back import TakenBack
from jieli.engines.pay.work import Work
from jieli.kernel.rate import Rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Scalar, Trace, plain_fen

_LOT, _OUT = "held", "out"
_NEWLY = (HELD, USED)


@frozen
class HeldLot:
    """number: of the period that earned it. held_fen: less what refunds used. out_fen: released so far."""

    subject: Subject
    number: int
    held_fen: int
    out_fen: int = 0

    @property
    def left_fen(self) -> int:
        return self.held_fen - self.out_fen


@frozen
class Verdict:
    """What becomes of a lot now, and why; the rest stays held. values: more for the trace."""

    released_fen: int = 0
    forfeited_fen: int = 0
    why: str = ""
    values: Mapping[str, Scalar] = {}


STAYS = Verdict()


@frozen
class Holding:
    """How much is held, and what becomes of a lot in the number-th period. others_fen: what others newly hold of the same.
    taken_back: of these subjects, by refunds that no plan takes back from the person."""

    part: Rate
    rounding: Rounding
    number: int
    verdict: Callable[[HeldLot], Verdict]
    sources: Callable[[Subject], tuple[str, ...]]
    others_fen: int = 0
    taken_back: Callable[[Sequence[Subject]], Mapping[Subject, TakenBack]] = lambda _subjects: {}


def read_lots(carried: Mapping[str, int]) -> tuple[HeldLot, ...]:
    """Open lots, by subject, the oldest first."""
    found = []
    for key, fen in carried.items():
        kind, _, rest = key.partition(":")
        if kind == _LOT:
            subject, number = rest.split(":")
            found.append(HeldLot(Subject.read(subject), int(number), fen, carried.get(f"{_OUT}:{rest}", 0)))
    return tuple(sorted(found, key=lambda lot: (lot.subject, lot.number)))


def carried_lots(
    before: Mapping[str, int], number: int, lots: Sequence[HeldLot], steps: Iterable[SettledLine]
) -> Mapping[str, int]:
    """What is handed on from the number-th period. before: what was handed on to it."""
    given_up_fen = sum(int(step.values["forfeited_fen"]) for step in steps if step.rule == FORFEITED)
    return {
        "periods": number,
        "held_fen": sum(lot.left_fen for lot in lots),
        GIVEN_UP: before.get(GIVEN_UP, 0) + given_up_fen,
        **_written(lots),
    }


def standing_of(carried: Mapping[str, int]) -> Balance:
    return Balance(carried.get("held_fen", 0), carried.get(GIVEN_UP, 0))


def _written(lots: Iterable[HeldLot]) -> dict[str, int]:
    kept: dict[str, int] = {}
    for lot in lots:
        rest = f"{lot.subject.written()}:{lot.number}"
        kept[f"{_LOT}:{rest}"] = lot.held_fen
        if lot.out_fen:
            kept[f"{_OUT}:{rest}"] = lot.out_fen
    return kept


def hold(
    lots: Sequence[HeldLot], earned: Earned, holding: Holding
) -> tuple[tuple[HeldLot, ...], tuple[SettledLine, ...]]:
    """The lots that stay open, and what happened to each, subject by subject. earned: in this period."""
    own = {subject: [lot for lot in lots if lot.subject == subject] for subject in _subjects(lots, earned)}
    held, back = _newly_held(own, earned, holding), holding.taken_back(tuple(own))
    open_lots: list[HeldLot] = []
    steps: list[SettledLine] = []
    for subject, before in own.items():
        after, moved = before, list[SettledLine]()
        if earned.fen.get(subject, 0) < 0:
            after, moved = _used(before, -earned.fen[subject], holding)
        elif held.get(subject):
            after = [*before, HeldLot(subject, holding.number, held[subject])]
            moved = [_held(subject, held[subject], earned, holding)]
        steps += moved
        for lot in after:
            lot, lost = _given_up(lot, back.get(subject), holding)
            lot, settled = _settled(lot, holding)
            steps += [*lost, *settled]
            open_lots += [lot] if lot.left_fen else []
    return tuple(open_lots), tuple(steps)


def held_before(work: Work, of: str) -> int:
    """What components before newly hold of this one, less what they gave for refunds."""
    lines = {
        key: work.before[key].lines
        for key, component in work.components.items()
        if key in work.before and component.holds_of() == of
    }
    return sum(
        max(0, -sum(one.result_fen for one in own if isinstance(one, SettledLine) and one.rule in _NEWLY))
        for own in lines.values()
    )


def _subjects(lots: Sequence[HeldLot], earned: Earned) -> Sequence[Subject]:
    return sorted({*earned.fen, *(lot.subject for lot in lots)})


def _newly_held(
    own: Mapping[Subject, Sequence[HeldLot]], earned: Earned, holding: Holding
) -> Mapping[Subject, int]:
    """The agreed part for each subject, together never more than what was paid and not yet held, with what is given for
    refunds."""
    due = {
        subject: round_fen(fen * holding.part, holding.rounding)
        for subject, fen in sorted(earned.fen.items())
        if fen > 0
    }
    used_fen = sum(
        min(-earned.fen.get(subject, 0), sum(lot.left_fen for lot in before))
        for subject, before in own.items()
        if earned.fen.get(subject, 0) < 0
    )
    return together_at_most(max(0, earned.paid_fen + used_fen - holding.others_fen), due)


def _held(subject: Subject, held_fen: int, earned: Earned, holding: Holding) -> SettledLine:
    fen, credited_fen = earned.fen[subject], earned.credited_fen[subject]
    exact = fen * holding.part
    due_fen = round_fen(exact, holding.rounding)
    values: dict[str, Scalar] = {"earned_fen": fen, "held_fen": held_fen, "left_after_fen": held_fen}
    children: tuple[Trace, ...] = ()
    if fen != credited_fen:
        children = (Trace("pay.held_of", {"credited_fen": credited_fen, "earned_fen": fen}),)
    if due_fen != held_fen:
        children = (*children, Trace("pay.held_most", {"due_fen": due_fen, "held_fen": held_fen}))
    step = _step(HELD, subject, values, -held_fen, holding)
    return evolve(step, calculation=product(fen, holding.part, exact, due_fen), children=children)


def _used(own: list[HeldLot], fen: int, holding: Holding) -> tuple[list[HeldLot], list[SettledLine]]:
    """A refund takes from what is held, the oldest first."""
    after, steps, refunded_fen = [], [], fen
    for lot in own:
        used_fen = min(fen, lot.left_fen)
        fen -= used_fen
        lot = evolve(lot, held_fen=lot.held_fen - used_fen)
        after.append(lot)
        if used_fen:
            values: dict[str, Scalar] = {"refunded_fen": refunded_fen, "used_fen": used_fen}
            steps.append(_moved(USED, lot, values, used_fen, used_fen, holding))
    return after, steps


def _given_up(lot: HeldLot, back: TakenBack | None, holding: Holding) -> tuple[HeldLot, list[SettledLine]]:
    """A refund that is taken back from nobody takes its part of what was held, as far as it is held still."""
    fen = 0 if back is None else min(lot.left_fen, back.of(lot.held_fen))
    if back is None or not fen:
        return lot, []
    why: dict[str, Scalar] = {"why": "refunded", "taken_back_fen": back.fen, "credited_fen": back.of_fen}
    lot = evolve(lot, held_fen=lot.held_fen - fen)
    return lot, [_moved(FORFEITED, lot, {**why, "forfeited_fen": fen}, fen, 0, holding)]


def _settled(lot: HeldLot, holding: Holding) -> tuple[HeldLot, list[SettledLine]]:
    if lot.left_fen == 0:
        return lot, []
    verdict = holding.verdict(lot)
    why: dict[str, Scalar] = {"why": verdict.why, **verdict.values}
    if verdict.released_fen:
        fen = verdict.released_fen
        lot = evolve(lot, out_fen=lot.out_fen + fen)
        return lot, [_moved(RELEASED, lot, {**why, "released_fen": fen}, fen, fen, holding)]
    if verdict.forfeited_fen:
        fen = verdict.forfeited_fen
        lot = evolve(lot, held_fen=lot.held_fen - fen)
        return lot, [_moved(FORFEITED, lot, {**why, "forfeited_fen": fen}, fen, 0, holding)]
    return lot, []


def _moved(
    rule: str, lot: HeldLot, values: Mapping[str, Scalar], moved_fen: int, result_fen: int, holding: Holding
) -> SettledLine:
    """lot: afterwards."""
    before_fen = lot.left_fen + moved_fen
    shown: dict[str, Scalar] = {
        **values,
        "periods_held": holding.number - lot.number,
        "left_before_fen": before_fen,
        "left_after_fen": lot.left_fen,
    }
    text = f"{plain_fen(before_fen)} - {plain_fen(moved_fen)} = {plain_fen(lot.left_fen)}"
    return evolve(_step(rule, lot.subject, shown, result_fen, holding), calculation=text)


def _step(
    rule: str, subject: Subject, values: Mapping[str, Scalar], result_fen: int, holding: Holding
) -> SettledLine:
    return SettledLine(rule, {**subject.values(), **values}, result_fen, sources=holding.sources(subject))
