"""One computation over one period: frozen inputs, outcomes, and the steps from freezing to issuing."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieli.lib.personal_data import NOTHING_PERSONAL, Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, PartOf, Reference, Writes


class RunState(models.TextChoices):
    FROZEN = "frozen", _("Inputs frozen")
    COMPUTED = "computed", _("Computed")
    REVIEWED = "reviewed", _("Reviewed")
    APPROVED = "approved", _("Approved")
    ISSUED = "issued", _("Issued")
    ABANDONED = "abandoned", _("Abandoned")


class Run(OrganizationRow):
    """The pay of one period for everybody on a plan. `known_at` is the moment whose knowledge is frozen.

    A period has at most one run that is not abandoned, an organisation at most one run that is still open, and an
    issued run never changes again.
    """

    frozen_when = "OLD.state IN ('issued', 'abandoned')"
    personal_data = NOTHING_PERSONAL

    period_label = models.CharField(max_length=30)
    period_from = models.DateField()
    period_until = models.DateField()
    state = models.CharField(max_length=10, choices=RunState.choices)
    known_at = models.DateTimeField()
    input_hash = models.CharField(max_length=64)
    outcome_hash = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "period_from", "period_until"],
                condition=~Q(state="abandoned"),
                name="one_run_a_period",
            ),
            models.UniqueConstraint(
                fields=["organization"], condition=~Q(state__in=["issued", "abandoned"]), name="one_open_run"
            ),
            models.CheckConstraint(
                condition=Q(state="issued", issued_at__isnull=False)
                | (~Q(state="issued") & Q(issued_at__isnull=True)),
                name="issued_has_a_moment",
            ),
        ]


class FrozenInput(OrganizationRow):
    """One table of a run's inputs as Parquet, with its hash. A rerun reads nothing else."""

    writes = Writes.APPEND_ONLY
    part_of = PartOf("run", while_="whole.state = 'frozen'")
    secret_columns = ("content",)
    personal_data = PersonalData(
        fields={"content": "facts, shares, plans and base salaries of a period"},
        basis=Basis.LEGAL_DUTY,
        retention="as long as the pay that follows from it",
        erasure="kept: names are not in it",
    )
    seen_with = {"see_pay": ("content",)}

    run = Reference(Run)
    name = models.CharField(max_length=40)
    content = models.BinaryField()
    content_hash = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "run", "name"], name="frozen_once_a_run")
        ]


class Outcome(OrganizationRow):
    """What one component of one person's plan should be for one period, what was issued for it before, and the rest.

    posted = desired minus issued, always. For an earlier period (for_ ≠ the run's) the rest is an adjustment.
    """

    writes = Writes.APPEND_ONLY
    part_of = PartOf("run", while_="whole.state = 'frozen'")
    personal_data = PersonalData(
        fields={"employee": "who", "desired_fen": "pay", "posted_fen": "pay", "trace": "how it came about"},
        basis=Basis.CONTRACT,
        retention="employment and two years, books ten years",
        erasure="kept without the name",
    )
    secret_columns = ("trace",)  # no such row ever changes: the log would only hold it once more
    seen_with = {"see_pay": ("desired_fen", "issued_before_fen", "posted_fen", "trace")}

    run = Reference(Run)
    employee = Reference("people.Employee")
    for_label = models.CharField(max_length=30)
    for_from = models.DateField()
    for_until = models.DateField()
    plan_code = models.CharField(max_length=60)
    component_key = models.CharField(max_length=60)
    component_name = models.JSONField()  # {"zh": …, "en": …}, as the plan text said it at the time
    plan_hash = models.CharField(max_length=64)
    desired_fen = models.BigIntegerField()
    issued_before_fen = models.BigIntegerField()
    posted_fen = models.BigIntegerField()
    trace = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "organization",
                    "run",
                    "employee",
                    "for_from",
                    "for_until",
                    "plan_code",
                    "component_key",
                ],
                name="one_outcome_a_component",
            ),
            models.CheckConstraint(
                condition=Q(posted_fen=models.F("desired_fen") - models.F("issued_before_fen")),
                name="posted_is_desired_minus_issued",
            ),
        ]
        indexes = [models.Index(fields=["organization", "employee", "for_from"], name="outcomes_of_a_person")]


class RunEvent(OrganizationRow):
    """One step of a run: who did what when, and what he noted."""

    writes = Writes.APPEND_ONLY
    personal_data = PersonalData(
        fields={"by_user_id": "who"}, basis=Basis.LEGAL_DUTY, retention="with the run", erasure="kept"
    )
    seen_with = {"see_pay": ("note",)}

    run = Reference(Run)
    verb = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)


class RunFinding(OrganizationRow):
    """One thing that a reviewer should look at, as it was found when the run was computed or approved.

    What it does not have is null: an amount, days, facts are each of some kinds only. Not a problem: it stops nothing.
    """

    writes = Writes.APPEND_ONLY
    part_of = PartOf("run", while_="whole.state IN ('frozen', 'reviewed')")
    personal_data = PersonalData(
        fields={"employee": "who", "amount_fen": "pay", "previous_fen": "pay"},
        basis=Basis.CONTRACT,
        retention="with the run",
        erasure="kept without the name",
    )
    seen_with = {"see_pay": ("amount_fen", "previous_fen")}

    run = Reference(Run)
    kind = models.CharField(max_length=30)
    employee = Reference("people.Employee", null=True)
    amount_fen = models.BigIntegerField(null=True)
    previous_fen = models.BigIntegerField(null=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    facts = models.JSONField()  # [{"kind": "deal", "source_key": …, "fact_id": …}, …]

    class Meta:
        indexes = [models.Index(fields=["organization", "run"], name="findings_of_a_run")]
