"""The first warehouse; the stock ledger refuses change."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("supply", "0001_initial"), ("kernel", "0002_history")]
    operations: ClassVar = [
        migrations.RunSQL(
            "INSERT INTO supply_warehouse (code, name_zh, name_en) VALUES ('main', '总仓', 'Main warehouse')",
            "DELETE FROM supply_warehouse WHERE code = 'main'",
        ),
        schema.append_only("supply_movement"),
    ]
