"""What foreign currencies are worth, from a day on."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0003_invoices_and_more_of_deals"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("from_on", models.DateField()),
                ("rate_numerator", models.BigIntegerField()),
                ("rate_denominator", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("recorded_by_id", models.BigIntegerField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        db_default=django.db.models.expressions.RawSQL(
                            "current_setting('jieli.organization')::bigint", ()
                        ),
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("organization", "="),
                            ("currency", "="),
                            ("from_on", "="),
                            (
                                models.Func(
                                    models.F("recorded_at"), models.F("superseded_at"), function="tstzrange"
                                ),
                                "&&",
                            ),
                        ],
                        name="one_rate_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate_numerator__gt", 0)), name="rate_above_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate_denominator__gt", 0)), name="rate_has_denominator"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="rate_of_a_currency"
                    ),
                ],
            },
        ),
    ]
