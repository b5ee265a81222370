from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payruns", "0003_adjustments_by_hand")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="taken_over",
            field=models.JSONField(null=True),
        ),
    ]
