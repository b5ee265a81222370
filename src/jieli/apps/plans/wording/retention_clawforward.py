"""留客后付 in words."""

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import rounding_sentence
from jieli.apps.plans.wording.naming import Naming, months_text
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import RetentionClawforward
from jieli.kernel.rate import format_rate


def describe(component: RetentionClawforward, naming: Naming) -> Described:
    sentences = (
        _("{part} of what {of} brings on clients handed over is kept back for who handed them over.").format(
            part=format_rate(component.part), of=naming.one(component.of)
        ),
        _(
            "It is paid {after} after the handover takes effect, if the client signed or paid something in the {window} before; otherwise nobody gets it."
        ).format(after=months_text(component.after_months), window=months_text(component.window_months)),
        _("A refund first takes from what is kept back for its client."),
        rounding_sentence(component.rounding),
    )
    return Described(sentences)
