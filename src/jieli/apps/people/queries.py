"""Reading people and departments as they are on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from jieli.apps.people import models, spans, timelines, tree
from jieli.apps.people.spelling import is_spelled
from jieli.apps.people.values import (
    Department,
    DepartmentNode,
    Employee,
    EmploymentSpan,
    EmploymentView,
    Position,
)
from jieli.lib.errors import NotFound


class NoSuchEmployee(NotFound):
    """There is no employee with this id in this organisation."""


class NoSuchDepartment(NotFound):
    """There is no department with this id on this day in this organisation."""


def get_employee(*, employee_id: int, on: date) -> Employee:
    """One employee as he stands on the day. Raises NoSuchEmployee."""
    row = models.Employee.objects.filter(pk=employee_id).first()
    if row is None:
        raise NoSuchEmployee(employee_id)
    return _employees([row], on)[0]


def find_employee(*, number: str) -> int | None:
    """The id behind a staff number."""
    return models.Employee.objects.filter(number=number).values_list("pk", flat=True).first()


def find_employee_ids(*, numbers: Iterable[str]) -> dict[str, int]:
    """Staff number → id, for those that exist."""
    found = models.Employee.objects.filter(number__in=set(numbers)).values_list("number", "pk")
    return dict(found)


def list_employees(*, on: date, within: frozenset[int] | None = None, text: str = "") -> tuple[Employee, ...]:
    """Everybody who ever worked here, by staff number; `within` leaves only these ids, `text` those it is found in.

    The text is looked for in name (also as pinyin or its initials), staff number and phone.
    """
    rows = models.Employee.objects.order_by("number", "pk")
    if within is not None:
        rows = rows.filter(pk__in=within)
    wanted = text.strip()
    return tuple(_employees([row for row in rows if not wanted or _is_found(wanted, row)], on))


def _is_found(wanted: str, row: models.Employee) -> bool:
    plain = wanted.lower()
    return (
        plain in row.name.lower()
        or plain in row.number.lower()
        or plain in row.phone
        or is_spelled(wanted, row.name)
    )


def names_of(*, employee_ids: Iterable[int]) -> dict[int, str]:
    """Employee id → name."""
    return dict(models.Employee.objects.filter(pk__in=set(employee_ids)).values_list("pk", "name"))


def list_departments(*, on: date) -> tuple[Department, ...]:
    """The departments that exist on the day, by code."""
    rows = timelines.department_terms().filter(valid__contains=on).select_related("department")
    return tuple(
        Department(
            id=row.department_id,
            code=row.department.code,
            name=row.name,
            parent_id=row.parent_id,
            head_id=row.head_id,
        )
        for row in rows.order_by("department__code", "pk")
    )


def get_department(*, department_id: int, on: date) -> Department:
    """One department as it is on the day. Raises NoSuchDepartment."""
    found = next((one for one in list_departments(on=on) if one.id == department_id), None)
    if found is None:
        raise NoSuchDepartment(department_id)
    return found


def department_tree(*, on: date) -> tuple[DepartmentNode, ...]:
    """The departments of the day as a tree."""
    return tree.build_tree(list_departments(on=on))


def departments_below(*, department_id: int, on: date) -> frozenset[int]:
    """A department and everything under it on the day."""
    return tree.ids_below(list_departments(on=on), department_id)


def list_positions(*, on: date) -> tuple[Position, ...]:
    """The positions that exist on the day, by code."""
    rows = models.PositionTerm.objects.filter(valid__contains=on).select_related("position")
    return tuple(
        Position(id=row.position_id, code=row.position.code, title=row.title)
        for row in rows.order_by("position__code", "pk")
    )


def employees_in(*, department_id: int, on: date, below: bool) -> frozenset[int]:
    """Who is employed in the department on the day; with `below` in those under it too."""
    chosen = departments_below(department_id=department_id, on=on) if below else frozenset({department_id})
    return employees_of(department_ids=chosen, on=on)


def employees_of(*, department_ids: Iterable[int], on: date) -> frozenset[int]:
    """Who is employed in any of these departments on the day."""
    rows = timelines.employments().filter(department__in=set(department_ids), valid__contains=on)
    return frozenset(rows.values_list("employee_id", flat=True))


def leavers_of(*, department_ids: Iterable[int], on: date) -> frozenset[int]:
    """Who has left by the day, having last been employed in any of these departments.

    Their clients are still there to be handed over, and their last pay to be explained.
    """
    later = timelines.employments().filter(
        employee=OuterRef("employee_id"),
        valid__startswith__gte=OuterRef("valid__endswith"),
        valid__startswith__lte=on,
    )
    ended = timelines.employments().filter(department__in=set(department_ids), valid__endswith__lte=on)
    return frozenset(ended.filter(~Exists(later)).values_list("employee_id", flat=True))


def list_employments(
    *, known_at: datetime | None, employee_ids: Iterable[int] | None = None
) -> tuple[EmploymentSpan, ...]:
    """Every span of employment of these people (None: of everybody) as known at a moment (None: now), by employee and day."""
    rows = timelines.employments(known_at=known_at).order_by("employee_id", "valid")
    if employee_ids is not None:
        rows = rows.filter(employee__in=set(employee_ids))
    found = rows.values_list("employee_id", "valid")
    return tuple(EmploymentSpan(employee_id=who, range=spans.read(valid)) for who, valid in found)


def employments_of(*, employee_id: int) -> tuple[EmploymentView, ...]:
    """One employee's employments, oldest first, with the names that held when each began."""
    rows = list(timelines.employments().filter(employee=employee_id).order_by("valid", "pk"))
    departments = _terms(timelines.department_terms(), "department_id", {row.department_id for row in rows})
    positions = _terms(models.PositionTerm.objects.all(), "position_id", {row.position_id for row in rows})
    return tuple(
        EmploymentView(
            id=row.pk,
            employee_id=row.employee_id,
            department_id=row.department_id,
            department_name=_term_on(departments[row.department_id], row.valid.lower).name,
            position_id=row.position_id,
            position_title=_term_on(positions[row.position_id], row.valid.lower).title,
            range=spans.read(row.valid),
        )
        for row in rows
    )


