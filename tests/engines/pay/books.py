"""Random plans and books for properties."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st
from tests.engines.pay.loader import plan_text

from jieli.engines.crediting import Allocation, Book, Deal, Receipt, Refund, Split
from jieli.engines.ownership import Span, Terms, TermsStep, hand_over
from jieli.engines.pay import Assignment, Employment, PayInputs, PlanVersion, WorkCalendar
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import format_rate
from jieli.kernel.trace import plain_fen

FIRST = date(2026, 1, 1)
LINES = ("软件", "硬件", "服务")
PEOPLE = (1, 2, 3)
ALWAYS = DateRange(date(2025, 1, 1), None)
ROUNDINGS = st.sampled_from(("half_up", "half_even", "down", "up"))

days = st.integers(0, 150).map(lambda number: FIRST + timedelta(number))
fen = st.integers(1, 30_000_000)
rates = st.fractions(0, 1, max_denominator=1000)
rate_texts = rates.map(format_rate)
name_text = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8)
names = st.fixed_dictionaries({"zh": name_text, "en": name_text})
shares = st.integers(1, 9).map(lambda tenths: Fraction(tenths, 10))

# Made once, as in tests.engines.crediting.books.
BOUNDS = st.sets(st.integers(1, 40_000_000), max_size=3)
LINES_OF_RATES = st.lists(st.sampled_from((*LINES, "*")), unique=True, min_size=1)


@st.composite
def tier_lists(draw):
    bounds = sorted(draw(BOUNDS))
    return [{"from": plain_fen(bound), "rate": draw(rate_texts)} for bound in (0, *bounds)]


@st.composite
def rate_rows(draw, tier_on=("fact", "period")):
    rows = []
    for line in draw(LINES_OF_RATES):
        if draw(st.booleans()):
            rows.append({"product_line": line, "rate": draw(rate_texts)})
        else:
            rows.append(
                {
                    "product_line": line,
                    "method": draw(st.sampled_from(("marginal", "whole"))),
                    "tier_on": draw(st.sampled_from(tier_on)),
                    "tiers": draw(tier_lists()),
                }
            )
    return rows


def _rates(draw):
    return {"rate": draw(rate_texts)} if draw(st.booleans()) else {"rates": draw(rate_rows())}


def _view(draw):
    basis = draw(st.sampled_from(("deals", "receipts")))
    owner_date = draw(st.sampled_from(("signed", "received") if basis == "receipts" else ("signed",)))
    group = draw(st.sampled_from(("ownership", "service", "origin")))
    return {"basis": basis, "owner_date": owner_date, "credit_by": group}


def _base(draw):
    return {
        "monthly": draw(fen.map(plain_fen) | st.just("from_assignment")),
        "proration": draw(st.sampled_from(("calendar_days", "work_days"))),
        "rounding": draw(ROUNDINGS),
    }


def _commission(draw):
    excluded = {"transition_credits": draw(st.sampled_from(("excluded",)))}
    return {**_view(draw), **excluded, **_rates(draw), "rounding": draw(ROUNDINGS)}


def _servicing(draw):
    return {**_commission(draw), "after_days": str(draw(st.integers(1, 400)))}


def _transition(draw):
    return {**_view(draw), **_rates(draw), "rounding": draw(ROUNDINGS)}


def _reward(draw):
    fixed = {"fixed": plain_fen(draw(fen)), "fixed_to": draw(st.sampled_from(("shared", "each")))}
    rated = {
        "rate": draw(rate_texts),
        "within_days": str(draw(st.integers(1, 200))),
        "rounding": draw(ROUNDINGS),
    }
    return {**draw(st.sampled_from((rated, {**fixed, **rated}))), **_view(draw)}


MAKERS = {
    "base_salary": _base,
    "commission": _commission,
    "servicing_commission": _servicing,
    "transition_share": _transition,
    "new_client_reward": _reward,
}


@st.composite
def plans(draw, types=tuple(MAKERS)):
    """A plan as data that can be written as text."""
    chosen = draw(st.lists(st.sampled_from(types), min_size=1, max_size=5))
    return {
        "name": draw(names),
        "currency": "CNY",
        "components": [
            {"key": f"c{index}", "type": type_, "name": draw(names), **MAKERS[type_](draw)}
            for index, type_ in enumerate(chosen)
        ],
    }


@st.composite
def books(draw):
    """Deals of three clients with receipts and refunds, some with splits, one client perhaps handed over."""
    deals, receipts, refunds = [], [], []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        client, signed_on, amount = draw(st.integers(1, 3)), draw(days), draw(fen)
        deals.append(
            Deal(
                number,
                f"D{number}",
                client,
                draw(st.sampled_from(LINES)),
                amount,
                signed_on,
                draw(st.none() | st.just(signed_on - timedelta(20))),
                draw(_splits()),
            )
        )
        if draw(st.booleans()):
            part, on = draw(st.integers(1, amount)), signed_on + timedelta(draw(st.integers(0, 60)))
            extra = draw(st.sampled_from((0, 0, 777)))
            receipts.append(
                Receipt(number, f"R{number}", client, part + extra, on, (Allocation(number, part),))
            )
        if draw(st.integers(0, 3)) == 0:
            on = signed_on + timedelta(draw(st.integers(0, 90)))
            refunds.append(
                Refund(number, f"F{number}", client, number, None, draw(st.integers(1, amount)), on)
            )
    spans = [_span(client, client) for client in (1, 2)]
    terms = ()
    if draw(st.booleans()):
        terms = (draw(_terms()),)
        spans = [one for one in spans if one.client != 1] + list(hand_over([_span(1, 1)], terms[0]))
    return Book(renewing(deals), tuple(receipts), tuple(refunds), tuple(spans), terms)


def renewing(signed: Sequence[Deal]) -> tuple[Deal, ...]:
    """Every third deal renews the client's last one before it; nothing is drawn for it."""
    return tuple(
        evolve(deal, renews=before[-1].id) if deal.id % 3 == 0 and before else deal
        for deal in signed
        for before in [
            sorted(
                (one for one in signed if one.client == deal.client and one.signed_on < deal.signed_on),
                key=lambda one: (one.signed_on, one.id),
            )
        ]
    )


