"""Whether who started or adjusted a pay run may approve it himself: off, and only a tiny company turns it on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="one_person_approves",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
