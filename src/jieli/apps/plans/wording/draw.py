"""预支与保底 in words."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import rounding_sentence
from jieli.apps.plans.wording.floors import floor_sentences, proration_sentence
from jieli.apps.plans.wording.naming import Naming, spell_words
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import Draw, Pays, Recoverable
from jieli.kernel.money import format_fen
from jieli.kernel.rate import format_rate
from jieli.lib.problems import N_

_OWED: Mapping[Recoverable, str] = {
    Recoverable.NEVER: N_("It is given for good."),
    Recoverable.UNTIL_RECOVERED: N_("It is owed, and taken back from later earnings until nothing is owed."),
    Recoverable.FORGIVEN_AT_END: N_(
        "It is owed, and taken back from later earnings; what is left when that ends is forgiven."
    ),
}


def describe(component: Draw, naming: Naming) -> Described:
    sentences = (
        *_pays(component, naming),
        proration_sentence(component.proration),
        _(_OWED[component.recoverable]),
        *_recovery(component, naming),
        rounding_sentence(component.rounding),
    )
    return Described(sentences)


def _pays(component: Draw, naming: Naming) -> Iterator[str]:
    text = (
        _("A guarantee: where {on} come to less than {amount} in a period, what is missing is paid.")
        if component.pays is Pays.TOP_UP
        else _("A draw: {amount} each period, beside {on}.")
    )
    yield text.format(on=naming.listed(component.on), amount=format_fen(component.amount_fen))
    when = spell_words(component.spell)
    if when:
        yield _("It is paid {when}.").format(when=when)


def _recovery(component: Draw, naming: Naming) -> Iterator[str]:
    if component.recover_rate is None or component.recover_above_fen is None:
        return
    yield _("Of what {on} come to above {amount} in a period, {rate} is taken back.").format(
        on=naming.listed(component.on),
        amount=format_fen(component.recover_above_fen),
        rate=format_rate(component.recover_rate),
    )
    if component.recover_most_fen is not None:
        yield _("At most {amount} is taken back in a period.").format(
            amount=format_fen(component.recover_most_fen)
        )
    when = spell_words(component.recovery_spell)
    if when:
        yield _("It is taken back {when}.").format(when=when)
    yield from floor_sentences(component.statutory_floor_fen, component.floor_on or component.on, naming)
