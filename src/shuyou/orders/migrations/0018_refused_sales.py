"""Sales without a network that were refused are kept until a manager decides."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("orders", "0017_returns_of_guests")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="RefusedSale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True)),
                ("body", models.TextField()),
                ("member", models.CharField(blank=True, max_length=80)),
                ("card", models.CharField(blank=True, max_length=80)),
                ("slip", models.CharField(blank=True, max_length=30)),
                ("code", models.CharField(max_length=60)),
                ("why", models.CharField(max_length=300)),
                ("sent_by", models.CharField(max_length=80)),
                ("refused_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for the manager"),
                            ("posted", "Posted"),
                            ("dropped", "Dropped"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refused_sales", to="orders.till"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "refusedsale",
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, order=None)
                | Q(state="posted", decided_at__isnull=False, order__isnull=False)
                | Q(state="dropped", decided_at__isnull=False, order=None) & ~Q(reason=""),
                name="refused_sale_posted_or_dropped_for_a_reason",
            ),
        ),
        migrations.AddIndex("refusedsale", models.Index(fields=["state", "-id"], name="refused_sales_by_state")),
        schema.keep_history("orders_refusedsale", ignoring=("member", "card")),
    ]
