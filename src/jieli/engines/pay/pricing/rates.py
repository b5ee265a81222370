"""Rates by product line, client class and region. Normative page: docs/algorithms/pricing.md."""

from collections.abc import Iterable
from itertools import product
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.tiers import Method, Point, Reset, Tier, TierOn, slopes
from jieli.kernel.rate import Rate

EVERY_OTHER = "*"


@frozen
class FlatRow:
    """One rate, on each credit by itself."""

    product_line: str
    rate: Rate
    client_class: str = EVERY_OTHER
    region: str = EVERY_OTHER


@frozen
class TierRow:
    """Tiers, marginal or whole."""

    product_line: str
    method: Method
    tier_on: TierOn
    tiers: tuple[Tier, ...]
    reset: Reset = Reset.PERIOD
    client_class: str = EVERY_OTHER
    region: str = EVERY_OTHER


@frozen
class PointRow:
    """A line of payment through points. It is computed as the marginal tiers that are its slopes."""

    method: ClassVar[Method] = Method.INTERPOLATED

    product_line: str
    tier_on: TierOn
    points: tuple[Point, ...]
    reset: Reset = Reset.PERIOD
    client_class: str = EVERY_OTHER
    region: str = EVERY_OTHER

    @property
    def tiers(self) -> tuple[Tier, ...]:
        return slopes(self.points)


TieredRow = TierRow | PointRow
RateRow = FlatRow | TieredRow
Names = tuple[str, str, str]  # product line, client class, region


def names_of(row: RateRow) -> Names:
    return (row.product_line, row.client_class, row.region)


def _in_order(rows: Iterable[RateRow]) -> tuple[RateRow, ...]:
    """What names more comes first; that is also the order in which rows are asked."""
    return tuple(sorted(rows, key=lambda row: [(name == EVERY_OTHER, name) for name in names_of(row)]))


@frozen
class RateTable:
    """Rows by the names of product line, client class and region; “*” is every other. The order of rows means nothing.

    per_unit: the rates are money for a unit, of what is counted in units.
    """

    rows: tuple[RateRow, ...] = field(converter=_in_order)
    per_unit: bool = False

    def row_for(self, product_line: str, client_class: str = "", region: str = "") -> RateRow | None:
        """None: such credits pay nothing."""
        by_names = {names_of(row): row for row in self.rows}
        asked = product((product_line, EVERY_OTHER), (client_class, EVERY_OTHER), (region, EVERY_OTHER))
        return next((by_names[names] for names in asked if names in by_names), None)

    def row_of(self, credit: CreditLine) -> RateRow | None:
        return self.row_for(credit.product_line, credit.client_class, credit.region)

    def asked_by(self, credit: CreditLine) -> tuple[tuple[str, str], ...]:
        """What of a credit decides its row, by name; a table by product lines alone asks for nothing else."""
        line = ("product_line", credit.product_line)
        if self.is_by_line_only:
            return (line,)
        return (line, ("client_class", credit.client_class), ("region", credit.region))

    @property
    def is_by_line_only(self) -> bool:
        """No row names a client class or a region."""
        return all(names_of(row)[1:] == (EVERY_OTHER, EVERY_OTHER) for row in self.rows)

    @property
    def is_by_fact(self) -> bool:
        """No rate is found by a sum of credits."""
        return all(isinstance(row, FlatRow) or row.tier_on is TierOn.FACT for row in self.rows)

    @staticmethod
    def flat(rate: Rate) -> "RateTable":
        return RateTable((FlatRow(EVERY_OTHER, rate),))
