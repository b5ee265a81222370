"""What a refund takes back from whom: the mirror of what was credited. Normative page: docs/algorithms/crediting.md."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from attrs import frozen

from jieli.engines.crediting.deciding import Decision, by_person
from jieli.engines.crediting.values import Refund
from jieli.kernel.allocate import allocate
from jieli.kernel.rate import Share


@frozen
class Source:
    """A credited part that refunds can take from. receipt: the receipt it came in by, None for the deal itself."""

    receipt: int | None
    on: date
    amount_fen: int
    decision: Decision

    def divide(self, fen: int) -> tuple[int, ...]:
        """Some fen by the claims' shares, one part per claim."""
        return divide(fen, self.decision)


@frozen
class Piece:
    """What a refund takes from one source: so much of the refund, in fen per claim of the source."""

    source: Source
    weight: Share
    taken_fen: tuple[int, ...]


def divide(fen: int, decision: Decision) -> tuple[int, ...]:
    """An amount by the shares of a decision, to the fen, one part per claim."""
    claims = decision.claims
    if len(claims) == 1:
        return (fen,)
    return allocate(fen, [claim.share for claim in claims], [by_person(claim) for claim in claims])


def take_back(
    refunds: Iterable[Refund], sources_of: Callable[[Refund], Sequence[Source]]
) -> Iterator[tuple[Refund, Piece]]:
    """Each refund of one deal with its pieces, in order of day and id. sources_of: what a refund can take from."""
    left: dict[int | None, tuple[int, ...]] = {}
    for refund in sorted(refunds, key=lambda refund: (refund.refunded_on, refund.id)):
        sources = sorted(sources_of(refund), key=lambda source: source.receipt or 0)
        for source in sources:
            left.setdefault(source.receipt, source.divide(source.amount_fen))
        weights = _weights(refund.amount_fen, sources, [sum(left[source.receipt]) for source in sources])
        each_fen = allocate(refund.amount_fen, weights, range(len(sources)))
        for source, weight, fen in zip(sources, weights, each_fen, strict=True):
            if weight == 0:
                continue
            taken = _taken(fen, source, left[source.receipt])
            left[source.receipt] = tuple(
                max(0, had - took) for had, took in zip(left[source.receipt], taken, strict=True)
            )
            yield refund, Piece(source, weight, taken)


def _weights(amount_fen: int, sources: Sequence[Source], left_fen: Sequence[int]) -> tuple[Share, ...]:
    """How much of a refund each source bears: by what is left of it, and by its amount beyond that."""
    if len(sources) == 1:
        return (Share(1),)
    all_left = sum(left_fen)
    if amount_fen <= all_left:
        return tuple(Fraction(fen, all_left) for fen in left_fen)
    beyond, whole = amount_fen - all_left, sum(source.amount_fen for source in sources)
    return tuple(
        Fraction(fen * whole + beyond * source.amount_fen, amount_fen * whole)
        for source, fen in zip(sources, left_fen, strict=True)
    )


def _taken(fen: int, source: Source, left_fen: tuple[int, ...]) -> tuple[int, ...]:
    """One source's part of a refund by claim: out of what each has left, and by shares beyond that."""
    all_left = sum(left_fen)
    if fen > all_left:
        beyond = source.divide(fen - all_left)
        return tuple(had + more for had, more in zip(left_fen, beyond, strict=True))
    if all_left == 0:
        return left_fen
    order = [by_person(claim) for claim in source.decision.claims]
    return allocate(fen, [Fraction(had) for had in left_fen], order)
