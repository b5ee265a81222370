"""The agreed change of owner with its transition."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieli.lib.personal_data import NOTHING_PERSONAL, Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, PartOf, Reference, Writes


class HandoverState(models.TextChoices):
    """What people decided. Whether an approved handover is in transition or completed follows from the date."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed by both")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVERSED = "reversed", _("Reversed")


class Party(models.TextChoices):
    OUTGOING = "outgoing", _("Gives away")
    INCOMING = "incoming", _("Takes over")


class Handover(OrganizationRow):
    """Clients that go from one salesperson to another on a date, with the terms of their transition.

    `terms` is the canonical form of the three sets of steps (earlier deals, open pipeline, new deals); `terms_hash`
    is over everything a party consents to: people, date, clients and terms. A change of any of it voids consents.
    `revision` is how often any of it was changed, and part of the hash. Once applied, nothing of it changes any more but
    its reversal (a trigger holds this): it holds from `reversed_from` on and is known since `reversed_at`.
    """

    frozen_when = "OLD.state IN ('withdrawn', 'reversed')"

    personal_data = PersonalData(
        fields={"outgoing": "who gives", "incoming": "who takes", "reason": "why"},
        basis=Basis.CONTRACT,
        retention="as long as pay that follows from it",
        erasure="kept without the names",
    )
    seen_with = {"see_clients": ("terms", "reason")}

    outgoing = Reference("people.Employee")
    incoming = Reference("people.Employee")
    effective_from = models.DateField()
    terms = models.JSONField()
    revision = models.PositiveIntegerField()
    terms_hash = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=HandoverState.choices, default=HandoverState.DRAFT)
    proposed_by_id = models.BigIntegerField(null=True)
    approved_by_id = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(null=True)
    reversed_from = models.DateField(null=True)
    reversed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outgoing=models.F("incoming")), name="handover_to_another"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["approved", "reversed"], applied_at__isnull=False)
                | models.Q(state__in=["draft", "proposed", "agreed", "withdrawn"], applied_at__isnull=True),
                name="handover_applied_when_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(state="reversed", reversed_from__isnull=False, reversed_at__isnull=False)
                | ~models.Q(state="reversed")
                & models.Q(reversed_from__isnull=True, reversed_at__isnull=True),
                name="handover_reversed_from_and_since",
            ),
        ]


class HandoverClient(OrganizationRow):
    """One client of a handover."""

    writes = Writes.FREE
    part_of = PartOf("handover", while_="whole.state IN ('draft', 'proposed', 'agreed')")
    personal_data = NOTHING_PERSONAL

    handover = Reference(Handover)
    client = Reference("clients.Client")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "handover", "client"], name="client_once_a_handover"
            ),
        ]


class NamedDeal(OrganizationRow):
    """An open deal that the outgoing person keeps being paid for, as a part of what both agree to.

    From the handover's first day, until before `until` and only if it is signed before `signed_until`; null = no such day.
    Pay components of the kind holdover pay it.
    """

    writes = Writes.FREE
    part_of = PartOf("handover", while_="whole.state IN ('draft', 'proposed', 'agreed')")
    personal_data = NOTHING_PERSONAL
    seen_with = {"see_clients": ("share_numerator", "share_denominator")}

    handover = Reference(Handover)
    deal = Reference("intake.Fact")
    share_numerator = models.BigIntegerField()
    share_denominator = models.BigIntegerField()
    until = models.DateField(null=True)
    signed_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "handover", "deal"], name="deal_named_once_a_handover"
            ),
            models.CheckConstraint(
                condition=models.Q(share_numerator__gt=0, share_numerator__lte=models.F("share_denominator")),
                name="named_share_is_a_part",
            ),
        ]


class Confirmation(OrganizationRow):
    """What was said of a client of an applied handover: properly taken over on a day, or (null) that this is taken back.

    A client's statements are numbered from 1; the last one counts and none is changed. What pay holds back until the
    handover is confirmed is released by it. Why it was taken back stands in the handover's event.
    """

    writes = Writes.APPEND_ONLY
    personal_data = PersonalData(
        fields={"confirmed_by_id": "who says so"},
        basis=Basis.CONTRACT,
        retention="with the handover",
        erasure="kept for pay",
    )

    handover = Reference(Handover)
    client = Reference("clients.Client")
    number = models.PositiveIntegerField(default=1)
    confirmed_on = models.DateField(null=True)
    confirmed_by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "handover", "client", "number"], name="one_confirmation_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gt=1) | models.Q(number=1, confirmed_on__isnull=False),
                name="confirmed_before_taken_back",
            ),
        ]


class Consent(OrganizationRow):
    """A party's yes to exactly these terms (their hash). It counts only while the handover still has that hash."""

    writes = Writes.APPEND_ONLY
    part_of = PartOf("handover", while_="whole.state = 'proposed'")
    personal_data = PersonalData(
        fields={"employee": "who agreed"},
        basis=Basis.CONTRACT,
        retention="with the handover",
        erasure="kept for pay",
    )

    handover = Reference(Handover)
    party = models.CharField(max_length=8, choices=Party.choices)
    employee = Reference("people.Employee")
    terms_hash = models.CharField(max_length=64)
    consented_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "handover", "party", "terms_hash"],
                name="one_consent_a_party_and_terms",
            ),
        ]


class HandoverEvent(OrganizationRow):
    """One step on the way of a handover: who did what when, and what he said. It tells; nothing is decided by it.

    `employee` is which of the two answered, where it is an answer; `before` is what a change found: people, date,
    clients and terms.
    """

    writes = Writes.APPEND_ONLY
    personal_data = PersonalData(
        fields={
            "by_user_id": "who",
            "employee": "which of the two answered",
            "note": "what he said",
            "before": "who gave and who took before a change",
        },
        basis=Basis.CONTRACT,
        retention="with the handover",
        erasure="note emptied",
    )
    seen_with = {"see_clients": ("note", "before")}

    handover = Reference(Handover)
    verb = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    employee = Reference("people.Employee", null=True)
    before = models.JSONField(null=True)
