"""The factor that an accelerator has for a sum of credits."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from jieli.engines.pay.pricing.spec import Accelerator, AcceleratorOn, AcceleratorTier
from jieli.engines.pay.pricing.tiers import Method, reached, walk
from jieli.engines.pay.reference.sums import SummedCredit
from jieli.engines.pay.reference.windows import SumWindow
from jieli.engines.pay.scoring.measuring import refuse_nothing
from jieli.engines.pay.work import Work
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Scalar, Trace

PLAIN = AcceleratorTier(Fraction(0), Rate(1))


@frozen
class Bounds:
    """The accelerator's bounds in fen for one window. target_fen: of the quota, where they are parts of one."""

    accelerator: Accelerator
    fen: tuple[int, ...]
    target_fen: int | None = None

    @staticmethod
    def of(accelerator: Accelerator, window: SumWindow, work: Work) -> "Bounds":
        """Without a day employed and on the plan there is nothing to attain, and everything has the factor 100%. Raises
        Problems where the quota sets no target for such days, or one of nothing."""
        tiers = accelerator.tiers
        if accelerator.on is AcceleratorOn.CREDITED:
            return Bounds(accelerator, tuple(round_fen(tier.from_, Rounding.HALF_UP) for tier in tiers))
        assert accelerator.quota is not None, "Attainment is of a quota."
        if not work.employed_on_plan(window.whole):
            return Bounds(evolve(accelerator, tiers=(PLAIN,)), (0,), 0)
        target_fen = work.target_fen(accelerator.quota, window.whole)
        refuse_nothing(target_fen, quota=accelerator.quota, person=work.person)
        fen = tuple(round_fen(tier.from_ * target_fen, Rounding.HALF_UP) for tier in tiers)
        return Bounds(accelerator, fen, target_fen)

    def tier(self, index: int, before_fen: int, after_fen: int) -> "Reached":
        until_fen = self.fen[index + 1] if index + 1 < len(self.fen) else None
        factor = self.accelerator.tiers[index].factor
        return Reached(self, factor, self.fen[index], until_fen, before_fen, after_fen)

    def at(self, sum_fen: int) -> "Reached":
        """What the sum of a window reaches."""
        return self.tier(reached(self.fen, sum_fen), sum_fen, sum_fen)

    def parts(self, step: SummedCredit) -> tuple[tuple[int, "Reached"], ...]:
        """How a credit falls into the tiers at its place in a sum, as parts of (fen, tier). What is paid on is what counts,
        unless uplifts let more count."""
        place = step.place
        if self.accelerator.method is Method.REACHED:
            tier = self.tier(reached(self.fen, place.reached_fen), place.before_fen, place.after_fen)
            return ((step.fen, evolve(tier, back_fen=place.back_fen)),)
        return tuple(
            (part, self.tier(index, place.before_fen, place.after_fen))
            for index, part in walk(self.fen, place.before_fen, step.fen)
        )


@frozen
class Reached:
    """A tier of an accelerator for one line. before_fen, after_fen: the sum that the credit found and left. back_fen: as in
    `Place`."""

    bounds: Bounds
    factor: Rate
    from_fen: int
    until_fen: int | None
    before_fen: int
    after_fen: int
    back_fen: int | None = None

    @property
    def is_of_a_slice(self) -> bool:
        """It is for a slice of a credit and not for all of it."""
        return self.bounds.accelerator.method is Method.MARGINAL

    def values(self) -> Mapping[str, Scalar]:
        accelerator = self.bounds.accelerator
        target = {} if self.bounds.target_fen is None else {"target_fen": self.bounds.target_fen}
        back = {} if self.back_fen is None else {"back_fen": self.back_fen}
        return {
            "on": accelerator.on.value,
            "method": accelerator.method.value,
            "tier_on": accelerator.tier_on.value,
            "reset": accelerator.reset.value,
            **target,
            "before_fen": self.before_fen,
            "after_fen": self.after_fen,
            **back,
            "from_fen": self.from_fen,
            "until_fen": "" if self.until_fen is None else self.until_fen,
            "factor_rate": format_rate(self.factor),
        }

    def trace(self) -> Trace:
        return Trace("pay.accelerator", self.values())
