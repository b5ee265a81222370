"""From an id to a person for a viewer: the only way that pages take."""

from datetime import date

from jieli.apps.access.abilities import Ability
from jieli.apps.access.values import Viewer
from jieli.apps.people import api as people
from jieli.lib.errors import NotAllowed, NotFound


def get_visible_employee(*, viewer: Viewer, employee_id: int, on: date) -> people.Employee:
    """The employee, if the viewer may see him. Raises NotFound otherwise: who may not see him learns nothing."""
    within = viewer.people(Ability.SEE_PEOPLE, on)
    if within is not None and employee_id not in within:
        raise NotFound(employee_id)
    return people.get_employee(employee_id=employee_id, on=on)


def get_editable_employee(*, viewer: Viewer, employee_id: int, on: date) -> people.Employee:
    """The employee, if the viewer may change him. Raises NotFound or NotAllowed."""
    found = get_visible_employee(viewer=viewer, employee_id=employee_id, on=on)
    if not may_edit(viewer=viewer, employee_id=employee_id, on=on):
        raise NotAllowed(employee_id)
    return found


def may_edit(*, viewer: Viewer, employee_id: int, on: date) -> bool:
    """Whether the viewer may change this employee's employments."""
    within = viewer.people(Ability.EDIT_PEOPLE, on)
    return viewer.may(Ability.EDIT_PEOPLE) and (within is None or employee_id in within)


def open_departments(*, viewer: Viewer, ability: str, on: date) -> tuple[people.Department, ...]:
    """The departments in the viewer's scope for the ability, by code."""
    within = viewer.departments(ability, on)
    return tuple(one for one in people.list_departments(on=on) if within is None or one.id in within)


def check_departments(*, viewer: Viewer, on: date) -> None:
    """Raises NotAllowed for whoever may edit people only in a part of the company: departments concern everybody."""
    if viewer.departments(Ability.EDIT_PEOPLE, on) is not None:
        raise NotAllowed(Ability.EDIT_PEOPLE)
