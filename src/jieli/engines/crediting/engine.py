"""The crediting engine. Normative page: docs/algorithms/crediting.md."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from jieli.engines.crediting.counting import (
    OF_DEALS,
    Counted,
    counted,
    refuse_combination,
)
from jieli.engines.crediting.deciding import Deciding, Decision
from jieli.engines.crediting.index import Index
from jieli.engines.crediting.refunding import Back, Piece, Source, divide, in_order, in_proportion, take_back
from jieli.engines.crediting.values import (
    Basis,
    Book,
    CreditLine,
    Deal,
    Group,
    Invoice,
    OwnerDate,
    Receipt,
    Refund,
)
from jieli.kernel.rate import Share

KINDS = ("deal", "receipt", "invoice", "refund")
WHOLE = Share(1)


def credit_book(book: Book, *, basis: Basis, owner_date: OwnerDate, group: Group) -> tuple[CreditLine, ...]:
    """Every credit line of the book on one basis, in a stable order.

    **Shape**: one line per part and person (a refund without a receipt: per receipt, or on basis invoiced per invoice,
    it takes from and person). **Unit**: fen; on basis quantity hundredths of a unit. What is not credited yet says
    `list_not_credited_yet`. **Raises** ValueError where facts, spans or terms break what their apps promise, and for a
    basis that has no such owner date.
    """
    refuse_combination(basis, owner_date)
    index = Index(book)
    crediting = _Crediting(index, Deciding(index, owner_date, group), basis)
    if basis in OF_DEALS:
        lines = crediting.of_deals()
    else:
        lines = crediting.of_receipts() if basis is Basis.RECEIPTS else crediting.of_invoices()
    return tuple(sorted(lines, key=_place))


@frozen
class _Part:
    """What its lines have in common. amount: the whole part. of_receipt, of_invoice: what a refund's piece mirrors."""

    kind: str
    fact: Deal | Receipt | Invoice | Refund
    deal: Deal | None
    amount: int
    counts_on: date
    of_receipt: int | None = None
    of_invoice: int | None = None


Sources = Mapping[int, dict[int, Source]]  # deal → receipt or invoice → what was credited of it


