"""Loads the invented company stage by stage. Each stage is one transaction and knows whether it is done already."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from jieli.apps.access import api as access
from jieli.apps.clients import api as clients
from jieli.apps.intake import api as intake
from jieli.apps.organizations import api as organizations
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people
from jieli.config.demo import book as demo_book
from jieli.config.demo import company, pay, stories
from jieli.config.demo.drawing import Demo, draw
from jieli.connectors.files.facts import opening_deal
from jieli.kernel.rate import parse_rate
from jieli.lib.memory import uncollected
from jieli.lib.postgres import StartRefused, data_root
from jieli.lib.problems import N_
from jieli.lib.tenancy import organization_scope

SLUG = "demo"
NAME = company.DEPARTMENTS[0][1]
Stage = Callable[["Demo"], None]


@uncollected()
def load_demo() -> None:
    """The company is loaded, whatever was there of it. Shows its progress; takes seconds when all is there."""
    at = timezone.now()
    organization_id = organizations.find_organization_id(slug=SLUG)
    if organization_id is None:
        organization_id = organizations.create_organization(
            slug=SLUG, name=NAME, currency="CNY", language="zh-hans", at=at
        )
    with organization_scope(organization_id=organization_id):
        refuse_older_load()
        if stories.are_told():
            return
    columns = (TextColumn("  {task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("Drawing the company", total=len(STAGES) + len(pay.MONTHS))
        demo = draw(at)
        for label, stage in STAGES:
            bar.update(task, description=label)
            with organization_scope(organization_id=organization_id, purpose=f"demo: {label}"):
                stage(demo)
            bar.advance(task)
        for month in pay.MONTHS:
            bar.update(task, description=f"Paying {month}")
            pay.pay_month(organization_id, month)
            bar.advance(task)
        bar.update(task, description="The demo is ready")
        with organization_scope(organization_id=organization_id, purpose="demo: stories"):
            stories.tell_the_last(demo)


def refuse_older_load() -> None:
    """Raises StartRefused where the folder holds the company as an earlier version of the program drew it: people who are
    named since then are not in it, and neither their logins nor what comes after can be added."""
    numbers = {login.number for login in company.LOGINS}
    known = people.find_employee_ids(numbers=numbers)
    if known and (missing := sorted(numbers - known.keys())):
        raise StartRefused(
            N_("The demo in this folder is of an earlier version of the program"),
            where=str(data_root()),
            why=N_("the staff numbers {missing} are not in it, and the demo of today builds on them"),
            missing=", ".join(missing),
            remedy=N_(
                "Nothing was changed. Load today’s demo into an empty folder: JIELI_DATA=<folder> jieli demo. To go on with"
                " the old one as it is: jieli serve."
            ),
        )


def _load_people(demo: Demo) -> None:
    known = people.find_employee_ids(numbers={person.number for person in demo.people})
    if not known:
        departments: dict[str, int] = {}
        for code, name, above, _region in company.DEPARTMENTS:
            new = people.NewDepartment(
                code=code, name=name, parent_id=departments.get(above), valid_from=company.FOUNDED
            )
            departments[code] = people.record_department(acting_user_id=None, at=demo.at, new=new)
        positions = {
            code: people.record_position(
                acting_user_id=None, code=code, title=title, valid_from=company.FOUNDED
            )
            for code, title in company.POSITIONS
        }
        known = people.hire_employees(
            acting_user_id=None,
            at=demo.at,
            new=[
                people.NewEmployee(
                    number=person.number,
                    name=person.name,
                    department_id=departments[person.department],
                    position_id=positions[person.position],
                    employed_from=person.employed_from,
                    employed_until=person.employed_until,
                    email=f"{person.number}@hengyuan.example",
                )
                for person in demo.people
            ],
        )
        _name_heads(demo, departments, known)
    demo.employee_ids.update(known)


def _name_heads(demo: Demo, departments: dict[str, int], employee_ids: dict[str, int]) -> None:
    for department in people.list_departments(on=company.FIRST_DAY):
        if head := company.HEADS.get(department.code):
            people.change_department(
                acting_user_id=None,
                at=demo.at,
                department_id=departments[department.code],
                change=people.DepartmentChange(
                    name=department.name, parent_id=department.parent_id, head_id=employee_ids[head]
                ),
                from_=date(2021, 3, 1),
            )


def _load_users(demo: Demo) -> None:
    known = {user.login_name for user in access.list_users()}
    for login in company.LOGINS:
        if login.login_name not in known:
            grants = [access.GrantSpan(login.role, login.scope, company.FIRST_DAY)]
            access.create_user(
                acting_user_id=None,
                login_name=login.login_name,
                password=login.password,
                employee_id=demo.employee_ids[login.number],
                language="zh-hans",
                grants=grants,
            )


def _load_clients(demo: Demo) -> None:
    known = clients.find_client_ids(codes={client.code for client in demo.clients})
    if not known:
        known = clients.add_clients(acting_user_id=None, new=[_client(client) for client in demo.clients])
    demo.client_ids.update(known)


def _client(client: demo_book.DemoClient) -> clients.NewClient:
    return clients.NewClient(
        code=client.code,
        name=client.name,
        created_on=client.created_on,
        client_class=client.client_class,
        industry=client.industry,
        region=client.region,
        source=client.source,
        tags=client.tags,
        phone=client.contacts[0].phone,
        contacts=tuple(
            clients.NewContact(
                name=contact.name, title=contact.title, phone=contact.phone, is_primary=position == 0
            )
            for position, contact in enumerate(client.contacts)
        ),
    )


def _load_owners(demo: Demo) -> None:
    if ownership.list_spans(known_at=None):
        return
    decisions = []
    for client in demo.clients:
        since = client.created_on
        hired = {person.number: person.employed_from for person in demo.people}
        turns = [(client.before, since), (client.owner, demo_book.BEFORE_UNTIL)] if client.before else []
        for number, first in turns or [(client.owner, since)]:
            if number is None:
                continue
            is_left = number == client.before
            decisions.append(
                ownership.Decision(
                    client_id=demo.client_ids[client.code],
                    group="ownership",
                    holdings=(ownership.Holding(demo.employee_ids[number], "owner", Fraction(1)),),
                    valid_from=max(first, hired[number]),
                    valid_until=demo_book.BEFORE_UNTIL if is_left else None,
                )
            )
    ownership.set_owners(acting_user_id=None, at=demo.at, decisions=decisions, kind="import", reason="")


def _load_facts(demo: Demo) -> None:
    """Deals and money; loaded again it would change nothing, since each fact has its key."""
    client, employee = demo.client_ids, demo.employee_ids
    deals = tuple(
        intake.NewDeal(
            source_key=one.key,
            client_id=client[one.client],
            title=one.title,
            product_line=one.product_line,
            amount_fen=one.amount_fen,
            currency="CNY",
            signed_on=one.signed_on,
            opened_on=one.opened_on,
            splits=tuple(
                intake.NewSplit(employee[number], parse_rate(share)) for number, share in one.splits
            ),
            renews_source_key=one.renews,
        )
        for one in demo.facts.deals
    )
    receipts = tuple(
        intake.NewReceipt(
            source_key=one.key,
            client_id=client[one.client],
            amount_fen=one.amount_fen,
            currency="CNY",
            received_on=one.received_on,
            allocations=(intake.NewAllocation(one.deal, one.amount_fen),),
        )
        for one in demo.facts.receipts
    )
    refunds = tuple(
        intake.NewRefund(
            source_key=one.key,
            client_id=client[one.client],
            deal_source_key=one.deal,
            receipt_source_key=one.receipt,
            amount_fen=one.amount_fen,
            currency="CNY",
            refunded_on=one.refunded_on,
        )
        for one in demo.facts.refunds
    )
    facts = intake.NewFacts(deals=(*_openings(demo), *deals), receipts=receipts, refunds=refunds)
    intake.record_facts(acting_user_id=None, at=demo.at, facts=facts)


def _openings(demo: Demo) -> tuple[intake.NewDeal, ...]:
    """Old clients bought before the records begin; or they would count as newly won."""
    return tuple(
        opening_deal(
            code=one.code,
            client_id=demo.client_ids[one.code],
            currency="CNY",
            bought_since=one.created_on,
        )
        for one in demo.clients
        if one.created_on < company.FIRST_DAY
    )


def _load_touches(demo: Demo) -> None:
    client, employee = demo.client_ids, demo.employee_ids
    visits = tuple(
        intake.NewVisit(
            source_key=one.key,
            client_id=client[one.client],
            employee_id=employee[one.employee],
            visit_kind=one.kind,
            visited_on=one.on,
            minutes=one.minutes,
            note=one.note,
        )
        for one in demo.facts.visits
    )
    services = tuple(
        intake.NewService(
            source_key=one.key,
            client_id=client[one.client],
            employee_id=employee[one.employee],
            served_on=one.on,
            topic=one.topic,
            minutes=one.minutes,
        )
        for one in demo.facts.services
    )
    intake.record_facts(
        acting_user_id=None, at=demo.at, facts=intake.NewFacts(visits=visits, services=services)
    )


STAGES: tuple[tuple[str, Stage], ...] = (
    ("Hiring 38 people", _load_people),
    ("Giving logins", _load_users),
    ("Entering 2,000 clients", _load_clients),
    ("Naming their owners", _load_owners),
    ("Recording deals and receipts", _load_facts),
    ("Recording visits and service", _load_touches),
    ("Writing the plans", pay.load_plans),
    ("Setting targets", pay.load_targets),
    ("Deciding by hand", pay.decide_by_hand),
    ("Handing clients over", stories.hand_over),
    ("Selling abroad", stories.sell_abroad),
)
