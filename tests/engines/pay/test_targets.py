"""Quotas, bonuses, overrides, SPIFs, contests and formulas over random books: what always holds of them together."""

from datetime import date
from fractions import Fraction

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import pay_inputs, rate_texts
from tests.engines.pay.loader import plan_text

from jieli.engines.crediting import Book
from jieli.engines.pay import Credits, Issued, PayInputs, check_run, compute_pay, parse_plan
from jieli.engines.pay.restricting import inputs_of
from jieli.engines.pay.values import Achievement, Leave, Quota, TeamMember
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import plain_fen

FEW = settings(max_examples=25, deadline=None)
VIEW = {"basis": "deals", "owner_date": "signed", "credit_by": "ownership"}
EVERY = st.sampled_from(("month", "quarter", "year"))
PRORATION = st.sampled_from(("calendar_days", "work_days", "none"))
fen = st.integers(1, 50_000_000).map(plain_fen)
enough = st.integers(100_000, 50_000_000).map(plain_fen)  # no month of nothing
starts = st.integers(0, 4).map(lambda month: date(2026, month + 1, 1))


def _quota(draw):
    either = st.sampled_from(
        (
            {"target": "from_quotas"},
            {"target": draw(enough), "per": "month"},
            {"target": draw(enough), "per": "year", "seasonality": [str(number) for number in range(1, 13)]},
        )
    )
    return {"key": "q", "type": "quota", **draw(either), "proration": "none"}


def _bonus(draw):
    points = [{"at": "0%", "scores": "0%"}, {"at": "100%", "scores": draw(rate_texts)}]
    return {
        "key": "bonus",
        "type": "performance_bonus",
        "amount": draw(fen),
        "every": draw(EVERY),
        "proration": draw(PRORATION),
        "leavers": draw(st.sampled_from(("paid", "unpaid"))),
        "missing": "zero",
        "indicators": [
            {"name": "a", "weight": "60%", "quota": "q", "credits": [VIEW], "points": points},
            {"name": "b", "weight": "40%", "achievement": "nps", "cap": "120%"},
        ],
        "rounding": "half_up",
    }


def _override(draw, rate=None):
    return {
        "key": "override",
        "type": "team_override",
        **VIEW,
        "levels": draw(st.sampled_from(("direct", "all"))),
        "own": draw(st.sampled_from(("included", "excluded"))),
        "rate": rate or draw(rate_texts),
        "rounding": "half_up",
    }


def _spif(draw):
    limits = {"first": str(draw(st.integers(1, 4))), "budget": draw(fen)}
    fixed = {"per": "fact", "fixed_to": draw(st.sampled_from(("shared", "each")))}
    days = {"from": "2026-01-15", "until": "2026-04-15"}
    return {"key": "spif", "type": "spif", "amount": draw(fen), **fixed, **VIEW, **days, **limits}


def _contest(draw, ties=("share", "same", "earliest")):
    return {
        "key": "contest",
        "type": "contest",
        **VIEW,
        "every": draw(EVERY),
        "prizes": ["3000.00", "1999.99"],
        "ties": draw(st.sampled_from(ties)),
    }


def _formula(_draw):
    text = (
        "max(0, earned(spif) / 3 - target(q) * 1%) + if(credited(deals, signed, ownership) > 5.00, 7.00, 0)"
    )
    return {"key": "formula", "type": "formula", "formula": text, "rounding": "half_up"}


def _plan(*components) -> str:
    names = {"zh": "例", "en": "Example"}
    return plan_text(
        {"name": names, "currency": "CNY", "components": [{"name": names, **one} for one in components]}
    )


@st.composite
def targets(draw, only=None) -> PayInputs:
    """Random books and people, with quotas, results, leave and a team, on a plan of one version."""
    inputs = draw(pay_inputs(("base_salary",)))
    makers = [_quota, _bonus, _override, _spif, _contest, _formula]
    text = _plan(*([one(draw) for one in makers] if only is None else [only(draw)]))
    year = DateRange(date(2025, 1, 1), date(2027, 1, 1))
    months = [*inputs.earlier, inputs.period]
    return evolve(
        inputs,
        versions=(evolve(inputs.versions[0], text=text),),
        quotas=tuple(Quota(person, "q", year, draw(st.integers(10**4, 10**9))) for person in (1, 2, 3)),
        achievements=tuple(
            Achievement(2, "nps", month.range, Fraction(draw(st.integers(0, 200)), 100), Fraction(1))
            for month in draw(st.lists(st.sampled_from(months), unique=True))
        ),
        leaves=(Leave(1, DateRange(date(2026, 2, 3), date(2026, 2, 9))),),
        teams=(
            TeamMember(1, 2, DateRange(draw(starts), None)),
            TeamMember(2, 3, DateRange(draw(starts), None)),
            TeamMember(1, 3, DateRange(draw(starts), None)),
            TeamMember(3, 1, DateRange(date(2026, 4, 1), None)),
        ),
    )


