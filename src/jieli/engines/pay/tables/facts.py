"""Deals, receipts, invoices and refunds to Arrow and back."""

from collections.abc import Sequence
from fractions import Fraction

import pyarrow as pa

from jieli.engines.crediting import Allocation, Deal, Invoice, Receipt, Refund, Split
from jieli.engines.pay.tables.columns import (
    DAY,
    INT,
    TEXT,
    grouped,
    rows_of,
    schema,
    share_parts,
    table_of,
)

DEALS = schema(
    id=INT,
    source_key=TEXT,
    client=INT,
    product_line=TEXT,
    amount_fen=INT,
    signed_on=DAY,
    opened_on_or_none=DAY,
    quantity_or_none=INT,
    margin_fen_or_none=INT,
    region=TEXT,
    client_class=TEXT,
    delivered_on_or_none=DAY,
    approved_on_or_none=DAY,
    accepted_on_or_none=DAY,
    currency=TEXT,
    foreign_fen_or_none=INT,
    renews_or_none=INT,
)
SPLITS = schema(deal=INT, person=INT, share_numerator=INT, share_denominator=INT)
RECEIPTS = schema(id=INT, source_key=TEXT, client=INT, amount_fen=INT, received_on=DAY, currency=TEXT)
ALLOCATIONS = schema(receipt=INT, deal=INT, amount_fen=INT, foreign_fen_or_none=INT)
INVOICES = schema(
    id=INT,
    source_key=TEXT,
    client=INT,
    deal=INT,
    amount_fen=INT,
    invoiced_on=DAY,
    currency=TEXT,
    foreign_fen_or_none=INT,
)
REFUNDS = schema(
    id=INT,
    source_key=TEXT,
    client=INT,
    deal=INT,
    receipt_or_none=INT,
    amount_fen=INT,
    refunded_on=DAY,
    margin_fen_or_none=INT,
    quantity_or_none=INT,
    currency=TEXT,
    foreign_fen_or_none=INT,
)


def deals_to_arrow(deals: Sequence[Deal]) -> pa.Table:
    ordered = sorted(deals, key=lambda deal: deal.id)
    return table_of(
        DEALS,
        (
            (
                deal.id,
                deal.source_key,
                deal.client,
                deal.product_line,
                deal.amount_fen,
                deal.signed_on,
                deal.opened_on,
                deal.quantity,
                deal.margin_fen,
                deal.region,
                deal.client_class,
                deal.delivered_on,
                deal.approved_on,
                deal.accepted_on,
                deal.currency,
                deal.foreign_fen,
                deal.renews,
            )
            for deal in ordered
        ),
    )


def splits_to_arrow(deals: Sequence[Deal]) -> pa.Table:
    rows = sorted(
        (deal.id, split.person, *share_parts(split.share)) for deal in deals for split in deal.splits
    )
    return table_of(SPLITS, rows)


def deals_from_arrow(deals: pa.Table, splits: pa.Table) -> tuple[Deal, ...]:
    of_deal = grouped(rows_of(splits), 1)

    def splits_of(deal: int) -> tuple[Split, ...]:
        return tuple(Split(person, Fraction(n, d)) for person, n, d in of_deal.get((deal,), ()))

    return tuple(Deal(*(*row[:7], splits_of(row[0]), *row[7:])) for row in rows_of(deals))


def receipts_to_arrow(receipts: Sequence[Receipt]) -> pa.Table:
    ordered = sorted(receipts, key=lambda receipt: receipt.id)
    return table_of(
        RECEIPTS,
        (
            (
                receipt.id,
                receipt.source_key,
                receipt.client,
                receipt.amount_fen,
                receipt.received_on,
                receipt.currency,
            )
            for receipt in ordered
        ),
    )


def allocations_to_arrow(receipts: Sequence[Receipt]) -> pa.Table:
    rows = [
        (receipt.id, allocation.deal, allocation.amount_fen, allocation.foreign_fen)
        for receipt in receipts
        for allocation in receipt.allocations
    ]
    return table_of(ALLOCATIONS, sorted(rows, key=lambda row: row[:3]))


def receipts_from_arrow(receipts: pa.Table, allocations: pa.Table) -> tuple[Receipt, ...]:
    of_receipt = grouped(rows_of(allocations), 1)
    return tuple(
        Receipt(*(*row, tuple(Allocation(*part) for part in of_receipt.get((row[0],), ())), currency))
        for *row, currency in rows_of(receipts)
    )


def invoices_to_arrow(invoices: Sequence[Invoice]) -> pa.Table:
    ordered = sorted(invoices, key=lambda invoice: invoice.id)
    return table_of(
        INVOICES,
        (
            (
                invoice.id,
                invoice.source_key,
                invoice.client,
                invoice.deal,
                invoice.amount_fen,
                invoice.invoiced_on,
                invoice.currency,
                invoice.foreign_fen,
            )
            for invoice in ordered
        ),
    )


def invoices_from_arrow(invoices: pa.Table) -> tuple[Invoice, ...]:
    return tuple(Invoice(*row) for row in rows_of(invoices))


def refunds_to_arrow(refunds: Sequence[Refund]) -> pa.Table:
    ordered = sorted(refunds, key=lambda refund: refund.id)
    return table_of(
        REFUNDS,
        (
            (
                refund.id,
                refund.source_key,
                refund.client,
                refund.deal,
                refund.receipt,
                refund.amount_fen,
                refund.refunded_on,
                refund.margin_fen,
                refund.quantity,
                refund.currency,
                refund.foreign_fen,
            )
            for refund in ordered
        ),
    )


def refunds_from_arrow(refunds: pa.Table) -> tuple[Refund, ...]:
    return tuple(Refund(*row) for row in rows_of(refunds))
