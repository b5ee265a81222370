"""A small company whose pay is run: two salespeople, a client handed over with a transition, and a month or two of facts."""

from datetime import UTC, date, datetime
from fractions import Fraction

from attrs import frozen

from jieli.apps.clients import api as clients
from jieli.apps.handovers import api as handovers
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.payruns import api as payruns
from jieli.apps.people import api as people
from jieli.apps.plans import api as plans
from jieli.engines.ownership import TermsStep
from jieli.kernel.money import parse_fen
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

START = date(2025, 1, 1)
THEN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
FEBRUARY, MARCH, APRIL = (Period.month(f"2026-0{number}") for number in (2, 3, 4))
RUN_AT = {
    FEBRUARY: datetime(2026, 3, 3, 2, 0, tzinfo=UTC),
    MARCH: datetime(2026, 4, 2, 2, 30, tzinfo=UTC),
    APRIL: datetime(2026, 5, 6, 2, 0, tzinfo=UTC),
}
PLAN = """
name: {zh: "直销方案", en: "Direct sales"}
currency: CNY
components:
  - key: base
    type: base_salary
    name: {zh: "底薪", en: "Base salary"}
    monthly: from_assignment
    proration: work_days
    rounding: half_up
  - key: commission
    type: commission
    name: {zh: "回款提成", en: "Commission on receipts"}
    basis: receipts
    owner_date: received
    credit_by: ownership
    transition_credits: included
    rates:
      - product_line: "云"
        method: marginal
        tier_on: period
        tiers:
          - {from: "0.00", rate: "2%"}
          - {from: "20000.00", rate: "3%"}
      - product_line: "*"
        rate: "1.5%"
    rounding: half_up
  - key: new_clients
    type: new_client_reward
    name: {zh: "新客户奖励", en: "New-client reward"}
    fixed: "500.00"
    fixed_to: shared
    basis: deals
    owner_date: signed
    credit_by: origin
"""


@frozen
class World:
    wang: int
    li: int
    hr: int
    department: int
    client: int
    deal_key: str


def build(*, wang: str = "王芳", client: str = "上海明远科技有限公司", hands_over: bool = True) -> World:
    """王芳 hands 上海明远 to 李强 from 1 March: three months 60/40, then all to 李强."""
    department = people.record_department(
        acting_user_id=None, at=THEN, new=people.NewDepartment("EAST", "华东一部", START)
    )
    position = people.record_position(acting_user_id=None, code="sales", title="销售顾问", valid_from=START)
    ids = people.hire_employees(
        acting_user_id=None,
        at=THEN,
        new=[
            people.NewEmployee("S001", wang, department, position, START),
            people.NewEmployee("S002", "李强", department, position, date(2026, 3, 1)),
            people.NewEmployee("H001", "赵敏", department, position, START),
        ],
    )
    client_ids = clients.add_clients(
        acting_user_id=None,
        new=[clients.NewClient(code="C1", name=client, created_on=START)],
    )
    made = World(ids["S001"], ids["S002"], ids["H001"], department, client_ids["C1"], "D-1")
    _own(made)
    _plan(made)
    _facts(made)
    if hands_over:
        hand_over(made, made.li, date(2026, 3, 1), at=THEN, reason="王芳 转做大客户")
    return made


def issue(period: Period) -> int:
    """The id of a run that went all the way."""
    at = RUN_AT[period]
    run_id = payruns.start_run(acting_user_id=None, at=at, period=period)
    payruns.compute_run(acting_user_id=None, at=at, run_id=run_id)
    payruns.review_run(acting_user_id=None, at=at, run_id=run_id)
    payruns.approve_run(acting_user_id=None, at=at, run_id=run_id)
    payruns.issue_run(acting_user_id=None, at=at, run_id=run_id)
    return run_id


def _own(made: World) -> None:
    ownership.set_owners(
        acting_user_id=None,
        at=THEN,
        decisions=[
            ownership.Decision(made.client, group, (ownership.Holding(made.wang, role),), START)
            for group, role in (("ownership", "owner"), ("origin", "originator"))
        ],
        kind="import",
        reason="",
    )


def _plan(made: World) -> None:
    plans.save_plan_version(
        acting_user_id=None, at=THEN, code="direct", text=PLAN, in_force_from=START, keeps_previous=False
    )
    plans.assign_plan(
        acting_user_id=None,
        at=THEN,
        assignments=[
            plans.NewAssignment(made.wang, "direct", DateRange(START, None), parse_fen("8000.00")),
            plans.NewAssignment(made.li, "direct", DateRange(date(2026, 3, 16), None), parse_fen("6600.00")),
        ],
    )


def _facts(made: World) -> None:
    intake.record_facts(
        acting_user_id=None,
        at=THEN,
        facts=intake.NewFacts(
            deals=(
                intake.NewDeal(
                    source_key=made.deal_key,
                    client_id=made.client,
                    title="云服务年度合同",
                    amount_fen=parse_fen("120000.00"),
                    currency="CNY",
                    signed_on=date(2026, 2, 10),
                    product_line="云",
                ),
                intake.NewDeal(
                    source_key="D-2",
                    client_id=made.client,
                    title="设备采购",
                    amount_fen=parse_fen("33333.33"),
                    currency="CNY",
                    signed_on=date(2026, 3, 18),
                    product_line="设备",
                ),
            ),
            receipts=(
                receipt(made, "R-1", "10000.00", date(2026, 2, 20), made.deal_key),
                receipt(made, "R-2", "50000.00", date(2026, 3, 15), made.deal_key),
                receipt(made, "R-3", "33333.33", date(2026, 3, 20), "D-2"),
            ),
        ),
    )


def receipt(made: World, key: str, amount: str, on: date, deal: str) -> intake.NewReceipt:
    return intake.NewReceipt(
        source_key=key,
        client_id=made.client,
        amount_fen=parse_fen(amount),
        currency="CNY",
        received_on=on,
        allocations=(intake.NewAllocation(deal, parse_fen(amount)),),
    )


def hand_over(made: World, incoming: int, effective_from: date, *, at: datetime, reason: str) -> None:
    """王芳 hands the client over: three months 60/40, then all to the other; everybody says yes at once."""
    steps = (TermsStep(3, Fraction(3, 5)), TermsStep(None, Fraction(0)))
    handover_id = handovers.draft_handover(
        acting_user_id=None,
        at=at,
        new=handovers.NewHandover(
            outgoing_id=made.wang,
            incoming_id=incoming,
            effective_from=effective_from,
            client_ids=(made.client,),
            terms=handovers.StreamTerms.same_for_all(steps),
            reason=reason,
        ),
    )
    handovers.propose_handover(acting_user_id=None, at=at, handover_id=handover_id)
    agreed = handovers.get_handover(handover_id=handover_id, on=at.date())
    for employee_id in (made.wang, incoming):
        handovers.consent(
            acting_user_id=None,
            at=at,
            handover_id=handover_id,
            employee_id=employee_id,
            terms_hash=agreed.terms_hash,
        )
    handovers.approve_handover(
        acting_user_id=None, at=at, handover_id=handover_id, terms_hash=agreed.terms_hash
    )


__all__ = ["APRIL", "FEBRUARY", "MARCH", "World", "build", "hand_over", "issue"]
