"""The days of pieces of work to Arrow."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from jieli.engines.pay.tables.columns import DAY, FLAG, INT, TEXT, schema, table_of

PIECES = schema(
    person=INT,
    month=DAY,
    from_=DAY,
    until=DAY,
    piece=INT,
    sum_id=INT,
    is_own=FLAG,
    signed_from_or_none=DAY,
    signed_until_or_none=DAY,
    back_from_or_none=DAY,
    back_until_or_none=DAY,
)
# refunded_*: of refunds that count on these days, of what counted from from_ on; else of deals signed then.
ELSEWHERE = schema(piece=INT, from_=DAY, until=DAY, refunded_from_or_none=DAY, refunded_until_or_none=DAY)
LABELS = schema(piece=INT, period=TEXT)


def pieces_to_arrow(rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    return table_of(PIECES, rows)


def elsewhere_to_arrow(rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    return table_of(ELSEWHERE, rows)


def labels_to_arrow(rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    return table_of(LABELS, rows)
