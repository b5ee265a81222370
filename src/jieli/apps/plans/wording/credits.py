"""What counts, on which day and for whom, and how amounts are rounded: sentences that several components share."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay import TransitionCredits
from jieli.kernel.rounding import Rounding
from jieli.lib.problems import N_

_WHOM: Mapping[tuple[Basis, OwnerDate, Group], str] = {
    (Basis.DEALS, OwnerDate.SIGNED, Group.OWNERSHIP): N_(
        "Paid on deals, in the period in which they are signed, to those who own the client on the day of signing."
    ),
    (Basis.DEALS, OwnerDate.SIGNED, Group.SERVICE): N_(
        "Paid on deals, in the period in which they are signed, to the service keepers of the client on the day of signing (its owners where nobody is named)."
    ),
    (Basis.DEALS, OwnerDate.SIGNED, Group.ORIGIN): N_(
        "Paid on deals, in the period in which they are signed, to the originators, who brought the client (its owners where nobody is named)."
    ),
    (Basis.RECEIPTS, OwnerDate.RECEIVED, Group.OWNERSHIP): N_(
        "Paid on receipts, in the period in which the money comes in, to those who own the client on that day."
    ),
    (Basis.RECEIPTS, OwnerDate.RECEIVED, Group.SERVICE): N_(
        "Paid on receipts, in the period in which the money comes in, to the service keepers of the client on that day (its owners where nobody is named)."
    ),
    (Basis.RECEIPTS, OwnerDate.RECEIVED, Group.ORIGIN): N_(
        "Paid on receipts, in the period in which the money comes in, to the originators, who brought the client (its owners where nobody is named)."
    ),
    (Basis.RECEIPTS, OwnerDate.SIGNED, Group.OWNERSHIP): N_(
        "Paid on receipts, in the period in which the money comes in, to those who owned the client on the day the deal was signed."
    ),
    (Basis.RECEIPTS, OwnerDate.SIGNED, Group.SERVICE): N_(
        "Paid on receipts, in the period in which the money comes in, to those who were its service keepers on the day the deal was signed (its owners where nobody was named)."
    ),
    (Basis.RECEIPTS, OwnerDate.SIGNED, Group.ORIGIN): N_(
        "Paid on receipts, in the period in which the money comes in, to those who on the day the deal was signed were originators, who had brought the client (its owners where nobody was named)."
    ),
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


def whom_sentence(basis: Basis, owner_date: OwnerDate, group: Group) -> str:
    return _(_WHOM[basis, owner_date, group])


def splits_sentence() -> str:
    return _("Where a deal has agreed splits or a handover's terms apply, these decide the shares.")


def transition_sentence(transition_credits: TransitionCredits) -> str:
    return _(_TRANSITION[transition_credits])


def rounding_sentence(rounding: Rounding) -> str:
    return _(_ROUNDING[rounding])
