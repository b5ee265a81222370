"""The companies and persons whom the sales people serve."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import pgettext_lazy

from jieli.lib.personal_data import NOTHING_PERSONAL, Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, Reference, Writes


class ClientKind(models.TextChoices):
    COMPANY = "company", pgettext_lazy("client", "Company")
    PERSON = "person", pgettext_lazy("client", "Person")


class ClientClass(models.TextChoices):
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    D = "D", "D"


class ClientStatus(models.TextChoices):
    LEAD = "lead", pgettext_lazy("client status", "Lead")
    ACTIVE = "active", pgettext_lazy("client status", "Active")
    QUIET = "quiet", pgettext_lazy("client status", "Quiet")
    LOST = "lost", pgettext_lazy("client status", "Lost")


class Client(OrganizationRow):
    """One client. Who answers for him is not here: it has dates and shares and stands in the ownership timeline."""

    functions = ("jieli_grams(text)", "jieli_find_clients(text[], text[], integer)")
    personal_data = PersonalData(
        fields={
            "name": "name of a person client",
            "phone": "phone",
            "name_key": "name in pinyin for sorting",
            "search_text": "name and phone for searching",
        },
        basis=Basis.LEGITIMATE_INTEREST,
        retention="while served and five years after the last deal",
        erasure="name and phone of a person client replaced by the code",
    )
    seen_with = {
        "see_clients": (
            "name",
            "credit_code",
            "phone",
            "client_class",
            "status",
            "industry",
            "region",
            "source",
            "tags",
            "name_key",
            "search_text",
        )
    }

    code = models.CharField(max_length=40)  # the company's own number for the client; the key of imports
    kind = models.CharField(max_length=8, choices=ClientKind.choices, default=ClientKind.COMPANY)
    name = models.CharField(max_length=160)
    credit_code = models.CharField(max_length=18, blank=True)  # 统一社会信用代码
    phone = models.CharField(max_length=32, blank=True)
    client_class = models.CharField(max_length=1, choices=ClientClass.choices, blank=True)
    status = models.CharField(max_length=8, choices=ClientStatus.choices, default=ClientStatus.ACTIVE)
    industry = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=60, blank=True)
    tags = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    name_key = models.CharField(max_length=280, editable=False, db_collation="C")  # pinyin, for sorting
    search_text = models.TextField(editable=False)  # see search.py; the gram index on it is in migration 0002
    created_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="client_code_once")]
        indexes = [
            models.Index(fields=["organization", "name_key", "id"], name="clients_by_name"),
            models.Index(fields=["organization", "client_class", "id"], name="clients_by_class"),
            models.Index(fields=["organization", "-created_on", "-id"], name="clients_by_creation"),
            models.Index(fields=["organization", "industry"], name="clients_by_industry"),
            models.Index(fields=["organization", "region"], name="clients_by_region"),
        ]


class ClientBefore(OrganizationRow):
    """What pay looks at of a client, his region and class, as it was known until a moment. What is known now is the client's."""

    writes = Writes.APPEND_ONLY
    personal_data = NOTHING_PERSONAL
    seen_with = {"see_clients": ("region", "client_class")}

    client = Reference(Client)
    region = models.CharField(max_length=60, blank=True)
    client_class = models.CharField(max_length=1, choices=ClientClass.choices, blank=True)
    known_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "client", "known_until"], name="client_before_once_a_moment"
            )
        ]


class Contact(OrganizationRow):
    """A person at a client."""

    writes = Writes.FREE
    personal_data = PersonalData(
        fields={"name": "name", "title": "job title", "phone": "phone", "email": "mail address"},
        basis=Basis.LEGITIMATE_INTEREST,
        retention="with the client",
        erasure="deleted",
    )
    seen_with = {"see_clients": ("name", "title", "phone", "email", "is_primary")}

    client = Reference(Client)
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    email = models.CharField(max_length=120, blank=True)
    is_primary = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["organization", "client"], name="contacts_of_a_client")]
