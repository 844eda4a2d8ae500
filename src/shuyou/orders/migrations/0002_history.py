"""Orders keep their history; their numbers have a series."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("orders", "0001_initial"), ("kernel", "0002_history")]
    operations: ClassVar = [
        schema.number_series("order", start=1000001),
        schema.keep_history("orders_order"),
    ]
