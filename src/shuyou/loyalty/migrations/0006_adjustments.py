"""Points given and taken by hand keep their reason; how many at a time depends on the role."""

from typing import ClassVar

from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("loyalty", "0005_merging"), ("kernel", "0004_erasure")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="PointsAdjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=80, unique=True)),
                ("points", models.IntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("adjusted_by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("points", 0), _negated=True), name="adjustment_moves_points")
                ],
            },
        ),
        migrations.CreateModel(
            name="AdjustmentLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=20, unique=True)),
                ("points", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunSQL(
            "INSERT INTO loyalty_adjustmentlimit (role, points) VALUES ('shop_clerk', 200), ('telesales', 200),"
            " ('call_agent', 500), ('service_agent', 1000), ('manager', 20000), ('administrator', 20000)",
            "DELETE FROM loyalty_adjustmentlimit",
        ),
        schema.append_only_until_erased("loyalty_pointsadjustment"),
        schema.keep_history("loyalty_adjustmentlimit"),
    ]
