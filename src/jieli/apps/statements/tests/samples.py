"""Statements made by hand, with the traces that the engine makes, for tests that need no database."""

from datetime import UTC, date, datetime
from fractions import Fraction

from attrs import evolve

from jieli.apps.statements.explanations.context import Held, Names
from jieli.apps.statements.explanations.values import Explanation
from jieli.apps.statements.explanations.wording import Explainable, word
from jieli.apps.statements.values import (
    ComponentTotal,
    LineView,
    PreviousStatement,
    StatementSummary,
    StatementView,
)
from jieli.kernel.money import parse_fen
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import format_rate
from jieli.kernel.trace import Trace

MARCH = Period.month("2026-03")
FEBRUARY = Period.month("2026-02")
ISSUED_AT = datetime(2026, 4, 2, 2, 30, tzinfo=UTC)
NAMES = Names(
    clients={7: "上海明远科技有限公司", 8: "=HYPERLINK(1) #panic() $x$"},
    deals={31: "云服务年度合同", 32: "设备采购"},
    people={5: "王芳", 6: "李强"},
    plans={"direct": "直销方案"},
    owners={
        (7, "ownership"): (
            Held(5, Fraction(3, 5), DateRange(date(2026, 3, 1), date(2026, 6, 1))),
            Held(6, Fraction(2, 5), DateRange(date(2026, 3, 1), date(2026, 6, 1))),
        )
    },
)


def credit_values(**changes):
    values = {
        "kind": "receipt",
        "fact": 101,
        "source_key": "R-101",
        "deal": 31,
        "client": 7,
        "product_line": "云",
        "counts_on": "2026-03-15",
        "owner_on": "2026-03-15",
        "first_deal_on": "2025-06-01",
        "share_share": "60%",
        "fact_fen": parse_fen("50000.00"),
        "credit_fen": parse_fen("30000.00"),
        "credit_rule": "owner",
        "by_group": "ownership",
        "handover": 12,
        "party": "outgoing",
    }
    return {**values, **changes}


def segment(*children, result_fen, **changes):
    values = {"plan": "direct", "version": 2, "from_on": "2026-03-01", "until_on": "2026-04-01"}
    return Trace("pay.segment", {**values, "result_fen": result_fen, **changes}, children=children)


def outcome(*segments, component, kind, result_fen, **more):
    return Trace(
        "pay.outcome",
        {"component": component, "type": kind, "result_fen": result_fen, **more},
        children=segments,
    )


def flat_credit(rate, exact_fen, **changes):
    values = credit_values(**changes)
    rounded = round(exact_fen)
    return Trace(
        "pay.credit",
        {**values, "rate_rate": format_rate(rate), "rounding": "half_up", "result_fen": rounded},
        calculation="30000.00 × 2% = 600.00",
        sources=("R-101",),
    )


def base_trace():
    return outcome(
        segment(
            Trace(
                "pay.base",
                {
                    "monthly_fen": parse_fen("8000.00"),
                    "days": 15,
                    "of_days": 22,
                    "day_kind": "work_days",
                    "month": "2026-03",
                    "exact": "60000/11",
                    "rounding": "half_up",
                    "result_fen": parse_fen("5454.55"),
                },
                calculation="8000.00 × 15/22 = 60000/11 ≈ 5454.55",
            ),
            result_fen=parse_fen("5454.55"),
        ),
        component="base",
        kind="base_salary",
        result_fen=parse_fen("5454.55"),
    )


def commission_trace():
    return outcome(
        segment(
            Trace(
                "pay.group",
                {
                    "product_line": "*",
                    "method": "flat",
                    "tier_on": "fact",
                    "credited_fen": parse_fen("30000.00"),
                    "rounding": "half_up",
                    "result_fen": parse_fen("600.00"),
                },
                children=(flat_credit(Fraction(2, 100), 60000),),
            ),
            result_fen=parse_fen("600.00"),
        ),
        component="commission",
        kind="commission",
        result_fen=parse_fen("600.00"),
    )


