"""What both agree the outgoing person keeps of open deals, and that clients were properly taken over."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import jieli.lib.tenancy.rows


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0002_search"),
        ("handovers", "0003_answers_and_changes"),
        ("intake", "0003_invoices_and_more_of_deals"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("confirmed_on", models.DateField()),
                ("confirmed_by_id", models.BigIntegerField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "client",
                    jieli.lib.tenancy.rows.Reference(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "handover",
                    jieli.lib.tenancy.rows.Reference(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handovers.handover",
                    ),
                ),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "handover", "client"), name="one_confirmation_a_client"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NamedDeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("share_numerator", models.BigIntegerField()),
                ("share_denominator", models.BigIntegerField()),
                ("until", models.DateField(null=True)),
                ("signed_until", models.DateField(null=True)),
                (
                    "deal",
                    jieli.lib.tenancy.rows.Reference(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="intake.fact",
                    ),
                ),
                (
                    "handover",
                    jieli.lib.tenancy.rows.Reference(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handovers.handover",
                    ),
                ),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "handover", "deal"), name="deal_named_once_a_handover"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share_numerator__gt", 0),
                            ("share_numerator__lte", models.F("share_denominator")),
                        ),
                        name="named_share_is_a_part",
                    ),
                ],
            },
        ),
    ]
