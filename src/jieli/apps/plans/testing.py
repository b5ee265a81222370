"""A plan with every kind of component, and a version that cannot be read any more, for the tests of all apps."""

from datetime import date, datetime

from jieli.apps.plans import models

SALES_TEXT = """
name: {zh: "销售方案", en: "Sales plan"}
currency: CNY
components:
  - key: base
    type: base_salary
    name: {zh: "底薪", en: "Base salary"}
    monthly: "6000.00"
    proration: calendar_days
    rounding: half_up
  - key: commission
    type: commission
    name: {zh: "提成", en: "Commission"}
    basis: deals
    owner_date: signed
    credit_by: ownership
    transition_credits: excluded
    rates:
      - product_line: "软件"
        method: marginal
        tier_on: period
        tiers:
          - {from: "0.00", rate: "2%"}
          - {from: "100000.00", rate: "3%"}
      - product_line: "*"
        rate: "1%"
    rounding: half_up
  - key: new_client
    type: new_client_reward
    name: {zh: "新客户奖励", en: "New-client reward"}
    fixed: "500.00"
    rate: "1%"
    within_days: "90"
    basis: receipts
    owner_date: received
    credit_by: ownership
    rounding: half_up
  - key: servicing
    type: servicing_commission
    name: {zh: "维护提成", en: "Servicing commission"}
    basis: receipts
    owner_date: received
    credit_by: service
    transition_credits: included
    after_days: "90"
    rate: "0.5%"
    rounding: half_up
  - key: transition
    type: transition_share
    name: {zh: "过渡期分成", en: "Transition share"}
    basis: deals
    owner_date: signed
    rate: "2%"
    rounding: half_up
"""

AGREED_BASE_TEXT = """
name: {zh: "顾问方案", en: "Consultants' plan"}
currency: CNY
components:
  - key: base
    type: base_salary
    name: {zh: "底薪", en: "Base salary"}
    monthly: from_assignment
    proration: work_days
    rounding: half_up
"""


def save_unreadable(*, at: datetime, code: str, in_force_from: date) -> None:
    """A version as another release kept it, whose text this one does not know; of a plan of its own where there is none."""
    plan, _ = models.Plan.objects.get_or_create(code=code)
    models.PlanVersion.objects.create(
        plan=plan,
        number=models.PlanVersion.objects.filter(plan=plan).count() + 1,
        text="of an older release",
        text_hash="0" * 64,
        in_force_from=in_force_from,
        on_previous=models.PlanVersion.OnPrevious.MOVE,
        recorded_at=at,
    )
