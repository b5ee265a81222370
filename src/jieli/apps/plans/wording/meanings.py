"""What each word that a plan's text may have means, a short sentence each."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext as _

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.components import (
    AtLast,
    BelowGate,
    Collected,
    Condition,
    DayShare,
    Every,
    Excess,
    FixedTo,
    Leavers,
    Levels,
    MaybeProrated,
    Missing,
    NegativePolicy,
    Own,
    OwnShare,
    Pays,
    Per,
    PerWhat,
    Proration,
    Recoverable,
    Release,
    ScoreExcess,
    Starts,
    Ties,
    TransitionCredits,
    UnpaidLeave,
    Window,
)
from jieli.engines.pay.pricing import AcceleratorOn, Method, Renewals, Reset, SpeedSince, SplitPlace, TierOn
from jieli.kernel.rounding import Rounding
from jieli.lib.problems import N_

_BY_CALENDAR_DAYS = N_("A part of a month counts by calendar days.")
_BY_WORK_DAYS = N_("A part of a month counts by working days.")
_WHOLE = N_("A part counts whole.")
_MONTH, _QUARTER, _YEAR = N_("For each month."), N_("For each quarter."), N_("For each year.")
# Words of two enumerations may be spelled alike, so each has the meanings of its own.
_MEANINGS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Basis: {
        Basis.DEALS: N_("On deals, in the period in which they are signed."),
        Basis.RECEIPTS: N_("On receipts, in the period in which the money comes in."),
        Basis.INVOICED: N_("On invoices, in the period of the invoice."),
        Basis.MARGIN: N_("On the margin of deals."),
        Basis.QUANTITY: N_("On the units sold; a rate is then money for a unit."),
    },
    OwnerDate: {
        OwnerDate.SIGNED: N_("Whoever the client belonged to on the day of signing."),
        OwnerDate.DELIVERED: N_("Whoever the client belongs to on the day of delivery, when it counts."),
        OwnerDate.APPROVED: N_("Whoever the client belongs to on the day of approval, when it counts."),
        OwnerDate.INVOICED: N_(
            "Whoever the client belongs to on the day of the invoice; only with invoices."
        ),
        OwnerDate.RECEIVED: N_(
            "Whoever the client belongs to on the day the money comes in; only with receipts."
        ),
    },
    Group: {
        Group.OWNERSHIP: N_("The owners of the client."),
        Group.SERVICE: N_("The service keepers of the client; its owners where nobody is named."),
        Group.ORIGIN: N_("The originators, who brought the client; its owners where nobody is named."),
    },
    TransitionCredits: {
        TransitionCredits.INCLUDED: N_(
            "What a handover leaves with the one who gave the client away is paid here too."
        ),
        TransitionCredits.EXCLUDED: N_(
            "What a handover leaves with the one who gave the client away is not paid here."
        ),
    },
    Rounding: {
        Rounding.HALF_UP: N_("Amounts are rounded to two decimals, halves up."),
        Rounding.HALF_EVEN: N_("Amounts are rounded to two decimals, halves to the even one."),
        Rounding.DOWN: N_("Whatever lies beyond two decimals is dropped."),
        Rounding.UP: N_("Amounts are rounded up to two decimals."),
    },
    Proration: {
        Proration.CALENDAR_DAYS: _BY_CALENDAR_DAYS,
        Proration.WORK_DAYS: _BY_WORK_DAYS,
    },
    MaybeProrated: {
        MaybeProrated.CALENDAR_DAYS: _BY_CALENDAR_DAYS,
        MaybeProrated.WORK_DAYS: _BY_WORK_DAYS,
        MaybeProrated.NONE: _WHOLE,
    },
    DayShare: {DayShare.CALENDAR_DAYS: _BY_CALENDAR_DAYS, DayShare.NONE: _WHOLE},
    UnpaidLeave: {UnpaidLeave.PAID: N_("Days of unpaid leave are paid all the same.")},
    FixedTo: {
        FixedTo.SHARED: N_("Divided by the shares."),
        FixedTo.EACH: N_("In full to everybody who has a share."),
    },
    Method: {
        Method.MARGINAL: N_("Each slice is paid at the rate of its own tier."),
        Method.WHOLE: N_("The rate of the tier reached is paid on everything, also on what was paid before."),
        Method.REACHED: N_(
            "The rate of the tier reached is paid on the amount that reaches it; what was paid before stays."
        ),
        Method.INTERPOLATED: N_("Pay lies on a straight line between two points."),
    },
    TierOn: {
        TierOn.FACT: N_("Each amount by itself reaches a tier."),
        TierOn.PERIOD: N_("The sum of the period reaches a tier."),
        TierOn.TO_DATE: N_("The sum up to and with each amount reaches a tier."),
    },
    Reset: {
        Reset.PERIOD: N_(
            "The sum begins anew with each period, and with a version that changes the component."
        ),
        Reset.MONTH: N_("The sum begins anew with each month."),
        Reset.QUARTER: N_("The sum begins anew with each quarter."),
        Reset.YEAR: N_("The sum begins anew with each year."),
        Reset.NEVER: N_("The sum never begins anew."),
    },
    SplitPlace: {
        SplitPlace.CREDIT: N_("Each share is paid by its own person's tiers."),
        SplitPlace.PAYOUT: N_("The whole is priced first, and what it pays is divided."),
    },
    SpeedSince: {
        SpeedSince.SIGNED: N_("Days are counted from the signing."),
        SpeedSince.DELIVERED: N_("Days are counted from the delivery."),
        SpeedSince.INVOICED: N_("Days are counted from the first invoice."),
    },
    AcceleratorOn: {
        AcceleratorOn.CREDITED: N_("By the amount credited."),
        AcceleratorOn.ATTAINMENT: N_("By how much of a target is reached."),
    },
    Renewals: {
        Renewals.ONLY: N_("Only what is of a deal that renews an earlier one."),
        Renewals.NONE: N_("Nothing that is of a deal that renews an earlier one."),
    },
    Every: {Every.MONTH: _MONTH, Every.QUARTER: _QUARTER, Every.YEAR: _YEAR},
    Per: {Per.MONTH: _MONTH, Per.YEAR: _YEAR},
    PerWhat: {
        PerWhat.FACT: N_("For each deal, receipt or invoice."),
        PerWhat.UNIT: N_("For each unit sold."),
    },
    Window: {
        Window.PERIOD: N_("For each period."),
        Window.MONTH: _MONTH,
        Window.QUARTER: _QUARTER,
        Window.YEAR: _YEAR,
        Window.ALWAYS: N_("For all periods together."),
    },
    Leavers: {
        Leavers.PAID: N_("Who leaves the plan before it ends is paid on his last day."),
        Leavers.UNPAID: N_("Only who is on the plan on its last day is paid."),
    },
    Missing: {
        Missing.PROBLEM: N_("While a result is missing, the pay run says so and is not computed."),
        Missing.ZERO: N_("A result that is not recorded counts as 0%."),
    },
    ScoreExcess: {
        ScoreExcess.LOST: N_("What is achieved above the cap is lost."),
        ScoreExcess.COUNTED_NEXT: N_(
            "What is achieved above the cap counts in the next month, quarter or year."
        ),
    },
    BelowGate: {
        BelowGate.INDICATOR: N_("Below the gate this indicator scores nothing."),
        BelowGate.BONUS: N_("Below the gate the whole bonus is nothing."),
    },
    Ties: {
        Ties.SHARE: N_("Who has the same score shares the prizes of these ranks."),
        Ties.SAME: N_("Who has the same score gets the same whole prize."),
        Ties.EARLIEST: N_("Of the same scores the one that was reached first ranks first."),
    },
    Levels: {
        Levels.DIRECT: N_("Those whom one leads oneself."),
        Levels.ALL: N_("All below, on every level."),
    },
    Own: {
        Own.INCLUDED: N_("What the leader brings himself counts too."),
        Own.EXCLUDED: N_("What the leader brings himself does not count."),
    },
    OwnShare: {
        OwnShare.SUBTRACTED: N_("One's own share is taken off the named one."),
        OwnShare.KEPT: N_("One's own share stays beside the named one."),
    },
    Excess: {
        Excess.LOST: N_("What is above is lost."),
        Excess.PAYABLE_LATER: N_("What is above waits for a period that leaves room."),
    },
    Pays: {
        Pays.TOP_UP: N_("A guarantee: what is missing to the amount is paid."),
        Pays.ON_TOP: N_("A draw: the amount is paid beside what is earned."),
    },
    Recoverable: {
        Recoverable.NEVER: N_("It is given for good."),
        Recoverable.UNTIL_RECOVERED: N_("It is owed until it has been taken back."),
        Recoverable.FORGIVEN_AT_END: N_("It is owed; what is left at the end is forgiven."),
    },
    NegativePolicy: {
        NegativePolicy.SHOW_AND_CARRY: N_("The negative sum stands and is told until it is made up for."),
        NegativePolicy.PAY_ZERO_AND_CARRY: N_("Lifted to zero, and taken from later periods."),
        NegativePolicy.PAY_ZERO_SHOW_AND_CARRY: N_(
            "Lifted to zero, taken from later periods, and told on every statement."
        ),
        NegativePolicy.INSTALMENTS: N_("Lifted to zero, and taken back little by little."),
    },
    Release: {
        Release.COLLECTED: N_("When the deal's money comes in."),
        Release.ACCEPTED: N_("When the deal is accepted."),
        Release.PERIODS: N_("After some periods."),
        Release.HANDOVER_CONFIRMED: N_(
            "When the handover of the client is confirmed as done, or is reversed."
        ),
        Release.CONDITION: N_("When a condition holds that the plan says, such as a result that is reached."),
    },
    Collected: {
        Collected.PRO_RATA: N_("In proportion to the money that is in."),
        Collected.COMPLETE: N_("Only when all of the money is in."),
    },
    AtLast: {
        AtLast.RELEASED: N_("What is still held back then is released."),
        AtLast.FORFEITED: N_("What is still held back then is forfeited."),
    },
    Starts: {
        Starts.ON_PLAN: N_("From the first day on the plan."),
        Starts.HANDOVER: N_("From the day on which a handover of one's clients takes effect."),
        Starts.ON_DAY: N_("From a given day."),
    },
    Condition: {
        Condition.ALWAYS: N_("Whatever happens in these months."),
        Condition.ONLY_OUTGOING: N_("Only while a handover's terms hold by which one gives clients away."),
    },
}


def meaning_of(word: StrEnum) -> str:
    return _(_MEANINGS[type(word)][word.value])
