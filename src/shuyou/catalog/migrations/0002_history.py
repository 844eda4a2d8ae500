"""Items and prices keep their history."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("catalog", "0001_initial"), ("kernel", "0002_history")]
    operations: ClassVar = [
        schema.keep_history("catalog_item"),
        schema.keep_history("catalog_pricelist"),
        schema.keep_history("catalog_priceentry"),
    ]
