"""A small company that can run its pay, for the tests of payruns and of the apps above it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from attrs import frozen

from jieli.apps.clients import api as clients
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.payruns import api as payruns
from jieli.apps.people import api as people
from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import SALES_TEXT
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

JANUARY = Period.month("2026-01")
FEBRUARY = Period.month("2026-02")
MARCH = Period.month("2026-03")


def noon(month: int, day: int) -> datetime:
    """A moment of 2026."""
    return datetime(2026, month, day, 4, 0, tzinfo=UTC)


@frozen
class Company:
    """Who is there: people by staff number, clients by code."""

    people: Mapping[str, int]
    clients: Mapping[str, int]


def small_company(*, currency: str = "CNY") -> Company:
    """S1 and S2 on the sales plan since January 2026, S3 employed without one; S1 owns C1 and C2, S2 owns C3."""
    since, at = date(2020, 1, 1), noon(1, 2)
    department = people.record_department(
        acting_user_id=None, at=at, new=people.NewDepartment(code="S", name="销售部", valid_from=since)
    )
    position = people.record_position(acting_user_id=None, code="P", title="销售顾问", valid_from=since)
    staff = people.hire_employees(
        acting_user_id=None,
        at=at,
        new=[
            people.NewEmployee(number, name, department, position, since)
            for number, name in (("S1", "李雷"), ("S2", "韩梅梅"), ("S3", "王强"))
        ],
    )
    codes = clients.add_clients(
        acting_user_id=None,
        new=[
            clients.NewClient(code=code, name=f"客户{code}", created_on=since)
            for code in ("C1", "C2", "C3", "C4")
        ],
    )
    owners = {"C1": "S1", "C2": "S1", "C3": "S2"}
    ownership.set_owners(
        acting_user_id=None,
        at=at,
        decisions=[
            ownership.Decision(codes[code], "ownership", (ownership.Holding(staff[number], "owner"),), since)
            for code, number in owners.items()
        ],
        kind="direct",
        reason="",
    )
    plans.save_plan_version(
        acting_user_id=None,
        at=at,
        code="sales",
        text=SALES_TEXT.replace("CNY", currency),
        in_force_from=date(2026, 1, 1),
        keeps_previous=False,
    )
    plans.assign_plan(
        acting_user_id=None,
        at=at,
        assignments=[
            plans.NewAssignment(staff[number], "sales", DateRange(date(2026, 1, 1), None))
            for number in ("S1", "S2")
        ],
    )
    return Company(staff, codes)


def new_deal(
    company: Company, key: str, client: str, amount_fen: int, signed_on: date, *, currency: str = "CNY"
) -> intake.NewDeal:
    return intake.NewDeal(
        source_key=key,
        client_id=company.clients[client],
        title=f"合同 {key}",
        product_line="软件",
        amount_fen=amount_fen,
        currency=currency,
        signed_on=signed_on,
    )


def record_deals(*deals: intake.NewDeal, at: datetime) -> Mapping[tuple[str, str], int]:
    return intake.record_facts(acting_user_id=None, at=at, facts=intake.NewFacts(deals=deals)).ids


def run_to(verb: str, period: Period, at: datetime) -> int:
    """A run of the period, taken as far as the verb: started, computed, reviewed, approved or issued."""
    run_id = payruns.start_run(acting_user_id=None, at=at, period=period)
    steps = {
        "computed": payruns.compute_run,
        "reviewed": payruns.review_run,
        "approved": payruns.approve_run,
        "issued": payruns.issue_run,
    }
    if verb != "started":
        for name, step in steps.items():
            step(acting_user_id=None, at=at, run_id=run_id)
            if name == verb:
                break
    return run_id
