"""What goes into ownership and what comes out: decisions about clients, and the spans that stand."""

from datetime import date, datetime
from fractions import Fraction

from attrs import frozen

from jieli.kernel.ranges import DateRange


@frozen
class Holding:
    """One person's part in a decision. role: owner, co_owner, service_keeper or originator."""

    employee_id: int
    role: str
    share: Fraction = Fraction(1)


@frozen
class Decision:
    """Who holds one client in one group (ownership, service, origin) from a day on; no holdings: openly nobody."""

    client_id: int
    group: str
    holdings: tuple[Holding, ...]
    valid_from: date
    valid_until: date | None = None


@frozen
class SpanView:
    """One person's share of one client over some days, as recorded.

    superseded_at: None while it stands. kind, reason, decided_at: of the act that decided it (import, direct, handover,
    reversal); a later act that only cut its days wrote it anew, but did not decide it.
    handover_id: the handover whose step this is, None if it comes from no handover.
    """

    id: int
    client_id: int
    group: str
    role: str
    employee_id: int
    share: Fraction
    range: DateRange
    recorded_at: datetime
    superseded_at: datetime | None
    decided_at: datetime
    kind: str
    handover_id: int | None
    reason: str
