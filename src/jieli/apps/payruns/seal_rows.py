"""The table of seals; part of `models`."""

from django.db import models

from jieli.lib.personal_data import NOTHING_PERSONAL
from jieli.lib.tenancy.rows import OrganizationRow, PartOf, Reference, Writes


class Seal(OrganizationRow):
    """What an issued run was when it was issued, where its frozen tables do not say it: a digest of each part (`sealing`)."""

    writes = Writes.APPEND_ONLY
    part_of = PartOf("run", while_="whole.state = 'issued' AND jieli_written_now(whole.xmin)")
    personal_data = NOTHING_PERSONAL

    run = Reference("payruns.Run")
    digests = models.JSONField()  # {"events": SHA-256, …}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "run"], name="one_seal_a_run")]