@frozen
class _Crediting:
    index: Index
    deciding: Deciding
    basis: Basis

    def of_deals(self) -> Iterator[CreditLine]:
        refunds = self._refunds_by_deal()
        for deal in self.index.deals.values():
            found = counted(deal, self.basis, self.deciding.owner_date)
            if found is None:
                continue
            decision = self.deciding.deal(deal, found.on)
            yield from self._divided(_Part("deal", deal, deal, found.amount, found.on), decision)
            measure = deal.deal_fen if self.basis is Basis.DEALS else found.amount
            source = Source(None, found.on, found.amount, decision, measure)
            yield from self._of_deal_back(deal, found, source, refunds.get(deal.id, ()))

    def of_receipts(self) -> Iterator[CreditLine]:
        sources: Sources = defaultdict(dict)
        for receipt in self.index.receipts.values():
            part = _Part("receipt", receipt, None, receipt.amount_fen, receipt.received_on)
            rest = receipt.amount_fen
            for allocation in receipt.allocations:
                deal, fen = self.index.deals[allocation.deal], allocation.amount_fen
                decision = self.deciding.money(deal, receipt.received_on)
                source = Source(receipt.id, receipt.received_on, fen, decision, allocation.deal_fen)
                sources[deal.id][receipt.id] = source
                if fen:
                    yield from self._divided(evolve(part, deal=deal, amount=fen), decision)
                rest -= fen
            if rest:
                decision = self.deciding.day(receipt.client, receipt.received_on)
                yield from self._divided(evolve(part, amount=rest), decision)
        yield from self._of_money_back(sources)

    def of_invoices(self) -> Iterator[CreditLine]:
        sources: Sources = defaultdict(dict)
        for invoice in self.index.invoices.values():
            deal, on = self.index.deals[invoice.deal], invoice.invoiced_on
            decision = self.deciding.money(deal, on)
            source = Source(invoice.id, on, invoice.amount_fen, decision, invoice.deal_fen)
            sources[deal.id][invoice.id] = source
            if invoice.amount_fen:
                yield from self._divided(_Part("invoice", invoice, deal, invoice.amount_fen, on), decision)
        yield from self._of_money_back(sources)

    def _of_deal_back(
        self, deal: Deal, found: Counted, source: Source, refunds: Sequence[Refund]
    ) -> Iterator[CreditLine]:
        backs: Iterable[Back] = map(Back.of_money, in_order(refunds))
        if self.basis is not Basis.DEALS:
            backs = in_proportion(deal, found.amount, self.basis, in_order(refunds))
        for refund, pieces in take_back(backs, lambda _refund: (source,)):
            yield from self._mirrored(refund, deal, pieces)

    def _of_money_back(self, sources: Sources) -> Iterator[CreditLine]:
        def sources_of(refund: Refund) -> Sequence[Source]:
            credited = sources.get(refund.deal, {})
            if self.basis is Basis.RECEIPTS and refund.receipt is not None:
                return (credited[refund.receipt],)
            by_then = [source for source in credited.values() if source.on <= refund.refunded_on]
            return by_then or (self._deal_source(self.index.deals[refund.deal]),)

        for deal_id, refunds in self._refunds_by_deal().items():
            deal = self.index.deals[deal_id]
            for refund, pieces in take_back(map(Back.of_money, in_order(refunds)), sources_of):
                yield from self._mirrored(refund, deal, pieces)

    def _deal_source(self, deal: Deal) -> Source:
        decision = self.deciding.deal(deal, deal.signed_on)
        return Source(None, deal.signed_on, deal.amount_fen, decision, deal.deal_fen)

    def _refunds_by_deal(self) -> Mapping[int, Sequence[Refund]]:
        found: dict[int, list[Refund]] = defaultdict(list)
        for refund in self.index.refunds.values():
            found[refund.deal].append(refund)
        return found

    def _divided(self, part: _Part, decision: Decision) -> Iterator[CreditLine]:
        return self._lines(part, decision, divide(part.amount, decision))

    def _mirrored(self, refund: Refund, deal: Deal, pieces: Sequence[Piece]) -> Iterator[CreditLine]:
        """A refund counts on its day, though not before what it takes back."""
        amount = -sum(fen for piece in pieces for fen in piece.taken_fen)
        if not amount and self.basis not in (Basis.MARGIN, Basis.QUANTITY):
            return
        on = max(refund.refunded_on, *(piece.source.on for piece in pieces))
        part = _Part("refund", refund, deal, amount, on)
        for piece in pieces:
            fact = piece.source.fact
            if self.basis is Basis.RECEIPTS:
                part = evolve(part, of_receipt=fact)
            elif self.basis is Basis.INVOICED:
                part = evolve(part, of_invoice=fact)
            amounts = [-taken for taken in piece.taken_fen]
            yield from self._lines(part, piece.source.decision, amounts, piece.weight)

    def _lines(
        self, part: _Part, decision: Decision, amounts: Sequence[int], weight: Share = WHOLE
    ) -> Iterator[CreditLine]:
        deal = part.deal
        first_deal_on = self.index.first_deal_on(part.fact.client, part.counts_on)
        for claim, amount in zip(decision.claims, amounts, strict=True):
            yield CreditLine(
                kind=part.kind,
                fact=part.fact.id,
                source_key=part.fact.source_key,
                deal=None if deal is None else deal.id,
                client=part.fact.client,
                product_line="" if deal is None else deal.product_line,
                person=claim.person,
                share=claim.share if weight == 1 else claim.share * weight,
                fact_fen=part.amount,
                amount_fen=amount,
                counts_on=part.counts_on,
                owner_on=decision.owner_on,
                first_deal_on=first_deal_on,
                rule=claim.rule,
                handover=claim.handover,
                party=claim.party,
                of_receipt=part.of_receipt,
                by_group=decision.by_group,
                region="" if deal is None else deal.region,
                client_class="" if deal is None else deal.client_class,
                of_invoice=part.of_invoice,
            )


def _place(line: CreditLine) -> tuple[date, int, int, bool, int, int, bool, int]:
    return (
        line.counts_on,
        KINDS.index(line.kind),
        line.fact,
        line.deal is None,
        line.deal or 0,
        line.of_receipt or line.of_invoice or 0,
        line.person is None,
        line.person or 0,
    )
