"""Scans go by keys, so that one that is sent twice counts once."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("supply", "0012_carried_titles")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="ScanKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paper", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("paper", "key"), name="scan_counts_once")],
            },
        ),
    ]
