"""The invented company's pay: who is on which plan, and the months that are paid already."""

from datetime import date
from pathlib import Path

from django.utils import timezone

from jieli.apps.access import api as access
from jieli.apps.payruns import api as payruns
from jieli.apps.people import api as people
from jieli.apps.plans import api as plans
from jieli.config.demo import targets
from jieli.config.demo.company import FIRST_DAY, NEWCOMER, VETERAN
from jieli.config.demo.drawing import Demo
from jieli.engines.pay import AdjustmentKind
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.lib.tenancy import organization_scope

# October 2026 is left for whoever looks at the demo.
MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09")
SALES, MANAGERS = "sales-2026", "managers-2026"
SECOND_HALF = date(2026, 7, 1)
DECEMBER = date(2026, 12, 1)  # the first day of the handover that names open deals: this version pays them
VERSIONS = (  # plan, its text, in force from
    (SALES, "sales-2026.yaml", FIRST_DAY),
    (SALES, "sales-2026-h2.yaml", SECOND_HALF),
    (SALES, "sales-2026-december.yaml", DECEMBER),
    (MANAGERS, "managers-2026.yaml", FIRST_DAY),
    (MANAGERS, "managers-2026-h2.yaml", SECOND_HALF),
)
TEXTS = Path(__file__).resolve().parents[4] / "examples" / "plans"
BY_HAND = (
    (VETERAN, "2026-08", "", AdjustmentKind.ADDS, 800_00, "八月带教新人林晓燕，按约定补贴"),
    (NEWCOMER, "2026-10", "bonus", AdjustmentKind.REPLACES, 1_200_00, "十月脱产培训两周，绩效奖金按约定发放"),
)
STEPS = {
    "frozen": payruns.compute_run,
    "computed": payruns.review_run,
    "reviewed": payruns.approve_run,
    "approved": payruns.issue_run,
}


def load_plans(demo: Demo) -> None:
    """Salespeople on the sales plan, their managers on theirs, each with his own base salary; new texts since July,
    and one that comes in December."""
    for code, name, in_force_from in VERSIONS:
        plans.save_plan_version(
            acting_user_id=None,
            at=demo.at,
            code=code,
            text=(TEXTS / name).read_text("utf-8"),
            in_force_from=in_force_from,
            keeps_previous=False,
        )
    assignments = [
        plans.NewAssignment(
            employee_id=demo.employee_ids[person.number],
            plan_code=SALES if person.weight else MANAGERS,
            range=DateRange(max(FIRST_DAY, person.employed_from), person.employed_until),
            base_fen=person.base_fen,
        )
        for person in demo.people
        if person.base_fen
    ]
    plans.assign_plan(acting_user_id=None, at=demo.at, assignments=assignments)


def load_targets(demo: Demo) -> None:
    """What each is to reach, how content his clients were, and days of unpaid leave."""
    given, ids = demo.targets, demo.employee_ids
    plans.set_quotas(acting_user_id=None, at=demo.at, quotas=targets.as_quotas(given, ids, "quota"))
    plans.record_achievements(
        acting_user_id=None,
        at=demo.at,
        achievements=targets.as_achievements(given, ids, "satisfaction"),
    )
    people.record_leaves(acting_user_id=None, at=demo.at, leaves=targets.as_leaves(given, ids))


def decide_by_hand(demo: Demo) -> None:
    """One amount that HR asked for and finance approved, and one that still waits. Both are asked for once."""
    if payruns.list_adjustments():
        return
    user_of = {user.login_name: user.id for user in access.list_users()}
    ids = [
        payruns.request_adjustment(
            acting_user_id=user_of["hr"],
            at=demo.at,
            new=payruns.NewAdjustment(
                employee_id=demo.employee_ids[number],
                period=Period.month(month),
                plan_code=SALES,
                component_key=component,
                kind=kind,
                amount_fen=fen,
                reason=reason,
            ),
        )
        for number, month, component, kind, fen, reason in BY_HAND
    ]
    payruns.approve_adjustment(acting_user_id=user_of["finance"], at=demo.at, adjustment_id=ids[0])


def pay_month(organization_id: int, label: str) -> None:
    """The month is computed, reviewed, approved and issued, from wherever it stands; each step a transaction."""
    period = Period.month(label)
    purpose = f"demo: pay {label}"
    with organization_scope(organization_id=organization_id, purpose=purpose):
        found = payruns.find_run(period=period)
        run_id = (
            found.id if found else payruns.start_run(acting_user_id=None, at=timezone.now(), period=period)
        )
        state = payruns.get_run(run_id=run_id).state
    while state in STEPS:
        with organization_scope(organization_id=organization_id, purpose=purpose):
            STEPS[state](acting_user_id=None, at=timezone.now(), run_id=run_id)
            state = payruns.get_run(run_id=run_id).state
