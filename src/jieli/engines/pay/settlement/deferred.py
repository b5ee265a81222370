"""Lots of pay that fall due in equal parts, and which deals they came of. Normative page: docs/algorithms/caps-and-negative-balances.md."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from jieli.engines.pay.settlement.by_credit import Subject, deal_of, earned_for, together_at_most
from jieli.engines.pay.settlement.held_steps import FORFEITED
from jieli.engines.pay.settlement.step import SettledLine
from jieli.engines.pay.settlement.taken_back import TakenBack, taken_back_away
from jieli.engines.pay.work import Work
from jieli.kernel.allocate import equal_parts
from jieli.kernel.trace import plain_fen

_LOT, _OF = "lot", "of"


@frozen(order=True)
class Origin:
    """What some of a lot came of: a deal, by what a component came to for it."""

    component: str
    subject: Subject


@frozen
class Deferred:
    """What one period earned. number: of that period; whole_fen is paid over so many periods from it on. origins: what of it
    came of which deal; the rest is of none."""

    number: int
    periods: int
    whole_fen: int
    origins: Mapping[Origin, int] = {}

    @property
    def parts(self) -> tuple[int, ...]:
        return equal_parts(self.whole_fen, self.periods)

    def open_fen(self, after_number: int) -> int:
        """What is due later than in that period."""
        return sum(self.parts[after_number - self.number + 1 :])

    def without(self, origin: Origin, back: TakenBack) -> "Deferred":
        """As if what was taken back had not been in it; nothing where it would turn from pay to debt, or from debt to pay."""
        fen = self.origins.get(origin, 0)
        taken_fen = back.of(fen) if fen >= 0 else -back.of(-fen)
        left_fen = self.whole_fen - taken_fen
        whole_fen = max(0, left_fen) if self.whole_fen > 0 else min(0, left_fen)
        return evolve(self, whole_fen=whole_fen, origins={**self.origins, origin: fen - taken_fen})


def read_deferred(carried: Mapping[str, int]) -> tuple[Deferred, ...]:
    """Open lots, the oldest first."""
    wholes, origins = dict[tuple[int, int], int](), dict[tuple[int, int], dict[Origin, int]]()
    for key, fen in carried.items():
        kind, _, rest = key.partition(":")
        if kind == _LOT:
            number, periods = rest.split(":")
            wholes[int(number), int(periods)] = fen
        elif kind == _OF:
            number, periods, component, subject = rest.split(":")
            own = origins.setdefault((int(number), int(periods)), {})
            own[Origin(component, Subject.read(subject))] = fen
    return tuple(Deferred(*lot, fen, origins.get(lot, {})) for lot, fen in sorted(wholes.items()))


def written(lots: Iterable[Deferred]) -> dict[str, int]:
    """As carried on."""
    kept: dict[str, int] = {}
    for lot in lots:
        name = f"{lot.number}:{lot.periods}"
        kept[f"{_LOT}:{name}"] = lot.whole_fen
        for origin, fen in lot.origins.items():
            if fen:
                kept[f"{_OF}:{name}:{origin.component}:{origin.subject.written()}"] = fen
    return kept


def origins_of(work: Work, keys: Sequence[str], whole_fen: int) -> Mapping[Origin, int]:
    """What these components really came to in the period by deal, above zero together no more than the whole has room for."""
    found = {
        Origin(key, subject): fen
        for key in keys
        for subject, fen in sorted(earned_for(work, key, deal_of).fen.items())
    }
    above = {origin: fen for origin, fen in found.items() if fen > 0}
    most_fen = max(0, whole_fen - sum(fen for fen in found.values() if fen < 0))
    return {**found, **together_at_most(most_fen, above)}


def take_back(
    work: Work, lots: Sequence[Deferred], number: int
) -> tuple[tuple[Deferred, ...], tuple[SettledLine, ...]]:
    """What refunds that no plan takes back leave of lots, of which the number-th period's part is not paid yet."""
    steps = list[SettledLine]()
    for origin, back in _taken_back(work, lots):
        after = [lot.without(origin, back) for lot in lots]
        before_fen, after_fen = (sum(lot.open_fen(number - 1) for lot in some) for some in (lots, after))
        if before_fen > after_fen:  # else nothing of the deal is open to him
            steps.append(_extinguished(work, origin, back, before_fen, after_fen))
            lots = after
    return tuple(lot for lot in lots if lot.whole_fen), tuple(steps)


def _taken_back(work: Work, lots: Sequence[Deferred]) -> list[tuple[Origin, TakenBack]]:
    subjects: dict[str, set[Subject]] = {}
    for lot in lots:
        for origin in lot.origins:
            subjects.setdefault(origin.component, set()).add(origin.subject)
    return [
        (Origin(key, subject), back)
        for key, own in sorted(subjects.items())
        for subject, back in taken_back_away(work, key, sorted(own), deal_of).items()
    ]


def _extinguished(
    work: Work, origin: Origin, back: TakenBack, before_fen: int, after_fen: int
) -> SettledLine:
    fen = before_fen - after_fen
    values = {
        **origin.subject.values(),
        "why": "refunded_deferred",
        "taken_back_fen": back.fen,
        "credited_fen": back.of_fen,
        "forfeited_fen": fen,
        "left_before_fen": before_fen,
        "left_after_fen": after_fen,
    }
    text = f"{plain_fen(before_fen)} - {plain_fen(fen)} = {plain_fen(after_fen)}"
    source = work.sources.facts.deal(origin.subject.deal).source_key
    return SettledLine(FORFEITED, values, 0, text, sources=(source,))
