"""What one person gets to see of one run: immutable once issued, every line with its explanation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieli.lib.personal_data import Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, PartOf, Reference, Writes

PAY = PersonalData(
    fields={"employee": "who", "total_fen": "pay", "names": "names as they were when it was issued"},
    basis=Basis.CONTRACT,
    retention="employment and two years, books ten years",
    erasure="kept without the name",
)


class Statement(OrganizationRow):
    """One person's pay of one period. number: that of its run; above 0 it corrects a period that was issued before.

    names: of the person, his department, clients, deals and whoever else it names, as they were when it was issued
    (`naming`); null where it was issued before statements kept any.
    """

    writes = Writes.APPEND_ONLY
    part_of = PartOf("run_id", of="payruns.Run")
    personal_data = PAY
    secret_columns = ("names",)
    seen_with = {"see_pay": ("total_fen", "names")}

    run = Reference("payruns.Run")
    employee = Reference("people.Employee")
    period_label = models.CharField(max_length=30)
    period_from = models.DateField()
    period_until = models.DateField()
    currency = models.CharField(max_length=3)
    total_fen = models.BigIntegerField()
    issued_at = models.DateTimeField()
    number = models.PositiveSmallIntegerField(default=0, db_default=0)
    names = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "run", "employee"], name="one_statement_a_run"),
            models.UniqueConstraint(
                fields=["organization", "employee", "period_from", "period_until", "number"],
                name="one_statement_a_number",
            ),
        ]


class Line(OrganizationRow):
    """One amount of a statement. An adjustment names the period it is for; all others are for the statement's own.

    It points at the outcome that it says, and says it in its own copy: a statement is what the person was told, so it
    stays readable word for word whatever becomes of the run's tables, and the two can be held against each other.
    """

    writes = Writes.APPEND_ONLY
    secret_columns = ("trace",)  # no such row ever changes: the log would only hold it once more
    part_of = PartOf("statement")
    personal_data = PersonalData(
        fields={"amount_fen": "pay", "trace": "how it came about"},
        basis=Basis.CONTRACT,
        retention="with the statement",
        erasure="kept without the name",
    )
    seen_with = {"see_pay": ("amount_fen", "trace")}

    class Kind(models.TextChoices):
        COMPONENT = "component", _("Component")
        ADJUSTMENT = "adjustment", _("Adjustment")

    statement = Reference(Statement)
    outcome = Reference("payruns.Outcome")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    for_label = models.CharField(max_length=30)
    for_from = models.DateField()
    for_until = models.DateField()
    plan_code = models.CharField(max_length=60)
    plan_hash = models.CharField(max_length=64)
    component_key = models.CharField(max_length=60)
    component_name = models.JSONField()
    amount_fen = models.BigIntegerField()
    trace = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "statement", "position"], name="line_position_once"
            ),
            models.UniqueConstraint(fields=["organization", "outcome"], name="one_line_an_outcome"),
        ]
