from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statements", "0002_statements_of_corrections")]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="names",
            field=models.JSONField(null=True),
        ),
    ]
