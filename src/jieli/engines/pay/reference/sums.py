"""The sums that credits find: in order, since the window began, of the person or of the lead of what is shared."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from attrs import define, field, frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.credits import PartKey, part_of, taken_back_by
from jieli.engines.pay.pricing.spec import AcceleratorOn, Pricing, SplitPlace
from jieli.engines.pay.reference.payout import FactPart
from jieli.engines.pay.reference.taking import counted_fen, is_part_taken, is_taken
from jieli.engines.pay.reference.windows import SumWindow
from jieli.engines.pay.work import Work
from jieli.kernel.ranges import DateRange

Chosen = Callable[[CreditLine], bool]


@frozen
class PricedWork:
    """One pricing of one piece of work: which credits it takes."""

    pricing: Pricing
    work: Work

    @property
    def is_shared(self) -> bool:
        return self.pricing.split is SplitPlace.PAYOUT

    @property
    def counts_all(self) -> bool:
        """A target is for a person: whichever version pays a deal, it counts to what is attained of it."""
        accelerator = self.pricing.accelerator
        return accelerator is not None and accelerator.on is AcceleratorOn.ATTAINMENT

    def credits(self, window: SumWindow) -> tuple[CreditLine, ...]:
        """The person's that are paid, on the window's days."""
        return self._taken(self.work.credits_on(self.pricing.view, window.days))

    def earlier(self, window: SumWindow) -> tuple[CreditLine, ...]:
        """The person's that were paid, on the earlier days of the window."""
        lines = [line for days in window.earlier for line in self.work.credits_on(self.pricing.view, days)]
        return self._taken(lines)

    def counted(self, window: SumWindow) -> tuple[CreditLine, ...]:
        """The person's that count to a sum, on the window's days."""
        return self._taken(self._counted_on(window.days))

    def counted_earlier(self, window: SumWindow) -> tuple[CreditLine, ...]:
        """The person's that count to a sum, on the earlier days of the window."""
        return self._taken([line for days in window.earlier for line in self._counted_on(days)])

    def part(self, credit: CreditLine) -> FactPart:
        return FactPart.of(self.pricing.view, credit, self.work.credits)

    def led_by(self, lead: int, window: SumWindow) -> Iterator[FactPart]:
        """The parts of facts that a person leads, on the window's days and those before, in order."""
        view, credits = self.pricing.view, self.work.credits
        for days in (*window.earlier, window.days):
            for line in self._counted_on(days, lead):
                if is_part_taken(self.pricing.take, view, line, credits):
                    part = self.part(line)
                    if part.lead == lead:
                        yield part

    def _counted_on(self, days: DateRange, person: int | None = None) -> Sequence[CreditLine]:
        view, work = self.pricing.view, self.work
        if not self.counts_all:
            return work.credits_on(view, days, person)
        return work.credits.of(view, work.person if person is None else person, days)

    def _taken(self, lines: Sequence[CreditLine]) -> tuple[CreditLine, ...]:
        take, view = self.pricing.take, self.pricing.view
        return tuple(line for line in lines if is_taken(take, view, line, self.work.credits))


@frozen
class Place:
    """Where a credit stands in a sum. back_fen: of a refund, what the credit that it takes back had reached; None where that
    one does not stand before it in the sum."""

    before_fen: int
    counted_fen: int
    back_fen: int | None = None

    @property
    def after_fen(self) -> int:
        return self.before_fen + self.counted_fen

    @property
    def reached_fen(self) -> int:
        """The sum whose tier is for all of the credit: so a refund of the last one cancels it, and any other takes back at the
        tier at which its credit was paid."""
        return max(self.before_fen, self.after_fen) if self.back_fen is None else self.back_fen


NOWHERE = Place(0, 0)


@frozen
class SummedCredit:
    """A credit, or the whole part it is of, at its place in a sum. fen: what is paid on."""

    credit: CreditLine
    fen: int
    place: Place = NOWHERE
    part: FactPart | None = None


@define
class Sums:
    """The sums of one window. chosen: the credits that count to them."""

    priced: PricedWork
    window: SumWindow
    chosen: Chosen
    _of_lead: dict[int, Mapping[PartKey, Place]] = field(factory=dict, init=False)

    def steps(self, credits: Sequence[CreditLine]) -> Iterator[SummedCredit]:
        """credits: the window's own, in order, all of them chosen."""
        if self.priced.is_shared:
            yield from (self._shared(credit) for credit in credits)
            return
        earlier, own = self.earlier(), frozenset(credits)
        counted = self.counted() if self.priced.counts_all else credits
        places = self._placed((line, line.amount_fen) for line in (*earlier, *counted))
        for credit, place in islice(zip((*earlier, *counted), places, strict=True), len(earlier), None):
            if credit in own:
                yield SummedCredit(credit, credit.amount_fen, place)

    def after_fen(self, steps: Sequence[SummedCredit]) -> int:
        """The sum at the end of the window's days. steps: of all that is paid on them."""
        if steps and not self.priced.counts_all:
            return steps[-1].place.after_fen
        return self.earlier_fen() + sum(self._counted(line, line.amount_fen) for line in self.counted())

    def counted(self) -> tuple[CreditLine, ...]:
        """The chosen credits of the window's days, also those that another version pays."""
        return tuple(line for line in self.priced.counted(self.window) if self.chosen(line))

    def earlier_fen(self) -> int:
        return sum(self._counted(line, line.amount_fen) for line in self.earlier())

    def earlier(self) -> tuple[CreditLine, ...]:
        """The chosen credits of the window's earlier days."""
        return tuple(line for line in self.priced.counted_earlier(self.window) if self.chosen(line))

    def _shared(self, credit: CreditLine) -> SummedCredit:
        part = self.priced.part(credit)
        if part.lead not in self._of_lead:
            self._of_lead[part.lead] = self._places_of(part.lead)
        return SummedCredit(credit, part.fen, self._of_lead[part.lead][part.key], part)

    def _places_of(self, lead: int) -> Mapping[PartKey, Place]:
        led = self.priced.led_by(lead, self.window)
        parts = [part for part in led if self.chosen(part.lines[0])]
        places = self._placed((part.lines[0], part.fen) for part in parts)
        return dict(zip((part.key for part in parts), places, strict=True))

    def _placed(self, credits: Iterable[tuple[CreditLine, int]]) -> Iterator[Place]:
        """credits: all that count to the sum, in order, each with what is paid on."""
        before, reached = 0, dict[PartKey, int]()
        for line, fen in credits:
            back = reached.get(taken_back_by(line)) if line.kind == "refund" else None
            place = Place(before, self._counted(line, fen), back)
            reached[part_of(line)] = place.reached_fen
            before = place.after_fen
            yield place

    def _counted(self, credit: CreditLine, fen: int) -> int:
        accelerator = self.priced.pricing.accelerator
        return counted_fen(credit, () if accelerator is None else accelerator.uplifts, fen)
