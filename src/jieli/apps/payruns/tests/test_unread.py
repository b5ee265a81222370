"""Whoever reviews a run sees what is taken back by a version that did not pay it."""

from datetime import date

from attrs import evolve

from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.compute import gather_inputs
from jieli.apps.payruns.findings import findings_of
from jieli.apps.payruns.pages.findings_words import group_findings
from jieli.apps.payruns.testing import FEBRUARY, new_deal, noon, record_deals
from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import SALES_TEXT
from jieli.engines.pay import Credits


def test_a_refund_of_what_a_version_paid_that_cannot_be_read_is_a_finding(company):
    deal = new_deal(company, "D1", "C1", 100_000_00, date(2026, 1, 10))
    record_deals(deal, at=noon(1, 11))
    refund = intake.NewRefund(
        source_key="B1",
        client_id=company.clients["C1"],
        deal_source_key="D1",
        amount_fen=40_000_00,
        currency="CNY",
        refunded_on=date(2026, 2, 10),
    )
    intake.record_facts(acting_user_id=None, at=noon(2, 11), facts=intake.NewFacts(refunds=(refund,)))
    plans.save_plan_version(
        acting_user_id=None,
        at=noon(1, 12),
        code="sales",
        text=SALES_TEXT.replace("  - key: base", "  - key: salary"),
        in_force_from=date(2026, 2, 1),
        keeps_previous=False,
    )
    inputs, _ = gather_inputs(period=FEBRUARY, known_at=noon(3, 1))
    assert not told(inputs)
    first, second = inputs.versions
    (found,) = told(evolve(inputs, versions=(evolve(first, text="of an older release"), second)))
    assert (found.employee_id, found.amount_fen) == (company.people["S1"], -40_000_00)
    assert [fact.source_key for fact in found.facts] == ["B1"]
    (group,) = group_findings([found], {company.people["S1"]: "李雷"})
    assert group.tone == "danger"
    assert "decide the difference by hand" in group.advice
    (line,) = group.lines
    assert line.text == "-40,000.00 taken back as the plan says on its day:"


def told(inputs):
    found = findings_of(inputs, (), credits=Credits.of_book(inputs.book), known_on=date(2026, 3, 1))
    return [one for one in found if one.kind is payruns.FindingKind.TAKEN_BACK_UNREAD]
