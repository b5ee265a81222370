from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payruns", "0005_seals")]

    operations = [
        migrations.AddField(
            model_name="runevent",
            name="link",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
