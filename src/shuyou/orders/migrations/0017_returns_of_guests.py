"""Guests bring titles back, and what they get in cash leaves a drawer, once."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("orders", "0016_own_books"),
        ("members", "0030_questions"),
        ("payments", "0008_cash_of_tills"),
    ]
    operations: ClassVar = [
        migrations.AlterField(
            "return",
            "member",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
            ),
        ),
        migrations.AddField(
            "drawermove",
            "refund",
            models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.refund"
            ),
        ),
        migrations.AddConstraint(
            "drawermove",
            models.CheckConstraint(
                condition=Q(refund=None) | Q(kind="out", reason="refund"), name="refund_leaves_the_drawer"
            ),
        ),
    ]
