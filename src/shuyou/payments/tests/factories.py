"""Makes files of the post office and what providers tell for tests."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from shuyou.kernel.actor import Actor
from shuyou.payments.adapters import provider
from shuyou.payments.ports import REFUNDED, Told

HEADINGS = "汇票号码,交汇日期,汇款人姓名,汇款人邮编,汇款人地址,汇款金额,附言"
POST = Actor.job("post")


def slip_file(folder: Path, lines: Iterable[str], *, name: str = "post.csv") -> Path:
    """Write a file as the post office does: GB18030, with headings."""
    path = folder / name
    path.write_text("\r\n".join([HEADINGS, *lines]) + "\r\n", encoding="gb18030", newline="")
    return path


def a_refund_told(number: str, amount: Decimal) -> Told:
    """Return what WeChat Pay tells when it has given money back."""
    merchant = provider("wechat").merchant
    return Told(event="r1", kind=REFUNDED, number=number, trade="T9", amount=amount, currency="CNY", merchant=merchant)
