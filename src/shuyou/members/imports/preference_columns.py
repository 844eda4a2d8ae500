"""What partners call the columns of a list of what readers like: whose row it is, and the fields in use."""

from shuyou.kernel.files import Column
from shuyou.members.models import Attribute

READER = (
    Column(
        "number",
        ("会员号", "会员编号", "member number", "member no"),
        is_required=True,
        instead=("card", "phone"),
    ),
    Column("card", ("卡号", "会员卡号", "card number", "card no")),
    Column("phone", ("手机", "手机号", "电话", "mobile", "telephone")),
    Column("name", ("姓名", "会员姓名", "full name")),
    Column("said_on", ("日期", "记录日期", "date", "recorded on")),
    Column("confidence", ("可信度", "把握", "confidence percent", "how sure")),
)
"""Whose row it is, when it was said, and how sure the partner is, in percent."""


def preference_columns() -> tuple[Column, ...]:
    """Return every column that a list may have; fields that are retired are none of them."""
    own = {column.field for column in READER}
    asked = Attribute.objects.filter(retired_at=None).exclude(code__in=own).order_by("rank", "pk")
    return (*READER, *(Column(row.code, (row.name_zh, row.name_en)) for row in asked))
