"""Stored-value cards as a tender; money that nobody knows the payer of; the bill that a payment stood in."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

TENDERS = [
    ("remittance", "Postal remittance"), ("cod", "Cash on delivery"), ("cash", "Cash"), ("online", "Online payment"),
    ("wechat", "WeChat Pay"), ("alipay", "Alipay"), ("transfer", "Bank transfer"), ("card", "Card terminal"),
    ("account", "On account"), ("value", "Stored-value card"),
]  # fmt: skip


def member_of(related_name: str) -> models.ForeignKey[object, object]:
    """Return the column that says who paid, where somebody knows it."""
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to="members.member"
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0006_invoices"), ("members", "0027_exports_of_people")]
    operations: ClassVar = [
        migrations.AlterField("receipt", "tender", models.CharField(choices=TENDERS, max_length=12)),
        migrations.AlterField("refund", "tender", models.CharField(choices=TENDERS, max_length=12)),
        migrations.AlterField("receipt", "member", member_of("receipts")),
        migrations.AlterField("refund", "member", member_of("refunds")),
        migrations.AddField("charge", "billed_on", models.DateField(null=True)),
        migrations.AddField("refund", "billed_on", models.DateField(null=True)),
    ]
