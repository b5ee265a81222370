"""The sums that credits find: in order, since the window began, of the person or of the lead of what is shared."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import define, field, frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.credits import PartKey
from jieli.engines.pay.pricing.spec import Pricing, SplitPlace
from jieli.engines.pay.reference.payout import Part
from jieli.engines.pay.reference.taking import counted_fen, is_part_taken, is_taken
from jieli.engines.pay.reference.windows import Window
from jieli.engines.pay.work import Work

Chosen = Callable[[CreditLine], bool]


@frozen
class Asked:
    """One pricing of one piece of work: which credits it takes."""

    pricing: Pricing
    work: Work

    @property
    def is_shared(self) -> bool:
        return self.pricing.split is SplitPlace.PAYOUT

    def credits(self, window: Window) -> tuple[CreditLine, ...]:
        """The person's on the window's days."""
        return self._taken(self.work.credits_on(self.pricing.view, window.days))

    def earlier(self, window: Window) -> tuple[CreditLine, ...]:
        """The person's on the earlier days of the window."""
        lines = [line for days in window.earlier for line in self.work.credits_on(self.pricing.view, days)]
        return self._taken(lines)

    def part(self, credit: CreditLine) -> Part:
        return Part.of(self.pricing.view, credit, self.work.credits)

    def led_by(self, lead: int, window: Window) -> Iterator[Part]:
        """The parts of facts that a person leads, on the window's days and those before, in order."""
        view, credits = self.pricing.view, self.work.credits
        for days in (*window.earlier, window.days):
            for line in self.work.credits_on(view, days, lead):
                if is_part_taken(self.pricing.take, view, line, credits):
                    part = self.part(line)
                    if part.lead == lead:
                        yield part

    def _taken(self, lines: Sequence[CreditLine]) -> tuple[CreditLine, ...]:
        take, view = self.pricing.take, self.pricing.view
        return tuple(line for line in lines if is_taken(take, view, line, self.work.credits))


@frozen
class Step:
    """A credit, or the whole part it is of, at its place in a sum. fen: what is paid on; counted_fen: what the sum grows by."""

    credit: CreditLine
    fen: int
    before_fen: int
    counted_fen: int
    part: Part | None = None


@define
class Sums:
    """The sums of one window. chosen: the credits that count to them."""

    asked: Asked
    window: Window
    chosen: Chosen
    _of_lead: dict[int, Mapping[PartKey, int]] = field(factory=dict, init=False)

    def steps(self, credits: Sequence[CreditLine]) -> Iterator[Step]:
        """credits: the window's own, in order, all of them chosen."""
        if self.asked.is_shared:
            yield from (self._shared(credit) for credit in credits)
            return
        before = self.earlier_fen()
        for credit in credits:
            counted = self._counted(credit, credit.amount_fen)
            yield Step(credit, credit.amount_fen, before, counted)
            before += counted

    def earlier_fen(self) -> int:
        return sum(self._counted(line, line.amount_fen) for line in self.earlier())

    def earlier(self) -> tuple[CreditLine, ...]:
        """The chosen credits of the window's earlier days."""
        return tuple(line for line in self.asked.earlier(self.window) if self.chosen(line))

    def _shared(self, credit: CreditLine) -> Step:
        part = self.asked.part(credit)
        if part.lead not in self._of_lead:
            self._of_lead[part.lead] = dict(self._walked(part.lead))
        before = self._of_lead[part.lead][part.key]
        return Step(credit, part.fen, before, self._counted(credit, part.fen), part)

    def _walked(self, lead: int) -> Iterator[tuple[PartKey, int]]:
        before = 0
        for part in self.asked.led_by(lead, self.window):
            first = part.lines[0]
            if self.chosen(first):
                yield part.key, before
                before += self._counted(first, part.fen)

    def _counted(self, credit: CreditLine, fen: int) -> int:
        accelerator = self.asked.pricing.accelerator
        return counted_fen(credit, () if accelerator is None else accelerator.uplifts, fen)
