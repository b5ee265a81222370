"""The public face of plans: their versions, who is on which, and what they say in words."""

from jieli.apps.plans.assignments import assign_plan, end_assignment
from jieli.apps.plans.queries import (
    NoSuchPlan,
    assignments_of,
    assignments_of_plan,
    assignments_on,
    diff_texts,
    get_plan,
    list_assignments,
    list_plans,
    list_versions,
)
from jieli.apps.plans.values import (
    AssignmentView,
    DiffLine,
    NewAssignment,
    PlanVersionView,
    PlanView,
    SavedVersion,
)
from jieli.apps.plans.versions import canonical, check_text, save_plan_version
from jieli.apps.plans.wording import (
    ComponentInWords,
    PayCurve,
    PlanInWords,
    TierLine,
    TierTable,
    describe_plan,
    name_in,
    takes_base_from_assignment,
)

__all__ = [
    "AssignmentView",
    "ComponentInWords",
    "DiffLine",
    "NewAssignment",
    "NoSuchPlan",
    "PayCurve",
    "PlanInWords",
    "PlanVersionView",
    "PlanView",
    "SavedVersion",
    "TierLine",
    "TierTable",
    "assign_plan",
    "assignments_of",
    "assignments_of_plan",
    "assignments_on",
    "canonical",
    "check_text",
    "describe_plan",
    "diff_texts",
    "end_assignment",
    "get_plan",
    "list_assignments",
    "list_plans",
    "list_versions",
    "name_in",
    "save_plan_version",
    "takes_base_from_assignment",
]
