"""Deals, receipts and refunds to Arrow and back."""

from collections.abc import Sequence
from fractions import Fraction

import pyarrow as pa

from jieli.apps.payruns.freezing.parquet import (
    DAY,
    INT,
    TEXT,
    grouped,
    rows_of,
    schema,
    share_parts,
    table_of,
)
from jieli.engines.crediting import Allocation, Deal, Receipt, Refund, Split

DEALS = schema(
    id=INT,
    source_key=TEXT,
    client=INT,
    product_line=TEXT,
    amount_fen=INT,
    signed_on=DAY,
    opened_on_or_none=DAY,
)
SPLITS = schema(deal=INT, person=INT, share_numerator=INT, share_denominator=INT)
RECEIPTS = schema(id=INT, source_key=TEXT, client=INT, amount_fen=INT, received_on=DAY)
ALLOCATIONS = schema(receipt=INT, deal=INT, amount_fen=INT)
REFUNDS = schema(
    id=INT,
    source_key=TEXT,
    client=INT,
    deal=INT,
    receipt_or_none=INT,
    amount_fen=INT,
    refunded_on=DAY,
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
    return tuple(
        Deal(*row, tuple(Split(person, Fraction(n, d)) for person, n, d in of_deal.get(row[:1], ())))
        for row in rows_of(deals)
    )


def receipts_to_arrow(receipts: Sequence[Receipt]) -> pa.Table:
    ordered = sorted(receipts, key=lambda receipt: receipt.id)
    return table_of(
        RECEIPTS,
        (
            (receipt.id, receipt.source_key, receipt.client, receipt.amount_fen, receipt.received_on)
            for receipt in ordered
        ),
    )


def allocations_to_arrow(receipts: Sequence[Receipt]) -> pa.Table:
    rows = sorted(
        (receipt.id, allocation.deal, allocation.amount_fen)
        for receipt in receipts
        for allocation in receipt.allocations
    )
    return table_of(ALLOCATIONS, rows)


def receipts_from_arrow(receipts: pa.Table, allocations: pa.Table) -> tuple[Receipt, ...]:
    of_receipt = grouped(rows_of(allocations), 1)
    return tuple(
        Receipt(*row, tuple(Allocation(*part) for part in of_receipt.get(row[:1], ())))
        for row in rows_of(receipts)
    )


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
            )
            for refund in ordered
        ),
    )


def refunds_from_arrow(refunds: pa.Table) -> tuple[Refund, ...]:
    return tuple(Refund(*row) for row in rows_of(refunds))
