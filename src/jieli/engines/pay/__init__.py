"""From credits and plans to what everybody's components should be, with the reason for every fen."""

from jieli.engines.pay.backends.reference import compute_pay
from jieli.engines.pay.plan import Component, Plan, canonical_text, parse_plan, plan_hash
from jieli.engines.pay.values import (
    Assignment,
    Employment,
    Issued,
    Outcome,
    PayInputs,
    PlanVersion,
    WorkCalendar,
)

__all__ = [
    "Assignment",
    "Component",
    "Employment",
    "Issued",
    "Outcome",
    "PayInputs",
    "Plan",
    "PlanVersion",
    "WorkCalendar",
    "canonical_text",
    "compute_pay",
    "parse_plan",
    "plan_hash",
]
