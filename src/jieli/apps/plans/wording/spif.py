"""专项奖励 in words."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import only_lines_sentence, renewals_sentence, rounding_sentence, whom
from jieli.apps.plans.wording.naming import Naming, from_until
from jieli.apps.plans.wording.values import Described
from jieli.engines.crediting import Basis
from jieli.engines.pay.components import FixedTo, PerWhat, Spif
from jieli.kernel.money import format_fen
from jieli.lib.problems import N_

_DEAL = N_("{amount} for each deal, to {whom}.")
_EACH: Mapping[Basis, str] = {
    Basis.DEALS: _DEAL,
    Basis.MARGIN: _DEAL,
    Basis.QUANTITY: _DEAL,
    Basis.RECEIPTS: N_("{amount} for each receipt, to {whom}."),
    Basis.INVOICED: N_("{amount} for each invoice, to {whom}."),
}


def describe(component: Spif, _naming: Naming) -> Described:
    return Described(tuple(_sentences(component)))


def _sentences(component: Spif) -> Iterator[str]:
    text = (
        _("{amount} for each unit sold, to {whom}.")
        if component.per is PerWhat.UNIT
        else _(_EACH[component.basis])
    )
    yield text.format(amount=format_fen(component.amount_fen), whom=whom(component.view))
    yield from_until(component.from_, component.until)
    yield from only_lines_sentence(component.product_lines)
    yield from renewals_sentence(component.renewals)
    if component.minimum_fen is not None:
        yield _("Only what comes to at least {amount} as a whole counts.").format(
            amount=format_fen(component.minimum_fen)
        )
    if component.first is not None:
        yield _("Only the first {count} of a person count.").format(count=component.first)
    if component.budget_fen is not None:
        yield _("One person gets at most {amount} in all.").format(amount=format_fen(component.budget_fen))
    if component.fixed_to is FixedTo.SHARED:
        yield _("The amount is divided by the shares.")
    elif component.fixed_to is FixedTo.EACH:
        yield _("Everybody who has a share gets the whole amount.")
    if component.rounding is not None:
        yield _("Units that come back are taken off.")
        yield rounding_sentence(component.rounding)
    else:
        yield _("A refund takes nothing back; a void does.")
