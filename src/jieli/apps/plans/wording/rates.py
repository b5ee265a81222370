"""Rates, tiers and points in words and as tables."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import rows_label
from jieli.apps.plans.wording.curves import curves_of
from jieli.apps.plans.wording.naming import one_after_other
from jieli.apps.plans.wording.values import Described, Grid, TierLine, TierTable
from jieli.engines.pay.pricing import (
    EVERY_OTHER,
    Method,
    PointRow,
    RateRow,
    RateTable,
    Reset,
    TieredRow,
    TierOn,
    rate_text,
)
from jieli.kernel.money import format_fen
from jieli.kernel.rate import Rate
from jieli.lib.problems import N_

_HOW: Mapping[tuple[Method, TierOn], str] = {
    (Method.MARGINAL, TierOn.PERIOD): N_(
        "The sum of the period goes through the tiers, and each slice is paid at its own rate."
    ),
    (Method.MARGINAL, TierOn.FACT): N_(
        "Each amount by itself goes through the tiers, and each slice is paid at its own rate."
    ),
    (Method.MARGINAL, TierOn.TO_DATE): N_(
        "Amounts go through the tiers one after the other, and each slice is paid at its own rate."
    ),
    (Method.WHOLE, TierOn.PERIOD): N_(
        "The sum of the period decides the tier, and the rate reached is paid on everything."
    ),
    (Method.WHOLE, TierOn.FACT): N_(
        "Each amount decides its own tier, and the rate reached is paid on all of it."
    ),
    (Method.WHOLE, TierOn.TO_DATE): N_(
        "The sum up to and with each amount decides the tier, and the rate reached is paid on the whole sum: an amount brings what is then due less what was due before it."
    ),
    (Method.REACHED, TierOn.TO_DATE): N_(
        "The sum up to and with each amount decides the tier for all of that amount; what was paid before stays, and a refund goes back at the rate at which its amount was paid."
    ),
    (Method.INTERPOLATED, TierOn.PERIOD): N_(
        "What the sum of the period pays lies on a straight line between the points of the table; from the last one on nothing is added."
    ),
    (Method.INTERPOLATED, TierOn.FACT): N_(
        "What each amount pays lies on a straight line between the points of the table; from the last one on nothing is added."
    ),
    (Method.INTERPOLATED, TierOn.TO_DATE): N_(
        "What the sum up to each amount pays lies on a straight line between the points of the table; from the last one on nothing is added."
    ),
}
_RESET: Mapping[Reset, str] = {
    Reset.MONTH: N_("The sum begins anew with each month."),
    Reset.QUARTER: N_("The sum begins anew with each quarter."),
    Reset.YEAR: N_("The sum begins anew with each year."),
    Reset.NEVER: N_("The sum goes on from the first day on the plan and never begins anew."),
}


def describe_rates(rates: RateTable) -> Described:
    """The rates of a component, row by row."""
    return Described(
        tuple(_sentences(rates)), tuple(_tables(rates)), curves_of(rates, label_of), tuple(_grids(rates))
    )


def reset_sentence(reset: Reset) -> tuple[str, ...]:
    return (_(_RESET[reset]),) if reset in _RESET else ()


def label_of(row: RateRow, rates: RateTable) -> str:
    named = rows_label(row.product_line, row.client_class, row.region)
    if named:
        return named
    if len(rates.rows) == 1:
        return _("All product lines")
    return _("All other product lines") if rates.is_by_line_only else _("Everything else")


def rate_words(rate: Rate, rates: RateTable) -> str:
    """“2%”, or “1.50 a unit”."""
    shown = rate_text(rate, per_unit=rates.per_unit)
    return _("{amount} a unit").format(amount=shown) if rates.per_unit else shown


def _sentences(rates: RateTable) -> Iterator[str]:
    is_alone = len(rates.rows) == 1
    for row in rates.rows:
        if isinstance(row, TieredRow):
            yield _tier_sentence(row, rates, is_alone=is_alone and _is_for_everything(row))
            continue
        rate = rate_text(row.rate, per_unit=rates.per_unit)
        if not (is_alone and _is_for_everything(row)):
            text = (
                _("{rows}: {rate} for each unit.") if rates.per_unit else _("{rows}: {rate} of every amount.")
            )
            yield text.format(rows=label_of(row, rates), rate=rate)
        elif rates.per_unit:
            yield _("Each unit pays {rate}.").format(rate=rate)
        else:
            yield _("The rate is {rate} of every amount.").format(rate=rate)
    if not any(_is_for_everything(row) for row in rates.rows):
        yield (
            _("Other product lines pay nothing here.")
            if rates.is_by_line_only
            else _("What has no rate here pays nothing.")
        )


def _is_for_everything(row: RateRow) -> bool:
    return (row.product_line, row.client_class, row.region) == (EVERY_OTHER, EVERY_OTHER, EVERY_OTHER)


def _tier_sentence(row: TieredRow, rates: RateTable, *, is_alone: bool) -> str:
    return (
        _how(row)
        if is_alone
        else _("{rows}: by tiers. {how}").format(rows=label_of(row, rates), how=_how(row))
    )


def _how(row: TieredRow) -> str:
    return one_after_other((_(_HOW[row.method, row.tier_on]), *reset_sentence(row.reset)))


def _tables(rates: RateTable) -> Iterator[TierTable]:
    for row in rates.rows:
        if isinstance(row, TieredRow) and not isinstance(row, PointRow):
            bounds = [tier.from_fen for tier in row.tiers]
            untils = [*bounds[1:], None]
            lines = tuple(
                TierLine(tier.from_fen, until, tier.rate, rate_words(tier.rate, rates))
                for tier, until in zip(row.tiers, untils, strict=True)
            )
            yield TierTable(label_of(row, rates), _how(row), lines)


def _grids(rates: RateTable) -> Iterator[Grid]:
    for row in rates.rows:
        if isinstance(row, PointRow):
            rows = tuple((format_fen(one.at_fen), format_fen(one.pays_fen)) for one in row.points)
            yield Grid(label_of(row, rates), (_("At"), _("Pays")), rows)
