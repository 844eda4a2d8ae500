"""Papers keep their history and have numbers; what is found without a past has a supplier of its own; costs so far."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema

KEPT = (
    "warehouse supplier suppliercontact purchaseorder purchaseline transfer receipt invoice supplierreturn settlement"
    " count want"
).split()
SERIES = "purchase receipt transfer supplier_return settlement count want".split()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("supply", "0004_trade"), ("kernel", "0002_history")]
    operations: ClassVar = [
        *(schema.keep_history(f"supply_{table}") for table in KEPT),
        *(schema.number_series(series) for series in SERIES),
        migrations.RunSQL(
            "INSERT INTO supply_supplier (code, name, terms, is_active) VALUES ('house', '本店（盘盈）', 'firm', false)"
            " ON CONFLICT (code) DO NOTHING",
            "DELETE FROM supply_supplier s WHERE code = 'house'"
            " AND NOT EXISTS (SELECT FROM supply_layer l WHERE l.supplier_id = s.id)",
        ),
        migrations.RunSQL(
            "UPDATE supply_shelf s SET average_cost = l.average FROM (SELECT shelf_id, round(sum(on_hand * unit_cost)"
            " / sum(on_hand), 4) AS average FROM supply_layer WHERE on_hand > 0 GROUP BY shelf_id) l"
            " WHERE l.shelf_id = s.id",
            migrations.RunSQL.noop,
        ),
    ]
