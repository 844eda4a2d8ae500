"""How long files that were handed in, and rows that were refused, are kept: they are about people who are nobody's."""

from typing import ClassVar

from django.db import migrations

RULE = ("intake", 3, "个人信息保护法 19 / PIPL 19: rows that were refused are corrected by then, or never")


def add(apps, schema_editor):
    part, months, ground = RULE
    apps.get_model("members", "RetentionRule").objects.create(part=part, months=months, ground=ground)


def remove(apps, schema_editor):
    apps.get_model("members", "RetentionRule").objects.filter(part=RULE[0]).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0021_lists_by_preference")]
    operations: ClassVar = [migrations.RunPython(add, remove)]
