"""What a refund takes back from whom: the mirror of what was credited. Normative page: docs/algorithms/crediting.md."""

from collections import defaultdict
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
    """A credited part that refunds can take from. fact: its receipt or invoice, None for the deal itself. measure: of how much
    refunds are a part; its amount, or what that is in the deal's currency."""

    fact: int | None
    on: date
    amount_fen: int
    decision: Decision
    measure: int

    def worth(self, taken: int) -> int:
        """What so much of the measure comes to, in fen."""
        if self.measure == self.amount_fen:
            return taken
        return round_fen(Fraction(self.amount_fen * taken, self.measure), Rounding.HALF_UP)

    def divide(self, fen: int) -> tuple[int, ...]:
        """Some fen by the claims' shares, one part per claim."""
        return divide(fen, self.decision)


@frozen
class Back:
    """What a refund takes: a part of the measure of its sources. own_fen: what it comes to where they have none."""

    refund: Refund
    part: int
    own_fen: int

    @classmethod
    def of_money(cls, refund: Refund) -> "Back":
        return cls(refund, refund.deal_fen, refund.amount_fen)


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


def in_proportion(deal: Deal, whole: int, basis: Basis, refunds: Sequence[Refund]) -> Iterator[Back]:
    """How much of a deal's margin or quantity each of its refunds takes back, in order.

    All refunds together take the part of the whole that they give back of the deal's amount, in the deal's currency,
    rounded half up, so that all of the amount takes exactly all. A refund that says its own part takes that, and the later
    ones divide what it leaves.
    """
    given_fen = taken = 0
    given_before, taken_before = 0, 0  # when a refund last said its own part
    for refund in refunds:
        given_fen += refund.deal_fen
        own = refund.margin_fen if basis is Basis.MARGIN else refund.quantity
        if own is not None:
            amount = own
            given_before, taken_before = given_fen, taken + own
        else:
            left = _left_of(whole, whole, taken_before)
            since, of_fen = given_fen - given_before, deal.deal_fen - given_before
            exact = Fraction(left) if since >= of_fen else Fraction(left * since, of_fen)
            amount = taken_before + round_fen(exact, Rounding.HALF_UP) - taken
        taken += amount
        yield Back(refund, amount, amount)


def take_back(
    backs: Iterable[Back], sources_of: Callable[[Refund], Sequence[Source]]
) -> Iterator[tuple[Refund, Sequence[Piece]]]:
    """Each refund of one deal, in order, with what it takes from each source. sources_of: what it can take from."""
    taken: dict[int | None, int] = defaultdict(int)  # of the measure of each
    left: dict[int | None, tuple[int, ...]] = {}
    for back in backs:
        sources = sorted(sources_of(back.refund), key=lambda source: source.fact or 0)
        weights = _weights(back.part, sources, [source.measure - taken[source.fact] for source in sources])
        each = allocate(back.part, weights, range(len(sources)))
        pieces = []
        for source, weight, part in zip(sources, weights, each, strict=True):
            if weight == 0:
                continue
            before = taken[source.fact]
            after = taken[source.fact] = before + part
            fen = source.worth(after) - source.worth(before) if source.measure else back.own_fen
            had = left.get(source.fact) or source.divide(source.amount_fen)
            took = _taken(fen, source, had)
            left[source.fact] = tuple(
                _left_of(source.amount_fen, one, its) for one, its in zip(had, took, strict=True)
            )
            pieces.append(Piece(source, weight, took))
        yield back.refund, pieces


def _weights(part: int, sources: Sequence[Source], left: Sequence[int]) -> tuple[Share, ...]:
    """How much of a refund each source bears: by what is left of its measure, and by all of that beyond."""
    if len(sources) == 1:
        return (Share(1),)
    left = [max(0, one) for one in left]
    all_left = sum(left)
    if part <= all_left:
        return tuple(Fraction(one, all_left) for one in left)
    beyond, whole = part - all_left, sum(source.measure for source in sources)
    return tuple(
        Fraction(one * whole + beyond * source.measure, part * whole)
        for source, one in zip(sources, left, strict=True)
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
