"""Who gets a part of a fact, in which share, by which rule. Normative page: docs/algorithms/crediting.md."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve, frozen

from jieli.engines.crediting.index import Index
from jieli.engines.crediting.values import CreditRule, Deal, Group, OwnerDate, Party
from jieli.engines.ownership import Span, Stream, Terms, outgoing_share_on, pass_on
from jieli.kernel.rate import Share

RULES = {
    Stream.EARLIER_DEALS: CreditRule.EARLIER_DEALS,
    Stream.OPEN_PIPELINE: CreditRule.OPEN_PIPELINE,
    Stream.NEW_DEALS: CreditRule.OWNER,
}

Agreed = tuple[Terms, Stream]  # a handover, and which of its lists of steps a deal follows


@frozen
class Claim:
    """One person's share of a part, and the rule that gives it to him."""

    person: int | None
    share: Share
    rule: CreditRule
    handover: int | None = None
    party: Party | None = None


@frozen
class Decision:
    """Who gets a part: claims that come to one, by person; the day and the group whose shares were used."""

    owner_on: date
    by_group: Group
    claims: tuple[Claim, ...]


def stream_of(deal: Deal, terms: Terms) -> Stream:
    """Which of a handover's lists of steps a deal follows."""
    if deal.signed_on < terms.effective_from:
        return Stream.EARLIER_DEALS
    if deal.opened_on is not None and deal.opened_on < terms.effective_from:
        return Stream.OPEN_PIPELINE
    return Stream.NEW_DEALS


class Deciding:
    """The decisions of one book for one choice of owner date and group."""

    def __init__(self, index: Index, owner_date: OwnerDate, group: Group) -> None:
        self.index = index
        self.owner_date = owner_date
        self.group = group
        self._owned: dict[tuple[int, date], Decision] = {}
        self._days: dict[tuple[int, date], Decision] = {}

    def deal(self, deal: Deal, on: date) -> Decision:
        """Who gets what was signed, asked on the day it was signed, delivered or approved."""
        found = self._owned.get((deal.id, on))
        if found is None:
            found = self._owned[deal.id, on] = (
                self._split(deal) or self._divided(deal, on) or self.day(deal.client, on)
            )
        return found

    def money(self, deal: Deal, on: date) -> Decision:
        """Who gets money that came in for a deal, or what was billed of it, on a day."""
        if self.owner_date is not OwnerDate.SIGNED:
            return self.deal(deal, on)
        signed = self.deal(deal, deal.signed_on)
        if deal.splits or self.group is Group.ORIGIN:
            return signed
        later = [
            (terms, Stream.EARLIER_DEALS)
            for terms in self.index.terms_of(deal.client)
            if deal.signed_on < terms.effective_from
        ]
        claims, _ = _passed_on(signed.claims, later, on)
        return Decision(signed.owner_on, signed.by_group, claims)

    def day(self, client: int, on: date) -> Decision:
        """The shares of a day as they stand: also who gets money that settles no deal yet."""
        found = self._days.get((client, on))
        if found is None:
            group = self._group_on(client, on)
            claims = self._claims_on(client, group, on) or (Claim(None, Share(1), CreditRule.UNOWNED),)
            found = self._days[client, on] = Decision(on, group, claims)
        return found

    def _split(self, deal: Deal) -> Decision | None:
        if not deal.splits:
            return None
        agreed = sorted(deal.splits, key=lambda split: split.person)
        claims = tuple(Claim(split.person, split.share, CreditRule.SPLIT) for split in agreed)
        return Decision(deal.signed_on, self.group, claims)

    def _divided(self, deal: Deal, on: date) -> Decision | None:
        """What handovers' terms for this deal make of the shares before them; None where they say nothing of it."""
        if not self.index.terms_of(deal.client):
            return None
        group = self._group_on(deal.client, on)
        chain = [(terms, stream_of(deal, terms)) for terms in self._chain(deal.client, group, on)]
        if all(stream is Stream.NEW_DEALS for _, stream in chain):
            return None
        base_on = _day_before(chain[0][0])
        claims, used = _passed_on(self._claims_on(deal.client, group, base_on), chain, on)
        if not used - {Stream.NEW_DEALS}:
            return None
        named = {person for terms, _ in chain for person in (terms.outgoing, terms.incoming)}
        today = self._claims_on(deal.client, group, on)
        return Decision(base_on, group, _beside(named, claims, today))

    def _chain(self, client: int, group: Group, on: date) -> Sequence[Terms]:
        """The handovers that made the shares of a day, oldest first, as far back as no direct decision lies between.

        Those that were taken back since are among them, though they pass nothing on: what they had made must not be
        taken for what stood before them.
        """
        if group is Group.ORIGIN:
            return ()
        every = self.index.terms_of(client)
        chain: Sequence[Terms] = ()
        earlier, day = every, on
        while first := self._first_standing(client, group, earlier, day):
            chain = [terms for terms in every if first.effective_from <= terms.effective_from <= on]
            earlier = tuple(terms for terms in every if terms.effective_from < first.effective_from)
            day = _day_before(first)
        return chain

    def _first_standing(self, client: int, group: Group, among: Iterable[Terms], on: date) -> Terms | None:
        standing = {span.handover for span in self.index.spans_on(client, group, on)}
        return next((terms for terms in among if terms.handover in standing), None)

    def _group_on(self, client: int, on: date) -> Group:
        named = self.index.spans_on(client, self.group, on)
        return self.group if named else Group.OWNERSHIP

    def _claims_on(self, client: int, group: Group, on: date) -> tuple[Claim, ...]:
        return tuple(self._claim(span, on) for span in self.index.spans_on(client, group, on))

    def _claim(self, span: Span, on: date) -> Claim:
        if span.handover is None:
            return Claim(span.person, span.share, CreditRule.OWNER)
        terms = self.index.terms_by_handover(span.client, span.handover)
        party = _party(span.person, terms, Stream.NEW_DEALS, on)
        return Claim(span.person, span.share, CreditRule.OWNER, span.handover, party)


