"""The first earning rule; from here on the points ledger and its rules refuse change."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("loyalty", "0001_initial"), ("kernel", "0002_history")]
    operations: ClassVar = [
        migrations.RunSQL(
            "INSERT INTO loyalty_earningrule (code, version, points_per_yuan, point_value, lot_months, valid_from)"
            " VALUES ('base', 1, 1, 0.01, 24, '2000-01-01T00:00:00Z')",
            "DELETE FROM loyalty_earningrule WHERE code = 'base' AND version = 1",
        ),
        schema.append_only("loyalty_pointsentry"),
        schema.append_only("loyalty_earningrule"),
    ]
