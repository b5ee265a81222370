"""A confirmation can be taken back by a later statement, and given anew by another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handovers", "0004_named_deals_and_confirmations")]

    operations = [
        migrations.RemoveConstraint(model_name="confirmation", name="one_confirmation_a_client"),
        migrations.AddField(
            model_name="confirmation", name="number", field=models.PositiveIntegerField(default=1)
        ),
        migrations.AlterField(
            model_name="confirmation", name="confirmed_on", field=models.DateField(null=True)
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.UniqueConstraint(
                fields=("organization", "handover", "client", "number"), name="one_confirmation_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number__gt", 1),
                    models.Q(("confirmed_on__isnull", False), ("number", 1)),
                    _connector="OR",
                ),
                name="confirmed_before_taken_back",
            ),
        ),
    ]
