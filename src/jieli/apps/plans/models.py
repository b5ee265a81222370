"""The promise: versioned plan texts and who is on which plan when."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from jieli.lib.known import one_known_at_a_time
from jieli.lib.personal_data import NOTHING_PERSONAL, Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, Reference, Writes


class Plan(OrganizationRow):
    """The lasting identity of a plan; its words and figures are in its versions."""

    writes = Writes.APPEND_ONLY
    personal_data = NOTHING_PERSONAL

    code = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="plan_code_once")]


class PlanVersion(OrganizationRow):
    """One text of a plan, in force from a date until the next version's. Never edited; a change is a new version.

    Dates do not fall from one number to the next. A version with the date of the one before takes its place from its
    first day: so a mistake is put right from the start, and pay already issued under it is settled by adjustments.
    """

    writes = Writes.APPEND_ONLY
    personal_data = NOTHING_PERSONAL
    seen_with = {"see_pay": ("text",)}

    class OnPrevious(models.TextChoices):
        """What happens to those on the version before."""

        MOVE = "move", _("Everyone moves to this version on its date")
        KEEP = "keep", _("Those already on the plan keep the version they have")

    plan = Reference(Plan)
    number = models.PositiveIntegerField()
    text = models.TextField()  # canonical YAML
    text_hash = models.CharField(max_length=64)
    in_force_from = models.DateField()
    on_previous = models.CharField(max_length=4, choices=OnPrevious.choices)
    freezes_deals = models.BooleanField(
        default=False
    )  # what follows from deals signed under it stays with it
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "plan", "number"], name="plan_version_number_once"
            ),
        ]


class VersionWithdrawal(OrganizationRow):
    """A version that was not in force yet counts no more, as known from recorded_at; the version itself stays as written.

    What it would have replaced from its first day stands again.
    """

    writes = Writes.APPEND_ONLY
    personal_data = NOTHING_PERSONAL

    version = Reference(PlanVersion)
    reason = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "version"], name="version_withdrawn_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="version_withdrawn_with_reason"),
        ]


class PlanAssignment(OrganizationRow):
    """An employee is paid by a plan from a date until a date, as known from recorded_at to superseded_at."""

    writes = Writes.APPEND_ONLY
    supersedable = ("superseded_at",)
    personal_data = PersonalData(
        fields={"employee": "who", "base_fen": "personal base salary"},
        basis=Basis.CONTRACT,
        retention="employment and two years",
        erasure="kept without the name",
    )
    seen_with = {"see_pay": ("base_fen",)}

    employee = Reference("people.Employee")
    plan = Reference(Plan)
    base_fen = models.BigIntegerField(null=True)  # for plans that take the base salary from the assignment
    valid = DateRangeField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            one_known_at_a_time("one_plan_a_person_and_day", "employee"),
            models.CheckConstraint(
                condition=models.Q(base_fen__isnull=True) | models.Q(base_fen__gte=0),
                name="base_not_negative",
            ),
        ]


class Quota(OrganizationRow):
    """What an employee is to reach on some days, as known from recorded_at to superseded_at. key: as plans name it.

    Fen, or hundredths of a unit where the plan counts quantities; the plan says which.
    """

    writes = Writes.APPEND_ONLY
    supersedable = ("superseded_at",)
    personal_data = PersonalData(
        fields={"employee": "who", "target_fen": "what he is to reach"},
        basis=Basis.CONTRACT,
        retention="employment and two years",
        erasure="kept without the name",
    )
    seen_with = {"see_pay": ("target_fen",)}

    employee = Reference("people.Employee")
    key = models.CharField(max_length=60)
    valid = DateRangeField()
    target_fen = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            one_known_at_a_time("one_quota_a_day", "employee", "key"),
            models.CheckConstraint(condition=models.Q(target_fen__gte=0), name="quota_not_negative"),
        ]


class Achievement(OrganizationRow):
    """The measured or judged result of an employee on some days, in its own unit, known as a quota is."""

    writes = Writes.APPEND_ONLY
    supersedable = ("superseded_at",)
    personal_data = PersonalData(
        fields={"employee": "who", "actual_numerator": "how he did", "actual_denominator": "how he did"},
        basis=Basis.CONTRACT,
        retention="employment and two years",
        erasure="kept without the name",
    )
    seen_with = {
        "see_pay": ("actual_numerator", "actual_denominator", "target_numerator", "target_denominator")
    }

    employee = Reference("people.Employee")
    key = models.CharField(max_length=60)
    valid = DateRangeField()
    actual_numerator = models.BigIntegerField()
    actual_denominator = models.BigIntegerField()
    target_numerator = models.BigIntegerField(null=True)  # null: the plan says the target
    target_denominator = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            one_known_at_a_time("one_achievement_a_day", "employee", "key"),
            models.CheckConstraint(
                condition=models.Q(actual_denominator__gt=0)
                & (models.Q(target_denominator__isnull=True) | models.Q(target_denominator__gt=0)),
                name="achievement_has_denominators",
            ),
        ]
