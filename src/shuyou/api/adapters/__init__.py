"""How other programs are reached."""

from django.conf import settings

from shuyou.api.adapters.web import WebTeller
from shuyou.api.ports import Teller

__all__ = ["WebTeller", "teller"]


def teller() -> Teller:
    """Return who tells other programs what happened."""
    return WebTeller(may_be_private=settings.SHUYOU_PRIVATE_WEBHOOKS)
