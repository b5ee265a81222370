"""Which earlier deal of its client a deal renews; of what is recorded so far that is not known."""

import django.db.models.deletion
from django.db import migrations

import jieli.lib.tenancy.rows


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_reasons_of_rates")]

    operations = [
        migrations.AddField(
            model_name="dealversion",
            name="renews",
            field=jieli.lib.tenancy.rows.Reference(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.fact",
            ),
        ),
    ]
