"""Many months of one person, by versions of which each settles his commission in other ways."""

from datetime import date
from fractions import Fraction

from attrs import evolve
from tests.engines.pay.loader import plan_text

from jieli.engines.crediting import Book, Deal, Refund, Split
from jieli.engines.pay import (
    Assignment,
    Employment,
    Issued,
    PayInputs,
    PlanVersion,
    WorkCalendar,
    compute_pay,
)
from jieli.engines.pay.conservation import check_run
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.values import Adjustment, AdjustmentKind
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

NAMES = {"zh": "例", "en": "Example"}
ALWAYS = DateRange(date(2020, 1, 1), None)
MONTHS = 14
VIEW = {"basis": "deals", "owner_date": "signed", "credit_by": "ownership", "transition_credits": "included"}
COMMISSION = {"type": "commission", **VIEW, "rate": "100%", "rounding": "half_up"}
PART = {"of": "commission", "part": "50%", "rounding": "half_up"}
HOLDBACK = {"type": "holdback", **PART, "release": "periods", "after_periods": "2"}
INSTALMENTS = {"type": "instalments", "of": ["commission"], "periods": "3"}
ALONE = {"on": ["commission"]}
AMOUNT = {"amount": "1000.00", "proration": "none", "rounding": "half_up", "last_period": "2"}
RECOVERED = {"recoverable": "until_recovered", "recover_rate": "100%", "recover_above": "0.00"}
DRAW = {"type": "draw", **ALONE, "pays": "on_top", **AMOUNT, **RECOVERED}
BALANCE = {"type": "negative_balance", **ALONE, "policy": "pay_zero_and_carry"}
CAP = {"type": "cap", **ALONE, "most": "600.00", "window": "month", "excess": "payable_later"}
BASE = {"type": "base_salary", "monthly": "0.00", "proration": "calendar_days", "rounding": "half_up"}
SETTLING = {"hold": HOLDBACK, "parts": INSTALMENTS, "ahead": DRAW, "balance": BALANCE, "cap": CAP}


def month(number):
    return date(2026 + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def text_of(settling):
    keyed = {"commission": COMMISSION, **settling} if "base" not in settling else settling
    components = [{"key": key, "name": NAMES, **one} for key, one in keyed.items()]
    return plan_text({"name": NAMES, "currency": "CNY", "components": components})


def inputs_of(earned, versions, refunds=(), until=None, months=MONTHS):
    """earned: month → fen; versions: month → what its version has beside the commission."""
    splits = (Split(1, Fraction(1)),)
    deals = tuple(
        Deal(number, f"D{number}", 1, "软件", fen, month(number), splits=splits)
        for number, fen in earned.items()
    )
    back = tuple(
        Refund(number, f"F{number}", 1, of, None, fen, on) for number, (of, fen, on) in enumerate(refunds, 1)
    )
    periods = [Period.month_of(month(number)) for number in range(1, months + 1)]
    return PayInputs(
        currency="CNY",
        period=periods[-1],
        earlier=tuple(periods[:-1]),
        book=Book(deals=deals, receipts=(), refunds=back),
        versions=tuple(
            PlanVersion("p", number, text_of(has), month(since), False)
            for number, (since, has) in enumerate(sorted(versions.items()), 1)
        ),
        assignments=(Assignment(1, "p", DateRange(month(1), until), None),),
        employments=(Employment(1, ALWAYS),),
        calendar=WorkCalendar(None, frozenset()),
        issued=(),
    )


def lines(inputs, key):
    """Month → what the component came to."""
    return {
        (one.period.from_.year - 2026) * 12 + one.period.from_.month: one.desired_fen
        for one in compute_pay(inputs)
        if one.component == key and one.desired_fen
    }


def total(inputs, key=None):
    return sum(one.desired_fen for one in compute_pay(inputs) if key in (None, one.component))


def by_hand(number, component, fen, kind=AdjustmentKind.ADDS):
    period = Period.month_of(month(number))
    return Adjustment(number, 1, period, "p", component, kind, fen, "because", 3)


def broken(inputs, outcomes):
    checked = check_run(inputs, outcomes, Credits.of_book(inputs.book))
    return {one.name: one.breaches for one in checked if not one.holds}


def issued_by(outcomes):
    return tuple(
        Issued(one.person, one.period, one.plan, one.component, one.posted_fen, one.names) for one in outcomes
    )


def run_of(inputs, number, issued):
    """The run of a month, of a world that is known to its end."""
    periods = [*inputs.earlier, inputs.period]
    return evolve(inputs, period=periods[number - 1], earlier=tuple(periods[: number - 1]), issued=issued)
