"""Who answers for a client, in which role, with which share, on which days, and since when we know it."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieli.lib.known import one_known_at_a_time
from jieli.lib.personal_data import NOTHING_PERSONAL, Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, Reference, Writes


class OwnershipRole(models.TextChoices):
    OWNER = "owner", _("Owner")
    CO_OWNER = "co_owner", _("Co-owner")
    SERVICE_KEEPER = "service_keeper", _("Service keeper")
    ORIGINATOR = "originator", _("Originator")


class ShareGroup(models.TextChoices):
    """The roles whose shares together sum to one: the owner with his co-owners, and each other role alone."""

    OWNERSHIP = "ownership", _("Ownership")
    SERVICE = "service", _("Service")
    ORIGIN = "origin", _("Origin")


GROUP_OF_ROLE = {
    OwnershipRole.OWNER: ShareGroup.OWNERSHIP,
    OwnershipRole.CO_OWNER: ShareGroup.OWNERSHIP,
    OwnershipRole.SERVICE_KEEPER: ShareGroup.SERVICE,
    OwnershipRole.ORIGINATOR: ShareGroup.ORIGIN,
}


class OwnershipChange(OrganizationRow):
    """One act that wrote ownership: an import, a decision, a handover or its reversal."""

    writes = Writes.APPEND_ONLY
    personal_data = NOTHING_PERSONAL
    seen_with = {"see_clients": ("reason",)}

    class Kind(models.TextChoices):
        IMPORT = "import", _("Import")
        DIRECT = "direct", _("Direct decision")
        HANDOVER = "handover", _("Handover")
        REVERSAL = "reversal", _("Reversal")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    handover_id = models.BigIntegerField(null=True)  # a key of an app above this one, so no reference
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            # A handover writes ownership once, however often it is applied.
            models.UniqueConstraint(
                fields=["organization", "kind", "handover_id"], name="a_handover_writes_once"
            ),
        ]


class Ownership(OrganizationRow):
    """One person's share of one client in one role over a span of days, as known from recorded_at to superseded_at.

    On each day and in each group the shares sum to one, or there are none and the client is openly unowned (a
    deferred trigger holds this). Exactly one person is `owner`. A correction closes superseded_at and adds rows.
    """

    writes = Writes.APPEND_ONLY
    supersedable = ("superseded_at",)
    personal_data = PersonalData(
        fields={"employee": "who answers for the client"},
        basis=Basis.CONTRACT,
        retention="as long as pay that follows from it",
        erasure="kept without the name",
    )
    seen_with = {"see_clients": ("share_numerator", "share_denominator")}

    client = Reference("clients.Client")
    group = models.CharField(max_length=10, choices=ShareGroup.choices)
    role = models.CharField(max_length=16, choices=OwnershipRole.choices)
    employee = Reference("people.Employee")
    share_numerator = models.BigIntegerField()
    share_denominator = models.BigIntegerField()
    valid = DateRangeField()
    change = Reference(OwnershipChange)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_known_at_a_time("one_share_a_person_and_day", "client", "group", "employee"),
            one_known_at_a_time("one_owner_a_day", "client", condition=Q(role="owner")),
            models.CheckConstraint(
                condition=Q(share_numerator__gt=0, share_denominator__gt=0)
                & Q(share_numerator__lte=F("share_denominator")),
                name="ownership_share_within_one",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gt=F("recorded_at")),
                name="superseded_after_recorded",
            ),
            models.CheckConstraint(condition=~Q(valid__isempty=True), name="ownership_spans_a_day"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "employee"], condition=Q(superseded_at__isnull=True), name="book_of"
            ),
            # The client first: the check of shares looks a client up by it alone.
            models.Index(
                fields=["client", "organization"], condition=Q(superseded_at__isnull=True), name="timeline_of"
            ),
            models.Index(fields=["organization", "recorded_at"], name="ownership_recorded"),
        ]
