"""Lines that the reference has made, in the columns of lines that columns compute."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.columns.sql.scales import Scales
from jieli.engines.pay.pricing.tiers import TierOn
from jieli.engines.pay.reference.groups import Moved, RowPay, TrueUp
from jieli.engines.pay.reference.lines import CreditPay
from jieli.engines.pay.results import Line

# shown.LINE without the piece, and without what the reference does not keep line by line.
LineRow = tuple[object, ...]


def rows_of(lines: Iterable[Line], scales: Scales) -> Iterator[LineRow]:
    """Each line of the result of a pricing as a row of `shown.LINE` from its kind on, without the piece and the person."""
    for line in lines:
        if isinstance(line, RowPay) and line.moved:
            yield from (_of_moved(moved, scales) for moved in line.moved)
        elif isinstance(line, RowPay) and line.due is None:
            yield from (_of_credit(pay, scales) for pay in line.each)
        elif isinstance(line, RowPay):
            yield _of_sum("sum", str(line.also["product_line"]), line.credited_fen, line.result_fen)
        elif isinstance(line, TrueUp):
            credited = sum(pay.credit.amount_fen for pay in line.due)
            yield _of_sum("true_up", "", credited, line.result_fen)


def _of_credit(pay: CreditPay, scales: Scales) -> LineRow:
    part = pay.slices[0] if len(pay.slices) == 1 else None
    factor, multiplier = Fraction(1), Fraction(1)
    for one in pay.applied.factors:
        factor *= one.rate
    if pay.applied.reached is not None:
        multiplier = pay.applied.reached.factor
    before_fen, from_fen = _found(pay)
    return (
        *_credit(pay.credit),
        before_fen,
        from_fen,
        sum(one.part_fen for one in pay.slices),
        None if part is None else part.rate * scales.rate.shown,
        factor * scales.factor.shown,
        multiplier * scales.multiplier.shown,
        pay.result_fen,
    )


def _of_moved(moved: Moved, scales: Scales) -> LineRow:
    return (
        *_credit(moved.credit),
        moved.before.sum_fen,
        moved.due.slices[0].from_fen if moved.due.slices else 0,
        moved.credit.amount_fen,
        None,
        scales.factor.shown,
        scales.multiplier.shown,
        moved.result_fen,
    )


def _found(pay: CreditPay) -> tuple[int | None, int | None]:
    """The sum that a line found and the lower bound of its tier, where sums to date decide."""
    reached = pay.applied.reached
    if reached is not None and reached.bounds.accelerator.tier_on is TierOn.TO_DATE:
        return reached.before_fen, reached.from_fen
    return (None, None) if pay.before_fen is None else (pay.before_fen, pay.slices[0].from_fen)


def _credit(line: CreditLine) -> LineRow:
    return (
        line.kind,
        line.fact,
        line.deal,
        line.of_receipt,
        line.of_invoice,
        line.client,
        line.product_line,
        line.client_class,
        line.region,
        line.counts_on,
        line.owner_on,
        line.share.numerator,
        line.share.denominator,
        line.fact_fen,
        line.amount_fen,
    )


def _of_sum(kind: str, product_line: str, part_fen: int, result_fen: int) -> LineRow:
    nothing = (None,) * 3
    return (
        *(kind, None, None, None, None, None, product_line, "", "", None, None, None, None, None, None),
        None,
        None,
        part_fen,
        *nothing,
        result_fen,
    )
