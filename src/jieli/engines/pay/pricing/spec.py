"""What a component pays on credits, as data that every back end computes. Normative page: docs/algorithms/pricing.md."""

from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.pricing.rates import EVERY_OTHER, RateTable
from jieli.engines.pay.pricing.tiers import Method, Reset, TierOn
from jieli.kernel.rate import Rate
from jieli.kernel.rounding import Rounding


@frozen
class View:
    """One way to look at the book's credits. Each component that pays on credits names its own."""

    basis: Basis
    owner_date: OwnerDate
    group: Group


class Renewals(StrEnum):
    """Only what is of a renewal, or none of it."""

    ONLY = "only"
    NONE = "none"


@frozen
class Take:
    """Which credits of a view are taken. A condition that is None takes all.

    outgoing: only (True) or none (False) of what a handover leaves with the outgoing person. from_days, until_days: the
    age of the client when the credit arose, [from, until) days since his first deal; with either, a credit without an
    age is not taken. product_lines: only these; empty: all.
    """

    outgoing: bool | None = None
    from_days: int | None = None
    until_days: int | None = None
    product_lines: tuple[str, ...] = ()
    renewals: Renewals | None = None


EVERYTHING = Take()


class SplitPlace(StrEnum):
    """credit: the share is taken before the rate, each person by his own tiers. payout: what the whole fact pays by the
    tiers of its lead (largest share, then lowest id) is divided by the shares."""

    CREDIT = "credit"
    PAYOUT = "payout"


@frozen
class NewClientFactor:
    """For credits that arose in the first days of a client."""

    within_days: int
    factor: Rate


@frozen
class LineFactor:
    """For credits of a product line, client class or region; “*” is any."""

    factor: Rate
    product_line: str = EVERY_OTHER
    client_class: str = EVERY_OTHER
    region: str = EVERY_OTHER


class SpeedSince(StrEnum):
    """From which day of the deal it is counted how long its money took."""

    SIGNED = "signed"
    DELIVERED = "delivered"
    INVOICED = "invoiced"  # the deal's first invoice


@frozen
class SpeedStep:
    """Received within so many days (the last of them included): this factor."""

    within_days: int
    factor: Rate


@frozen
class SpeedFactor:
    """By the days from a day of the deal to the day the credit arose: the factor of the first step that covers them, 0
    beyond the last. Steps rise. Money of no deal, or of a deal without that day, has the factor 0."""

    since: SpeedSince
    steps: tuple[SpeedStep, ...]


Factor = NewClientFactor | LineFactor | SpeedFactor


class AcceleratorOn(StrEnum):
    """What the bounds of an accelerator are of: an amount credited, or its ratio to a quota."""

    CREDITED = "credited"
    ATTAINMENT = "attainment"


@frozen
class AcceleratorTier:
    """From this bound on (included), this factor. from_: fen, or a ratio of the quota."""

    from_: Fraction
    factor: Rate


@frozen
class Accelerator:
    """A factor on every rate, found by what is credited over all rates together.

    marginal: each slice of the sum has its own factor, in the order of credits. whole: the factor reached is for
    everything. tier_on: period (the sum of all) or to_date (the sum up to each credit). quota: key of the quota whose
    target the bounds are ratios of. uplifts: how much more some credits count for the sum; the money stays what it is.
    """

    on: AcceleratorOn
    method: Method
    tier_on: TierOn
    reset: Reset
    tiers: tuple[AcceleratorTier, ...]
    quota: str | None = None
    uplifts: tuple[LineFactor, ...] = ()


@frozen
class Pricing:
    """A rate on credits. Order, fixed: rate × factors × accelerator, then the caps, then one rounding.

    most_rate: no credit pays more than this part of it. most_fen: no credit pays more than this, times its share.
    """

    view: View
    rates: RateTable
    rounding: Rounding
    take: Take = EVERYTHING
    split: SplitPlace = SplitPlace.CREDIT
    factors: tuple[Factor, ...] = ()
    accelerator: Accelerator | None = None
    most_rate: Rate | None = None
    most_fen: int | None = None

    @property
    def is_by_itself(self) -> bool:
        """No line looks at another credit."""
        return self.accelerator is None and self.rates.is_by_fact


@frozen
class Measure:
    """The sum of a person's credits, in fen (of basis quantity: hundredths of a unit), uplifted where that is agreed."""

    view: View
    take: Take = EVERYTHING
    uplifts: tuple[LineFactor, ...] = ()


@frozen
class PartOf:
    """So much of a sum of credits."""

    part: Rate
    measure: Measure
