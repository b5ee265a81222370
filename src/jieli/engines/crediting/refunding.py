"""What a refund takes back from whom: the mirror of what was credited. Normative page: docs/algorithms/crediting.md."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from attrs import frozen

from jieli.engines.crediting.deciding import Decision, by_person
from jieli.engines.crediting.values import Basis, Deal, Refund
from jieli.kernel.allocate import allocate
from jieli.kernel.rate import Share
from jieli.kernel.rounding import Rounding, round_fen


@frozen
class Source:
    """A credited part that refunds can take from. fact: its receipt or invoice, None for the deal itself."""

    fact: int | None
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


def in_order(refunds: Iterable[Refund]) -> Sequence[Refund]:
    """Refunds of one deal in the order in which they take back: by day, then id."""
    return sorted(refunds, key=lambda refund: (refund.refunded_on, refund.id))


def amounts_taken(
    deal: Deal, whole: int, basis: Basis, refunds: Sequence[Refund]
) -> Iterator[tuple[Refund, int]]:
    """How much of what a deal counts for each of its refunds takes back, in order.

    On basis deals what it gives back. Margin and quantity go in proportion: all refunds together take the part of
    the whole that they give back of the deal's amount, rounded half up, so that all of the amount takes exactly all.
    A refund that says its own part takes that, and the later ones divide what it leaves.
    """
    if basis is Basis.DEALS:
        yield from ((refund, refund.amount_fen) for refund in refunds)
        return
    given_fen = taken = 0
    given_before, taken_before = 0, 0  # when a refund last said its own part
    for refund in refunds:
        given_fen += refund.amount_fen
        own = refund.margin_fen if basis is Basis.MARGIN else refund.quantity
        if own is not None:
            amount = own
            given_before, taken_before = given_fen, taken + own
        else:
            left = _left_of(whole, whole, taken_before)
            since, of_fen = given_fen - given_before, deal.amount_fen - given_before
            exact = Fraction(left) if since >= of_fen else Fraction(left * since, of_fen)
            amount = taken_before + round_fen(exact, Rounding.HALF_UP) - taken
        taken += amount
        yield refund, amount


def take_back(
    refunded: Iterable[tuple[Refund, int]], sources_of: Callable[[Refund], Sequence[Source]]
) -> Iterator[tuple[Refund, int, Piece]]:
    """Each refund of one deal, in order, with how much it takes and its pieces. sources_of: what it can take from."""
    left: dict[int | None, tuple[int, ...]] = {}
    for refund, amount in refunded:
        sources = sorted(sources_of(refund), key=lambda source: source.fact or 0)
        for source in sources:
            left.setdefault(source.fact, source.divide(source.amount_fen))
        weights = _weights(amount, sources, [sum(left[source.fact]) for source in sources])
        each = allocate(amount, weights, range(len(sources)))
        for source, weight, fen in zip(sources, weights, each, strict=True):
            if weight == 0:
                continue
            taken = _taken(fen, source, left[source.fact])
            left[source.fact] = tuple(
                _left_of(source.amount_fen, had, took)
                for had, took in zip(left[source.fact], taken, strict=True)
            )
            yield refund, amount, Piece(source, weight, taken)


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
    if fen * all_left < 0:  # only a margin can be taken back the other way round: it leaves more
        return source.divide(fen)
    if abs(fen) > abs(all_left):
        beyond = source.divide(fen - all_left)
        return tuple(had + more for had, more in zip(left_fen, beyond, strict=True))
    if all_left == 0:
        return left_fen
    order = [by_person(claim) for claim in source.decision.claims]
    return allocate(fen, [Fraction(abs(had)) for had in left_fen], order)


def _left_of(whole: int, had: int, took: int) -> int:
    """What is left, never on the other side of zero than the whole."""
    return min(0, had - took) if whole < 0 else max(0, had - took)
