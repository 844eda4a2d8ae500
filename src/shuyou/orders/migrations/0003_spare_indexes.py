"""No index that another one begins with: each costs every write."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_spare_indexes"),
        ("members", "0003_tiers"),
        ("orders", "0002_history"),
    ]

    operations = [
        migrations.AlterField(
            model_name="order",
            name="member",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="members.member"
            ),
        ),
        migrations.AlterField(
            model_name="order",
            name="number",
            field=models.CharField(max_length=20),
        ),
        migrations.AlterField(
            model_name="orderline",
            name="item",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.item"
            ),
        ),
        migrations.AlterField(
            model_name="orderline",
            name="member",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
            ),
        ),
        migrations.AlterField(
            model_name="orderline",
            name="order",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="orders.order"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(fields=("number",), name="order_number_once"),
        ),
    ]
