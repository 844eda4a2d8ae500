"""No index that another one begins with: each costs every write."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_spare_indexes"),
        ("supply", "0002_ledger"),
    ]

    operations = [
        migrations.AlterField(
            model_name="layer",
            name="shelf",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="layers", to="supply.shelf"
            ),
        ),
        migrations.AlterField(
            model_name="movement",
            name="item",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.item"
            ),
        ),
        migrations.AlterField(
            model_name="shelf",
            name="item",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="shelves", to="catalog.item"
            ),
        ),
    ]
