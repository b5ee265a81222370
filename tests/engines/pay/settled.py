"""Random plans whose components settle what a commission came to, on random books over five months."""

from datetime import timedelta
from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st
from tests.engines.pay.books import FIRST, PEOPLE, days, fen, pay_inputs, rate_texts
from tests.engines.pay.loader import plan_text

from jieli.engines.crediting import Allocation, Deal, Receipt, Refund
from jieli.engines.pay.values import Confirmation, NamedDeal
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import plain_fen

NAMES = {"zh": "例", "en": "Example"}
counts = st.integers(1, 4).map(str)
small = st.integers(0, 1_000_000).map(plain_fen)
ROUNDING = {"rounding": "half_up"}
RECEIVED = {"basis": "receipts", "owner_date": "received", "credit_by": "ownership"}
CONDITIONS = (
    "earned(commission) >= 1000.00",
    "credited(deals, signed, ownership) < 100000.00",
    "achieved(nps) >= 80%",  # recorded for nobody: never decided
)


def draw_(draw):
    amount = draw(st.integers(0, 3_000_000))
    kind = draw(st.sampled_from(("never", "until_recovered", "forgiven_at_end")))
    found = {
        "pays": draw(st.sampled_from(("top_up", "on_top"))),
        "recoverable": kind,
        "amount": plain_fen(amount),
        "proration": draw(st.sampled_from(("calendar_days", "none"))),
        "last_period": draw(counts),
        **ROUNDING,
    }
    if kind != "never":
        found |= {
            "recover_rate": draw(rate_texts),
            "recover_above": plain_fen(amount + draw(st.just(0) | fen)),
        }
        found |= draw(st.sampled_from(({}, {"statutory_floor": draw(small)}, {"recover_most": draw(small)})))
        found |= {"recover_last_period": draw(counts)} if kind == "forgiven_at_end" else {}
    return found


def cap(draw):
    most = draw(
        st.sampled_from(
            (
                {"most": draw(small)},
                {"most_rate": draw(st.sampled_from(("50%", "150%"))), "of": ["base"], **ROUNDING},
                {"most_rate": "8%", "of_credits": [RECEIVED], **ROUNDING},
            )
        )
    )
    later = {"later_periods": draw(counts)} if draw(st.booleans()) else {}
    excess = draw(st.sampled_from(({"excess": "lost"}, {"excess": "payable_later", **later})))
    return {
        **most,
        **excess,
        "window": draw(st.sampled_from(("period", "month", "quarter", "year", "always"))),
    }


def deal_cap(draw):
    window = draw(st.sampled_from(({}, {"window": "period"}, {"window": "quarter"}, {"window": "year"})))
    return {"most": draw(small), "excess": draw(st.sampled_from(("lost", "payable_later"))), **window}


def negative(draw):
    policy = draw(
        st.sampled_from(("show_and_carry", "pay_zero_and_carry", "pay_zero_show_and_carry", "instalments"))
    )
    most = {"most": draw(small)} if policy == "instalments" else {}
    floor = {} if policy == "show_and_carry" or draw(st.booleans()) else {"statutory_floor": draw(small)}
    return {"policy": policy, **most, **floor}


def protection(draw):
    return {
        "rate": draw(rate_texts),
        "average_periods": draw(counts),
        "starts": draw(st.sampled_from(("handover", "on_plan"))),
        "months": draw(counts),
        "condition": draw(st.sampled_from(("always", "only_outgoing"))),
        "proration": draw(st.sampled_from(("calendar_days", "none"))),
        **ROUNDING,
    }


def holdback(draw):
    how = {
        "collected": {"as_collected": draw(st.sampled_from(("pro_rata", "complete")))},
        "accepted": {},
        "periods": {"after_periods": draw(counts)},
        "handover_confirmed": {},
        "condition": {"condition": draw(st.sampled_from(CONDITIONS))},
    }
    release = draw(st.sampled_from(sorted(how)))
    last = {}
    if release == "condition" or (release != "periods" and draw(st.booleans())):
        last = {
            "last_periods": draw(counts),
            "at_last": draw(st.sampled_from(("released", "forfeited"))),
        }
    return {"part": draw(rate_texts), **ROUNDING, "release": release, **how[release], **last}


def retention(draw):
    months = draw(st.integers(1, 4))
    window = {"after_months": str(months), "window_months": str(draw(st.integers(1, months)))}
    return {"part": draw(rate_texts), **ROUNDING, **window}


def holdover(draw):
    owner = draw(st.sampled_from((("deals", "signed"), ("receipts", "signed"), ("receipts", "received"))))
    own = {"own_share": draw(st.sampled_from(("subtracted", "kept")))}
    own |= draw(st.sampled_from(({}, {"months": "2"})))
    view = {"basis": owner[0], "owner_date": owner[1], "credit_by": "ownership"}
    return {**view, "rate": draw(rate_texts), **ROUNDING, **own}


