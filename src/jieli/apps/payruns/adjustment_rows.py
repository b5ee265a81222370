"""The table of what somebody decided by hand; part of `models`."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieli.lib.personal_data import Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, Reference, Writes


class Adjustment(OrganizationRow):
    """What somebody decided for one person, period and plan, with a reason. It counts from its approval, by somebody other
    than who requested it, until it is withdrawn; it is never edited.

    component_key: whose amount it adds to or replaces; empty: a line of its own.
    """

    class Kind(models.TextChoices):
        ADDS = "adds", _("adds to what is computed")
        REPLACES = "replaces", _("replaces what is computed")

    writes = Writes.APPEND_ONLY
    supersedable = ("approved_at", "approved_by_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_because")
    personal_data = PersonalData(
        fields={
            "employee": "who",
            "amount_fen": "pay",
            "reason": "why",
            "withdrawn_because": "why not",
            "requested_by_id": "who",
            "approved_by_id": "who",
            "withdrawn_by_id": "who",
        },
        basis=Basis.CONTRACT,
        retention="employment and two years, books ten years",
        erasure="kept without the name",
    )
    seen_with = {"see_pay": ("amount_fen", "reason", "withdrawn_because")}

    employee = Reference("people.Employee")
    for_label = models.CharField(max_length=30)
    for_from = models.DateField()
    for_until = models.DateField()
    plan_code = models.CharField(max_length=60)
    component_key = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount_fen = models.BigIntegerField()
    reason = models.TextField()
    requested_at = models.DateTimeField()
    requested_by_id = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)
    withdrawn_because = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "employee", "for_from", "for_until", "plan_code", "component_key"],
                condition=Q(kind="replaces", approved_at__isnull=False, withdrawn_at__isnull=True),
                name="one_replacement_an_amount",
            ),
            models.CheckConstraint(
                condition=~Q(kind="replaces", component_key=""), name="a_replacement_replaces_something"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_adjustment_has_a_reason"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by_id__isnull=True)
                | Q(approved_at__isnull=False, approved_by_id__isnull=False),
                name="an_approval_has_an_approver",
            ),
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True)
                | Q(requested_by_id__isnull=True)
                | ~Q(approved_by_id=F("requested_by_id")),
                name="four_eyes_on_an_adjustment",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because__isnull=True)
                | (Q(withdrawn_at__isnull=False, withdrawn_because__isnull=False) & ~Q(withdrawn_because="")),
                name="a_withdrawal_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "employee", "for_from"], name="adjustments_of_a_person")
        ]
