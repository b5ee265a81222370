"""How much larger a fact would have to be for the next tier: the sums that it counts for are found anew, as pricing does."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from attrs import evolve, frozen

from jieli.engines.pay.credits import Credits
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.pricing.rates import FlatRow, RateRow
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.pricing.tiers import TierOn, reached
from jieli.engines.pay.reference.accelerating import Bounds
from jieli.engines.pay.reference.sums import Chosen, PricedWork
from jieli.engines.pay.reference.taking import counted_fen
from jieli.engines.pay.reference.windows import SumWindow, windows_of
from jieli.engines.pay.restricting import inputs_of
from jieli.engines.pay.run import Run
from jieli.engines.pay.values import PayInputs
from jieli.engines.pay.whatif import Fact, Larger, basis_of, changed_book
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period

__all__ = ["Paid", "to_next_tier"]

PROBE_FEN = 1_000_000  # enough for a small share of it to be seen


@frozen
class Paid:
    """What one component pays a person for a period."""

    person: int
    period: Period
    plan: str
    component: str


@frozen
class _Sum:
    """Where a sum stands among the bounds of its tiers."""

    bounds: tuple[int, ...]
    fen: int

    @property
    def next_fen(self) -> int | None:
        following = self.bounds[reached(self.bounds, self.fen) + 1 :]
        return following[0] if following else None


Grown = Callable[[int], Sequence[_Sum]]  # all sums, in one order, with the fact larger by so many fen


def to_next_tier(inputs: PayInputs, paid: Paid, fact: Fact) -> Larger | None:
    """The least by which the fact must grow so that a sum that it counts for reaches the next tier, of a rate or of an
    accelerator; None where there is no next tier, or where each fact finds its own.

    A fen less does not reach it. **Unit**: fen of the fact: one of which half counts must grow by twice what the sum lacks,
    and one that is shared only when it is paid out by as much. **Raises** NoSuchFact; Problems, as compute_pay does.
    """
    own = in_own_currency(inputs_of(inputs, {paid.person}))
    basis = basis_of(own, plan=paid.plan, component=paid.component, period=paid.period)
    run = Run.by_definition(evolve(own, only=frozenset({paid.person})), Credits.of_book(own.book))
    asked = [
        (pricing, work)
        for component, pricings, work in run.asked()
        if (component.key, work.segment.plan, work.period) == (paid.component, paid.plan, paid.period)
        for pricing in pricings
    ]

    @cache
    def grown(by_fen: int) -> Sequence[_Sum]:
        book = changed_book(own.book, Larger(fact, by_fen, basis))
        return tuple(_sums(asked, Credits.of_book(book)))

    least = [found for at in range(len(grown(0))) if (found := _least(grown, at)) is not None]
    return Larger(fact, min(least), basis) if least else None


def _least(grown: Grown, at: int) -> int | None:
    """By how much the fact must be larger for one of the sums: near what a first try says, then to the fen."""
    stands = grown(0)[at]
    next_fen = stands.next_fen
    if next_fen is None:
        return None
    lacking_fen, by_fen = next_fen - stands.fen, PROBE_FEN
    for _ in range(2):
        counts_fen = grown(by_fen)[at].fen - stands.fen
        if counts_fen <= 0:
            return None
        by_fen = -(-lacking_fen * by_fen // counts_fen)

    def reaches(fen: int) -> bool:
        return grown(fen)[at].fen >= next_fen

    step = 1
    while not reaches(by_fen):
        by_fen, step = by_fen + step, step * 2
    low, step = by_fen - 1, 1
    while low > 0 and reaches(low):
        by_fen, low, step = low, max(0, low - step), step * 2
    while by_fen - low > 1:
        middle = (low + by_fen) // 2
        low, by_fen = (low, middle) if reaches(middle) else (middle, by_fen)
    return by_fen


def _sums(asked: Sequence[tuple[Pricing, Work]], credits: Credits) -> Iterator[_Sum]:
    for pricing, work in asked:
        yield from _of_pricing(
            PricedWork(pricing, evolve(work, sources=evolve(work.sources, credits=credits))), pricing, work
        )


def _of_pricing(priced: PricedWork, pricing: Pricing, work: Work) -> Iterator[_Sum]:
    for row in pricing.rates.rows:
        if isinstance(row, FlatRow) or row.tier_on is TierOn.FACT:
            continue
        bounds = tuple(tier.from_fen for tier in row.tiers)
        for window in windows_of(row.reset, work):
            yield from (_Sum(bounds, fen) for fen in _stand(priced, window, _of_row(pricing, row)))
    if pricing.accelerator is not None:
        for window in windows_of(pricing.accelerator.reset, work):
            for fen in _stand(priced, window, lambda _: True):
                yield _Sum(Bounds.of(pricing.accelerator, window, work).fen, fen)


def _of_row(pricing: Pricing, row: RateRow) -> Chosen:
    return lambda line: pricing.rates.row_of(line) is row


def _stand(priced: PricedWork, window: SumWindow, chosen: Chosen) -> Iterator[int]:
    """Where a window's sum stands at its end; of what is paid out by shares, the sum of each who leads some of it."""
    accelerator = priced.pricing.accelerator
    uplifts = () if accelerator is None else accelerator.uplifts
    if not priced.is_shared:
        lines = (*priced.counted_earlier(window), *priced.counted(window))
        yield sum(counted_fen(line, uplifts) for line in lines if chosen(line))
        return
    own = [line for line in priced.credits(window) if chosen(line)]
    for lead in sorted({priced.part(line).lead for line in own}):
        parts = [part for part in priced.led_by(lead, window) if chosen(part.lines[0])]
        yield sum(counted_fen(part.lines[0], uplifts, part.fen) for part in parts)
