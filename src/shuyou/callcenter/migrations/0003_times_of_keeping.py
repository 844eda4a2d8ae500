"""How long the words and numbers of calls stay, once the club switches it on."""

from typing import ClassVar

from django.db import migrations

RULES = {"calls": "民法典 188 / Civil Code 188: what was said can be proved as long as somebody may claim"}


def add(apps, schema_editor):
    rule = apps.get_model("members", "RetentionRule")
    rule.objects.bulk_create([rule(part=part, months=36, ground=ground) for part, ground in RULES.items()])


def remove(apps, schema_editor):
    apps.get_model("members", "RetentionRule").objects.filter(part__in=RULES).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("callcenter", "0002_first_day"), ("members", "0032_proved_sign_ups")]
    operations: ClassVar = [migrations.RunPython(add, remove)]
