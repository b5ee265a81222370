"""保留业务 in words."""

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import credited_phrase, rounding_sentence
from jieli.apps.plans.wording.naming import Naming, months_text
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import Holdover, OwnShare
from jieli.engines.pay.pricing import Measure
from jieli.kernel.rate import format_rate


def describe(component: Holdover, _naming: Naming) -> Described:
    own = (
        _("What one is credited of such a deal anyway is taken off the named share.")
        if component.own_share is OwnShare.SUBTRACTED
        else _("What one is credited of such a deal anyway stays beside the named share.")
    )
    ends = (
        ()
        if component.months is None
        else (
            _("A name ends {months} after it began, if it does not end before.").format(
                months=months_text(component.months)
            ),
        )
    )
    sentences = (
        _(
            "{rate} of the named share of deals that a handover named to one, while the name holds, whoever owns their client since."
        ).format(rate=format_rate(component.rate)),
        _("It is of {what}.").format(what=credited_phrase(Measure(component.view))),
        *ends,
        own,
        _("It is paid on top: nobody else is credited less because of it."),
        rounding_sentence(component.rounding),
    )
    return Described(sentences)
