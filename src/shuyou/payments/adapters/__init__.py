"""Providers of payments: the real ones where keys are set up; elsewhere they are off, or a sandbox plays them."""

from functools import cache
from typing import Final

from django.conf import settings

from shuyou.payments.adapters.alipay import AlipayProvider
from shuyou.payments.adapters.keys import alipay_keys, wechat_keys
from shuyou.payments.adapters.sandbox import sandbox_alipay, sandbox_wechat
from shuyou.payments.adapters.wechat import WeChatProvider
from shuyou.payments.errors import ProviderOff
from shuyou.payments.models import Provider
from shuyou.payments.ports import PaymentProvider

CODES: Final = ("wechat", "alipay")
KEYS: Final = {"wechat": "SHUYOU_WECHAT_PAY", "alipay": "SHUYOU_ALIPAY"}
"""The variable that names the file with a provider's keys."""


@cache
def provider(code: str) -> PaymentProvider:
    """
    Return a provider by its code.

    :raises ProviderOff: no keys are set, and this is no demo.
    """
    if not is_on(code=code):
        raise ProviderOff(provider=Provider(code).label, reason="off", setting=KEYS[code])
    path = getattr(settings, KEYS[code])
    if code == "wechat":
        return WeChatProvider(wechat_keys(path)) if path else sandbox_wechat()
    return AlipayProvider(alipay_keys(path)) if path else sandbox_alipay()


def is_on(*, code: str) -> bool:
    """Tell whether a provider can be asked."""
    return bool(getattr(settings, KEYS[code])) or settings.SHUYOU_SANDBOX


def is_sandbox(*, code: str) -> bool:
    """Tell whether a provider is only played."""
    return settings.SHUYOU_SANDBOX and not getattr(settings, KEYS[code])
