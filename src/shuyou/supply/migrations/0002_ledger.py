"""The stock ledger refuses change."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("supply", "0001_initial"), ("kernel", "0002_history")]
    operations: ClassVar = [
        schema.append_only("supply_movement"),
    ]
