"""Titles that came back, and the order that was placed for them in the same moment."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0021_own_bundles")]

    operations = [
        migrations.CreateModel(
            name="Exchange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("carried", models.DecimalField(decimal_places=2, max_digits=12)),
                ("charged", models.DecimalField(decimal_places=2, max_digits=12)),
                ("given", models.DecimalField(decimal_places=2, max_digits=12)),
                ("done_at", models.DateTimeField()),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exchanged", to="orders.order"
                    ),
                ),
                (
                    "returned",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exchange", to="orders.return"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("carried__gte", 0), ("charged__gte", 0), ("given__gte", 0)),
                        name="exchange_sums",
                    )
                ],
            },
        ),
    ]
