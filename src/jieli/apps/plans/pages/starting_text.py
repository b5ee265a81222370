"""A small complete plan to begin with: a form that is empty helps nobody."""

_TEXT = """\
name: {{zh: "销售方案", en: "Sales plan"}}
currency: {currency}
components:
  - key: base
    type: base_salary
    name: {{zh: "底薪", en: "Base salary"}}
    monthly: "6000.00"
    proration: calendar_days
    rounding: half_up
  - key: commission
    type: commission
    name: {{zh: "提成", en: "Commission"}}
    basis: receipts
    owner_date: received
    credit_by: ownership
    transition_credits: included
    rates:
      - product_line: "*"
        method: marginal
        tier_on: period
        tiers:
          - {{from: "0.00", rate: "2%"}}
          - {{from: "100000.00", rate: "3%"}}
    rounding: half_up
"""


def starting_text(currency: str) -> str:
    return _TEXT.format(currency=currency)
