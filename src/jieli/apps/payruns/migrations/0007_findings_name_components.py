from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payruns", "0006_linked_steps")]

    operations = [
        migrations.AddField(
            model_name="runfinding",
            name=name,
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        )
        for name in ("plan_code", "component_key")
    ]
