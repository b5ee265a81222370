"""Writing who is on which plan when."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from attrs import frozen
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange as StoredRange
from django.db.models import Q

from jieli.apps.audit.api import sign_writes
from jieli.apps.people.api import list_employments
from jieli.apps.plans import models, queries
from jieli.apps.plans.values import NewAssignment, PlanView
from jieli.apps.plans.wording import takes_base_from_assignment
from jieli.kernel.money import format_fen
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.kernel.ranges import DateRange, gaps
from jieli.lib.days import implausible
from jieli.lib.known import moment_after
from jieli.lib.problems import problem

MOST_BASE_FEN = 10**13  # a hundred thousand million a month: more is a slip


def assign_plan(*, acting_user_id: int | None, at: datetime, assignments: Sequence[NewAssignment]) -> int:
    """How many assignments were written. Each is written over what stood for that person on those days.

    All or nothing. What stands already in the same form is left as it is. Raises Problems with the place of each.
    """
    known = _Known.read()
    refuse(_problems(assignments, known))
    standing = _standing({one.employee_id for one in assignments})
    superseded: list[int] = []
    written: list[models.PlanAssignment] = []
    for employee_id, of_person in _by_person(assignments).items():
        rows = standing.get(employee_id, [])
        new = [one for one in of_person if not any(_says(row, known, one) for row in rows)]
        taken = [one.range for one in new]
        touched = [row for row in rows if any(_range(row).overlaps(span) for span in taken)]
        superseded += [row.pk for row in touched]
        written += [
            _row(employee_id, row.plan_id, rest, row.base_fen) for row, rest in _rests(touched, taken)
        ]
        written += [_row(employee_id, known.plans[one.plan_code].id, one.range, one.base_fen) for one in new]
    _write(superseded, written, acting_user_id, at)
    return len(written)


def end_assignment(*, acting_user_id: int | None, at: datetime, employee_id: int, on: date) -> None:
    """From this day on the person is on no plan. Nothing changes where he is on none then. Raises Problems."""
    refuse(implausible("on", on))
    rows = _standing({employee_id}).get(employee_id, [])
    ended = DateRange(on, None)
    touched = [row for row in rows if _range(row).overlaps(ended)]
    written = [_row(employee_id, row.plan_id, rest, row.base_fen) for row, rest in _rests(touched, [ended])]
    _write([row.pk for row in touched], written, acting_user_id, at)


@frozen
class _Known:
    """What assignments are checked against."""

    plans: Mapping[str, PlanView]
    employed: Mapping[int, list[DateRange]]

    @staticmethod
    def read() -> "_Known":
        employed: dict[int, list[DateRange]] = defaultdict(list)
        for span in list_employments(known_at=None):
            employed[span.employee_id].append(span.range)
        return _Known({plan.code: plan for plan in queries.list_plans()}, employed)


def _problems(assignments: Sequence[NewAssignment], known: _Known) -> Iterator[Problem]:
    of_person: dict[int, list[DateRange]] = defaultdict(list)
    for index, new in enumerate(assignments):
        place = f"assignments[{index}]"
        yield from implausible(f"{place}.range", new.range.from_, new.range.until)
        yield from _plan_problems(new, known, place)
        yield from _person_problems(new, known, place)
        if any(new.range.overlaps(other) for other in of_person[new.employee_id]):
            yield problem(
                "PLAN-ASSIGN-005",
                f"{place}.range",
                "The same person stands here twice for the same days.",
                "Give each person one plan a day.",
            )
        of_person[new.employee_id].append(new.range)


def _plan_problems(new: NewAssignment, known: _Known, place: str) -> Iterator[Problem]:
    plan = known.plans.get(new.plan_code)
    if plan is None:
        yield problem(
            "PLAN-ASSIGN-001",
            f"{place}.plan_code",
            "There is no plan “{plan}”.",
            "Choose one of the plans that exist, or write that plan first.",
            plan=new.plan_code,
        )
        return
    version = plan.version_on(new.range.from_)
    if version is None:
        yield problem(
            "PLAN-ASSIGN-002",
            f"{place}.range",
            "The plan “{plan}” has no version on {on}; its first is in force from {first}.",
            "Begin on {first} or later, or write a version for the earlier days.",
            plan=new.plan_code,
            on=new.range.from_,
            first=plan.versions[0].in_force_from,
        )
        return
    if new.base_fen is None and takes_base_from_assignment(text=version.text):
        yield problem(
            "PLAN-ASSIGN-003",
            f"{place}.base_fen",
            "The plan “{plan}” takes each person's base salary from here, and none is given.",
            "Enter the monthly base salary.",
            plan=new.plan_code,
        )


def _person_problems(new: NewAssignment, known: _Known, place: str) -> Iterator[Problem]:
    if new.employee_id not in known.employed:
        yield problem(
            "PLAN-ASSIGN-004",
            f"{place}.employee_id",
            "There is no employee with the id {employee}.",
            "Choose somebody who works here.",
            employee=new.employee_id,
        )
    elif not any(new.range.overlaps(span) for span in known.employed[new.employee_id]):
        yield problem(
            "PLAN-ASSIGN-006",
            f"{place}.range",
            "This person is not employed on any of these days.",
            "Choose days within the employment.",
        )
    yield from _base_problems(new, place)


def _base_problems(new: NewAssignment, place: str) -> Iterator[Problem]:
    if new.base_fen is None:
        return
    if new.base_fen < 0:
        yield problem(
            "PLAN-ASSIGN-007",
            f"{place}.base_fen",
            "A base salary is not negative.",
            "Enter the monthly base salary.",
        )
    elif new.base_fen > MOST_BASE_FEN:
        yield problem(
            "PLAN-ASSIGN-009",
            f"{place}.base_fen",
            "A monthly base salary of {base} cannot be meant; {most} is the most.",
            "Check the amount.",
            base=format_fen(new.base_fen),
            most=format_fen(MOST_BASE_FEN),
        )


def _standing(employee_ids: set[int]) -> Mapping[int, list[models.PlanAssignment]]:
    rows = models.PlanAssignment.objects.filter(employee__in=employee_ids, superseded_at__isnull=True)
    of_person: dict[int, list[models.PlanAssignment]] = defaultdict(list)
    for row in rows.order_by("employee_id", "valid", "pk"):
        of_person[row.employee_id].append(row)
    return of_person


def _by_person(assignments: Sequence[NewAssignment]) -> Mapping[int, list[NewAssignment]]:
    of_person: dict[int, list[NewAssignment]] = defaultdict(list)
    for one in assignments:
        of_person[one.employee_id].append(one)
    return of_person


def _says(row: models.PlanAssignment, known: _Known, new: NewAssignment) -> bool:
    return (row.plan_id, _range(row), row.base_fen) == (
        known.plans[new.plan_code].id,
        new.range,
        new.base_fen,
    )


def _rests(
    rows: Sequence[models.PlanAssignment], taken: Sequence[DateRange]
) -> Iterator[tuple[models.PlanAssignment, DateRange]]:
    """What is left of each row outside the days taken."""
    for row in rows:
        yield from ((row, rest) for rest in gaps(taken, _range(row)))


def _row(employee_id: int, plan_id: int, span: DateRange, base_fen: int | None) -> models.PlanAssignment:
    return models.PlanAssignment(
        employee_id=employee_id,
        plan_id=plan_id,
        valid=StoredRange(span.from_, span.until, "[)"),
        base_fen=base_fen,
    )


def _write(
    superseded: Sequence[int],
    written: Sequence[models.PlanAssignment],
    acting_user_id: int | None,
    at: datetime,
) -> None:
    """Old rows give way and new ones begin at one moment; there is none where nothing changes."""
    if not (superseded or written):
        return
    sign_writes(acting_user_id=acting_user_id)
    of_people = Q(pk__in=superseded) | Q(employee__in={row.employee_id for row in written})
    at = moment_after(at, models.PlanAssignment.objects.filter(of_people))
    for row in written:
        row.recorded_at, row.recorded_by_id = at, acting_user_id
    try:
        with transaction.atomic():
            models.PlanAssignment.objects.filter(pk__in=superseded).update(superseded_at=at)
            models.PlanAssignment.objects.bulk_create(written)
    except IntegrityError as raced:
        raise Problems([_assigned_meanwhile()]) from raced


def _assigned_meanwhile() -> Problem:
    return problem(
        "PLAN-ASSIGN-008",
        "assignments",
        "Somebody else changed the plans of these people at the same moment.",
        "Look at who is on which plan now, then assign again what is still needed.",
    )


def _range(row: models.PlanAssignment) -> DateRange:
    return DateRange(row.valid.lower, row.valid.upper)
