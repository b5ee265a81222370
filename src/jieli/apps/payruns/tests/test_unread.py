"""Whoever reviews a run sees what is taken back by a version that did not pay it; a text that cannot be read breaks no page."""

from datetime import date

from attrs import evolve
from django.utils import translation

from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.compute import gather_inputs
from jieli.apps.payruns.findings import findings_of
from jieli.apps.payruns.pages.findings_words import group_findings
from jieli.apps.payruns.testing import FEBRUARY, new_deal, noon, record_deals
from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import SALES_TEXT, save_unreadable
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
    with translation.override("en"):
        (group,) = group_findings([found], {company.people["S1"]: "李雷"})
    assert group.tone == "danger"
    assert "decide the difference by hand" in group.advice
    (line,) = group.lines
    assert line.text == "-40,000.00 taken back as the plan says on its day:"


def test_versions_that_cannot_be_read_keep_no_component_of_the_others_from_being_known(company):
    before = payruns.adjustable_components()
    for code in ("sales", "old"):
        save_unreadable(at=noon(1, 20), code=code, in_force_from=date(2026, 3, 1))
    assert [one.text for one in plans.list_versions(known_at=None)].count("of an older release") == 2
    assert payruns.adjustable_components() == {**before, "old": {}}
    assert payruns.held_for_handover(handover_id=1, employee_id=company.people["S1"]) == {}
    parts = payruns.adjustable_parts(employee_id=company.people["S1"], period=FEBRUARY)
    assert set(parts) == {"sales"}


def test_a_finding_names_its_component_beside_a_version_that_cannot_be_read(company):
    for code in ("sales", "old"):
        save_unreadable(at=noon(1, 20), code=code, in_force_from=date(2026, 1, 15))
    of_plan = [
        payruns.Finding(payruns.FindingKind.NO_TEAMS, plan_code=code, component_key="commission")
        for code in ("sales", "old")
    ]
    with translation.override("en"):
        (group,) = group_findings(of_plan, {})
    assert [line.text for line in group.lines] == [
        "“Commission” of “Sales plan”: It comes to nothing for everybody.",
        "“commission” of “old”: It comes to nothing for everybody.",
    ]
    with translation.override("zh-hans"):
        (group,) = group_findings(of_plan[:1], {})
    assert [line.text for line in group.lines] == ["“销售方案”的“提成”：对所有人都算不出金额。"]


def told(inputs):
    found = findings_of(inputs, (), credits=Credits.of_book(inputs.book), known_on=date(2026, 3, 1))
    return [one for one in found if one.kind is payruns.FindingKind.TAKEN_BACK_UNREAD]
