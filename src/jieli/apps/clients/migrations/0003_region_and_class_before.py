import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import jieli.lib.tenancy.rows


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0002_search"),
        ("organizations", "0002_one_person_approves"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClientBefore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=60)),
                (
                    "client_class",
                    models.CharField(
                        blank=True, choices=[("A", "A"), ("B", "B"), ("C", "C"), ("D", "D")], max_length=1
                    ),
                ),
                ("known_until", models.DateTimeField()),
                (
                    "client",
                    jieli.lib.tenancy.rows.Reference(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
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
                    models.UniqueConstraint(
                        fields=("organization", "client", "known_until"), name="client_before_once_a_moment"
                    )
                ],
            },
        ),
    ]
