"""Hiring, moving, leaving: what happens to people, with the day from which it holds."""

from collections.abc import Sequence
from datetime import date

from jieli.apps.audit.api import sign_writes
from jieli.apps.people import checks, clashes, models, spans
from jieli.apps.people.values import EmployeeDetails, NewEmployee, NewEmployment
from jieli.kernel.problem import Problems, refuse
from jieli.kernel.ranges import DateRange
from jieli.lib.days import implausible
from jieli.lib.problems import problem

BATCH = 1000


def hire_employees(*, acting_user_id: int | None, new: Sequence[NewEmployee]) -> dict[str, int]:
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


def add_employment(*, acting_user_id: int | None, new: NewEmployment) -> int:
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
    with clashes.clashes_worded("employed_from", person.name):
        made = models.Employment.objects.create(
            employee=person,
            department_id=new.department_id,
            position_id=new.position_id,
            valid=spans.stored(new.employed_from, new.employed_until),
        )
    return made.pk


def move_employee(
    *, acting_user_id: int | None, employee_id: int, department_id: int, position_id: int, from_: date
) -> None:
    """From the day on he works in another department or position, until what was agreed before ends.

    A planned later move stays. Moving on the first day of an employment corrects that employment. Moving to where he
    already is changes nothing. Raises Problems.
    """
    person = _person(employee_id)
    job = next((job for job in _jobs(person) if from_ in spans.read(job.valid)), None)
    problems = implausible("from_", from_)
    problems += checks.place_problems(checks.read_places(), department_id, position_id, from_, "")
    if job is None:
        problems.append(_not_employed(person.name, from_, "from_"))
    refuse(problems)
    if (job.department_id, job.position_id) == (department_id, position_id):
        return
    sign_writes(acting_user_id=acting_user_id)
    with clashes.clashes_worded("from_", person.name):
        until = job.valid.upper
        if job.valid.lower == from_:
            job.department_id, job.position_id = department_id, position_id
            job.save(update_fields=["department", "position"])
            return
        job.valid = spans.stored(job.valid.lower, from_)
        job.save(update_fields=["valid"])
        models.Employment.objects.create(
            employee=person,
            department_id=department_id,
            position_id=position_id,
            valid=spans.stored(from_, until),
        )


def end_employment(*, acting_user_id: int | None, employee_id: int, on: date) -> None:
    """From the day `on` he no longer works here; the day before was his last. It may lie in the past or the future.

    An employment that would begin on or after that day never comes to be. An end that was set earlier or later is
    moved only towards an earlier day. Doing it twice changes nothing. Raises Problems.
    """
    person = _person(employee_id)
    refuse(implausible("on", on))
    jobs = _jobs(person)
    if not jobs or on <= jobs[0].valid.lower:
        raise Problems([_not_employed(person.name, on, "on")])
    sign_writes(acting_user_id=acting_user_id)
    with clashes.clashes_worded("on", person.name):
        for job in jobs:
            if job.valid.lower >= on:
                job.delete()
            elif on in spans.read(job.valid):
                job.valid = spans.stored(job.valid.lower, on)
                job.save(update_fields=["valid"])


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
    return list(models.Employment.objects.filter(employee=person).order_by("valid", "pk"))


def _not_employed(name: str, on: date, place: str):
    return problem(
        "PEOPLE-EMPLOYMENT-002",
        place,
        "{name} is not employed on {on}.",
        "Choose a day within an employment; the person's page shows them.",
        name=name,
        on=on,
    )
