"""Credits as others see them."""

from attrs import frozen

from jieli.engines.crediting import CreditLine


@frozen
class FactCredits:
    """How much of one fact counts for whom, where deals, receipts or invoices are paid. Persons are ids.

    on_receipts is empty for a deal that nothing was received on; a refund stands on every side. on_invoices is empty
    for a client who was never billed.
    """

    fact_id: int
    on_deals: tuple[CreditLine, ...]
    on_receipts: tuple[CreditLine, ...]
    on_invoices: tuple[CreditLine, ...] = ()


@frozen
class Conservation:
    """Whether every deal and every receipt counts exactly once.

    facts: deals in the book. credited_once: of each part of each fact the shares come to one and the amounts to the
    part's. sums are of deals; unowned_fen is the part of their credits that nobody answered for.
    """

    facts: int
    clients: int
    credited_once: bool
    sum_facts_fen: int
    sum_credits_fen: int
    unowned_fen: int
    receipts: int
    sum_receipts_fen: int
    sum_receipt_credits_fen: int
    clients_with_several_owners: int

    @property
    def holds(self) -> bool:
        return (
            self.credited_once
            and self.sum_facts_fen == self.sum_credits_fen
            and self.sum_receipts_fen == self.sum_receipt_credits_fen
        )
