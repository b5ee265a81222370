"""What the names and words of a plan's text mean, one short phrase or sentence each."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext as _

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay import FixedTo, Method, Proration, TierOn, TransitionCredits
from jieli.kernel.rounding import Rounding
from jieli.lib.problems import N_

_NAMES: Mapping[str, str] = {
    "name": N_("name"),
    "zh": N_("in Chinese"),
    "en": N_("in English"),
    "currency": N_("currency"),
    "components": N_("pay components"),
    "key": N_("key"),
    "type": N_("type"),
    "monthly": N_("amount a month"),
    "proration": N_("part of a month"),
    "rounding": N_("rounding"),
    "basis": N_("paid on"),
    "owner_date": N_("day that decides"),
    "credit_by": N_("whose shares count"),
    "transition_credits": N_("what a handover leaves behind"),
    "rate": N_("rate"),
    "rates": N_("rates by product line"),
    "product_line": N_("product line"),
    "method": N_("how tiers are paid"),
    "tier_on": N_("what reaches a tier"),
    "tiers": N_("tiers"),
    "from": N_("lower bound"),
    "fixed": N_("fixed amount"),
    "fixed_to": N_("who gets the fixed amount"),
    "within_days": N_("days as a new client"),
    "after_days": N_("days until existing client"),
}

_MEANINGS: Mapping[StrEnum, str] = {
    Basis.DEALS: N_("On deals, in the period in which they are signed."),
    Basis.RECEIPTS: N_("On receipts, in the period in which the money comes in."),
    OwnerDate.SIGNED: N_("Whoever the client belonged to on the day of signing."),
    OwnerDate.RECEIVED: N_(
        "Whoever the client belongs to on the day the money comes in; only with receipts."
    ),
    Group.OWNERSHIP: N_("The owners of the client."),
    Group.SERVICE: N_("The service keepers of the client; its owners where nobody is named."),
    Group.ORIGIN: N_("The originators, who brought the client; its owners where nobody is named."),
    TransitionCredits.INCLUDED: N_(
        "What a handover leaves with the one who gave the client away is paid here too."
    ),
    TransitionCredits.EXCLUDED: N_(
        "What a handover leaves with the one who gave the client away is not paid here."
    ),
    Rounding.HALF_UP: N_("Amounts are rounded to two decimals, halves up."),
    Rounding.HALF_EVEN: N_("Amounts are rounded to two decimals, halves to the even one."),
    Rounding.DOWN: N_("Whatever lies beyond two decimals is dropped."),
    Rounding.UP: N_("Amounts are rounded up to two decimals."),
    Proration.CALENDAR_DAYS: N_("A part of a month counts by calendar days."),
    Proration.WORK_DAYS: N_("A part of a month counts by working days."),
    FixedTo.SHARED: N_("Divided by the shares of the first deal."),
    FixedTo.EACH: N_("In full to everybody who has a share in the first deal."),
    Method.MARGINAL: N_("Each slice is paid at the rate of its own tier."),
    Method.WHOLE: N_("The rate of the tier reached is paid on everything."),
    TierOn.FACT: N_("Each amount by itself reaches a tier."),
    TierOn.PERIOD: N_("The sum of the period reaches a tier."),
}


def name_of_key(key: str) -> str:
    """What a name of the text stands for; the name itself where it means nothing."""
    return _(_NAMES[key]) if key in _NAMES else key


def meaning_of(word: StrEnum) -> str:
    return _(_MEANINGS[word])
