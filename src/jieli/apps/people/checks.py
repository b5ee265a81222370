"""What must be right about people before anything is written: checks that yield problems and touch nothing."""

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from jieli.apps.people import clashes, models, timelines
from jieli.apps.people.values import NewEmployee
from jieli.kernel.problem import Problem
from jieli.lib.days import implausible
from jieli.lib.problems import problem


@frozen
class Places:
    """The departments and positions there are, each with the first day and the end of its terms."""

    departments: dict[int, list]
    positions: dict[int, list]


def read_places() -> Places:
    """One reading for any number of rows to be checked."""
    departments: dict[int, list] = {pk: [] for pk in models.Department.objects.values_list("pk", flat=True)}
    positions: dict[int, list] = {pk: [] for pk in models.Position.objects.values_list("pk", flat=True)}
    for key, valid in timelines.department_terms().values_list("department_id", "valid"):
        departments[key].append(valid)
    for key, valid in models.PositionTerm.objects.values_list("position_id", "valid"):
        positions[key].append(valid)
    return Places(departments=departments, positions=positions)


def place_problems(
    places: Places, department_id: int, position_id: int, on: date, at_place: str
) -> Iterator[Problem]:
    """Whether the department and the position exist on the day on which somebody begins there."""
    if department_id not in places.departments:
        yield unknown_department(f"{at_place}department_id", department_id)
    elif not _held(places.departments[department_id], on):
        yield problem(
            "PEOPLE-DEPARTMENT-003",
            f"{at_place}department_id",
            "The department does not exist on {on}.",
            "Choose a department of that day, or record the department from an earlier day on.",
            on=on,
        )
    if position_id not in places.positions:
        yield unknown_position(f"{at_place}position_id", position_id)
    elif not _held(places.positions[position_id], on):
        yield problem(
            "PEOPLE-POSITION-003",
            f"{at_place}position_id",
            "The position does not exist on {on}.",
            "Choose a position of that day, or record the position from an earlier day on.",
            on=on,
        )


def hire_problems(new: Sequence[NewEmployee]) -> Iterator[Problem]:
    """Everything wrong with the people to be hired, each with its place: `new[3].number`."""
    places = read_places()
    numbers = {one.number.strip() for one in new}
    taken = set(models.Employee.objects.filter(number__in=numbers).values_list("number", flat=True))
    seen: dict[str, int] = {}
    for index, one in enumerate(new):
        here = f"new[{index}]."
        number = one.number.strip()
        yield from detail_problems(one.name, one.phone, one.email, here)
        if not 1 <= len(number) <= 40:
            yield problem(
                "PEOPLE-NUMBER-001",
                f"{here}number",
                "A staff number has 1 to 40 characters.",
                "Write the number that the company's own lists use.",
            )
        elif number in taken:
            yield clashes.number_taken(f"{here}number", number)
        elif number in seen:
            yield problem(
                "PEOPLE-NUMBER-003",
                f"{here}number",
                "The staff number {number} stands twice in the same input, first in row {first}.",
                "Give each person a number of his own.",
                number=number,
                first=seen[number] + 1,
            )
        seen.setdefault(number, index)
        yield from span_problems(one.employed_from, one.employed_until, here)
        yield from place_problems(places, one.department_id, one.position_id, one.employed_from, here)


def detail_problems(name: str, phone: str, email: str, here: str) -> Iterator[Problem]:
    if not 1 <= len(name.strip()) <= 80:
        yield problem(
            "PEOPLE-NAME-001",
            f"{here}name",
            "A name has 1 to 80 characters.",
            "Write the person's name.",
        )
    if len(phone) > 32 or len(email) > 120:
        yield problem(
            "PEOPLE-NAME-002",
            f"{here}phone" if len(phone) > 32 else f"{here}email",
            "A phone number has at most 32 characters and a mail address at most 120.",
            "Write one number or one address only.",
        )


def span_problems(from_: date, until: date | None, here: str) -> Iterator[Problem]:
    """Whether an employment begins and ends on days that can be meant, the one before the other."""
    yield from implausible(f"{here}employed_from", from_)
    yield from implausible(f"{here}employed_until", until)
    if until is not None and until <= from_:
        yield problem(
            "PEOPLE-EMPLOYMENT-003",
            f"{here}employed_until",
            "The employment would end before it begins ({from_on} to {until_on}).",
            "Choose an end after the first day.",
            from_on=from_,
            until_on=until,
        )


def unknown_department(place: str, department_id: int) -> Problem:
    return problem(
        "PEOPLE-DEPARTMENT-001",
        place,
        "There is no department with the id {id}.",
        "Choose one of the departments of the list.",
        id=department_id,
    )


def unknown_position(place: str, position_id: int) -> Problem:
    return problem(
        "PEOPLE-POSITION-001",
        place,
        "There is no position with the id {id}.",
        "Choose one of the positions of the list.",
        id=position_id,
    )


def unknown_employee(place: str, employee_id: int) -> Problem:
    return problem(
        "PEOPLE-EMPLOYEE-001",
        place,
        "There is no employee with the id {id}.",
        "Choose one of the people of the list.",
        id=employee_id,
    )


def _held(terms: Sequence, on: date) -> bool:
    return any(term.lower <= on and (term.upper is None or on < term.upper) for term in terms)
