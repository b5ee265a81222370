"""新客户奖励 in words."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import renewals_sentence, rounding_sentence, whom_sentence
from jieli.apps.plans.wording.naming import Naming
from jieli.apps.plans.wording.values import Described
from jieli.engines.crediting import Basis
from jieli.engines.pay.components import FixedTo, NewClientReward
from jieli.kernel.money import format_fen
from jieli.kernel.rate import format_rate
from jieli.lib.problems import N_

_RATED: Mapping[Basis, str] = {
    Basis.DEALS: N_("In the first {days} days from a client's first deal, {rate} of his deals."),
    Basis.RECEIPTS: N_("In the first {days} days from a client's first deal, {rate} of his receipts."),
    Basis.INVOICED: N_("In the first {days} days from a client's first deal, {rate} of his invoices."),
    Basis.MARGIN: N_(
        "In the first {days} days from a client's first deal, {rate} of the margin of his deals."
    ),
}


def describe(component: NewClientReward, _naming: Naming) -> Described:
    return Described((*_fixed(component), *_rated(component)))


def _fixed(component: NewClientReward) -> Iterator[str]:
    if component.fixed_fen is None:
        return
    text = (
        _("For a client's first deal {amount}, in full to everybody who has a share in it.")
        if component.fixed_to is FixedTo.EACH
        else _("For a client's first deal {amount}, divided by the shares of that deal.")
    )
    yield text.format(amount=format_fen(component.fixed_fen))
    if component.min_first_fen is not None:
        yield _("Only where the first deal comes to at least {amount}.").format(
            amount=format_fen(component.min_first_fen)
        )
    if component.back_within is not None:
        yield _back_text(component).format(days=component.back_within)
    if component.again_within is not None:
        yield _("If the client signs no other deal within {days} days, it is taken back.").format(
            days=component.again_within
        )


def _back_text(component: NewClientReward) -> str:
    if component.min_first_fen is not None:
        return _("If refunds in the first {days} days leave less of that deal than this, it is taken back.")
    return _("If refunds in the first {days} days leave nothing of that deal, it is taken back.")


def _rated(component: NewClientReward) -> Iterator[str]:
    if component.rate is None or component.rounding is None:
        return
    yield _(_RATED[component.basis]).format(rate=format_rate(component.rate), days=component.within_days)
    yield whom_sentence(component.view)
    yield from renewals_sentence(component.renewals)
    yield rounding_sentence(component.rounding)
