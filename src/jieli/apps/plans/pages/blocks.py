"""A ready piece of text for each kind of component, to begin with. What one looks at is the commission of the starting text."""

import re
from collections.abc import Mapping

BLOCKS: Mapping[str, str] = {
    "base_salary": """\
  - key: base_salary
    type: base_salary
    name: {zh: "底薪", en: "Base salary"}
    monthly: "6000.00"
    proration: calendar_days
    rounding: half_up
""",
    "commission": """\
  - key: commission
    type: commission
    name: {zh: "提成", en: "Commission"}
    basis: receipts
    owner_date: received
    credit_by: ownership
    transition_credits: included
    rate: "2%"
    rounding: half_up
""",
    "new_client_reward": """\
  - key: new_client_reward
    type: new_client_reward
    name: {zh: "新客户奖励", en: "New-client reward"}
    fixed: "500.00"
    fixed_to: shared
    rate: "1%"
    within_days: "90"
    basis: receipts
    owner_date: signed
    credit_by: origin
    rounding: half_up
""",
    "servicing_commission": """\
  - key: servicing_commission
    type: servicing_commission
    name: {zh: "维护提成", en: "Servicing commission"}
    basis: receipts
    owner_date: received
    credit_by: service
    transition_credits: included
    after_days: "90"
    rate: "0.5%"
    rounding: half_up
""",
    "transition_share": """\
  - key: transition_share
    type: transition_share
    name: {zh: "过渡期分成", en: "Transition share"}
    basis: deals
    owner_date: signed
    credit_by: ownership
    rate: "1.5%"
    rounding: half_up
""",
    "spif": """\
  - key: spif
    type: spif
    name: {zh: "专项奖励", en: "SPIF"}
    amount: "200.00"
    per: fact
    fixed_to: shared
    basis: deals
    owner_date: signed
    credit_by: ownership
    from: "{from_on}"
    until: "{until}"
""",
    "contest": """\
  - key: contest
    type: contest
    name: {zh: "竞赛", en: "Contest"}
    basis: deals
    owner_date: signed
    credit_by: ownership
    every: quarter
    prizes:
      - "5000.00"
      - "3000.00"
      - "1000.00"
    ties: share
""",
    "quota": """\
  - key: quota
    type: quota
    name: {zh: "目标", en: "Target"}
    target: "100000.00"
    per: month
    proration: calendar_days
""",
    "performance_bonus": """\
  - key: performance_bonus
    type: performance_bonus
    name: {zh: "绩效奖金", en: "Performance bonus"}
    amount: "1500.00"
    every: month
    proration: calendar_days
    leavers: paid
    missing: zero
    indicators:
      - name: "客户满意度"
        weight: "100%"
        achievement: satisfaction
        target: "90"
        steps:
          - {from: "0%", scores: "0%"}
          - {from: "90%", scores: "80%"}
          - {from: "100%", scores: "100%"}
    rounding: half_up
""",
    "team_override": """\
  - key: team_override
    type: team_override
    name: {zh: "团队提成", en: "Team override"}
    basis: deals
    owner_date: signed
    credit_by: ownership
    levels: direct
    own: excluded
    rate: "1%"
    rounding: half_up
""",
    "formula": """\
  - key: formula
    type: formula
    name: {zh: "公式", en: "Formula"}
    formula: "earned(commission) * 10%"
    rounding: half_up
""",
    "cap": """\
  - key: cap
    type: cap
    name: {zh: "封顶", en: "Cap"}
    "on":
      - commission
    most: "20000.00"
    window: period
    excess: payable_later
""",
    "deal_cap": """\
  - key: deal_cap
    type: deal_cap
    name: {zh: "单笔封顶", en: "Cap of a deal"}
    "on":
      - commission
    most: "20000.00"
    excess: lost
""",
    "draw": """\
  - key: draw
    type: draw
    name: {zh: "保底", en: "Guarantee"}
    "on":
      - commission
    pays: top_up
    recoverable: never
    amount: "5000.00"
    proration: none
    rounding: half_up
""",
    "income_protection": """\
  - key: income_protection
    type: income_protection
    name: {zh: "收入保护", en: "Income protection"}
    "on":
      - commission
    rate: "80%"
    average_periods: "3"
    starts: handover
    months: "3"
    condition: only_outgoing
    proration: none
    rounding: half_up
""",
    "holdback": """\
  - key: holdback
    type: holdback
    name: {zh: "留存", en: "Holdback"}
    of: commission
    part: "20%"
    rounding: half_up
    release: collected
    as_collected: pro_rata
""",
    "instalments": """\
  - key: instalments
    type: instalments
    name: {zh: "分期支付", en: "Instalments"}
    of:
      - commission
    periods: "3"
""",
    "negative_balance": """\
  - key: negative_balance
    type: negative_balance
    name: {zh: "负数结转", en: "Negative balance"}
    "on":
      - commission
    policy: pay_zero_and_carry
""",
    "holdover": """\
  - key: holdover
    type: holdover
    name: {zh: "保留业务", en: "Holdover"}
    basis: receipts
    owner_date: received
    credit_by: ownership
    rate: "2%"
    rounding: half_up
    own_share: subtracted
""",
    "retention_clawforward": """\
  - key: retention_clawforward
    type: retention_clawforward
    name: {zh: "留客后付", en: "Retention clawforward"}
    of: commission
    part: "10%"
    rounding: half_up
    after_months: "6"
    window_months: "3"
""",
}
_NAME = re.compile(r'name: \{zh: "(.*?)", en: "(.*?)"\}')


def name_in_block(block: str, language: str) -> str:
    """What a block calls its component."""
    zh, en = _NAME.search(block).groups()
    return zh if language.startswith("zh") else en
