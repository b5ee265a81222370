"""What goes into a handover and what is seen of it."""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from attrs import field, frozen

from jieli.engines.ownership import Stream, TermsStep
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share

UNDECIDED = ("draft", "proposed", "agreed")


@frozen
class StreamTerms:
    """The agreed steps for each kind of business."""

    earlier_deals: tuple[TermsStep, ...]
    open_pipeline: tuple[TermsStep, ...]
    new_deals: tuple[TermsStep, ...]

    def steps(self, stream: Stream) -> tuple[TermsStep, ...]:
        return {
            Stream.EARLIER_DEALS: self.earlier_deals,
            Stream.OPEN_PIPELINE: self.open_pipeline,
            Stream.NEW_DEALS: self.new_deals,
        }[stream]

    @staticmethod
    def same_for_all(steps: tuple[TermsStep, ...]) -> "StreamTerms":
        return StreamTerms(earlier_deals=steps, open_pipeline=steps, new_deals=steps)


@frozen
class StepDays:
    """The days of one step and the outgoing person's share on them."""

    range: DateRange
    outgoing: Share


def usual_terms() -> StreamTerms:
    """What most companies agree on, and what the form begins with: a quarter shared equally, a quarter fading out."""
    return StreamTerms.same_for_all(
        (TermsStep(3, Fraction(1, 2)), TermsStep(3, Fraction(3, 10)), TermsStep(None, Fraction(0)))
    )


@frozen
class NamedDeal:
    """An open deal that the outgoing person keeps being paid for from the first day on, with a share of what comes of it.

    until: the day from which on no more (None: as long as anything comes of it). signed_until: only if it is signed
    before that day (None: whenever).
    """

    deal_id: int
    share: Share
    until: date | None
    signed_until: date | None = None


@frozen
class NewHandover:
    """Everything that the parties consent to, and the reason for it."""

    outgoing_id: int
    incoming_id: int
    effective_from: date
    client_ids: tuple[int, ...] = field(converter=lambda ids: tuple(sorted(set(ids))))
    terms: StreamTerms = field(factory=usual_terms)
    reason: str = ""
    named_deals: tuple[NamedDeal, ...] = field(
        default=(), converter=lambda deals: tuple(sorted(deals, key=lambda one: one.deal_id))
    )


@frozen
class ConfirmationView:
    """A client of the handover was properly taken over on that day, or (None) is not, as somebody said at a moment."""

    client_id: int
    confirmed_on: date | None
    recorded_at: datetime


@frozen
class ConsentView:
    """A party's yes. counts: it was said to the terms as they are now."""

    party: str
    employee_id: int
    consented_at: datetime
    counts: bool


@frozen
class Change:
    """What a change made of what, without the reasons."""

    before: NewHandover
    after: NewHandover


@frozen
class EventView:
    """One step on the way: drafted, changed, proposed, consented, declined, agreed, approved, withdrawn, reversed,
    confirmed, taken_back.

    employee_id: which of the two answered, where it is an answer. change: what changed, where something did.
    """

    verb: str
    at: datetime
    by_user_id: int | None
    note: str
    employee_id: int | None
    change: Change | None


@frozen
class HandoverView:
    """One handover as it stands.

    state: what people decided. shown_state: the same, but an approved one is in_transition from its first day and
    completed from the first day of its last step. waiting_for: whose turn it is (proposal, outgoing, incoming,
    approval; nothing when all is decided). outgoing_has_left: so nobody waits for his yes. said: of its clients' takeover,
    in order.
    """

    id: int
    outgoing_id: int
    incoming_id: int
    outgoing_name: str
    incoming_name: str
    effective_from: date
    client_ids: tuple[int, ...]
    terms: StreamTerms
    named_deals: tuple[NamedDeal, ...]
    terms_hash: str
    reason: str
    state: str
    shown_state: str
    waiting_for: tuple[str, ...]
    outgoing_has_left: bool
    proposed_by_id: int | None
    approved_by_id: int | None
    applied_at: datetime | None
    reversed_from: date | None
    created_at: datetime
    consents: tuple[ConsentView, ...]
    events: tuple[EventView, ...]
    said: tuple[ConfirmationView, ...]

    @property
    def parties(self) -> tuple[int, int]:
        return (self.outgoing_id, self.incoming_id)

    @property
    def is_open(self) -> bool:
        """Not decided yet."""
        return self.state in UNDECIDED

    @property
    def confirmed_on(self) -> Mapping[int, date]:
        """Client → the day on which it was properly taken over, of those of whom this is said and not taken back."""
        last = {one.client_id: one.confirmed_on for one in self.said}
        return {client_id: day for client_id, day in last.items() if day is not None}

    @property
    def unconfirmed(self) -> tuple[int, ...]:
        """The clients of whom nobody says that they were properly taken over."""
        confirmed = self.confirmed_on
        return tuple(client_id for client_id in self.client_ids if client_id not in confirmed)

    @property
    def last_decline(self) -> EventView | None:
        """What a party would like changed, until both are asked again or nobody is any more."""
        asked = [event for event in self.events if event.verb in ("proposed", "declined")]
        return asked[-1] if self.is_open and asked and asked[-1].verb == "declined" else None

    @property
    def changes_since_decline(self) -> tuple[Change, ...]:
        """What was made of the proposal since a party wished for a change."""
        wish = self.last_decline
        since = self.events[self.events.index(wish) + 1 :] if wish is not None else ()
        return tuple(event.change for event in since if event.change is not None)

    def has_consented(self, employee_id: int) -> bool:
        return any(consent.counts and consent.employee_id == employee_id for consent in self.consents)
