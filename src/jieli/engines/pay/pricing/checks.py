"""Combinations of a pricing that are refused. Normative page: docs/algorithms/pricing.md."""

from collections.abc import Iterator

from jieli.engines.pay.pricing.rates import FlatRow, TieredRow
from jieli.engines.pay.pricing.spec import Accelerator, AcceleratorOn, Pricing, SplitPlace
from jieli.engines.pay.pricing.tiers import Method, Reset, TierOn
from jieli.kernel.problem import Problem

_ACCELERATORS = frozenset(
    {
        (Method.MARGINAL, TierOn.TO_DATE),
        (Method.REACHED, TierOn.TO_DATE),
        (Method.WHOLE, TierOn.PERIOD),
    }
)


def check_pricing(pricing: Pricing, place: str) -> list[Problem]:
    """place: of the component that pays by it."""
    tiered = [row for row in pricing.rates.rows if not isinstance(row, FlatRow)]
    found = [*_with_tiers(pricing, tiered, place)]
    if pricing.accelerator is not None:
        at = f"{place}.accelerator"
        found += [*_accelerated(pricing, pricing.accelerator, tiered, at)]
        found += [*_quota(pricing.accelerator, at)]
    return found


def _with_tiers(pricing: Pricing, tiered: list[TieredRow], place: str) -> Iterator[Problem]:
    capped = pricing.most_rate is not None or pricing.most_fen is not None
    shared = pricing.split is SplitPlace.PAYOUT
    if any(_pays_on_sum(row) for row in tiered) and (pricing.factors or capped or shared):
        yield Problem(
            "PAY-PRICING-002",
            place,
            "Tiers found by the sum of the period, and `whole` ones found to date, pay on the sum: no single credit can have a factor, a cap or a split.",
            "Write `tier_on: to_date` with `marginal` or `reached`, or leave `factors`, `most_rate`, `most_per_credit` and `split: payout` out.",
        )
    for row in tiered:
        if row.method is Method.REACHED and row.tier_on is not TierOn.TO_DATE:
            yield Problem(
                "PAY-PRICING-010",
                f"{place}.rates",
                "`method: reached` pays each credit at the tier that the sum has reached with it, and looks at no other sum.",
                "Write `tier_on: to_date`, or `method: whole`.",
            )
            break
    accelerator = pricing.accelerator
    sliced = accelerator is not None and accelerator.method is Method.MARGINAL
    if pricing.most_fen is not None and (sliced or any(row.tier_on is TierOn.TO_DATE for row in tiered)):
        yield Problem(
            "PAY-PRICING-006",
            f"{place}.most_per_credit",
            "A credit may have several lines here, one for each slice, and a cap on the credit would not know which to cut.",
            "Leave `most_per_credit` out, or write `most_rate`.",
        )


def _pays_on_sum(row: TieredRow) -> bool:
    return row.tier_on is TierOn.PERIOD or (row.method is Method.WHOLE and row.tier_on is TierOn.TO_DATE)


def _accelerated(
    pricing: Pricing, accelerator: Accelerator, tiered: list[TieredRow], at: str
) -> Iterator[Problem]:
    if tiered:
        yield Problem(
            "PAY-PRICING-001",
            at,
            "An accelerator and tiers of rates stand side by side, and two sums would decide.",
            "Leave the accelerator out, or write one rate for each row.",
        )
    if pricing.split is SplitPlace.PAYOUT and accelerator.tier_on is TierOn.PERIOD:
        yield Problem(
            "PAY-PRICING-003",
            at,
            "With `split: payout` an accelerator cannot be found by the sum of the period.",
            "Write `tier_on: to_date`, or `split: credit`.",
        )
    if (accelerator.method, accelerator.tier_on) not in _ACCELERATORS:
        yield Problem(
            "PAY-PRICING-004",
            at,
            "An accelerator is `marginal` or `reached` with `to_date`, or `whole` with `period`.",
            "Write one of these: `whole` with `period` trues up what was paid before, `reached` leaves it.",
        )
    if accelerator.method is Method.MARGINAL and accelerator.uplifts:
        yield Problem(
            "PAY-PRICING-005",
            f"{at}.uplifts",
            "With `marginal`, what counts and what is paid on must be the same, and uplifts let more count.",
            "Write `method: whole` or `reached`, or leave `uplifts` out.",
        )


def _quota(accelerator: Accelerator, at: str) -> Iterator[Problem]:
    of_quota = accelerator.on is AcceleratorOn.ATTAINMENT
    if of_quota is (accelerator.quota is None) or (of_quota and accelerator.reset is Reset.NEVER):
        yield Problem(
            "PAY-PRICING-007",
            at,
            "`on: attainment` and `quota` belong together, and a quota is of a time that ends.",
            "Write the key of the quota with `on: attainment`, and another reset than `never`.",
        )
