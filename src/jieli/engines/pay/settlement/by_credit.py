"""Which credit each fen of a result is for, and what of it is really paid. Normative page: docs/algorithms/holdback-and-release.md."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar, runtime_checkable

from attrs import evolve, frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.results import Result
from jieli.engines.pay.work import Work
from jieli.kernel.allocate import allocate
from jieli.kernel.rate import Rate
from jieli.kernel.trace import Scalar

Behind = tuple[CreditLine, int]
Key = TypeVar("Key")


@runtime_checkable
class KnowsCredits(Protocol):
    """A line that knows which credits it is for."""

    def fen_by_credit(self) -> Sequence[Behind]: ...


def fen_by_credit(result: Result) -> Iterator[Behind]:
    """Credits with the fen that are for them; what is for none is left out. A credit may come several times."""
    for line in result.lines:
        if isinstance(line, KnowsCredits):
            yield from line.fen_by_credit()


@frozen(order=True)
class Subject:
    """What a part of pay waits for: a deal, a client of a handover, or neither."""

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
class Earned:
    """What a component really came to in a period.

    fen: what is for each subject, less what was taken of the whole. credited_fen: the same before anything was taken.
    nothing_fen: what is for no credit. paid_fen: all that was paid of it, by less what refunds take back.
    """

    fen: Mapping[Subject, int]
    credited_fen: Mapping[Subject, int]
    nothing_fen: int = 0
    paid_fen: int = 0

    def with_nothing(self) -> "Earned":
        """What is for no credit as for a subject that names nothing."""
        nothing = Subject()
        fen = {**self.fen, nothing: self.fen.get(nothing, 0) + self.nothing_fen}
        credited_fen = {**self.credited_fen, nothing: max(fen[nothing], self.credited_fen.get(nothing, 0))}
        return evolve(self, fen=fen, credited_fen=credited_fen)


def deal_of(credit: CreditLine) -> Subject | None:
    return None if credit.deal is None else Subject(deal=credit.deal)


def earned_for(work: Work, key: str, subject_of: Callable[[CreditLine], Subject | None]) -> Earned:
    """subject_of: None where a credit has nothing to wait for. What is only settled has earned nothing."""
    if work.is_over:
        return Earned({}, {})
    result, credited = work.before[key], dict[Subject, int]()
    rest_fen, others_fen = result.fen, 0
    for credit, fen in fen_by_credit(result):
        rest_fen -= fen
        subject = subject_of(credit)
        if subject is None:
            others_fen += fen
        else:
            credited[subject] = credited.get(subject, 0) + fen
    by_subject = sorted(credited.items())
    above = [max(0, fen) for fen in (*(fen for _, fen in by_subject), others_fen, rest_fen)]
    earned_fen, taken_fen = sum(above), _taken(work, key)
    parts = _divided(max(0, earned_fen - taken_fen + min(0, rest_fen)), above)
    kept = {
        subject: part if fen > 0 else fen for (subject, fen), part in zip(by_subject, parts, strict=False)
    }
    lacking_fen = min(
        0, earned_fen + min(0, rest_fen)
    )  # what is for no credit takes more than all that was earned
    return Earned(kept, credited, parts[-1] + lacking_fen, result.fen - taken_fen)


def together_at_most(most_fen: int, fen: Mapping[Key, int]) -> Mapping[Key, int]:
    """Amounts above zero as they are, or the most divided in proportion to them where they would come to more."""
    if sum(fen.values()) <= most_fen:
        return fen
    return dict(zip(fen, _divided(most_fen, list(fen.values())), strict=True))


def _taken(work: Work, key: str) -> int:
    """What components before took of this one; of several together each bears it by what it came to above zero."""
    taken_fen = 0
    for other, result in work.before.items():
        keys = sorted(work.components[other].takes_from()) if other in work.components else []
        if key not in keys or result.fen >= 0:
            continue
        above = [max(0, work.before[one].fen) if one in work.before else 0 for one in keys]
        taken_fen += _divided(-result.fen, above)[keys.index(key)]
    return taken_fen


def _divided(fen: int, weights: Sequence[int]) -> Sequence[int]:
    return allocate(fen, [Rate(one) for one in weights], range(len(weights))) if any(weights) else weights
