"""Which credits a pricing or a measure takes, and how much each counts for a sum."""

from collections.abc import Sequence
from fractions import Fraction

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.rates import EVERY_OTHER
from jieli.engines.pay.pricing.spec import LineFactor, Renewals, Take, View
from jieli.engines.pay.sources import CreditSource
from jieli.engines.pay.work import age_of, is_outgoing
from jieli.kernel.rounding import Rounding, round_fen


def is_taken(take: Take, view: View, credit: CreditLine, credits: CreditSource) -> bool:
    """credit: of this view."""
    if take.outgoing is not None and take.outgoing is not is_outgoing(credit):
        return False
    return is_part_taken(take, view, credit, credits)


def is_part_taken(take: Take, view: View, credit: CreditLine, credits: CreditSource) -> bool:
    """The same by what all lines of a part have in common, whoever they are of."""
    if take.product_lines and credit.product_line not in take.product_lines:
        return False
    if not is_wanted(take.renewals, credit, credits):
        return False
    if take.from_days is None and take.until_days is None:
        return True
    days = age_of(view, credit, credits)
    return (
        days is not None
        and (take.from_days is None or days >= take.from_days)
        and (take.until_days is None or days < take.until_days)
    )


def is_wanted(renewals: Renewals | None, credit: CreditLine, credits: CreditSource) -> bool:
    """By whether it is of a renewal, which is asked only where that matters."""
    return renewals is None or credits.is_renewal(credit) is (renewals is Renewals.ONLY)


def counted_fen(credit: CreditLine, uplifts: Sequence[LineFactor], fen: int | None = None) -> int:
    """How much a credit counts for a sum: times every factor that is for it, rounded half up. fen: another amount of its."""
    exact = Fraction(credit.amount_fen if fen is None else fen)
    for one in uplifts:
        if is_for(one, credit):
            exact *= one.factor
    return round_fen(exact, Rounding.HALF_UP)


def is_for(factor: LineFactor, credit: CreditLine) -> bool:
    wanted = (factor.product_line, factor.client_class, factor.region)
    found = (credit.product_line, credit.client_class, credit.region)
    return all(one in (EVERY_OTHER, other) for one, other in zip(wanted, found, strict=True))
