"""Credit lines and decisions to Arrow, in the columns that column back ends compute with."""

from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from jieli.engines.crediting import CreditLine, Decision
from jieli.engines.pay.tables.columns import DAY, INT, TEXT, schema, table_of
from jieli.kernel.rate import Share

MOST = 2**63  # numbers from here on have no place in a column

CREDITS = schema(
    kind=TEXT,
    fact=INT,
    source_key=TEXT,
    deal_or_none=INT,
    client=INT,
    product_line=TEXT,
    person_or_none=INT,
    share_numerator_or_none=INT,  # none: the share has too many digits
    share_denominator_or_none=INT,
    fact_fen=INT,
    credit_fen=INT,
    counts_on=DAY,
    owner_on=DAY,
    first_deal_on_or_none=DAY,
    rule=TEXT,
    handover_or_none=INT,
    party_or_none=TEXT,
    of_receipt_or_none=INT,
    by_group=TEXT,
    region=TEXT,
    client_class=TEXT,
    of_invoice_or_none=INT,
    signed_on_or_none=DAY,
    arose_on=DAY,
)

DECISIONS = schema(
    deal=INT,
    counts_on=DAY,
    client=INT,
    person_or_none=INT,
    share_numerator_or_none=INT,
    share_denominator_or_none=INT,
    rule=TEXT,
    handover_or_none=INT,
    party_or_none=TEXT,
    owner_on=DAY,
    by_group=TEXT,
)


def credits_to_arrow(lines: Iterable[tuple[CreditLine, date | None, date]]) -> pa.Table:
    """Each line with the day its deal was signed and the day the credit arose."""
    return table_of(
        CREDITS,
        (
            (
                line.kind,
                line.fact,
                line.source_key,
                line.deal,
                line.client,
                line.product_line,
                line.person,
                *_parts(line.share),
                line.fact_fen,
                line.amount_fen,
                line.counts_on,
                line.owner_on,
                line.first_deal_on,
                line.rule.value,
                line.handover,
                None if line.party is None else line.party.value,
                line.of_receipt,
                line.by_group.value,
                line.region,
                line.client_class,
                line.of_invoice,
                signed_on,
                arose_on,
            )
            for line, signed_on, arose_on in lines
        ),
    )


def decisions_to_arrow(decided: Iterable[tuple[int, date, int, Decision]]) -> pa.Table:
    """Each claim of the decisions on deals, days and their clients."""
    return table_of(
        DECISIONS,
        (
            (
                deal,
                counts_on,
                client,
                claim.person,
                *_parts(claim.share),
                claim.rule.value,
                claim.handover,
                None if claim.party is None else claim.party.value,
                decision.owner_on,
                decision.by_group.value,
            )
            for deal, counts_on, client, decision in decided
            for claim in decision.claims
        ),
    )


def _parts(share: Share) -> tuple[int, int] | tuple[None, None]:
    return (None, None) if share.denominator >= MOST else (share.numerator, share.denominator)
