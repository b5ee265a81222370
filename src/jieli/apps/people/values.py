"""People, departments and positions as others see them: frozen, by id."""

from datetime import date

from attrs import field, frozen

from jieli.kernel.ranges import DateRange


@frozen
class NewDepartment:
    """A department to be recorded."""

    code: str
    name: str
    valid_from: date
    parent_id: int | None = None
    head_id: int | None = None


@frozen
class DepartmentChange:
    """What a department is called, where it stands and who leads it from a day on: the whole term, not the difference."""

    name: str
    parent_id: int | None
    head_id: int | None


@frozen
class Department:
    """A department as it was on the day asked for."""

    id: int
    code: str
    name: str
    parent_id: int | None
    head_id: int | None


@frozen
class DepartmentNode:
    """A department in the tree, with those right below it in the order of their codes."""

    department: Department
    depth: int
    children: "tuple[DepartmentNode, ...]"


@frozen
class Position:
    """A position as it was called on the day asked for."""

    id: int
    code: str
    title: str


@frozen
class NewEmployee:
    """A person to be hired, with his first employment."""

    number: str
    name: str
    department_id: int
    position_id: int
    employed_from: date
    employed_until: date | None = None
    phone: str = ""
    email: str = ""


@frozen
class NewEmployment:
    """A further employment of somebody who worked here before, or will again."""

    employee_id: int
    department_id: int
    position_id: int
    employed_from: date
    employed_until: date | None = None


@frozen
class Move:
    """Another department or position for somebody who works here, from a day on."""

    department_id: int
    position_id: int
    from_: date


@frozen
class EmployeeDetails:
    """What an employee is called and how he is reached."""

    name: str
    phone: str = ""
    email: str = ""


@frozen
class Employee:
    """A person; department and position are None on a day on which he is not employed."""

    id: int
    number: str
    name: str
    department_id: int | None
    department_name: str | None
    position_title: str | None
    phone: str = field(default="", kw_only=True)
    email: str = field(default="", kw_only=True)


@frozen
class EmploymentSpan:
    """Somebody was employed on these days."""

    employee_id: int
    range: DateRange


@frozen
class EmploymentView:
    """One employment with the names that held when it began."""

    id: int
    employee_id: int
    department_id: int
    department_name: str
    position_id: int
    position_title: str
    range: DateRange


@frozen
class TeamSpan:
    """On these days the leader answers for the member."""

    leader_id: int
    member_id: int
    range: DateRange


@frozen
class NewLeave:
    """Somebody is away without pay on these days."""

    employee_id: int
    range: DateRange


@frozen
class LeaveSpan:
    """Somebody was away without pay on these days."""

    id: int
    employee_id: int
    range: DateRange
