"""How long the words of messages stay, once the club switches it on."""

from typing import ClassVar

from django.db import migrations

MONTHS = 36
RULES = {
    "messages": "民法典 188 / Civil Code 188: what was said can be proved as long as somebody may claim",
    "inbound": "民法典 188 / Civil Code 188: what a reader wrote can be proved as long as somebody may claim",
}


def add(apps, schema_editor):
    rule = apps.get_model("members", "RetentionRule")
    rule.objects.bulk_create([rule(part=part, months=MONTHS, ground=ground) for part, ground in RULES.items()])


def remove(apps, schema_editor):
    apps.get_model("members", "RetentionRule").objects.filter(part__in=RULES).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("messaging", "0003_urgent_first"), ("members", "0031_named_files")]
    operations: ClassVar = [migrations.RunPython(add, remove)]
