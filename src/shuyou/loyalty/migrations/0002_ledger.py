"""The points ledger and its rules refuse change."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("loyalty", "0001_initial"), ("kernel", "0002_history")]
    operations: ClassVar = [
        schema.append_only("loyalty_pointsentry"),
        schema.append_only("loyalty_earningrule"),
    ]
