import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import jieli.lib.tenancy.rows


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0001_initial"),
        ("payruns", "0004_what_a_run_took_over"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digests", models.JSONField()),
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
                (
                    "run",
                    jieli.lib.tenancy.rows.Reference(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payruns.run",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(fields=("organization", "run"), name="one_seal_a_run"),
        ),
    ]
