"""What delivery costs: rules of the shop, and the fee on each order."""

from typing import ClassVar

import django.contrib.postgres.fields
from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("orders", "0005_promotions")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="DeliveryRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True)),
                ("name_zh", models.CharField(max_length=60)),
                ("name_en", models.CharField(max_length=60)),
                ("rank", models.PositiveSmallIntegerField()),
                (
                    "areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), default=list, size=None
                    ),
                ),
                ("free_from", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ("fee", models.DecimalField(decimal_places=2, max_digits=8)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fee__gte", 0)), name="delivery_fee_not_negative")
                ]
            },
        ),
        migrations.AddField(
            model_name="order",
            name="delivery_fee",
            field=models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=8),
        ),
        migrations.RemoveConstraint(model_name="order", name="order_total_adds_up"),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("total", models.F("net_total") + models.F("delivery_fee") - models.F("points_value")),
                    ("total__gte", 0),
                ),
                name="order_total_adds_up",
            ),
        ),
        schema.keep_history("orders_deliveryrule"),
        schema.keep_history("orders_promotion"),
        schema.keep_history("orders_promotionversion"),
    ]
