"""Ways out of the house and in: one for each channel; where none is set up, one that plays it on this machine."""

from collections.abc import Callable, Mapping
from typing import Final

from shuyou.messaging.adapters.inbox import InboxProvider
from shuyou.messaging.adapters.mail import FaxProvider
from shuyou.messaging.adapters.mail_service import mail_provider
from shuyou.messaging.adapters.paper import PaperProvider, PhoneProvider
from shuyou.messaging.adapters.real_sms import sms_provider
from shuyou.messaging.adapters.wechat import wechat_provider
from shuyou.messaging.ports import Provider

PROVIDERS: Final[Mapping[str, Callable[[], Provider]]] = {
    "email": mail_provider,
    "sms": sms_provider,
    "app": InboxProvider,
    "letter": PaperProvider,
    "phone": PhoneProvider,
    "fax": FaxProvider,
    "wechat": wechat_provider,
}
"""What makes the provider of each channel."""


def provider_of(channel: str) -> Provider:
    """Return the provider of a channel."""
    return PROVIDERS[channel]()