ON = {
    "draw": ("on", draw_),
    "cap": ("on", cap),
    "deal_cap": ("on", deal_cap),
    "negative_balance": ("on", negative),
    "income_protection": ("on", protection),
    "holdback": ("of", holdback),
    "retention_clawforward": ("of", retention),
    "instalments": ("of", lambda draw: {"periods": str(draw(st.integers(1, 40)))}),
    "holdover": (None, holdover),
}

ONCE = (
    "cap",
    "deal_cap",
    "negative_balance",
    "holdback",
    "instalments",
    "holdover",
)  # two of the same would do it twice, and are refused


@st.composite
def rates_(draw):
    """10%, or 5% and 20% by a sum: of the period, or of a window that earlier periods count to. HIGHEST is the most."""
    found_by = draw(st.sampled_from(("rate", "period", "period", "to_date")))
    if found_by == "rate":
        return {"rate": "10%"}
    row = {
        "product_line": "*",
        "method": draw(st.sampled_from(("marginal", "whole", *["reached"] * (found_by == "to_date")))),
        "tier_on": found_by,
        "tiers": [{"from": "0.00", "rate": "5%"}, {"from": "100000.00", "rate": "20%"}],
    }
    reset = draw(st.sampled_from((None, "month", "quarter", "year", "never")))
    return {"rates": [row if reset is None else {**row, "reset": reset}]}


HIGHEST = Fraction(20, 100)


@st.composite
def settled_inputs(draw, types=tuple(ON)):
    """The plan: a base, a commission, and one to three components that look at the commission."""
    inputs = draw(pay_inputs(("base_salary",)))
    basis, on = draw(st.sampled_from((("deals", "signed"), ("receipts", "received"))))
    base = {"monthly": "2000.00", "proration": "calendar_days", **ROUNDING}
    rates = draw(rates_())
    paid = {"basis": basis, "owner_date": on, "credit_by": "ownership", "transition_credits": "included"}
    components = [
        {"key": "base", "type": "base_salary", "name": NAMES, **base},
        {"key": "commission", "type": "commission", "name": NAMES, **paid, **rates, **ROUNDING},
    ]
    chosen = draw(st.lists(st.sampled_from(types), min_size=1, max_size=3))
    for number, type_ in enumerate(
        type_ for place, type_ in enumerate(chosen) if type_ not in ONCE or type_ not in chosen[:place]
    ):
        name, make = ON[type_]
        looks = {} if name is None else {name: ["commission"] if _is_list(type_) else "commission"}
        components.append({"key": f"it{number}", "type": type_, "name": NAMES, **looks, **make(draw)})
    plan = {"name": NAMES, "currency": "CNY", "components": components}
    version = evolve(inputs.versions[0], text=plan_text(plan))
    book = _accepted(draw, _denser(draw, inputs.book))
    return evolve(inputs, versions=(version,), book=book, **_more(draw, book))


def _denser(draw, book):
    """Two owned clients with a deal in most months, some money of it a month later, and some of it given back."""
    deals, receipts, refunds = [], [], []
    for number in range(101, 111):
        client, month = 1 + number % 2, (number - 101) // 2
        amount = draw(st.integers(0, 30_000_000))
        on = FIRST + timedelta(30 * month + draw(st.integers(0, 29)))
        if amount < 2_000_000:
            continue
        deals.append(Deal(number, f"D{number}", client, "软件", amount, on))
        if draw(st.booleans()):
            part = amount if draw(st.booleans()) else amount // 3
            paid = Allocation(number, part)
            day = on + timedelta(draw(st.integers(0, 40)))
            receipts.append(Receipt(number, f"R{number}", client, part, day, (paid,)))
        if draw(st.integers(0, 2)) == 0:
            named = number if receipts and receipts[-1].id == number and draw(st.booleans()) else None
            most = receipts[-1].amount_fen if named else amount
            back = draw(st.sampled_from((most, most // 2)))
            day = on + timedelta(draw(st.integers(41, 80)))
            refunds.append(Refund(number, f"F{number}", client, number, named, back, day))
    return evolve(
        book,
        deals=(*book.deals, *deals),
        receipts=(*book.receipts, *receipts),
        refunds=(*book.refunds, *refunds),
    )


def _is_list(type_: str) -> bool:
    return type_ not in ("holdback", "retention_clawforward")


def _accepted(draw, book):
    accepted = st.none() | days
    return evolve(book, deals=tuple(evolve(deal, accepted_on=draw(accepted)) for deal in book.deals))


def _more(draw, book):
    confirmed = tuple(Confirmation(one.handover, one.client, draw(days)) for one in book.terms)
    until = FIRST + timedelta(draw(st.integers(1, 150)))
    named = tuple(
        NamedDeal(draw(st.sampled_from(PEOPLE)), deal.id, Fraction(3, 10), DateRange(FIRST, until))
        for deal in book.deals[-2:]
    )
    return {"confirmations": confirmed, "named_deals": named}
