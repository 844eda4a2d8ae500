"""Invoices say what they are billed in."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("supply", "0013_scan_keys")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="invoice",
            name="currency",
            field=models.CharField(db_default="CNY", default="CNY", max_length=3),
        ),
        migrations.RunSQL(
            "UPDATE supply_invoice i SET currency = o.currency FROM (SELECT DISTINCT ON (r.invoice_id) r.invoice_id,"
            " p.currency FROM supply_receipt r JOIN supply_purchaseorder p ON p.id = r.order_id"
            " WHERE r.invoice_id IS NOT NULL ORDER BY r.invoice_id, r.id) o"
            " WHERE o.invoice_id = i.id AND o.currency <> 'CNY'",
            migrations.RunSQL.noop,
        ),
    ]
