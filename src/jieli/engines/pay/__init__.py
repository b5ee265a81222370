"""From credits and plans to what everybody's components should be, with the reason for every fen."""

from jieli.engines.pay.adjusting import OWN_LINE
from jieli.engines.pay.asking import keys_asked
from jieli.engines.pay.backends.reference import compute_pay
from jieli.engines.pay.component import Component, Given, Scope
from jieli.engines.pay.components import COMPONENTS
from jieli.engines.pay.conservation import Breach, Checked, CheckName, check_outcomes, check_run, used_plans
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.hashing import amounts_hash, amounts_of, outcome_hash, outcome_line
from jieli.engines.pay.missing import adjusted_in_vain, explain_missing
from jieli.engines.pay.passing_by import PassingBy, passing_by
from jieli.engines.pay.plan import Plan, canonical_text, parse_plan, plan_hash
from jieli.engines.pay.planned import periods_of
from jieli.engines.pay.segments import placements
from jieli.engines.pay.settlement.held_steps import HELD_MOVES, held_in
from jieli.engines.pay.settlement.left_open import told_left_open
from jieli.engines.pay.succession import Earlier, check_succession
from jieli.engines.pay.text.parameters import Parameter, parameters_of
from jieli.engines.pay.unpaid import EarlyFact, Unpaid, UnpaidReason, explain_too_early, explain_unpaid
from jieli.engines.pay.unread import Unread, explain_unread
from jieli.engines.pay.values import (
    Achievement,
    Adjustment,
    AdjustmentKind,
    AmountKey,
    Assignment,
    Confirmation,
    Employment,
    Issued,
    Leave,
    NamedDeal,
    Outcome,
    PayInputs,
    PlanVersion,
    Quota,
    Service,
    TeamMember,
    WorkCalendar,
)
from jieli.engines.pay.version import ENGINE_VERSION, REFERENCE

__all__ = [
    "COMPONENTS",
    "ENGINE_VERSION",
    "HELD_MOVES",
    "OWN_LINE",
    "REFERENCE",
    "Achievement",
    "Adjustment",
    "AdjustmentKind",
    "AmountKey",
    "Assignment",
    "Breach",
    "CheckName",
    "Checked",
    "Component",
    "Confirmation",
    "Credits",
    "Earlier",
    "EarlyFact",
    "Employment",
    "Given",
    "Issued",
    "Leave",
    "NamedDeal",
    "Outcome",
    "Parameter",
    "PassingBy",
    "PayInputs",
    "Plan",
    "PlanVersion",
    "Quota",
    "Scope",
    "Service",
    "TeamMember",
    "Unpaid",
    "UnpaidReason",
    "Unread",
    "WorkCalendar",
    "adjusted_in_vain",
    "amounts_hash",
    "amounts_of",
    "canonical_text",
    "check_outcomes",
    "check_run",
    "check_succession",
    "compute_pay",
    "explain_missing",
    "explain_too_early",
    "explain_unpaid",
    "explain_unread",
    "held_in",
    "in_own_currency",
    "keys_asked",
    "outcome_hash",
    "outcome_line",
    "parameters_of",
    "parse_plan",
    "passing_by",
    "periods_of",
    "placements",
    "plan_hash",
    "told_left_open",
    "used_plans",
]
