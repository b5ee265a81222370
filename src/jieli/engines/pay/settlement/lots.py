"""Lots of pay that are held, used for refunds, released or forfeited. Normative page: docs/algorithms/holdback-and-release.md."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import evolve, frozen

from jieli.engines.pay.pricing.arithmetic import product
from jieli.engines.pay.results import GIVEN_UP, Standing
from jieli.engines.pay.settlement.step import Step
from jieli.kernel.rate import Rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Scalar, plain_fen

_HELD, _OUT = "held", "out"
_FORFEITED = "pay.forfeited"


@frozen(order=True)
class Subject:
    """What a lot waits for: a deal, a client of a handover, or neither."""

    deal: int = 0
    handover: int = 0
    client: int = 0

    def written(self) -> str:
        return f"{self.deal}.{self.handover}.{self.client}"

    @staticmethod
    def read(text: str) -> "Subject":
        deal, handover, client = (int(part) for part in text.split("."))
        return Subject(deal, handover, client)

    def values(self) -> dict[str, Scalar]:
        """Only what it names."""
        named = {"deal": self.deal, "handover": self.handover, "client": self.client}
        return {name: number for name, number in named.items() if number}


@frozen
class Lot:
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
    """How much is held, and what becomes of a lot in the number-th period."""

    part: Rate
    rounding: Rounding
    number: int
    verdict: Callable[[Lot], Verdict]
    sources: Callable[[Subject], tuple[str, ...]]


def read_lots(carried: Mapping[str, int]) -> tuple[Lot, ...]:
    """Open lots, by subject, the oldest first."""
    found = []
    for key, fen in carried.items():
        kind, _, rest = key.partition(":")
        if kind == _HELD:
            subject, number = rest.split(":")
            found.append(Lot(Subject.read(subject), int(number), fen, carried.get(f"{_OUT}:{rest}", 0)))
    return tuple(sorted(found, key=lambda lot: (lot.subject, lot.number)))


def carried_lots(
    before: Mapping[str, int], number: int, lots: Sequence[Lot], steps: Iterable[Step]
) -> Mapping[str, int]:
    """What is handed on from the number-th period. before: what was handed on to it."""
    given_up_fen = sum(int(step.values["forfeited_fen"]) for step in steps if step.rule == _FORFEITED)
    return {
        "periods": number,
        "held_fen": sum(lot.left_fen for lot in lots),
        GIVEN_UP: before.get(GIVEN_UP, 0) + given_up_fen,
        **_written(lots),
    }


def standing_of(carried: Mapping[str, int]) -> Standing:
    return Standing(carried.get("held_fen", 0), carried.get(GIVEN_UP, 0))


def _written(lots: Iterable[Lot]) -> dict[str, int]:
    kept: dict[str, int] = {}
    for lot in lots:
        rest = f"{lot.subject.written()}:{lot.number}"
        kept[f"{_HELD}:{rest}"] = lot.held_fen
        if lot.out_fen:
            kept[f"{_OUT}:{rest}"] = lot.out_fen
    return kept


def hold(
    lots: Sequence[Lot], earned: Mapping[Subject, int], holding: Holding
) -> tuple[tuple[Lot, ...], tuple[Step, ...]]:
    """The lots that stay open, and what happened to each, subject by subject. earned: in this period."""
    open_lots: list[Lot] = []
    steps: list[Step] = []
    for subject in sorted({*earned, *(lot.subject for lot in lots)}):
        own = [lot for lot in lots if lot.subject == subject]
        fen = earned.get(subject, 0)
        if fen < 0:
            own, used = _used(own, -fen, holding)
            steps += used
        elif fen > 0:
            own, held = _held(own, subject, fen, holding)
            steps += held
        for lot in own:
            after, settled = _settled(lot, holding)
            steps += settled
            open_lots += [after] if after.left_fen else []
    return tuple(open_lots), tuple(steps)


def _held(own: list[Lot], subject: Subject, fen: int, holding: Holding) -> tuple[list[Lot], list[Step]]:
    exact = fen * holding.part
    held_fen = round_fen(exact, holding.rounding)
    if held_fen == 0:
        return own, []
    values: dict[str, Scalar] = {"earned_fen": fen, "held_fen": held_fen, "left_after_fen": held_fen}
    step = _step("pay.held", subject, values, -held_fen, holding)
    text = product(fen, holding.part, exact, held_fen)
    return [*own, Lot(subject, holding.number, held_fen)], [evolve(step, calculation=text)]


def _used(own: list[Lot], fen: int, holding: Holding) -> tuple[list[Lot], list[Step]]:
    """A refund takes from what is held, the oldest first."""
    after, steps, refunded_fen = [], [], fen
    for lot in own:
        used_fen = min(fen, lot.left_fen)
        fen -= used_fen
        lot = evolve(lot, held_fen=lot.held_fen - used_fen)
        after.append(lot)
        if used_fen:
            values: dict[str, Scalar] = {"refunded_fen": refunded_fen, "used_fen": used_fen}
            steps.append(_moved("pay.held_used", lot, values, used_fen, used_fen, holding))
    return after, steps


def _settled(lot: Lot, holding: Holding) -> tuple[Lot, list[Step]]:
    if lot.left_fen == 0:
        return lot, []
    verdict = holding.verdict(lot)
    why: dict[str, Scalar] = {"why": verdict.why, **verdict.values}
    if verdict.released_fen:
        fen = verdict.released_fen
        lot = evolve(lot, out_fen=lot.out_fen + fen)
        return lot, [_moved("pay.released", lot, {**why, "released_fen": fen}, fen, fen, holding)]
    if verdict.forfeited_fen:
        fen = verdict.forfeited_fen
        lot = evolve(lot, held_fen=lot.held_fen - fen)
        return lot, [_moved(_FORFEITED, lot, {**why, "forfeited_fen": fen}, fen, 0, holding)]
    return lot, []


def _moved(
    rule: str, lot: Lot, values: Mapping[str, Scalar], moved_fen: int, result_fen: int, holding: Holding
) -> Step:
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
) -> Step:
    return Step(rule, {**subject.values(), **values}, result_fen, sources=holding.sources(subject))
