"""A pricing read row by row and window by window. Normative page: docs/algorithms/pricing.md."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import define, evolve, field

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.rates import EVERY_OTHER, FlatRow, RateRow, TieredRow
from jieli.engines.pay.pricing.spec import Accelerator, Pricing
from jieli.engines.pay.pricing.tiers import (
    Method,
    Reset,
    Slice,
    TierOn,
    period_slices,
    slice_at,
    slices,
    to_date_slices,
)
from jieli.engines.pay.reference.accelerating import Bounds, Reached
from jieli.engines.pay.reference.factors import applied_factors
from jieli.engines.pay.reference.groups import Moved, PricedLine, RowPay, SumDue, TrueUp, Unrated
from jieli.engines.pay.reference.lines import Applied, CreditPay, Shared
from jieli.engines.pay.reference.sums import PricedWork, SummedCredit, Sums
from jieli.engines.pay.reference.windows import SumWindow, windows_of
from jieli.engines.pay.work import Work
from jieli.kernel.trace import Scalar


def price(pricing: Pricing, work: Work) -> tuple[PricedLine, ...]:
    """What a person's credits of some days come to.

    **Shape**: for each row of the table that has credits one line, or one per window where its sums begin anew inside the
    days; then what earlier days get because the factor for all has changed; then what no row is for.
    """
    return tuple(_Pricing(PricedWork(pricing, work)).lines())


@define
class _Pricing:
    priced: PricedWork
    _row_of: dict[tuple[str, str, str], RateRow | None] = field(factory=dict, init=False)

    @property
    def pricing(self) -> Pricing:
        return self.priced.pricing

    def lines(self) -> Iterator[PricedLine]:
        accelerator = self.pricing.accelerator
        windows = windows_of(Reset.PERIOD, self.priced.work)
        credits = self.priced.credits(windows[0])
        true_ups: list[TrueUp] = []
        accelerated: dict[CreditLine, tuple[CreditPay, ...]] = {}
        if accelerator is not None:
            for window in windows_of(accelerator.reset, self.priced.work):
                accelerated.update(self._accelerated(accelerator, window))
                true_ups += self._true_up(accelerator, window)
        for row in self.pricing.rates.rows:
            own = tuple(credit for credit in credits if self._row(credit) is row)
            if own and isinstance(row, FlatRow):
                each = (
                    (self._by_itself(row, credit),) if accelerator is None else accelerated[credit]
                    for credit in own
                )
                yield self._row_pay(row, own, tuple(pay for pays in each for pay in pays))
            elif own and not isinstance(row, FlatRow):
                yield from self._tiered(row, own)
        yield from true_ups
        yield from self._unrated(credits)

    def _row(self, credit: CreditLine) -> RateRow | None:
        names = (credit.product_line, credit.client_class, credit.region)
        if names not in self._row_of:
            self._row_of[names] = self.pricing.rates.row_for(*names)
        return self._row_of[names]

    # Each credit by itself

    def _by_itself(self, row: RateRow, credit: CreditLine) -> CreditPay:
        part = self.priced.part(credit) if self.priced.is_shared else None
        fen = credit.amount_fen if part is None else part.fen
        if isinstance(row, FlatRow):
            parts: tuple[Slice, ...] = (Slice(0, None, fen, row.rate),)
        else:
            parts = slices(row.tiers, row.method, fen) or (Slice(0, None, 0, row.tiers[0].rate),)
        return self._pay(SummedCredit(credit, fen, part=part), parts)

    def _pay(
        self,
        step: SummedCredit,
        parts: tuple[Slice, ...],
        before_fen: int | None = None,
        reached: Reached | None = None,
    ) -> CreditPay:
        pricing, credit = self.pricing, step.credit
        share = credit.share if step.part is None else step.part.share
        applied = Applied(
            factors=applied_factors(pricing.factors, pricing.view, credit, self.priced.work.sources),
            reached=reached,
            most_rate=pricing.most_rate,
            most_fen=None if pricing.most_fen is None else pricing.most_fen * share,
            per_unit=pricing.rates.per_unit,
        )
        pay = CreditPay.of(credit, parts, pricing.rounding, applied, before_fen)
        if step.part is None:
            return pay
        shared = Shared(step.part.lead, step.part.fen, pay.result_fen, Fraction(credit.share, share))
        return evolve(pay, result_fen=step.part.share_out(pay.result_fen, credit), shared=shared)

    # Rows with tiers

    def _tiered(self, row: TieredRow, credits: Sequence[CreditLine]) -> Iterator[RowPay]:
        if row.tier_on is TierOn.FACT:
            yield self._row_pay(row, credits, tuple(self._by_itself(row, credit) for credit in credits))
            return
        for window in windows_of(row.reset, self.priced.work):
            own = tuple(credit for credit in credits if credit.counts_on in window.days)
            if own:
                sums = Sums(self.priced, window, lambda credit: self._row(credit) is row)
                if row.tier_on is TierOn.PERIOD or row.method is Method.WHOLE:
                    yield self._on_sum(row, sums, own)
                else:
                    yield self._to_date(row, sums, own)

    def _to_date(self, row: TieredRow, sums: Sums, credits: Sequence[CreditLine]) -> RowPay:
        each = [pay for step in sums.steps(credits) for pay in self._dated(row, step)]
        return self._row_pay(row, credits, tuple(each), sums.window)

    def _dated(self, row: TieredRow, step: SummedCredit) -> Iterator[CreditPay]:
        place = step.place
        if row.method is Method.REACHED:
            at = slice_at(row.tiers, place.reached_fen, step.fen)
            yield evolve(self._pay(step, (at,), place.before_fen), back_fen=place.back_fen)
            return
        for part in to_date_slices(row.tiers, place.before_fen, step.fen):
            yield self._pay(step, (part,), place.before_fen)

    def _on_sum(self, row: TieredRow, sums: Sums, credits: Sequence[CreditLine]) -> RowPay:
        earlier, before_fen = sums.earlier(), sums.earlier_fen()
        due = self._due(row, before_fen + sum(credit.amount_fen for credit in credits))
        paid = None if row.reset is Reset.PERIOD else self._due(row, before_fen)
        also = self._also(row, sums.window)
        return RowPay(
            also,
            tuple(credits),
            self.pricing.rounding,
            due=due,
            paid=paid,
            earlier=earlier,
            per_unit=self.pricing.rates.per_unit,
            moved=() if row.tier_on is TierOn.PERIOD else tuple(self._moved(row, sums, credits)),
        )

    def _moved(self, row: TieredRow, sums: Sums, credits: Sequence[CreditLine]) -> Iterator[Moved]:
        for step in sums.steps(credits):
            due, before = self._due(row, step.place.after_fen), self._due(row, step.place.before_fen)
            yield Moved(step.credit, due, before)

    def _due(self, row: TieredRow, sum_fen: int) -> SumDue:
        slices_ = period_slices(row.tiers, row.method, sum_fen)
        return SumDue.of(sum_fen, slices_, self.pricing.rounding, row.tiers[0].rate)

    # The accelerator

    def _accelerated(
        self, accelerator: Accelerator, window: SumWindow
    ) -> Iterator[tuple[CreditLine, tuple[CreditPay, ...]]]:
        """The lines of each credit of a window that has a row."""
        sums = Sums(self.priced, window, lambda _: True)
        steps = tuple(sums.steps(self.priced.credits(window)))
        if not steps:
            return
        bounds = self._bounds(accelerator, window)
        after_all = bounds.at(sums.after_fen(steps)) if accelerator.tier_on is TierOn.PERIOD else None
        for step in steps:
            row = self._row(step.credit)
            if not isinstance(row, FlatRow):
                continue
            found = bounds.parts(step) if after_all is None else ((step.fen, after_all),)
            yield step.credit, tuple(self._at(row, step, fen, reached) for fen, reached in found)

    def _at(self, row: FlatRow, step: SummedCredit, fen: int, reached: Reached) -> CreditPay:
        part = Slice(reached.from_fen, reached.until_fen, fen, row.rate)
        before = step.place.before_fen if reached.is_of_a_slice else None
        return self._pay(step, (part,), before, reached)

    def _true_up(self, accelerator: Accelerator, window: SumWindow) -> Iterator[TrueUp]:
        """Where the sum of these days moves everything of the window to another factor."""
        earlier = [credit for credit in self.priced.earlier(window) if self._row(credit) is not None]
        if accelerator.tier_on is not TierOn.PERIOD or not earlier:
            return
        bounds, sums = self._bounds(accelerator, window), Sums(self.priced, window, lambda _: True)
        steps = tuple(sums.steps(self.priced.credits(window)))
        before, now = bounds.at(sums.earlier_fen()), bounds.at(sums.after_fen(steps))
        if before.factor != now.factor:
            yield TrueUp(
                tuple(self._again(credit, now) for credit in earlier),
                tuple(self._again(credit, before) for credit in earlier),
                _window_values(accelerator.reset, window),
            )

    def _again(self, credit: CreditLine, reached: Reached) -> CreditPay:
        row = self._row(credit)
        assert isinstance(row, FlatRow), "An accelerator stands beside rates alone."
        return self._at(row, SummedCredit(credit, credit.amount_fen), credit.amount_fen, reached)

    def _bounds(self, accelerator: Accelerator, window: SumWindow) -> Bounds:
        return Bounds.of(accelerator, window, self.priced.work)

    # Lines

    def _row_pay(
        self,
        row: RateRow,
        credits: Sequence[CreditLine],
        each: tuple[CreditPay, ...],
        window: SumWindow | None = None,
    ) -> RowPay:
        return RowPay(self._also(row, window), tuple(credits), self.pricing.rounding, each)

    def _also(self, row: RateRow, window: SumWindow | None) -> dict[str, Scalar]:
        values: dict[str, Scalar] = {
            "product_line": row.product_line,
            "method": "flat" if isinstance(row, FlatRow) else row.method.value,
            "tier_on": "fact" if isinstance(row, FlatRow) else row.tier_on.value,
        }
        for name, wanted in (("client_class", row.client_class), ("region", row.region)):
            if wanted != EVERY_OTHER:
                values[name] = wanted
        if self.pricing.take.from_days is not None:
            values["after_days"] = self.pricing.take.from_days
        if self.pricing.take.renewals is not None:
            values["renewals"] = self.pricing.take.renewals.value
        if self.pricing.rates.per_unit:
            values["unit"] = "quantity"
        if window is not None and not isinstance(row, FlatRow):
            values |= _window_values(row.reset, window)
        return values

    def _unrated(self, credits: Sequence[CreditLine]) -> Iterator[Unrated]:
        by_line = self.pricing.rates.is_by_line_only
        found: dict[tuple[str, ...], list[CreditLine]] = {}
        for credit in credits:
            if self._row(credit) is None:
                names = (credit.product_line, credit.client_class, credit.region)
                found.setdefault(names[:1] if by_line else names, []).append(credit)
        for which in sorted(found):
            also = dict(zip(("product_line", "client_class", "region"), which, strict=False))
            yield Unrated(also, tuple(found[which]))


def _window_values(reset: Reset, window: SumWindow) -> dict[str, Scalar]:
    """Nothing where the sum begins with the days themselves."""
    if reset is Reset.PERIOD:
        return {}
    return {"reset": reset.value, "window_from_on": window.whole.from_.isoformat()}
