"""Why a rate was put right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_exchange_rates")]

    operations = [
        migrations.AddField(
            model_name="exchangerate", name="reason", field=models.TextField(blank=True, default="")
        ),
    ]
