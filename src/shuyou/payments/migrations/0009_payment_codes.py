"""Codes on readers' telephones that are scanned at a till; money that guests pay by them."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0008_cash_of_tills"), ("members", "0030_questions")]
    operations: ClassVar = [
        migrations.AlterField(
            "charge",
            "member",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="members.member"
            ),
        ),
        migrations.AlterField(
            "charge",
            "state",
            models.CharField(
                choices=[
                    ("open", "Waits for the reader"), ("paid", "Paid"), ("off", "To be called off"),
                    ("closed", "Closed"),
                ],
                default="open",
                max_length=6,
            ),
        ),  # fmt: skip
        migrations.AddField("charge", "scan_key", models.UUIDField(null=True, unique=True)),
        migrations.AddIndex(
            "charge",
            models.Index(
                fields=["made_at"], name="charges_scanned", condition=Q(scan_key__isnull=False, receipt=None)
            ),
        ),
        migrations.AddField("sandboxtrade", "is_off", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("sandboxtrade", "is_typing", models.BooleanField(db_default=False, default=False)),
    ]
