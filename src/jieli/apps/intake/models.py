"""Facts of the outer world, append-only: a correction is a new version of the same fact, and the latest one holds.

One Fact row is one source key, once. What we know of it stands in numbered versions; `recorded_at` says since when
we know it, so that any earlier state of knowledge can be read again. A version that is void says the fact never was.
"""

from django.db import models
from django.utils.translation import pgettext_lazy

from jieli.lib.known import one_known_at_a_time
from jieli.lib.personal_data import NOTHING_PERSONAL, Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, PartOf, Reference, Writes


class FactKind(models.TextChoices):
    DEAL = "deal", pgettext_lazy("kind of fact", "Deal")
    RECEIPT = "receipt", pgettext_lazy("kind of fact", "Receipt")
    INVOICE = "invoice", pgettext_lazy("kind of fact", "Invoice")
    REFUND = "refund", pgettext_lazy("kind of fact", "Refund")
    VISIT = "visit", pgettext_lazy("kind of fact", "Visit")
    SERVICE = "service", pgettext_lazy("kind of fact", "Service record")


class ExchangeRate(OrganizationRow):
    """What one unit of a foreign currency is worth in the organisation's own, from a day on until the next rate's; as known
    from recorded_at to superseded_at. No row is an end: from the first rate on every day has one."""

    writes = Writes.APPEND_ONLY
    supersedable = ("superseded_at",)
    personal_data = NOTHING_PERSONAL

    currency = models.CharField(max_length=3)
    from_on = models.DateField()
    rate_numerator = models.BigIntegerField()
    rate_denominator = models.BigIntegerField()
    reason = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            one_known_at_a_time("one_rate_a_day", "currency", "from_on", holds=None),
            models.CheckConstraint(condition=models.Q(rate_numerator__gt=0), name="rate_above_zero"),
            models.CheckConstraint(condition=models.Q(rate_denominator__gt=0), name="rate_has_denominator"),
            models.CheckConstraint(
                condition=models.Q(currency__regex="^[A-Z]{3}$"), name="rate_of_a_currency"
            ),
        ]


class Fact(OrganizationRow):
    """The lasting identity of one fact: its kind and its key in the source."""

    writes = Writes.APPEND_ONLY
    personal_data = NOTHING_PERSONAL

    kind = models.CharField(max_length=8, choices=FactKind.choices)
    source_key = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "kind", "source_key"], name="source_key_once")
        ]


class FactVersion(OrganizationRow):
    """What every kind of version has. `reason` says why it corrects the one before; the first needs none."""

    writes = Writes.APPEND_ONLY
    personal_data = NOTHING_PERSONAL
    versions_of = "fact_id"  # the log tells a version against the one before

    fact = Reference(Fact)
    number = models.PositiveIntegerField()
    client = Reference("clients.Client")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)
    is_void = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


def version_constraints(kind: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["organization", "fact", "number"], name=f"{kind}_version_once"),
        models.CheckConstraint(
            condition=models.Q(number=1) | ~models.Q(reason=""), name=f"{kind}_correction_has_a_reason"
        ),
    ]


class DealVersion(FactVersion):
    """A signed deal. Contracts with several product lines are several deals under one contract number.

    region, client_class: the deal's own, where it has one. The days are null while they have not come or are not known.
    """

    seen_with = {
        "see_clients": (
            "reason",
            "title",
            "contract_number",
            "product_line",
            "amount_fen",
            "quantity",
            "margin_fen",
            "region",
            "client_class",
        )
    }

    title = models.CharField(max_length=160)
    contract_number = models.CharField(max_length=80, blank=True)
    product_line = models.CharField(max_length=60, blank=True)
    amount_fen = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    signed_on = models.DateField()
    opened_on = models.DateField(null=True)  # since when the opportunity was open; null = not known
    quantity = models.BigIntegerField(null=True)  # hundredths of a unit
    margin_fen = models.BigIntegerField(null=True)  # negative for a loss
    region = models.CharField(max_length=60, blank=True)
    client_class = models.CharField(max_length=1, blank=True)
    delivered_on = models.DateField(null=True)
    approved_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    renews = Reference(Fact, null=True)  # the earlier deal of the client that it renews

    class Meta:
        constraints = [
            *version_constraints("deal"),
            models.CheckConstraint(condition=models.Q(amount_fen__gte=0), name="deal_amount_not_negative"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="deal_quantity_not_negative"),
        ]
        indexes = [
            models.Index(fields=["organization", "client", "signed_on"], name="deals_of_a_client"),
            models.Index(fields=["organization", "signed_on"], name="deals_by_signing"),
        ]