def is_employed(*, employee_id: int, on: date) -> bool:
    """Whether somebody works here on the day."""
    return timelines.employments().filter(employee=employee_id, valid__contains=on).exists()


def _employees(rows: Iterable[models.Employee], on: date) -> list[Employee]:
    people = list(rows)
    employments = timelines.employments().filter(employee__in=people, valid__contains=on)
    now = {row.employee_id: row for row in employments}
    departments = _terms(
        timelines.department_terms(), "department_id", {row.department_id for row in now.values()}
    )
    positions = _terms(
        models.PositionTerm.objects.all(), "position_id", {row.position_id for row in now.values()}
    )
    made = []
    for person in people:
        job = now.get(person.pk)
        made.append(
            Employee(
                id=person.pk,
                number=person.number,
                name=person.name,
                department_id=job.department_id if job else None,
                department_name=_term_on(departments[job.department_id], on).name if job else None,
                position_title=_term_on(positions[job.position_id], on).title if job else None,
                phone=person.phone,
                email=person.email,
            )
        )
    return made


def _terms(rows: QuerySet, key: str, ids: set[int]) -> dict[int, list]:
    """Identity → its terms, oldest first."""
    found: dict[int, list] = defaultdict(list)
    for row in rows.filter(**{f"{key}__in": ids}).order_by("valid", "pk"):
        found[getattr(row, key)].append(row)
    return found


def _term_on(terms: list, on: date):
    """The term that holds on the day; outside all terms the nearest one, so that history always has a name."""
    held = [term for term in terms if term.valid.lower <= on]
    return held[-1] if held else terms[0]
