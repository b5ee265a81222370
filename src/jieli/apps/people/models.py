"""Departments, positions and employees, each with the time in which it holds."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from jieli.lib.known import one_known_at_a_time
from jieli.lib.personal_data import NOTHING_PERSONAL, Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, Reference, Writes


def one_at_a_time(name: str, *keys: str) -> ExclusionConstraint:
    """No two rows of the same keys hold on the same day."""
    expressions = [("organization", RangeOperators.EQUAL), *((key, RangeOperators.EQUAL) for key in keys)]
    return ExclusionConstraint(name=name, expressions=[*expressions, ("valid", RangeOperators.OVERLAPS)])


class Department(OrganizationRow):
    """The lasting identity of a department; its name, place in the tree and head are in its terms."""

    personal_data = NOTHING_PERSONAL

    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="department_code_once")]


class DepartmentTerm(OrganizationRow):
    """What a department was called, where it stood and who led it, from a date until a date, as known from recorded_at to
    superseded_at."""

    writes = Writes.APPEND_ONLY
    supersedable = ("superseded_at",)
    personal_data = NOTHING_PERSONAL

    department = Reference(Department)
    name = models.CharField(max_length=80)
    parent = Reference(Department, null=True)
    head = Reference("people.Employee", null=True)
    valid = DateRangeField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            one_known_at_a_time("department_one_term_a_day", "department"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("department")),
                name="department_not_its_own_parent",
            ),
        ]


class Position(OrganizationRow):
    """The lasting identity of a position (销售顾问, 大客户经理)."""

    personal_data = NOTHING_PERSONAL

    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="position_code_once")]


class PositionTerm(OrganizationRow):
    """What a position was called, from a date until a date."""

    personal_data = NOTHING_PERSONAL

    position = Reference(Position)
    title = models.CharField(max_length=80)
    valid = DateRangeField()

    class Meta:
        constraints = [one_at_a_time("position_one_term_a_day", "position")]


class Employee(OrganizationRow):
    """A person who works or worked here. Where, as what and from when until when is in the employments."""

    personal_data = PersonalData(
        fields={"number": "staff number", "name": "name", "phone": "phone", "email": "mail address"},
        basis=Basis.CONTRACT,
        retention="employment and two years (Labour Contract Law, article 50)",
        erasure="name replaced by the staff number, phone and mail address emptied",
    )

    number = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=32, blank=True)
    email = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="employee_number_once")
        ]


class Employment(OrganizationRow):
    """An employee in a department and position, from a date until a date, as known from recorded_at to superseded_at.

    After the last one he has left. One that never came to be is superseded and nothing stands in its place.
    """

    writes = Writes.APPEND_ONLY
    supersedable = ("superseded_at",)
    personal_data = PersonalData(
        fields={
            "employee": "who",
            "department": "where",
            "position": "as what",
            "valid": "from when until when",
        },
        basis=Basis.CONTRACT,
        retention="employment and two years",
        erasure="kept without the name: pay already issued refers to it",
    )

    employee = Reference(Employee)
    department = Reference(Department)
    position = Reference(Position)
    valid = DateRangeField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [one_known_at_a_time("employee_one_employment_a_day", "employee")]


class UnpaidLeave(OrganizationRow):
    """Days on which an employee was away without pay, as known from recorded_at to superseded_at."""

    writes = Writes.APPEND_ONLY
    supersedable = ("superseded_at",)
    personal_data = PersonalData(
        fields={"employee": "who", "valid": "when away"},
        basis=Basis.CONTRACT,
        retention="employment and two years",
        erasure="kept without the name: pay already issued refers to it",
    )

    employee = Reference(Employee)
    valid = DateRangeField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [one_known_at_a_time("one_unpaid_leave_a_day", "employee")]
