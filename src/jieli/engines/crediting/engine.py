"""The crediting engine. Normative page: docs/algorithms/crediting.md."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from attrs import frozen

from jieli.engines.crediting.deciding import Deciding, Decision
from jieli.engines.crediting.index import Index
from jieli.engines.crediting.refunding import Source, divide, take_back
from jieli.engines.crediting.values import (
    Basis,
    Book,
    CreditLine,
    Deal,
    Group,
    OwnerDate,
    Receipt,
    Refund,
)
from jieli.kernel.rate import Share

KINDS = ("deal", "receipt", "refund")
WHOLE = Share(1)


def credit_book(book: Book, *, basis: Basis, owner_date: OwnerDate, group: Group) -> tuple[CreditLine, ...]:
    """Every credit line of the book on one basis, in a stable order.

    **Shape**: one line per part and person (a refund without a receipt: per receipt it takes from and person).
    **Raises** ValueError where facts, spans or terms break what their apps promise.
    """
    if basis is Basis.DEALS and owner_date is not OwnerDate.SIGNED:
        raise ValueError("What was signed is owned on the day it was signed: basis deals, owner date signed.")
    index = Index(book)
    crediting = _Crediting(index, Deciding(index, owner_date, group))
    lines = crediting.of_deals() if basis is Basis.DEALS else crediting.of_receipts()
    return tuple(sorted(lines, key=_place))


@frozen
class _Part:
    """What its lines have in common. fact_fen: the whole part."""

    kind: str
    fact: Deal | Receipt | Refund
    deal: Deal | None
    fact_fen: int
    counts_on: date


@frozen
class _Crediting:
    index: Index
    deciding: Deciding

    def of_deals(self) -> Iterator[CreditLine]:
        for deal in self.index.deals.values():
            decision = self.deciding.deal(deal)
            part = _Part("deal", deal, deal, deal.amount_fen, deal.signed_on)
            yield from self._lines(part, decision, divide(deal.amount_fen, decision))
        for refunds in self._refunds_by_deal():
            yield from self._refunded(refunds, lambda refund: (self._deal_source(refund),))

    def of_receipts(self) -> Iterator[CreditLine]:
        sources: dict[int, dict[int, Source]] = defaultdict(dict)
        for receipt in self.index.receipts.values():
            rest = receipt.amount_fen
            for allocation in receipt.allocations:
                deal, fen = self.index.deals[allocation.deal], allocation.amount_fen
                decision = self.deciding.allocation(deal, receipt.received_on)
                sources[deal.id][receipt.id] = Source(receipt.id, receipt.received_on, fen, decision)
                part = _Part("receipt", receipt, deal, fen, receipt.received_on)
                yield from self._lines(part, decision, divide(fen, decision))
                rest -= fen
            if rest:
                decision = self.deciding.day(receipt.client, receipt.received_on)
                part = _Part("receipt", receipt, None, rest, receipt.received_on)
                yield from self._lines(part, decision, divide(rest, decision))

        def sources_of(refund: Refund) -> Sequence[Source]:
            received = sources[refund.deal]
            if refund.receipt is not None:
                return (received[refund.receipt],)
            by_then = [source for source in received.values() if source.on <= refund.refunded_on]
            return by_then or (self._deal_source(refund),)

        for refunds in self._refunds_by_deal():
            yield from self._refunded(refunds, sources_of)

    def _refunds_by_deal(self) -> Iterable[Sequence[Refund]]:
        found: dict[int, list[Refund]] = defaultdict(list)
        for refund in self.index.refunds.values():
            found[refund.deal].append(refund)
        return found.values()

    def _refunded(
        self, refunds: Sequence[Refund], sources_of: Callable[[Refund], Sequence[Source]]
    ) -> Iterator[CreditLine]:
        for refund, piece in take_back(refunds, sources_of):
            deal = self.index.deals[refund.deal]
            part = _Part("refund", refund, deal, -refund.amount_fen, refund.refunded_on)
            amounts = [-fen for fen in piece.taken_fen]
            source = piece.source
            yield from self._lines(part, source.decision, amounts, piece.weight, source.receipt)

    def _deal_source(self, refund: Refund) -> Source:
        deal = self.index.deals[refund.deal]
        return Source(None, deal.signed_on, deal.amount_fen, self.deciding.deal(deal))

    def _lines(
        self,
        part: _Part,
        decision: Decision,
        amounts_fen: Sequence[int],
        weight: Share = WHOLE,
        of_receipt: int | None = None,
    ) -> Iterator[CreditLine]:
        first_deal_on = self.index.first_deal_on(part.fact.client, part.counts_on)
        for claim, amount_fen in zip(decision.claims, amounts_fen, strict=True):
            yield CreditLine(
                kind=part.kind,
                fact=part.fact.id,
                source_key=part.fact.source_key,
                deal=None if part.deal is None else part.deal.id,
                client=part.fact.client,
                product_line="" if part.deal is None else part.deal.product_line,
                person=claim.person,
                share=claim.share if weight == 1 else claim.share * weight,
                fact_fen=part.fact_fen,
                amount_fen=amount_fen,
                counts_on=part.counts_on,
                owner_on=decision.owner_on,
                first_deal_on=first_deal_on,
                rule=claim.rule,
                handover=claim.handover,
                party=claim.party,
                of_receipt=of_receipt,
                by_group=decision.by_group,
            )


def _place(line: CreditLine) -> tuple[date, int, int, bool, int, int, bool, int]:
    return (
        line.counts_on,
        KINDS.index(line.kind),
        line.fact,
        line.deal is None,
        line.deal or 0,
        line.of_receipt or 0,
        line.person is None,
        line.person or 0,
    )
