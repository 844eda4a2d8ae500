"""How many readers somebody takes away in a file, and in files within a day, before somebody else has to approve."""

from typing import ClassVar

from django.db import migrations, models

from shuyou.kernel import schema

ROLES = ("shop_clerk", "telesales", "call_agent", "service_agent", "marketer", "analyst", "manager", "administrator")
OPEN = frozenset({"service_agent", "manager", "administrator"})


def add(apps, schema_editor):
    """A thousand readers is what the law's readers take for many; a day holds a few such files."""
    limits = apps.get_model("members", "ExportLimit").objects
    for role in ROLES:
        is_open = role in OPEN
        limits.create(
            role=role, rows=1000, rows_per_day=3000, open_rows=500 if is_open else 0,
            open_rows_per_day=1000 if is_open else 0,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0023_lists_by_trade")]
    operations: ClassVar = [
        migrations.CreateModel(
            "ExportLimit",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=20, unique=True)),
                ("rows", models.PositiveIntegerField()),
                ("rows_per_day", models.PositiveIntegerField()),
                ("open_rows", models.PositiveIntegerField()),
                ("open_rows_per_day", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
        schema.keep_history("members_exportlimit"),
        migrations.AddIndex(
            "listexport", models.Index(fields=["asked_by", "asked_at"], name="list_exports_of_somebody")
        ),
    ]
