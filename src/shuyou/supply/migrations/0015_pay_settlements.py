"""Settlements of consignment are paid through the bank as invoices are."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("supply", "0014_invoice_currency")]
    operations: ClassVar = [
        migrations.AddField(model_name="settlement", name="paid_on", field=models.DateField(null=True)),
        migrations.AlterField(
            model_name="payment",
            name="invoice",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="supply.invoice"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="settlement",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="supply.settlement"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=Q(("state__in", ("waiting", "paid", "differs"))),
                fields=("settlement",),
                name="settlement_is_paid_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=Q(("invoice", None), ("settlement", None), _connector="XOR"),
                name="payment_is_of_one_paper",
            ),
        ),
    ]
