"""Providers without an account: the real adapters, with the other side played in the same process."""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wechatpayv3.type import RequestType
from wechatpayv3.utils import build_authorization

from shuyou.kernel import clock
from shuyou.payments.adapters.alipay import AlipayProvider
from shuyou.payments.adapters.keys import AlipayKeys, WeChatKeys
from shuyou.payments.adapters.peer import (
    MERCHANT,
    PUBLIC_KEY_ID,
    SERIAL,
    AlipayPeer,
    PeerKeys,
    Trade,
    TradeBook,
    WeChatPeer,
    load_key,
    pay,
    private_pem,
)
from shuyou.payments.adapters.wechat import WeChatProvider
from shuyou.payments.models import SandboxTrade

ALIPAY_URL = "sandbox:alipay"


class TableBook:
    """The books of the sandbox, in the database."""

    def __init__(self, code: str) -> None:
        self.code = code

    def find(self, number: str) -> Trade | None:
        """Return a payment or refund by our number."""
        return self._trade(SandboxTrade.objects.filter(provider=self.code, number=number).first())

    def find_trade(self, trade: str) -> Trade | None:
        """Return a payment by its own number."""
        return self._trade(SandboxTrade.objects.filter(provider=self.code, trade=trade).first())

    def keep(self, trade: Trade) -> None:
        """Write a payment or refund."""
        kept = {
            "amount": trade.amount, "is_paid": trade.is_paid, "paid_at": trade.paid_at, "trade": trade.trade,
            "is_off": trade.is_off, "is_typing": trade.is_typing,
        }  # fmt: skip
        mine = {"provider": self.code, "number": trade.number, "is_refund": trade.is_refund}
        if not SandboxTrade.objects.filter(**mine).update(**kept):
            SandboxTrade.objects.create(**mine, **kept)

    def of_day(self, day: date) -> Sequence[Trade]:
        """Return what moved on a day."""
        start = clock.day_start(day)
        rows = SandboxTrade.objects.filter(
            provider=self.code, is_paid=True, paid_at__gte=start, paid_at__lt=clock.day_start(day + timedelta(days=1))
        )
        return [trade for row in rows.order_by("pk") if (trade := self._trade(row))]

    def _trade(self, row: SandboxTrade | None) -> Trade | None:
        if row is None:
            return None
        return Trade(
            number=row.number, trade=row.trade, amount=row.amount, is_refund=row.is_refund, is_paid=row.is_paid,
            paid_at=row.paid_at, is_off=row.is_off, is_typing=row.is_typing,
        )  # fmt: skip


class SandboxWeChat(WeChatProvider):
    """WeChat Pay whose other side is played here."""

    def __init__(self, keys: WeChatKeys, peer: WeChatPeer) -> None:
        super().__init__(keys)
        self.peer = peer
        self.sdk._core.request = self._request

    def pay(self, number: str, *, at: datetime, event: str = "") -> tuple[Mapping[str, str], bytes]:
        """Let the reader pay, and return the notice of it."""
        pay(self.peer.book, number, at=at)
        return self.peer.notice(number, at=at, event=event)

    def _request(
        self, path: str, method: Any = RequestType.GET, data: Any = None, skip_verify: bool = False, **_: Any
    ) -> tuple[int, str | bytes]:
        core = self.sdk._core
        body = json.dumps(data) if data else ""
        signed = build_authorization(path, method.value, MERCHANT, SERIAL, core._private_key, data=body)
        answer = self.peer.answer(method.value, path, {"Authorization": signed}, body, at=clock.now())
        if answer.headers["Content-Type"] != "application/json":
            return answer.status, answer.body
        text = answer.body.decode()
        if not skip_verify and answer.status == 200 and not core._verify_signature(answer.headers, text):
            message = "failed to verify the signature"
            raise ValueError(message)
        return answer.status, text


class SandboxAlipay(AlipayProvider):
    """Alipay whose other side is played here."""

    def __init__(self, keys: AlipayKeys, peer: AlipayPeer) -> None:
        super().__init__(keys, gateway=ALIPAY_URL)
        self.peer = peer
        self.sdk.verified_sync_response = self._request

    def pay(self, number: str, *, at: datetime, event: str = "") -> tuple[Mapping[str, str], bytes]:
        """Let the reader pay, and return the notice of it."""
        pay(self.peer.book, number, at=at)
        return self.peer.notice(number, at=at, event=event)

    def _request(self, data: Any, response_type: str) -> Any:
        answer = self.peer.answer(self.sdk.sign_data(data), at=clock.now())
        return self.sdk._verify_and_return_sync_response(answer.body.decode(), response_type)

    def _fetch(self, url: str) -> bytes:
        return self.peer.answer(urlsplit(url).query, at=clock.now()).body


def wechat_keys_of(keys: PeerKeys) -> WeChatKeys:
    """Return the merchant's side of keys."""
    private, platform, _public = keys.pems()
    return WeChatKeys(
        mchid=MERCHANT, appid="wx0000000000000000", serial=SERIAL, apiv3_key=keys.sealing, private_key=private,
        public_key=platform, public_key_id=PUBLIC_KEY_ID, notify_url="https://localhost/pay/notice/wechat/",
    )  # fmt: skip


def alipay_keys_of(keys: PeerKeys) -> AlipayKeys:
    """Return the application's side of keys."""
    private, platform, _public = keys.pems()
    return AlipayKeys(
        appid="2021000000000000", private_key=private, alipay_public_key=platform,
        notify_url="https://localhost/pay/notice/alipay/",
    )  # fmt: skip


@cache
def sandbox_wechat() -> SandboxWeChat:
    """Return WeChat Pay as the sandbox plays it."""
    return sandbox_wechat_with(TableBook("wechat"), _kept_keys())


def sandbox_wechat_with(book: TradeBook, keys: PeerKeys) -> SandboxWeChat:
    """Return WeChat Pay played with these books and keys."""
    return SandboxWeChat(wechat_keys_of(keys), WeChatPeer(keys, book))


@cache
def sandbox_alipay() -> SandboxAlipay:
    """Return Alipay as the sandbox plays it."""
    return sandbox_alipay_with(TableBook("alipay"), _kept_keys())


def sandbox_alipay_with(book: TradeBook, keys: PeerKeys) -> SandboxAlipay:
    """Return Alipay played with these books and keys."""
    return SandboxAlipay(alipay_keys_of(keys), AlipayPeer(keys, book, url=ALIPAY_URL))


def _kept_keys() -> PeerKeys:
    """Return the keys of this installation's sandbox, made at its first payment; of several makers the first wins."""
    path = Path(settings.SHUYOU_VAR) / "payments_sandbox.json"
    if not path.exists():
        made = PeerKeys.make()
        told = {"platform": private_pem(made.platform), "merchant": private_pem(made.merchant), "sealing": made.sealing}
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(told, file)
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    kept = json.loads(path.read_text("utf-8"))
    return PeerKeys(load_key(kept["platform"]), load_key(kept["merchant"]), kept["sealing"])
