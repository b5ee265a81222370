"""What counts, on which day and for whom, and how amounts are rounded: sentences that several components share."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jieli.apps.plans.wording.naming import enumerated
from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.components import TransitionCredits
from jieli.engines.pay.pricing import (
    EVERY_OTHER,
    LineFactor,
    Measure,
    PartOf,
    Renewals,
    SplitPlace,
    View,
)
from jieli.kernel.rate import format_rate
from jieli.kernel.rounding import Rounding
from jieli.lib.problems import N_

_PAID_WHEN_MONEY_COMES = N_("Paid on receipts, in the period in which the money comes in, to {whom}.")
_PAID_WHEN_INVOICED = N_("Paid on what is invoiced, in the period of the invoice, to {whom}.")
_PAID: Mapping[tuple[Basis, OwnerDate], str] = {
    (Basis.DEALS, OwnerDate.SIGNED): N_("Paid on deals, in the period in which they are signed, to {whom}."),
    (Basis.DEALS, OwnerDate.DELIVERED): N_(
        "Paid on deals, in the period in which they are delivered, to {whom}."
    ),
    (Basis.DEALS, OwnerDate.APPROVED): N_(
        "Paid on deals, in the period in which they are approved, to {whom}."
    ),
    (Basis.MARGIN, OwnerDate.SIGNED): N_(
        "Paid on the margin of deals, in the period in which they are signed, to {whom}."
    ),
    (Basis.MARGIN, OwnerDate.DELIVERED): N_(
        "Paid on the margin of deals, in the period in which they are delivered, to {whom}."
    ),
    (Basis.MARGIN, OwnerDate.APPROVED): N_(
        "Paid on the margin of deals, in the period in which they are approved, to {whom}."
    ),
    (Basis.QUANTITY, OwnerDate.SIGNED): N_(
        "Paid on the units sold, in the period in which their deal is signed, to {whom}."
    ),
    (Basis.QUANTITY, OwnerDate.DELIVERED): N_(
        "Paid on the units sold, in the period in which their deal is delivered, to {whom}."
    ),
    (Basis.QUANTITY, OwnerDate.APPROVED): N_(
        "Paid on the units sold, in the period in which their deal is approved, to {whom}."
    ),
    (Basis.RECEIPTS, OwnerDate.SIGNED): _PAID_WHEN_MONEY_COMES,
    (Basis.RECEIPTS, OwnerDate.RECEIVED): _PAID_WHEN_MONEY_COMES,
    (Basis.INVOICED, OwnerDate.SIGNED): _PAID_WHEN_INVOICED,
    (Basis.INVOICED, OwnerDate.INVOICED): _PAID_WHEN_INVOICED,
}
_WHOM: Mapping[Group, str] = {
    Group.OWNERSHIP: N_("those who own the client on {day}"),
    Group.SERVICE: N_("the client's service keepers on {day} (its owners where nobody is named)"),
    Group.ORIGIN: N_("the client's originators on {day}, who brought it (its owners where nobody is named)"),
}
_DAY: Mapping[OwnerDate, str] = {
    OwnerDate.SIGNED: N_("the day of signing"),
    OwnerDate.DELIVERED: N_("the day of delivery"),
    OwnerDate.APPROVED: N_("the day of approval"),
    OwnerDate.INVOICED: N_("the day of the invoice"),
    OwnerDate.RECEIVED: N_("the day the money comes in"),
}
_ROUNDING: Mapping[Rounding, str] = {
    Rounding.HALF_UP: N_("Amounts are rounded to two decimals, halves up."),
    Rounding.HALF_EVEN: N_("Amounts are rounded to two decimals, halves to the even one."),
    Rounding.DOWN: N_("Whatever lies beyond two decimals is dropped."),
    Rounding.UP: N_("Amounts are rounded up to two decimals."),
}
_TRANSITION: Mapping[TransitionCredits, str] = {
    TransitionCredits.INCLUDED: N_(
        "What a handover leaves with the one who gave the client away is paid here too."
    ),
    TransitionCredits.EXCLUDED: N_(
        "What a handover leaves with the one who gave the client away is not paid here."
    ),
}


def whom_sentence(view: View) -> str:
    """What is paid on, in which period, and to whom."""
    return _(_PAID[view.basis, view.owner_date]).format(whom=whom(view))


def whom(view: View) -> str:
    """“those who own the client on the day of signing”."""
    return _(_WHOM[view.group]).format(day=_(_DAY[view.owner_date]))


def credited_phrase(measure: Measure) -> str:
    """A sum of credits within a sentence: “receipts (软件), credited to those who …”."""
    lines = measure.take.product_lines
    what = what_counts(measure.view.basis)
    if lines:
        what = _("{what} of {lines}").format(what=what, lines=enumerated(lines))
    return _("{what}, credited to {whom}").format(what=what, whom=whom(measure.view))


def measured_phrase(parts: Sequence[PartOf]) -> str:
    """Sums of credits that are added, each with the part of it that counts."""
    return " + ".join(_part(one) for one in parts)


def _part(one: PartOf) -> str:
    phrase = credited_phrase(one.measure)
    if one.measure.take.outgoing is False:
        phrase = _("{what}, without what a handover leaves behind").format(what=phrase)
    return phrase if one.part == 1 else _("{part} of {what}").format(part=format_rate(one.part), what=phrase)


def what_counts(basis: Basis) -> str:
    return {
        Basis.DEALS: pgettext("what counts", "the amounts of deals"),
        Basis.RECEIPTS: pgettext("what counts", "receipts"),
        Basis.INVOICED: pgettext("what counts", "the amounts of invoices"),
        Basis.MARGIN: pgettext("what counts", "the margin of deals"),
        Basis.QUANTITY: pgettext("what counts", "units sold"),
    }[basis]


def rows_label(product_line: str, client_class: str, region: str) -> str:
    """“软件, client class A, region 华东”; empty for everything."""
    named = []
    if product_line != EVERY_OTHER:
        named.append(product_line or _("no product line"))
    if client_class != EVERY_OTHER:
        named.append(_("client class {name}").format(name=client_class or _("unknown")))
    if region != EVERY_OTHER:
        named.append(_("region {name}").format(name=region or _("unknown")))
    return enumerated(named)


def label_of_factor(factor: LineFactor) -> str:
    return rows_label(factor.product_line, factor.client_class, factor.region)


def uplift_sentence(uplift: LineFactor) -> str:
    """Of a sum that decides something; what is paid on stays what it is."""
    return _("For this sum {what} counts {factor} of its amount.").format(
        what=label_of_factor(uplift), factor=format_rate(uplift.factor)
    )


def only_lines_sentence(lines: tuple[str, ...] | None) -> tuple[str, ...]:
    if not lines:
        return ()
    return (_("Only {lines} count here.").format(lines=enumerated(lines)),)


def renewals_sentence(renewals: Renewals | None) -> tuple[str, ...]:
    """Whether deals that renew earlier ones count; nothing where all do."""
    if renewals is None:
        return ()
    if renewals is Renewals.ONLY:
        return (_("Only renewals count here: deals that renew an earlier one, and what is about them."),)
    return (_("Deals that renew an earlier one, and what is about them, do not count here."),)


def splits_sentence(split: SplitPlace = SplitPlace.CREDIT) -> str:
    if split is SplitPlace.PAYOUT:
        return _(
            "What several share is priced as a whole, by the sums of whoever has the largest share, and what it pays is divided by the shares."
        )
    return _("Where a deal has agreed splits or a handover's terms apply, these decide the shares.")


def transition_sentence(transition_credits: TransitionCredits) -> str:
    return _(_TRANSITION[transition_credits])


def rounding_sentence(rounding: Rounding) -> str:
    return _(_ROUNDING[rounding])
