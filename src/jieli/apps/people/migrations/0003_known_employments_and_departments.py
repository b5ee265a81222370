"""Employments and departments' terms get their time of knowledge. What is there counts as known ever since."""

from datetime import UTC, datetime

import django.contrib.postgres.constraints
from django.db import migrations, models

KNOWN_EVER_SINCE = datetime(1970, 1, 1, tzinfo=UTC)
CONSTRAINTS = {
    "employment": ("employee_one_employment_a_day", "employee"),
    "departmentterm": ("department_one_term_a_day", "department"),
}


def known(model):
    """The columns of the time of knowledge, and the constraint that holds for what is known at one moment."""
    name, key = CONSTRAINTS[model]
    knowledge = models.Func(models.F("recorded_at"), models.F("superseded_at"), function="tstzrange")
    return [
        migrations.RemoveConstraint(model_name=model, name=name),
        migrations.AddField(
            model_name=model,
            name="recorded_at",
            field=models.DateTimeField(default=KNOWN_EVER_SINCE),
            preserve_default=False,
        ),
        migrations.AddField(model_name=model, name="superseded_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name=model, name="recorded_by_id", field=models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            model_name=model,
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("organization", "="), (key, "="), ("valid", "&&"), (knowledge, "&&")],
                name=name,
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("people", "0002_unpaid_leave")]

    operations = [*known("employment"), *known("departmentterm")]
