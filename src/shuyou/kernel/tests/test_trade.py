"""Words of the book trade: what stands in the database as a code is read in either language."""

from collections.abc import Callable

import pytest
from django.utils import translation

from shuyou.kernel.templatetags import trade


@pytest.mark.parametrize(
    ("say", "code", "chinese", "english"),
    [
        (trade.language_name, "zh", "中文", "Chinese"),
        (trade.language_name, "ara", "阿拉伯语", "Arabic"),
        (trade.language_name, "x-own", "x-own", "x-own"),
        (trade.binding, "hardback", "精装", "hardback"),
        (trade.binding, "平装", "平装", "paperback"),
        (trade.binding, "蝴蝶装", "蝴蝶装", "蝴蝶装"),
        (trade.came_from, "books", "文件 books", "file books"),
        (trade.came_from, "onix:Global Bookinfo", "Global Bookinfo 的 ONIX 数据", "ONIX message of Global Bookinfo"),
        (trade.came_from, "marc:records", "MARC 文件 records", "MARC file records"),
        (trade.came_from, "", "", ""),
        (trade.posted_for, "order:SO010000036", "订单 SO010000036", "order SO010000036"),
        (trade.posted_for, "delivery:DN-17", "送货单 DN-17", "delivery note DN-17"),
        (trade.posted_for, "delivery:DN-17:6021", "送货单 DN-17", "delivery note DN-17"),
        (trade.posted_for, "lapse:2026-11-21", "2026-11-21", "2026-11-21"),
        (trade.posted_for, "gift", "gift", "gift"),
    ],
)
def test_codes_are_read_in_words(say: Callable[[str], str], code: str, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert say(code) == chinese
    with translation.override("en"):
        assert say(code) == english
