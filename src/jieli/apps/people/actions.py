"""Hiring, moving, leaving: what happens to people, with the day from which it holds and the moment since which it is known."""

from collections.abc import Sequence
from datetime import date, datetime

from jieli.apps.audit.api import sign_writes
from jieli.apps.people import checks, clashes, models, spans, timelines
from jieli.apps.people.values import EmployeeDetails, Move, NewEmployee, NewEmployment
from jieli.kernel.problem import Problems, refuse
from jieli.kernel.ranges import DateRange
from jieli.lib.days import implausible
from jieli.lib.known import moment_after
from jieli.lib.problems import problem

BATCH = 1000


def hire_employees(*, acting_user_id: int | None, at: datetime, new: Sequence[NewEmployee]) -> dict[str, int]:
    """Staff number → id of the people hired, all of them or none. Raises Problems with everything that is wrong."""
    refuse(checks.hire_problems(new))
    sign_writes(acting_user_id=acting_user_id)
    with clashes.clashes_worded("new", _some(new)):
        people = models.Employee.objects.bulk_create(
            [
                models.Employee(
                    number=one.number.strip(),
                    name=one.name.strip(),
                    phone=one.phone.strip(),
                    email=one.email.strip(),
                )
                for one in new
            ],
            batch_size=BATCH,
        )
        models.Employment.objects.bulk_create(
            [
                models.Employment(
                    employee_id=person.pk,
                    department_id=one.department_id,
                    position_id=one.position_id,
                    valid=spans.stored(one.employed_from, one.employed_until),
                    recorded_at=at,
                    recorded_by_id=acting_user_id,
                )
                for person, one in zip(people, new, strict=True)
            ],
            batch_size=BATCH,
        )
    return {person.number: person.pk for person in people}


def change_employee(*, acting_user_id: int | None, employee_id: int, details: EmployeeDetails) -> None:
    """Another name or way to be reached. Raises Problems."""
    person = _person(employee_id)
    refuse(checks.detail_problems(details.name, details.phone, details.email, ""))
    sign_writes(acting_user_id=acting_user_id)
    person.name, person.phone, person.email = (
        details.name.strip(),
        details.phone.strip(),
        details.email.strip(),
    )
    person.save(update_fields=["name", "phone", "email"])


def add_employment(*, acting_user_id: int | None, at: datetime, new: NewEmployment) -> int:
    """The id of a further employment: somebody comes back, or is engaged for later. Raises Problems."""
    person = _person(new.employee_id)
    problems = list(checks.span_problems(new.employed_from, new.employed_until, ""))
    problems += checks.place_problems(
        checks.read_places(), new.department_id, new.position_id, new.employed_from, ""
    )
    refuse(problems)
    wanted = DateRange(new.employed_from, new.employed_until)
    if any(wanted.overlaps(spans.read(job.valid)) for job in _jobs(person)):
        raise Problems([clashes.overlapping("employed_from", person.name)])
    sign_writes(acting_user_id=acting_user_id)
    made = _job(person, new.department_id, new.position_id, wanted)
    with clashes.clashes_worded("employed_from", person.name):
        _write_over(person, [], [made], acting_user_id, at)
    return made.pk


def move_employee(*, acting_user_id: int | None, at: datetime, employee_id: int, move: Move) -> None:
    """From the day on he works in another department or position, until what was agreed before ends.

    A planned later move stays. Moving on the first day of an employment corrects that employment. Moving to where he
    already is changes nothing. Raises Problems.
    """
    person = _person(employee_id)
    job = next((job for job in _jobs(person) if move.from_ in spans.read(job.valid)), None)
    problems = implausible("from_", move.from_)
    problems += checks.place_problems(
        checks.read_places(), move.department_id, move.position_id, move.from_, ""
    )
    if job is None:
        problems.append(_not_employed(person.name, move.from_, "from_"))
    refuse(problems)
    if (job.department_id, job.position_id) == (move.department_id, move.position_id):
        return
    sign_writes(acting_user_id=acting_user_id)
    before, until = job.valid.lower, job.valid.upper
    written = [_job(person, move.department_id, move.position_id, DateRange(move.from_, until))]
    if before < move.from_:
        written.insert(0, _job(person, job.department_id, job.position_id, DateRange(before, move.from_)))
    with clashes.clashes_worded("from_", person.name):
        _write_over(person, [job], written, acting_user_id, at)


def end_employment(*, acting_user_id: int | None, at: datetime, employee_id: int, on: date) -> None:
    """From the day `on` he no longer works here; the day before was his last. It may lie in the past or the future.

    An employment that would begin on or after that day never comes to be. An end that was set earlier or later is
    moved only towards an earlier day. Doing it twice changes nothing. Raises Problems.
    """
    person = _person(employee_id)
    refuse(implausible("on", on))
    jobs = _jobs(person)
    if not jobs or on <= jobs[0].valid.lower:
        raise Problems([_not_employed(person.name, on, "on")])
    ended = [job for job in jobs if job.valid.lower >= on or on in spans.read(job.valid)]
    kept = [
        _job(person, job.department_id, job.position_id, DateRange(job.valid.lower, on))
        for job in ended
        if job.valid.lower < on
    ]
    sign_writes(acting_user_id=acting_user_id)
    with clashes.clashes_worded("on", person.name):
        _write_over(person, ended, kept, acting_user_id, at)


def _some(new: Sequence[NewEmployee]) -> str:
    """The first few staff numbers, for a sentence."""
    numbers = [one.number.strip() for one in new]
    return ", ".join(numbers[:5]) + (" …" if len(numbers) > 5 else "")


def _person(employee_id: int) -> models.Employee:
    """The row, locked: two changes of one person's employments wait for each other."""
    person = models.Employee.objects.select_for_update().filter(pk=employee_id).first()
    if person is None:
        raise Problems([checks.unknown_employee("employee_id", employee_id)])
    return person


def _jobs(person: models.Employee) -> list[models.Employment]:
    return list(timelines.employments().filter(employee=person).order_by("valid", "pk"))


def _job(person: models.Employee, department_id: int, position_id: int, days: DateRange) -> models.Employment:
    return models.Employment(
        employee=person,
        department_id=department_id,
        position_id=position_id,
        valid=spans.stored(days.from_, days.until),
    )


def _write_over(
    person: models.Employee,
    superseded: Sequence[models.Employment],
    written: Sequence[models.Employment],
    acting_user_id: int | None,
    at: datetime,
) -> None:
    moment = moment_after(at, models.Employment.objects.filter(employee=person))
    timelines.write_over(superseded, written, acting_user_id=acting_user_id, at=moment)


def _not_employed(name: str, on: date, place: str):
    return problem(
        "PEOPLE-EMPLOYMENT-002",
        place,
        "{name} is not employed on {on}.",
        "Choose a day within an employment; the person's page shows them.",
        name=name,
        on=on,
    )
