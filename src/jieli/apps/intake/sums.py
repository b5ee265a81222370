"""What a client's facts tell together: lines of his timeline, what is open on his deals, what came of him."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from jieli.apps.intake.values import DealView


@frozen
class TimelineItem:
    """One fact in a client's timeline. title: a deal's, a service's topic, a visit's kind; an invoice's or a refund's deal."""

    kind: str
    fact_id: int
    on: date
    title: str
    amount_fen: int | None
    currency: str
    employee_id: int | None
    note: str
    is_void: bool
    version: int


@frozen
class DealBalance:
    """A deal with what each of its receipts settled (receipt id → fen) and what its refunds have given back, all in the
    deal's currency."""

    deal: DealView
    settled: Mapping[int, int]
    refunded_fen: int

    @property
    def received_fen(self) -> int:
        return sum(self.settled.values())

    @property
    def open_fen(self) -> int:
        """What is still to come."""
        return self.open_without(None)

    @property
    def over_fen(self) -> int:
        """What came in beyond what was agreed."""
        return max(self.received_fen - self.deal.amount_fen, 0)

    def open_without(self, receipt_id: int | None) -> int:
        """What would still be to come without one receipt: so much of the deal it may settle."""
        return max(self.deal.amount_fen - self.received_fen + self.settled.get(receipt_id or 0, 0), 0)


@frozen
class ClientTotals:
    """What came of one client over a span of days, in the company's own currency."""

    deals: int = 0
    deals_fen: int = 0
    receipts_fen: int = 0
    refunds_fen: int = 0
    visits: int = 0
    services: int = 0

    @property
    def received_fen(self) -> int:
        """What came in, less what was given back."""
        return self.receipts_fen - self.refunds_fen
