"""维护提成 in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import (
    renewals_sentence,
    rounding_sentence,
    splits_sentence,
    transition_sentence,
    whom_sentence,
)
from jieli.apps.plans.wording.extras import cap_sentences, describe_factors
from jieli.apps.plans.wording.naming import Naming, quoted
from jieli.apps.plans.wording.rates import describe_rates
from jieli.apps.plans.wording.values import Described
from jieli.engines.crediting import Group
from jieli.engines.pay.components import ServicingCommission
from jieli.engines.pay.pricing import RateTable, number_text
from jieli.kernel.money import format_fen
from jieli.kernel.rate import format_rate


def describe(component: ServicingCommission, _naming: Naming) -> Described:
    rated = Described(()) if component.rates is None else _rated(component, component.rates)
    sentences = (*rated.sentences, *_beside(component), rounding_sentence(component.rounding))
    return Described(sentences, rated.tables, rated.curves, rated.grids)


def _rated(component: ServicingCommission, rates: RateTable) -> Described:
    described, factors = describe_rates(rates), describe_factors(component.factors)
    sentences = (
        whom_sentence(component.view),
        *_existing(component.after_days),
        *renewals_sentence(component.renewals),
        *described.sentences,
        *factors.sentences,
        *cap_sentences(component.most_rate, component.most_fen, rates),
        splits_sentence(component.split),
        transition_sentence(component.transition_credits),
    )
    return Described(sentences, described.tables, described.curves, (*described.grids, *factors.grids))


def _existing(after_days: int | None) -> tuple[str, ...]:
    if after_days is None:
        return ()
    return (_("Only for existing clients: from {days} days after their first deal.").format(days=after_days),)


def _beside(component: ServicingCommission) -> Iterator[str]:
    if component.per_client_fen is not None:
        yield _per_client(component.credit_by).format(
            amount=format_fen(component.per_client_fen), days=component.active_days
        )
    if component.per_hour_fen is not None:
        yield _("Each hour of recorded service pays {amount}, by the minute.").format(
            amount=format_fen(component.per_hour_fen)
        )
    if component.quality is not None:
        yield _("If a result {of} is below {at_least}, only {part} of all this is paid.").format(
            of=quoted(component.quality.of),
            at_least=number_text(component.quality.at_least),
            part=format_rate(component.quality.otherwise),
        )


def _per_client(group: Group) -> str:
    if group is Group.SERVICE:
        return _(
            "On the last day of each month {amount} for each client whose service one keeps (times the share) and who has bought in the last {days} days."
        )
    if group is Group.ORIGIN:
        return _(
            "On the last day of each month {amount} for each client whom one brought (times the share) and who has bought in the last {days} days."
        )
    return _(
        "On the last day of each month {amount} for each client whom one owns (times the share) and who has bought in the last {days} days."
    )
