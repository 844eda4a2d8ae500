"""The four tiers a new club starts with; names, order and benefits are then the shop's own."""

from typing import ClassVar

from django.db import migrations

TIERS = (
    ("green", "青衿", "Reader", 1, 1, "member", 0),
    ("bamboo", "竹简", "Bamboo", 2, 2, "member", 800),
    ("silk", "缥缃", "Silk", 3, 3, "vip", 3000),
    ("langhuan", "琅嬛", "Langhuan", 4, 4, "vip", 10000),
)


def add_tiers(apps, _schema):
    tier = apps.get_model("members", "Tier")
    for code, name_zh, name_en, style, rank, price_list, yearly_spend in TIERS:
        tier.objects.create(
            code=code, name_zh=name_zh, name_en=name_en, style=style, rank=rank, price_list=price_list,
            yearly_spend=yearly_spend,
        )


def remove_tiers(apps, _schema):
    apps.get_model("members", "Tier").objects.filter(code__in=[row[0] for row in TIERS], members=None).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0002_history")]
    operations: ClassVar = [migrations.RunPython(add_tiers, remove_tiers)]
