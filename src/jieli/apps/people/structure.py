"""Departments and positions: recorded once, changed from a day on.

A change of a department is written over what was known of it; a position's old term is closed and a new one opened.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q

from jieli.apps.audit.api import sign_writes
from jieli.apps.people import checks, clashes, models, queries, spans, timelines, tree
from jieli.apps.people.values import DepartmentChange, NewDepartment
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.kernel.ranges import DateRange
from jieli.lib.days import implausible
from jieli.lib.known import moment_after
from jieli.lib.problems import problem


def record_department(*, acting_user_id: int | None, at: datetime, new: NewDepartment) -> int:
    """The id of a new department. Raises Problems."""
    code = new.code.strip()
    change = DepartmentChange(name=new.name, parent_id=new.parent_id, head_id=new.head_id)
    problems = list(_code_problems(code))
    if models.Department.objects.filter(code=code).exists():
        problems.append(clashes.department_code_taken("code", code))
    problems += implausible("valid_from", new.valid_from)
    refuse([*problems, *_term_problems(change, new.valid_from)])
    sign_writes(acting_user_id=acting_user_id)
    with clashes.clashes_worded("code", code):
        department = models.Department.objects.create(code=code)
        term = _term(department.pk, change, DateRange(new.valid_from, None))
        timelines.write_over([], [term], acting_user_id=acting_user_id, at=at)
    return department.pk


def change_department(
    *, acting_user_id: int | None, at: datetime, department_id: int, change: DepartmentChange, from_: date
) -> None:
    """From the day on the department is called, placed and led so, until the next change already recorded.

    Raises Problems.
    """
    refuse(implausible("from_", from_))
    term = next((one for one in _terms(department_id) if from_ in spans.read(one.valid)), None)
    if term is None:
        raise Problems([checks.unknown_department("department_id", department_id)])
    refuse(
        [
            *_term_problems(change, from_),
            *_place_problems(change, DateRange(from_, term.valid.upper), department_id),
        ]
    )
    if (term.name, term.parent_id, term.head_id) == (change.name.strip(), change.parent_id, change.head_id):
        return
    sign_writes(acting_user_id=acting_user_id)
    written = [_term(department_id, change, DateRange(from_, term.valid.upper))]
    if term.valid.lower < from_:
        written.insert(0, _kept(term, until=from_))
    with clashes.clashes_worded("from_"):
        _write_over(term, written, acting_user_id, at)


def close_department(*, acting_user_id: int | None, at: datetime, department_id: int, on: date) -> None:
    """From the day `on` the department no longer exists. Refused while anybody or any department is in it then.

    Raises Problems.
    """
    refuse(implausible("on", on))
    terms = _terms(department_id)
    if not terms or on <= terms[0].valid.lower:
        raise Problems([checks.unknown_department("department_id", department_id)])
    people_left = (
        timelines.employments()
        .filter(department=department_id)
        .filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=on))
    )
    below = any(one.parent_id == department_id for one in queries.list_departments(on=on))
    if people_left.exists() or below or terms[-1].valid.lower >= on:
        raise Problems(
            [
                problem(
                    "PEOPLE-DEPARTMENT-005",
                    "on",
                    "{name} still has people, departments or a planned change on {on} or later.",
                    "Move them first, then close the department.",
                    name=terms[-1].name,
                    on=on,
                )
            ]
        )
    sign_writes(acting_user_id=acting_user_id)
    last = terms[-1]
    if last.valid.upper is None or last.valid.upper > on:
        with clashes.clashes_worded("on"):
            _write_over(last, [_kept(last, until=on)], acting_user_id, at)


def record_position(*, acting_user_id: int | None, code: str, title: str, valid_from: date) -> int:
    """The id of a new position. Raises Problems."""
    problems = [
        *_code_problems(code.strip()),
        *_title_problems(title),
        *implausible("valid_from", valid_from),
    ]
    if models.Position.objects.filter(code=code.strip()).exists():
        problems.append(clashes.position_code_taken("code", code.strip()))
    refuse(problems)
    sign_writes(acting_user_id=acting_user_id)
    with clashes.clashes_worded("code", code.strip()):
        position = models.Position.objects.create(code=code.strip())
        models.PositionTerm.objects.create(
            position=position, title=title.strip(), valid=spans.stored(valid_from, None)
        )
    return position.pk


def change_position(*, acting_user_id: int | None, position_id: int, title: str, from_: date) -> None:
    """From the day on the position is called so, until the next change already recorded. Raises Problems."""
    refuse(implausible("from_", from_))
    term = (
        models.PositionTerm.objects.select_for_update()
        .filter(position=position_id, valid__contains=from_)
        .first()
    )
    if term is None:
        raise Problems([checks.unknown_position("position_id", position_id)])
    refuse(_title_problems(title))
    if term.title == title.strip():
        return
    sign_writes(acting_user_id=acting_user_id)
    until = term.valid.upper
    with clashes.clashes_worded("from_"):
        if term.valid.lower == from_:
            term.title = title.strip()
            term.save(update_fields=["title"])
            return
        term.valid = spans.stored(term.valid.lower, from_)
        term.save(update_fields=["valid"])
        models.PositionTerm.objects.create(
            position_id=position_id, title=title.strip(), valid=spans.stored(from_, until)
        )


def _terms(department_id: int) -> list[models.DepartmentTerm]:
    """The terms that stand, oldest first; the department is locked: two changes of it wait for each other."""
    models.Department.objects.select_for_update().filter(pk=department_id).first()
    return list(timelines.department_terms().filter(department=department_id).order_by("valid"))


def _term(department_id: int, change: DepartmentChange, days: DateRange) -> models.DepartmentTerm:
    return models.DepartmentTerm(
        department_id=department_id,
        name=change.name.strip(),
        parent_id=change.parent_id,
        head_id=change.head_id,
        valid=spans.stored(days.from_, days.until),
    )


def _kept(term: models.DepartmentTerm, *, until: date) -> models.DepartmentTerm:
    """The same term, ended."""
    same = DepartmentChange(name=term.name, parent_id=term.parent_id, head_id=term.head_id)
    return _term(term.department_id, same, DateRange(term.valid.lower, until))


def _write_over(
    term: models.DepartmentTerm,
    written: list[models.DepartmentTerm],
    acting_user_id: int | None,
    at: datetime,
) -> None:
    moment = moment_after(at, models.DepartmentTerm.objects.filter(department=term.department_id))
    timelines.write_over([term], written, acting_user_id=acting_user_id, at=moment)


def _code_problems(code: str) -> Iterator[Problem]:
    if not 1 <= len(code) <= 40:
        yield problem(
            "PEOPLE-CODE-001",
            "code",
            "A code has 1 to 40 characters.",
            "Write a short code that will stay, for example “sales-east”.",
        )


def _title_problems(title: str) -> Iterator[Problem]:
    if not 1 <= len(title.strip()) <= 80:
        yield problem(
            "PEOPLE-NAME-003",
            "title",
            "A department's name and a position's title have 1 to 80 characters.",
            "Write what people call it.",
        )


def _term_problems(change: DepartmentChange, from_: date) -> Iterator[Problem]:
    """The name, and whether parent and head are there."""
    yield from _title_problems(change.name)
    if change.parent_id is not None and change.parent_id not in {
        one.id for one in queries.list_departments(on=from_)
    }:
        yield checks.unknown_department("parent_id", change.parent_id)
    if change.head_id is not None and not models.Employee.objects.filter(pk=change.head_id).exists():
        yield checks.unknown_employee("head_id", change.head_id)


def _place_problems(change: DepartmentChange, during: DateRange, own_id: int) -> Iterator[Problem]:
    """That on no day of the new term the department stands under itself, whatever moves are planned for others."""
    if change.parent_id is None:
        return
    starts = timelines.department_terms().values_list("valid__startswith", flat=True)
    for day in sorted({during.from_, *(start for start in starts if start in during)}):
        if change.parent_id in tree.ids_below(queries.list_departments(on=day), own_id):
            yield problem(
                "PEOPLE-DEPARTMENT-004",
                "parent_id",
                "A department cannot stand under itself or under one of its own.",
                "Choose a department outside of it, or none for the top.",
            )
            return
