"""The three price lists a new club starts with."""

from decimal import Decimal
from typing import ClassVar

from django.db import migrations

PRICE_LISTS = (
    ("list", "定价", "List price", "1.0000", 1),
    ("member", "会员价", "Member", "0.9500", 2),
    ("vip", "贵宾价", "VIP", "0.8800", 3),
)


def add_price_lists(apps, _schema):
    price_list = apps.get_model("catalog", "PriceList")
    for code, name_zh, name_en, rate, rank in PRICE_LISTS:
        price_list.objects.create(code=code, name_zh=name_zh, name_en=name_en, rate=Decimal(rate), rank=rank)


def remove_price_lists(apps, _schema):
    codes = [row[0] for row in PRICE_LISTS]
    apps.get_model("catalog", "PriceList").objects.filter(code__in=codes, entries=None).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("catalog", "0002_history")]
    operations: ClassVar = [migrations.RunPython(add_price_lists, remove_price_lists)]