def _passed_on(
    claims: Sequence[Claim], agreed: Sequence[Agreed], on: date
) -> tuple[tuple[Claim, ...], frozenset[Stream]]:
    """The claims after each handover, oldest first, has passed its share on; and the streams that found one to pass."""
    held = {claim.person: claim for claim in claims}
    used: set[Stream] = set()
    for terms, stream in agreed:
        if terms.outgoing not in held or not terms.holds_on(on):
            continue
        used.add(stream)
        before = {person: claim.share for person, claim in held.items() if person is not None}
        after = pass_on(before, (terms,), stream, on)
        touched = {terms.outgoing} | (
            {terms.incoming} if after.get(terms.incoming) != before.get(terms.incoming) else set()
        )
        for person in touched & after.keys():
            party = _party(person, terms, stream, on)
            held[person] = Claim(person, after[person], RULES[stream], terms.handover, party)
        if terms.outgoing not in after:
            del held[terms.outgoing]
    return tuple(sorted(held.values(), key=by_person)), frozenset(used)


def _beside(named: set[int], claims: Sequence[Claim], today: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims of the people whom handovers name, beside everybody else's share of the day itself.

    Where nothing but the handovers changed the shares since the day before them, these are the claims as they are.
    """
    others = [claim for claim in today if claim.person not in named]
    theirs = [claim for claim in claims if claim.person in named]
    left = 1 - sum((claim.share for claim in others), Fraction(0))
    have = sum((claim.share for claim in theirs), Fraction(0))
    if left != have:
        scale = left * Fraction(have.denominator, have.numerator)
        theirs = [evolve(claim, share=claim.share * scale) for claim in theirs]
    return tuple(sorted([*others, *theirs], key=by_person))


def by_person(claim: Claim) -> tuple[bool, int]:
    """People by id, nobody last: the order in which leftover fen are given."""
    return (claim.person is None, claim.person or 0)


def _party(person: int, terms: Terms, stream: Stream, on: date) -> Party | None:
    """On which side of a handover a person stands. Once all of a client has passed on, he is simply the new owner's."""
    if person == terms.outgoing:
        return Party.OUTGOING
    if person != terms.incoming:
        return None
    is_over = stream is Stream.NEW_DEALS and outgoing_share_on(terms.new_deals, terms.effective_from, on) == 0
    return None if is_over else Party.INCOMING


def _day_before(terms: Terms) -> date:
    return terms.effective_from - timedelta(days=1)
