"""Why a fixed amount was not paid for a credit: the conditions of SPIFs and of rewards for new clients."""

from collections.abc import Iterator, Mapping

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.components import NewClientReward, Spif
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.desired import ComputedPart
from jieli.engines.pay.rewarding.spif_facts import by_fact
from jieli.engines.pay.rewarding.spif_lines import NotPaid, SpifLine
from jieli.engines.pay.whynot.values import Reason
from jieli.kernel.trace import Scalar

Unfixed = tuple[CreditLine, Reason, Mapping[str, Scalar], int]  # the last: what was paid


def why_not_fixed(part: ComputedPart, credits: Credits) -> Iterator[Unfixed]:
    """Credits of the part's days that would have earned it. What a SPIF is not for at all (other days, other product lines)
    is not asked about: it comes on top."""
    component = part.component
    if isinstance(component, Spif):
        yield from _of_lines(part)
        yield from _too_small(component, part, credits)
    elif isinstance(component, NewClientReward) and component.min_first_fen is not None:
        yield from _first_too_small(component, component.min_first_fen, part, credits)


def _of_lines(part: ComputedPart) -> Iterator[Unfixed]:
    assert isinstance(part.component, Spif)
    for line in part.result.lines:
        if not isinstance(line, SpifLine) or line.not_paid is None:
            continue
        if line.not_paid is NotPaid.FIRST:
            yield line.credit, Reason.TOO_MANY, {"first": part.component.first or 0}, 0
        elif line.entitled_fen > 0:
            values: dict[str, Scalar] = {
                "budget_fen": line.budget_fen or 0,
                "sum_before_fen": line.sum_before_fen,
                "entitled_fen": line.entitled_fen,
            }
            yield line.credit, Reason.BUDGET, values, line.result_fen


def _too_small(component: Spif, part: ComputedPart, credits: Credits) -> Iterator[Unfixed]:
    if component.minimum_fen is None:
        return
    credited = credits.of(component.view, part.segment.person, part.segment.range)
    for own in by_fact(credit for credit in credited if credit.kind != "refund").values():
        fact = component.fact(own, credits)
        if fact is not None and component.is_too_small(fact):
            yield fact.credit, Reason.TOO_SMALL, {"least_fen": component.minimum_fen}, 0


def _first_too_small(
    component: NewClientReward, least: int, part: ComputedPart, credits: Credits
) -> Iterator[Unfixed]:
    view = component.signing
    for credit in credits.of(view, part.segment.person, part.segment.range):
        if credit.kind != "deal" or credit.counts_on != credit.first_deal_on:
            continue
        first = credits.first_deal(view, credit.client)
        if first and first[0].fact == credit.fact and credit.fact_fen < least:
            yield credit, Reason.TOO_SMALL, {"least_fen": least}, 0
