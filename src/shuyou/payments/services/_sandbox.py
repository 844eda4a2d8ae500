"""The reader's part and the provider's, where the sandbox plays them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.payments.adapters import provider
from shuyou.payments.adapters.sandbox import SandboxAlipay, SandboxWeChat
from shuyou.payments.models import Charge, Refund


@dataclass(frozen=True, slots=True)
class SandboxNotice:
    """A notice as the provider sends it: signed."""

    code: str
    headers: Mapping[str, str]
    body: bytes


def notice_of_sandbox(*, number: str, event: str = "", actor: Actor, at: datetime) -> SandboxNotice:
    """
    Let the reader pay a charge, or the provider give a refund, and return the notice of it.

    :raises NotFound: no sandbox plays it.
    """
    actor.require("payments.charge")
    code = Charge.objects.filter(number=number).values_list("provider", flat=True).first()
    refund = None if code else Refund.objects.filter(number=number).values_list("tender", flat=True).first()
    sandbox = provider(code or refund or "wechat")
    if not isinstance(sandbox, SandboxWeChat | SandboxAlipay) or not (code or refund):
        raise NotFound(what=_("payment"), key=number)
    headers, body = sandbox.pay(number, at=at, event=event)
    return SandboxNotice(sandbox.code, headers, body)
