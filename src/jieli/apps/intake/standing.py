"""The facts around those that are recorded or put right, as they stand and as they shall stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen
from django.db.models import Q

from jieli.apps.intake.conversion import as_new, facts_named_by
from jieli.apps.intake.kinds import KINDS, kind_of
from jieli.apps.intake.models import DealVersion, InvoiceVersion, ReceiptAllocation, RefundVersion
from jieli.apps.intake.reading import fact_ids_by_key, keys_of_facts, read_latest
from jieli.apps.intake.values import NewDeal, NewFact, NewInvoice, NewReceipt, NewRefund

Subject = tuple[str, str]  # kind and source key
Places = Mapping[Subject, str]  # where what is checked stands in the input


@frozen
class Standing:
    """Deals, receipts, invoices and refunds by source key, as they stand and as they shall stand; void ones are not in it.

    whole: the deals of which every receipt and refund is here, so that their sums can be told.
    """

    whole: frozenset[str] = frozenset()
    deals: dict[str, NewDeal] = field(factory=dict)
    receipts: dict[str, NewReceipt] = field(factory=dict)
    invoices: dict[str, NewInvoice] = field(factory=dict)
    refunds: dict[str, NewRefund] = field(factory=dict)

    @property
    def tables(self) -> Mapping[str, dict[str, Any]]:
        return {
            "deal": self.deals,
            "receipt": self.receipts,
            "invoice": self.invoices,
            "refund": self.refunds,
        }

    def put(self, new: NewFact) -> None:
        """It stands from now on; what takes part in no sum, like a visit, is passed over."""
        table = self.tables.get(kind_of(new).name)
        if table is not None:
            table[new.source_key] = new


def load_standing(named: Iterable[Subject], *, around: Iterable[Subject]) -> Standing:
    """The named deals and receipts as they stand; of those `around`, also everything that builds on them."""
    near = {kind: [key for of, key in around if of == kind] for kind in ("deal", "receipt")}
    keys = {kind: {key for of, key in named if of == kind} | set(near[kind]) for kind in ("deal", "receipt")}
    deal_ids = fact_ids_by_key("deal", keys["deal"])
    receipt_keys = fact_ids_by_key("receipt", keys["receipt"])
    near_deals = [deal_ids[key] for key in near["deal"] if key in deal_ids]
    near_receipts = [receipt_keys[key] for key in near["receipt"] if key in receipt_keys]
    settling = ReceiptAllocation.objects.filter(deal_id__in=near_deals)
    receipt_ids = {*receipt_keys.values(), *settling.values_list("receipt_version__fact_id", flat=True)}
    refunding = RefundVersion.objects.filter(Q(deal_id__in=near_deals) | Q(receipt_id__in=near_receipts))
    refunds = read_latest(KINDS["refund"], fact_ids=set(refunding.values_list("fact_id", flat=True)))
    receipt_ids |= {refund.receipt_id for refund in refunds if refund.receipt_id}
    receipts = read_latest(KINDS["receipt"], fact_ids=receipt_ids)
    billing = InvoiceVersion.objects.filter(deal_id__in=near_deals).values_list("fact_id", flat=True)
    invoices = read_latest(KINDS["invoice"], fact_ids=set(billing)) if near_deals else ()
    pointed = {fact_id for view in (*receipts, *invoices, *refunds) for fact_id in facts_named_by(view)}
    renewing = DealVersion.objects.filter(renews_id__in=near_deals).values_list("fact_id", flat=True)
    deals = read_latest(KINDS["deal"], fact_ids={*deal_ids.values(), *pointed, *renewing})
    names = keys_of_facts(pointed | {fact_id for view in deals for fact_id in facts_named_by(view)})
    standing = Standing(whole=frozenset(near["deal"]))
    for view in (*deals, *receipts, *invoices, *refunds):
        standing.put(as_new(view, names))
    return standing
