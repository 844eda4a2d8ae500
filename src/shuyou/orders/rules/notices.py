"""What readers are told of their orders: the kinds of notices with the words they come with."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.notices import SERVICE, Fact, NoticeKind, Words

_NUMBER: Final = Fact(name="number", label=_("Order number"), sample="A2611230017")
_TOTAL: Final = Fact(name="total", label=_("Sum"), sample="128.00")
_HELLO: Final = {"zh": "# {name|书友}，您好", "en": "# Dear {name|reader},"}


def _kind(code: str, label: str | Promise, facts: list[Fact], zh: tuple[str, str], en: tuple[str, str]) -> NoticeKind:
    """Return a kind whose letter says what its short form says, after a greeting."""
    return NoticeKind(
        code=f"orders.{code}", label=label, purpose=SERVICE, facts=facts,
        zh=Words(subject=zh[0], body=f"{_HELLO['zh']}\n\n{zh[1]}\n\n> 如有疑问，请联系 {{contact}}。", short=zh[1]),
        en=Words(subject=en[0], body=f"{_HELLO['en']}\n\n{en[1]}\n\n> Questions? Write to {{contact}}.", short=en[1]),
    )  # fmt: skip


PLACED: Final = _kind(
    "placed", _("Order placed"), [_NUMBER, _TOTAL],
    ("订单 {number} 已收到", "您的订单 {number} 已收到，合计 {total} 元，图书已为您留好。"),
    ("Order {number} received", "We have your order {number}, ¥{total} in all; the copies are set aside for you."),
)  # fmt: skip
PAID: Final = _kind(
    "paid", _("Order paid"), [_NUMBER, _TOTAL],
    ("订单 {number} 已付款", "订单 {number} 的款项 {total} 元已到账，我们马上配货。"),
    ("Order {number} is paid", "¥{total} for order {number} arrived; we are getting it ready."),
)  # fmt: skip
SHIPPED: Final = _kind(
    "shipped", _("Parcel on its way"), [_NUMBER],
    ("订单 {number} 已发货", "订单 {number} 的包裹已交给快递，请留意查收。"),
    ("Order {number} is on its way", "The parcel of order {number} has left the house."),
)  # fmt: skip
READY: Final = _kind(
    "ready", _("Order ready to be fetched"), [_NUMBER, Fact(name="place", label=_("Place"), sample="书友西湖店")],
    ("订单 {number} 可以取了", "订单 {number} 已备好，请到{place}取书。"),
    ("Order {number} is ready", "Order {number} lies ready for you at {place}."),
)  # fmt: skip
CANCELLED: Final = _kind(
    "cancelled", _("Order cancelled"), [_NUMBER],
    ("订单 {number} 已取消", "订单 {number} 已取消，已付的款项将原路退回。"),
    ("Order {number} is cancelled", "Order {number} is cancelled; what was paid goes back the way it came."),
)  # fmt: skip
RETURNED: Final = _kind(
    "returned", _("Return settled"), [_NUMBER, Fact(name="money", label=_("Money given back"), sample="36.00")],
    ("订单 {number} 退货已办妥", "订单 {number} 的退货已办妥，退款 {money} 元将原路退回。"),
    ("Your return for order {number}", "Your return for order {number} is settled: ¥{money} goes back."),
)  # fmt: skip
ARRIVED: Final = _kind(
    "want_arrived", _("A wish is here"), [Fact(name="title", label=_("Title"), sample="《庄子集释》")],
    ("您等的书到了：{title}", "您登记的{title}已到店并为您留好，请与我们联系取书或寄送。"),
    ("Here at last: {title}", "{title}, which you asked for, is here and kept for you. Tell us how you would like it."),
)  # fmt: skip

KINDS: Final = (PLACED, PAID, SHIPPED, READY, CANCELLED, RETURNED, ARRIVED)