def _issued(outcomes) -> tuple[Issued, ...]:
    return tuple(
        Issued(one.person, one.period, one.plan, one.component, one.posted_fen, one.names) for one in outcomes
    )


@FEW
@given(targets(), st.randoms(use_true_random=False))
def test_no_order_changes_anything(inputs, shuffle):
    def mixed(items):
        return tuple(shuffle.sample(items, len(items)))

    book = inputs.book
    other = evolve(
        inputs,
        book=Book(
            mixed(book.deals), mixed(book.receipts), mixed(book.refunds), mixed(book.spans), book.terms
        ),
        assignments=mixed(inputs.assignments),
        employments=mixed(inputs.employments),
        quotas=mixed(inputs.quotas),
        achievements=mixed(inputs.achievements),
        leaves=mixed(inputs.leaves),
        teams=mixed(inputs.teams),
    )
    assert compute_pay(other) == compute_pay(inputs)


@FEW
@given(targets())
def test_every_trace_adds_up_and_the_run_keeps_its_promises(inputs):
    outcomes = compute_pay(inputs)
    for outcome in outcomes:
        for part in outcome.trace.children:
            assert sum(line.values["result_fen"] for line in part.children) == part.values["result_fen"]
    credits = Credits.of_book(inputs.book)
    assert all(checked.holds for checked in check_run(inputs, outcomes, credits))
    again = compute_pay(evolve(inputs, issued=_issued(outcomes)))
    assert all(one.posted_fen == 0 and one.period == inputs.period for one in again)


@FEW
@given(targets(), st.integers(1, 3))
def test_what_one_person_gets_is_the_same_from_the_inputs_cut_down_to_him(inputs, person):
    own = tuple(one for one in compute_pay(inputs) if one.person == person)
    assert compute_pay(inputs_of(inputs, [person])) == own


@FEW
@given(targets(only=lambda draw: _contest(draw, ("share", "earliest"))))
def test_what_a_contest_gives_is_the_prizes_of_the_ranks_taken(inputs):
    for month in (*inputs.earlier, inputs.period):
        outcomes = compute_pay(evolve(inputs, period=month, earlier=()))
        lines = [step.values for one in outcomes for step in one.trace.walk() if step.rule == "pay.contest"]
        if not lines:
            continue
        (ranked,) = {values["ranked"] for values in lines}
        assert ranked == sum(1 for values in lines if values["rank"] != "")
        assert sum(values["result_fen"] for values in lines) == sum((300_000, 199_999)[:ranked])


@FEW
@given(targets(only=lambda draw: _override(draw, "100%")))
def test_an_override_never_counts_a_fact_above_its_whole(inputs):
    for outcome in compute_pay(inputs):
        credits = [step.values for step in outcome.trace.walk() if step.rule == "pay.team_credit"]
        assert all(0 <= abs(one["credit_fen"]) <= abs(one["fact_fen"]) for one in credits)
        assert sum(one["credit_fen"] for one in credits) == outcome.desired_fen
        parts = [(one["kind"], one["fact"]) for one in credits]
        assert len(parts) == len(set(parts))


@FEW
@given(targets(only=_spif))
def test_a_spif_never_pays_above_its_budget(inputs):
    (spif,) = parse_plan(inputs.versions[0].text).components
    paid: dict[int, int] = {}
    for one in compute_pay(inputs):
        paid[one.person] = paid.get(one.person, 0) + one.desired_fen
    assert all(0 <= sum_fen <= spif.budget_fen for sum_fen in paid.values())


@FEW
@given(targets(only=_quota))
def test_the_months_of_a_quota_come_to_its_year(inputs):
    year = Period.year("2026")
    employments = tuple(evolve(one, range=DateRange(date(2024, 1, 1), None)) for one in inputs.employments)
    every = evolve(inputs, employments=employments, earlier=())
    (whole,) = {
        step.values["target_fen"]
        for one in compute_pay(evolve(every, period=year))
        for step in one.trace.walk()
        if step.rule == "pay.quota" and one.person == 2
    }
    months = [Period.month("2026-01")]
    while len(months) < 12:
        months.append(months[-1].next())
    each = [
        step.values["target_fen"]
        for month in months
        for one in compute_pay(evolve(every, period=month))
        for step in one.trace.walk()
        if step.rule == "pay.quota" and one.person == 2
    ]
    assert sum(each) == whole
