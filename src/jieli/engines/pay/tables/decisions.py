"""What somebody decided or confirmed, and what currencies were worth, to Arrow and back."""

from collections.abc import Sequence
from fractions import Fraction

import pyarrow as pa

from jieli.engines.crediting import ExchangeRate
from jieli.engines.pay.tables.columns import DAY, INT, TEXT, rows_of, schema, share_parts, table_of
from jieli.engines.pay.values import Adjustment, AdjustmentKind, Confirmation
from jieli.kernel.period import Period

CONFIRMATIONS = schema(handover=INT, client=INT, confirmed_on=DAY)
ADJUSTMENTS = schema(
    id=INT,
    person=INT,
    period=TEXT,
    plan=TEXT,
    component=TEXT,
    kind=TEXT,
    amount_fen=INT,
    reason=TEXT,
    approver=INT,
)
EXCHANGE = schema(currency=TEXT, from_on=DAY, rate_numerator=INT, rate_denominator=INT)


def confirmations_to_arrow(confirmations: Sequence[Confirmation]) -> pa.Table:
    ordered = sorted(confirmations, key=lambda one: (one.handover, one.client, one.confirmed_on))
    return table_of(CONFIRMATIONS, ((one.handover, one.client, one.confirmed_on) for one in ordered))


def confirmations_from_arrow(confirmations: pa.Table) -> tuple[Confirmation, ...]:
    return tuple(Confirmation(*row) for row in rows_of(confirmations))


def adjustments_to_arrow(adjustments: Sequence[Adjustment]) -> pa.Table:
    ordered = sorted(adjustments, key=lambda one: one.id)
    return table_of(
        ADJUSTMENTS,
        (
            (
                one.id,
                one.person,
                one.period.label,
                one.plan,
                one.component,
                one.kind.value,
                one.amount_fen,
                one.reason,
                one.approver,
            )
            for one in ordered
        ),
    )


def adjustments_from_arrow(adjustments: pa.Table) -> tuple[Adjustment, ...]:
    return tuple(
        Adjustment(id_, person, Period.parse(period), plan, component, AdjustmentKind(kind), *rest)
        for id_, person, period, plan, component, kind, *rest in rows_of(adjustments)
    )


def exchange_to_arrow(rates: Sequence[ExchangeRate]) -> pa.Table:
    ordered = sorted(rates, key=lambda one: (one.currency, one.from_on))
    return table_of(EXCHANGE, ((one.currency, one.from_on, *share_parts(one.rate)) for one in ordered))


def exchange_from_arrow(rates: pa.Table) -> tuple[ExchangeRate, ...]:
    return tuple(ExchangeRate(currency, on, Fraction(n, d)) for currency, on, n, d in rows_of(rates))
