"""新客户奖励 in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import rounding_sentence, whom_sentence
from jieli.apps.plans.wording.rates import Described
from jieli.engines.crediting import Basis
from jieli.engines.pay import FixedTo, NewClientReward
from jieli.kernel.money import format_fen
from jieli.kernel.rate import format_rate


def describe(component: NewClientReward) -> Described:
    return Described((*_fixed(component), *_rated(component)))


def _fixed(component: NewClientReward) -> Iterator[str]:
    if component.fixed_fen is None:
        return
    amount = format_fen(component.fixed_fen)
    if component.fixed_to is FixedTo.EACH:
        yield _("For a client's first deal {amount}, in full to everybody who has a share in it.").format(
            amount=amount
        )
    else:
        yield _("For a client's first deal {amount}, divided by the shares of that deal.").format(
            amount=amount
        )


def _rated(component: NewClientReward) -> Iterator[str]:
    if component.rate is None or component.rounding is None:
        return
    values = {"rate": format_rate(component.rate), "days": component.within_days}
    if component.basis is Basis.DEALS:
        yield _("In the first {days} days from a client's first deal, {rate} of his deals.").format(**values)
    else:
        yield _("In the first {days} days from a client's first deal, {rate} of his receipts.").format(
            **values
        )
    yield whom_sentence(component.basis, component.owner_date, component.credit_by)
    yield rounding_sentence(component.rounding)