class DealSplit(OrganizationRow):
    """An agreed share of one deal for one person; the splits of a deal sum to one and override ownership."""

    writes = Writes.APPEND_ONLY
    part_of = PartOf("deal_version")
    personal_data = PersonalData(
        fields={"employee": "whose share"},
        basis=Basis.CONTRACT,
        retention="with the deal",
        erasure="kept for pay",
    )
    seen_with = {"see_clients": ("share_numerator", "share_denominator")}

    deal_version = Reference(DealVersion)
    employee = Reference("people.Employee")
    share_numerator = models.BigIntegerField()
    share_denominator = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "deal_version", "employee"], name="one_split_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(share_numerator__gt=0, share_denominator__gt=0),
                name="split_share_positive",
            ),
        ]


class ReceiptVersion(FactVersion):
    """Money that came in; its allocations say which deals it settles, and never more than the amount."""

    seen_with = {"see_clients": ("reason", "amount_fen")}

    amount_fen = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    received_on = models.DateField()

    class Meta:
        constraints = [
            *version_constraints("receipt"),
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="receipt_amount_positive"),
        ]
        indexes = [
            models.Index(fields=["organization", "client", "received_on"], name="receipts_of_a_client"),
            models.Index(fields=["organization", "received_on"], name="receipts_by_day"),
        ]


class ReceiptAllocation(OrganizationRow):
    """The part of a receipt that settles one deal."""

    writes = Writes.APPEND_ONLY
    part_of = PartOf("receipt_version")
    personal_data = NOTHING_PERSONAL
    seen_with = {"see_clients": ("amount_fen",)}

    receipt_version = Reference(ReceiptVersion)
    deal = Reference(Fact)
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "receipt_version", "deal"], name="one_allocation_a_deal"
            ),
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="allocation_positive"),
        ]


class InvoiceVersion(FactVersion):
    """What was billed of a deal; what is billed back is a refund."""

    seen_with = {"see_clients": ("reason", "amount_fen")}

    deal = Reference(Fact)
    amount_fen = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    invoiced_on = models.DateField()

    class Meta:
        constraints = [
            *version_constraints("invoice"),
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="invoice_amount_positive"),
        ]
        indexes = [
            models.Index(fields=["organization", "client", "invoiced_on"], name="invoices_of_a_client"),
            models.Index(fields=["organization", "invoiced_on"], name="invoices_by_day"),
        ]


class RefundVersion(FactVersion):
    """Money given back on a deal; with the receipt that it undoes where that is known."""

    seen_with = {"see_clients": ("reason", "amount_fen")}

    deal = Reference(Fact)
    receipt = Reference(Fact, null=True)
    amount_fen = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    refunded_on = models.DateField()

    class Meta:
        constraints = [
            *version_constraints("refund"),
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="refund_amount_positive"),
        ]


class VisitVersion(FactVersion):
    """A touch between an employee and a client: a visit, a call, a message or a meeting."""

    personal_data = PersonalData(
        fields={"employee": "who visited", "note": "what was said"},
        basis=Basis.CONTRACT,
        retention="with the client",
        erasure="note emptied",
    )
    seen_with = {"see_clients": ("reason", "minutes", "note")}

    class Kind(models.TextChoices):
        VISIT = "visit", pgettext_lazy("kind of visit", "Visit")
        CALL = "call", pgettext_lazy("kind of visit", "Call")
        MESSAGE = "message", pgettext_lazy("kind of visit", "Message")
        MEETING = "meeting", pgettext_lazy("kind of visit", "Meeting")

    employee = Reference("people.Employee")
    visit_kind = models.CharField(max_length=8, choices=Kind.choices)
    visited_on = models.DateField()
    minutes = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = version_constraints("visit")
        indexes = [models.Index(fields=["organization", "client", "visited_on"], name="visits_of_a_client")]


class ServiceVersion(FactVersion):
    """Work done for a client after the sale."""

    personal_data = PersonalData(
        fields={"employee": "who served", "note": "what was done"},
        basis=Basis.CONTRACT,
        retention="with the client",
        erasure="note emptied",
    )
    seen_with = {"see_clients": ("reason", "minutes", "topic", "note")}

    employee = Reference("people.Employee")
    served_on = models.DateField()
    minutes = models.PositiveIntegerField(null=True)
    topic = models.CharField(max_length=160)
    note = models.TextField(blank=True)

    class Meta:
        constraints = version_constraints("service")
        indexes = [models.Index(fields=["organization", "client", "served_on"], name="services_of_a_client")]
