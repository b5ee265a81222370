"""Who signs in, what he may do, and the sessions in which he does it."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from jieli.lib.personal_data import Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, Reference, Writes


class Role(models.TextChoices):
    SALESPERSON = "salesperson", _("Salesperson")
    MANAGER = "manager", _("Sales manager")
    HR = "hr", _("HR")
    FINANCE = "finance", _("Finance")
    ADMINISTRATOR = "administrator", _("Administrator")


class Scope(models.TextChoices):
    OWN = "own", _("Own")
    TEAM = "team", _("Own department")
    SUBTREE = "subtree", _("Department and all below")
    ALL = "all", _("Whole company")


class User(OrganizationRow, AbstractBaseUser):
    """Somebody who can sign in as login_name@organisation. Usually an employee; an outside accountant need not be."""

    secret_columns = ("password",)
    personal_data = PersonalData(
        fields={"login_name": "login name", "employee": "who he is", "last_login": "when he last signed in"},
        basis=Basis.CONTRACT,
        retention="until the employee's data is erased",
        erasure="deactivated, login name replaced by a number",
    )

    login_name = models.CharField(max_length=60)
    employee = Reference("people.Employee", null=True)
    language = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "login_name"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "login_name"], name="login_name_once")]


class RoleGrant(OrganizationRow):
    """A role with its scope, given to a user from a date until a date; on each day at most once."""

    personal_data = PersonalData(
        fields={"user": "who", "role": "as what", "scope": "how far"},
        basis=Basis.CONTRACT,
        retention="with the user",
        erasure="with the user",
    )

    user = Reference(User)
    role = models.CharField(max_length=20, choices=Role.choices)
    scope = models.CharField(max_length=10, choices=Scope.choices)
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_grant_a_role_and_day",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Session(OrganizationRow):
    """A signed-in browser. The cookie holds the key, the row only its hash."""

    writes = Writes.FREE
    secret_columns = ("key_hash",)
    personal_data = PersonalData(
        fields={"user": "who", "address": "network address", "browser": "browser", "started_at": "when"},
        basis=Basis.LEGITIMATE_INTEREST,
        retention="30 days",
        erasure="deleted",
    )

    user = Reference(User)
    key_hash = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)


class LoginAttempt(OrganizationRow):
    """One try to sign in, good or bad; too many bad ones in a quarter of an hour close the door for that name and place."""

    writes = Writes.APPEND_ONLY
    personal_data = PersonalData(
        fields={"login_name": "name tried", "address": "network address"},
        basis=Basis.LEGITIMATE_INTEREST,
        retention="90 days",
        erasure="deleted after retention",
    )

    login_name = models.CharField(max_length=60)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()
    succeeded = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "login_name", "-at"], name="login_attempts_of_a_name"),
            models.Index(fields=["organization", "address", "-at"], name="login_attempts_of_a_place"),
        ]