def tiered_trace():
    slices = (
        ("0.00", "100000.00", "100000.00", "2%", "100000.00 × 2% = 2000.00", "2000.00"),
        ("100000.00", "", "50000.00", "3%", "50000.00 × 3% = 1500.00", "1500.00"),
    )
    return outcome(
        segment(
            Trace(
                "pay.group",
                {
                    "product_line": "设备",
                    "method": "marginal",
                    "tier_on": "period",
                    "credited_fen": parse_fen("150000.00"),
                    "rounding": "half_up",
                    "result_fen": parse_fen("3500.00"),
                },
                children=(
                    *(
                        Trace(
                            "pay.slice",
                            {
                                "from_fen": parse_fen(first),
                                "until_fen": "" if end == "" else parse_fen(end),
                                "part_fen": parse_fen(part),
                                "rate_rate": rate,
                                "exact": exact,
                            },
                            calculation=calculation,
                        )
                        for first, end, part, rate, calculation, exact in slices
                    ),
                    Trace(
                        "pay.credit",
                        credit_values(
                            kind="deal",
                            fact=32,
                            deal=32,
                            client=8,
                            product_line="设备",
                            share_share="100%",
                            fact_fen=parse_fen("150000.00"),
                            credit_fen=parse_fen("150000.00"),
                            handover="",
                            party="",
                        ),
                    ),
                ),
            ),
            result_fen=parse_fen("3500.00"),
        ),
        component="tiers",
        kind="commission",
        result_fen=parse_fen("3500.00"),
    )


def adjustment_trace():
    return evolve(
        outcome(
            segment(result_fen=0, from_on="2026-02-01", until_on="2026-03-01"),
            component="commission",
            kind="commission",
            result_fen=0,
            issued_fen=parse_fen("120.00"),
        ),
        calculation="0.00 - 120.00 = -120.00",
    )


def line(position, key, zh, en, trace, amount, *, period=MARCH):
    return LineView(
        id=position,
        statement_id=1,
        position=position,
        is_adjustment=period != MARCH,
        period=period,
        plan_code="direct",
        plan_hash="0" * 64,
        component_key=key,
        names={"zh": zh, "en": en},
        amount_fen=parse_fen(amount),
        trace=trace,
    )


def statement(*, name="王芳", company="上海接力演示有限公司", lines=None, previous=True) -> StatementView:
    lines = (
        (
            line(1, "base", "底薪", "Base salary", base_trace(), "5454.55"),
            line(2, "commission", "回款提成", "Commission", commission_trace(), "600.00"),
            line(3, "tiers", "设备提成", "Equipment commission", tiered_trace(), "3500.00"),
            line(4, "commission", "回款提成", "Commission", adjustment_trace(), "-120.00", period=FEBRUARY),
        )
        if lines is None
        else lines
    )
    total = sum(one.amount_fen for one in lines)
    before = PreviousStatement(
        id=9,
        period=FEBRUARY,
        total_fen=parse_fen("8300.00"),
        components=(
            ComponentTotal("direct", "base", {"zh": "底薪", "en": "Base salary"}, parse_fen("8000.00")),
            ComponentTotal(
                "direct", "new", {"zh": "新客户奖励", "en": "New-client reward"}, parse_fen("300.00")
            ),
        ),
        adjustments_fen=0,
    )
    return StatementView(
        summary=StatementSummary(
            id=1,
            run_id=1,
            employee_id=5,
            employee_number="S005",
            employee_name=name,
            department_name="华东一部",
            period=MARCH,
            currency="CNY",
            total_fen=total,
            previous_fen=before.total_fen if previous else None,
            issued_at=ISSUED_AT,
        ),
        organization_name=company,
        position_title="销售顾问",
        lines=tuple(lines),
        previous=before if previous else None,
    )


def explained(view: StatementView, language: str) -> dict[int, Explanation]:
    from django.utils.translation import override

    with override(language):
        return {
            one.id: word(
                Explainable(
                    names=one.names,
                    period=one.period,
                    is_adjustment=one.is_adjustment,
                    amount_fen=one.amount_fen,
                    currency="CNY",
                    trace=one.trace,
                    person_id=5,
                    person=None,
                ),
                NAMES,
                language,
            )
            for one in view.lines
        }


__all__ = ["evolve", "explained", "line", "statement"]
