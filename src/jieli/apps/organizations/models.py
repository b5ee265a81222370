"""The company whose book this is."""

from django.db import models

from jieli.lib.personal_data import NOTHING_PERSONAL


class Organization(models.Model):
    """One row is one company. All other tables are fenced by it; pay of one organisation has one currency."""

    personal_data = NOTHING_PERSONAL

    slug = models.SlugField(max_length=40, unique=True)  # the part behind @ in a login
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    language = models.CharField(max_length=8, default="zh-hans")
    created_at = models.DateTimeField()
    # Off: who approves a pay run is not who made it. Only whoever runs the installation turns it on, for a tiny company.
    one_person_approves = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="currency_is_iso_code"
            ),
        ]
