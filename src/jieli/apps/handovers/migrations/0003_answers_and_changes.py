"""An event knows which of the two answered, and what a change found."""

import django.db.models.deletion
from django.db import migrations, models

import jieli.lib.tenancy.rows


class Migration(migrations.Migration):
    dependencies = [("handovers", "0002_applied_stays"), ("people", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="handoverevent",
            name="employee",
            field=jieli.lib.tenancy.rows.Reference(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.employee",
            ),
        ),
        migrations.AddField(model_name="handoverevent", name="before", field=models.JSONField(null=True)),
    ]
