"""Why a fact paid a person nothing, or less. Normative page: docs/algorithms/why-not.md."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from jieli.kernel.trace import Scalar


class Reason(StrEnum):
    """The first of these that holds, in this order."""

    NO_PLAN = "no_plan"
    NOT_COLLECTED = "not_collected"
    NOT_YET = "not_yet"
    UNOWNED = "unowned"
    OTHER_OWNER = "other_owner"
    OUTGOING = "outgoing"
    TOO_NEW = "too_new"
    TOO_OLD = "too_old"
    OTHER_LINE = "other_line"
    RENEWALS = "renewals"
    UNRATED = "unrated"
    TOO_SMALL = "too_small"
    TOO_MANY = "too_many"
    BUDGET = "budget"
    TOO_SLOW = "too_slow"
    GATE = "gate"
    ZERO_RATE = "zero_rate"
    QUALITY = "quality"
    HELD = "held"
    DEAL_CAPPED = "deal_capped"
    CAPPED = "capped"
    SHARED = "shared"


@frozen
class WhyNot:
    """One answer: a fact, the component that would have paid it (empty where no plan would), and why it did not, or less.

    on: the day it counts; of a deal that waits, the day it was signed. amount_fen: of the fact, or of the part of it that
    the reason is about. paid_fen: what the component did pay the person for it in the period; others_fen: what other
    components did. names: the component's. values: what the reason says, by the names of docs/algorithms/why-not.md.
    """

    kind: str
    fact: int
    source_key: str
    client: int
    on: date
    plan: str
    component: str
    reason: Reason
    amount_fen: int
    paid_fen: int = 0
    others_fen: int = 0
    names: Mapping[str, str] = field(factory=dict)
    values: Mapping[str, Scalar] = field(factory=dict)