@st.composite
def _splits(draw):
    if draw(st.integers(0, 3)):
        return ()
    share = draw(shares)
    return (Split(1, share), Split(3, 1 - share))


def _span(client: int, person: int) -> Span:
    return Span(client, "ownership", person, "owner", Fraction(1), ALWAYS)


@st.composite
def _terms(draw):
    def steps():
        return (TermsStep(draw(st.integers(1, 3)), draw(shares)), TermsStep(None, Fraction(0)))

    on = FIRST + timedelta(draw(st.integers(0, 120)))
    return Terms(1, 1, 1, 2, on, None, steps(), steps(), steps())


@st.composite
def pay_inputs(draw, types=tuple(MAKERS), may_freeze=False):
    """Three people over five months on one plan of one or two versions, one of them with a raise in between. may_freeze: what
    follows from deals may stay with the version under which they were signed."""
    freezes = st.booleans() if may_freeze else st.just(False)
    versions = [PlanVersion("p", 1, plan_text(draw(plans(types))), date(2025, 1, 1), False, draw(freezes))]
    if draw(st.booleans()):
        on, keeps = draw(days), draw(st.booleans())
        versions.append(PlanVersion("p", 2, plan_text(draw(plans(types))), on, keeps, draw(freezes)))
    raised_on = draw(days)
    assignments = [Assignment(person, "p", ALWAYS, 800_000) for person in PEOPLE[1:]]
    assignments += [
        Assignment(1, "p", DateRange(date(2025, 1, 1), raised_on), 800_000),
        Assignment(1, "p", DateRange(raised_on, None), 900_000),
    ]
    months = [Period.month("2026-01")]
    for _ in range(4):
        months.append(months[-1].next())
    year = DateRange(date(2026, 1, 1), date(2027, 1, 1))
    weekdays = frozenset(
        day for day in (year.from_ + timedelta(number) for number in range(365)) if day.weekday() < 5
    )
    return PayInputs(
        currency="CNY",
        period=months[-1],
        earlier=tuple(months[:-1]),
        book=draw(books()),
        versions=tuple(versions),
        assignments=tuple(assignments),
        employments=tuple(
            Employment(person, DateRange(date(2025, 1, 1), draw(st.none() | days))) for person in PEOPLE
        ),
        calendar=WorkCalendar(year, weekdays),
        issued=(),
    )
