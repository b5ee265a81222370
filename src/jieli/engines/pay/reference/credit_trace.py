"""A credit line as a step of a trace."""

from collections.abc import Mapping

from jieli.engines.crediting import CreditLine
from jieli.kernel.rate import format_rate
from jieli.kernel.trace import Scalar, Trace


def credit_trace(
    credit: CreditLine,
    also: Mapping[str, Scalar] | None = None,
    calculation: str | None = None,
    children: tuple[Trace, ...] = (),
) -> Trace:
    """Which fact it is, who owned it on which day and by which rule, and how much of it counts. Absent values are “”."""
    first = credit.first_deal_on
    values: dict[str, Scalar] = {
        "kind": credit.kind,
        "fact": credit.fact,
        "source_key": credit.source_key,
        "deal": "" if credit.deal is None else credit.deal,
        "client": credit.client,
        "product_line": credit.product_line,
        "counts_on": credit.counts_on.isoformat(),
        "owner_on": credit.owner_on.isoformat(),
        "first_deal_on": "" if first is None else first.isoformat(),
        "share_share": format_rate(credit.share),
        "fact_fen": credit.fact_fen,
        "credit_fen": credit.amount_fen,
        "credit_rule": credit.rule.value,
        "by_group": credit.by_group.value,
        "handover": "" if credit.handover is None else credit.handover,
        "party": "" if credit.party is None else credit.party.value,
        **(also or {}),
    }
    return Trace("pay.credit", values, calculation, children, (credit.source_key,))
