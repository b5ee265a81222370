"""The log of every write, kept by the database itself."""

from django.db import models

from jieli.lib.personal_data import Basis, PersonalData
from jieli.lib.tenancy.rows import OrganizationRow, Writes


class Entry(OrganizationRow):
    """One written row of any table with its old and new value. Made by triggers; the application can only read it."""

    writes = Writes.READ_ONLY
    personal_data = PersonalData(
        fields={"old": "earlier values of a row", "new": "values of a row", "acting_user_id": "who wrote it"},
        basis=Basis.LEGAL_DUTY,
        retention="as long as the row it tells of",
        erasure="the erased columns are erased here too",
    )

    id = models.BigAutoField(primary_key=True)
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    verb = models.CharField(max_length=6)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    acting_user_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "table_name", "row_id", "-id"], name="audit_of_a_row"),
            models.Index(fields=["organization", "-id"], name="audit_latest"),
        ]
