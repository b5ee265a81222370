"""One computation over one period: frozen inputs, outcomes, and the steps from freezing to issuing."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieli.apps.payruns.adjustment_rows import Adjustment
from jieli.apps.payruns.seal_rows import Seal
from jieli.lib.personal_data import NOTHING_PERSONAL, Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, PartOf, Reference, Writes

__all__ = [
    "Adjustment",
    "Certificate",
    "FrozenInput",
    "Outcome",
    "Reopening",
    "Run",
    "RunCheck",
    "RunEvent",
    "RunFinding",
    "RunState",
    "Seal",
]


class RunState(models.TextChoices):
    FROZEN = "frozen", _("Inputs frozen")
    COMPUTED = "computed", _("Computed")
    REVIEWED = "reviewed", _("Reviewed")
    APPROVED = "approved", _("Approved")
    ISSUED = "issued", _("Issued")
    ABANDONED = "abandoned", _("Abandoned")


class Run(OrganizationRow):
    """The pay of one period for everybody on a plan. `known_at` is the moment whose knowledge is frozen.

    number: 0 is the period's own run; 1, 2 … correct it after it was issued, each allowed by a reopening. Of each number a
    period has at most one run that is not abandoned, an organisation at most one run that is still open, and an issued
    run never changes again.
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
    number = models.PositiveSmallIntegerField(default=0, db_default=0)
    reopening = Reference("payruns.Reopening", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "period_from", "period_until", "number"],
                condition=~Q(state="abandoned"),
                name="one_run_a_number",
            ),
            models.UniqueConstraint(
                fields=["organization", "reopening"],
                condition=~Q(state="abandoned"),
                name="one_run_a_reopening",
            ),
            models.CheckConstraint(
                condition=Q(number=0, reopening__isnull=True) | Q(number__gt=0, reopening__isnull=False),
                name="corrections_are_allowed",
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


class Reopening(OrganizationRow):
    """A period that was issued is open again for one correction run: who opened it, when and why, until it is closed.

    run: the period's own. It is closed when the correction is issued, or by hand with a note. Nothing issued changes.
    """

    frozen_when = "OLD.closed_at IS NOT NULL"
    personal_data = PersonalData(
        fields={"by_user_id": "who", "closed_by_user_id": "who"},
        basis=Basis.LEGAL_DUTY,
        retention="with the run",
        erasure="kept",
    )
    seen_with = {"see_pay": ("reason", "closing_note")}

    run = Reference(Run)
    reason = models.TextField()
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_user_id = models.BigIntegerField(null=True)
    closing_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(closed_at__isnull=True), name="one_reopened_period"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_reopening_has_a_reason"),
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
    """One step of a run: who did what when, and what he noted. link: over it and all before it, since the run was sealed."""

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
    link = models.CharField(max_length=64, blank=True, default="", db_default="")


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
    plan_code = models.CharField(max_length=60, blank=True, default="", db_default="")
    component_key = models.CharField(max_length=60, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["organization", "run"], name="findings_of_a_run")]


class Certificate(OrganizationRow):
    """What a computed run proves of itself: of which inputs, by which engine, to which outcomes. Its checks are rows of
    their own, because the last is made when the run is issued; certificate_hash covers those made with it.
    """

    writes = Writes.APPEND_ONLY
    part_of = PartOf("run", while_="whole.state = 'frozen'")
    personal_data = NOTHING_PERSONAL

    run = Reference(Run)
    engine_version = models.CharField(max_length=20)
    backend = models.CharField(max_length=20)
    input_hash = models.CharField(max_length=64)
    table_hashes = models.JSONField()  # {"deals": SHA-256, …}
    plan_hashes = models.JSONField()  # {"sales/1": SHA-256, …}: every plan text that pays somebody
    outcome_count = models.PositiveIntegerField()
    outcome_hash = models.CharField(max_length=64)
    certificate_hash = models.CharField(max_length=64)
    taken_over = models.JSONField(null=True)  # certifying.TakenOver; null where everybody was computed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "run"], name="one_certificate_a_run"),
        ]


class RunCheck(OrganizationRow):
    """One promise that a run was held against, how much was looked at, and what of it was found broken."""

    writes = Writes.APPEND_ONLY
    part_of = PartOf(
        "run",
        while_="whole.state = 'frozen' OR (whole.state = 'issued' AND jieli_written_now(whole.xmin))",
    )
    personal_data = PersonalData(
        fields={"breaches": "whose pay, and amounts"},
        basis=Basis.LEGAL_DUTY,
        retention="with the run",
        erasure="kept: names are not in it",
    )
    seen_with = {"see_pay": ("breaches",)}

    run = Reference(Run)
    name = models.CharField(max_length=30)
    looked_at = models.PositiveIntegerField()
    broken = models.PositiveIntegerField()
    breaches = models.JSONField()  # the first of those that are broken

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "run", "name"], name="one_check_a_run"),
        ]
