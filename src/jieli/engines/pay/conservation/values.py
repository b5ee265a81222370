"""What a check looked at and what it found broken."""

from enum import StrEnum

from attrs import frozen

from jieli.kernel.period import Period


class CheckName(StrEnum):
    """What a run is held against, in the order of the way of the money. Page: docs/algorithms/conservation.md."""

    SHARES = "shares"
    CREDITED_ONCE = "credited_once"
    REVERSALS = "reversals"
    TAKEN_ONCE = "taken_once"
    POSTED = "posted"
    RECOVERY = "recovery"
    FLOOR = "floor"
    HELD = "held"
    CARRIED = "carried"


@frozen
class Breach:
    """One promise that is not kept: what it is about, as far as it is about that, and what should be and is.

    wanted, found: exact text of an amount in fen, a share, a count, a day, or of versions by their numbers (“v1, v2”).
    """

    wanted: str
    found: str
    person: int | None = None
    period: Period | None = None
    plan: str = ""
    component: str = ""
    fact: str = ""  # “deal D-12”: kind and key in the source


@frozen
class Checked:
    """One check over a whole run. looked_at: how many things it compared."""

    name: CheckName
    looked_at: int
    breaches: tuple[Breach, ...]

    @property
    def holds(self) -> bool:
        return not self.breaches
