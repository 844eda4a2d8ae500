"""Providers of payments: the real ones where keys are set up, else the sandbox behind the same doors."""

from functools import cache
from typing import Final

from django.conf import settings

from shuyou.payments.adapters.alipay import AlipayProvider
from shuyou.payments.adapters.keys import alipay_keys, wechat_keys
from shuyou.payments.adapters.sandbox import sandbox_alipay, sandbox_wechat
from shuyou.payments.adapters.wechat import WeChatProvider
from shuyou.payments.ports import PaymentProvider

CODES: Final = ("wechat", "alipay")


@cache
def provider(code: str) -> PaymentProvider:
    """Return a provider by its code."""
    if code == "wechat":
        path = settings.SHUYOU_WECHAT_PAY
        return WeChatProvider(wechat_keys(path)) if path else sandbox_wechat()
    path = settings.SHUYOU_ALIPAY
    return AlipayProvider(alipay_keys(path)) if path else sandbox_alipay()


def is_sandbox(code: str) -> bool:
    """Tell whether a provider is only played."""
    return not (settings.SHUYOU_WECHAT_PAY if code == "wechat" else settings.SHUYOU_ALIPAY)
