"""The club's account at WeChat: notices by registered texts, words to who just wrote, and what it calls us for."""

import json
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings

from shuyou.messaging.adapters.played_wechat import PlayedWechat, played_seal
from shuyou.messaging.adapters.wechat_seal import Seal, read_words
from shuyou.messaging.errors import ReportForged
from shuyou.messaging.ports import Away, Down, Heard, Outgoing, Provider, Refused, Report, Taken, Unclear

TIMEOUT: Final = 10
"""Seconds that an answer has."""
RENEWED_BEFORE: Final = 300
"""Seconds before its end from which on a token is not used any more."""
NOTE: Final = "messaging.note"
NO_FOLLOWER: Final = (40003, 43004, 43101)
TOKEN_OVER: Final = (40001, 40014, 42001)
LATER: Final = (-1, 45009, 45011)
DOWN: Final = (40013, 40125, 40164, 48001, 50002)


@dataclass(frozen=True, slots=True, kw_only=True)
class WechatTemplate:
    """A text that was registered with WeChat: which of our values stands in each of its places."""

    code: str
    places: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WechatTerms:
    """The club's account, as a file tells it."""

    app: str
    secret: str = field(repr=False)
    seal: Seal
    templates: Mapping[str, WechatTemplate]
    endpoint: str = "https://api.weixin.qq.com"

    @classmethod
    def read(cls, path: str) -> "WechatTerms":
        """
        Read the file that the environment names.

        :raises Down: it cannot be read, or lacks something; what it holds is not repeated.
        """
        try:
            told = tomllib.loads(Path(path).read_text("utf-8"))
            return cls(
                app=told["app_id"], secret=told["app_secret"],
                seal=Seal(told["app_id"], told["token"], str(told.get("encoding_aes_key", ""))),
                endpoint=str(told.get("endpoint", "https://api.weixin.qq.com")).rstrip("/"),
                templates={
                    kind: WechatTemplate(code=str(one["code"]), places=dict(one["places"]))
                    for kind, one in told["templates"].items()
                },
            )  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Down(f"{path}: {type(error).__name__}") from None


_tokens: dict[str, tuple[str, float]] = {}
"""Tokens of this process by account and address: until when they count."""


class WechatProvider:
    """The club's account."""

    code = "wechat"

    @property
    def is_set_up(self) -> bool:
        """Whether the environment names the club's account."""
        return bool(settings.SHUYOU_WECHAT_ACCOUNT)

    @contextmanager
    def line(self) -> Iterator["WechatLine"]:
        """
        Open a way.

        :raises Down: the account cannot be read, or is not let in.
        """
        line = WechatLine(WechatTerms.read(settings.SHUYOU_WECHAT_ACCOUNT))
        line.token()
        yield line

    def look_up(self, key: str) -> Taken | None:
        """Say that it cannot tell: WeChat is not asked for messages by our key."""
        raise Unclear(key)


@dataclass(frozen=True, slots=True)
class WechatLine:
    """An open way."""

    terms: WechatTerms

    def token(self, *, is_new: bool = False) -> str:
        """
        Return the token that stands for the account for a while.

        :raises Down: nobody answers, or the account is not let in.
        """
        name = f"{self.terms.endpoint} {self.terms.app}"
        known, until = _tokens.get(name, ("", 0.0))
        if known and not is_new and time.monotonic() < until:
            return known
        asked = urlencode(
            {"grant_type": "client_credential", "appid": self.terms.app, "secret": self.terms.secret}
        )  # fmt: skip
        try:
            told = _told(Request(f"{self.terms.endpoint}/cgi-bin/token?{asked}"))  # noqa: S310 - from our own file
        except Unclear as unclear:
            raise Down(str(unclear)) from None
        if not (token := told.get("access_token")):
            raise Down(f"WeChat lets nobody in: {told.get('errcode')}")
        _tokens[name] = (token, time.monotonic() + max(int(told.get("expires_in", 0)) - RENEWED_BEFORE, 1))
        return str(token)

    def send(self, message: Outgoing) -> Taken:
        """
        Hand a message over; where the token counts no more, once again with a new one.

        :raises Refused: it was not taken and never will be.
        :raises Away: it was not taken now.
        :raises Down: nothing goes over this way any more.
        :raises Unclear: it may have been taken.
        """
        path, body = self._asked(message)
        told = self._post(path, body, self.token())
        if told.get("errcode") in TOKEN_OVER:
            told = self._post(path, body, self.token(is_new=True))
        code = told.get("errcode", 0)
        if not code:
            return Taken(key=str(told.get("msgid", message.key)))
        if code in NO_FOLLOWER:
            raise Refused(f"WeChat: {code}", is_address=True)
        if code in LATER:
            raise Away(f"WeChat: {code}")
        if code in (*DOWN, *TOKEN_OVER):
            raise Down(f"WeChat: {code}")
        raise Refused(f"WeChat: {code}")

    def _asked(self, message: Outgoing) -> tuple[str, dict[str, Any]]:
        if message.kind == NOTE:
            return "message/custom/send", {
                "touser": message.address, "msgtype": "text", "text": {"content": message.text},
            }  # fmt: skip
        known = self.terms.templates.get(message.kind)
        if known is None:
            raise Refused(f"no text is registered with WeChat for {message.kind}")
        words = {**message.values, "text": message.text}
        data = {place: {"value": words.get(name, "")} for place, name in known.places.items()}
        return "message/template/send", {
            "touser": message.address, "template_id": known.code, "data": data, "client_msg_id": message.key[:32],
        }  # fmt: skip

    def _post(self, path: str, body: Mapping[str, Any], token: str) -> Mapping[str, Any]:
        url = f"{self.terms.endpoint}/cgi-bin/{path}?{urlencode({'access_token': token})}"
        sent = json.dumps(body, ensure_ascii=False).encode()
        return _told(Request(url, data=sent, headers={"Content-Type": "application/json"}))  # noqa: S310 - as above


def _told(request: Request) -> Mapping[str, Any]:
    """
    Return what is answered.

    :raises Down: nobody is there.
    :raises Unclear: the answer broke off, or is none.
    """
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - an address of the club's own file
            told = json.loads(answer.read(100_000))
    except URLError as error:
        if isinstance(error.reason, ConnectionRefusedError | OSError) and "timed out" not in str(error.reason):
            raise Down("WeChat does not answer") from None
        raise Unclear("WeChat broke off") from None
    except (HTTPException, OSError, ValueError):
        raise Unclear("WeChat broke off, or was not understood") from None
    if not isinstance(told, dict):
        raise Unclear("WeChat was not understood")
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class WechatCall:
    """What WeChat calls us for: a reader follows, leaves or writes, or a message has arrived."""

    account: str
    heard: Heard | None = None
    report: Report | None = None
    follows: bool | None = None


def require_signed(said: Mapping[str, str], *, at: datetime) -> None:
    """
    Pass if WeChat signed a call, just now.

    :raises ReportForged: it did not.
    """
    _seal().require_signed(said, at=at)


def _seal() -> Seal:
    """Return what WeChat signs with; where nobody signs, nothing passes."""
    if not settings.SHUYOU_WECHAT_ACCOUNT:
        return played_seal() if settings.SHUYOU_SANDBOX else Seal("", "")
    try:
        return WechatTerms.read(settings.SHUYOU_WECHAT_ACCOUNT).seal
    except Down:
        return Seal("", "")


def wechat_provider() -> Provider:
    """Return the club's account, or the one that is played in a sandbox."""
    return WechatProvider() if settings.SHUYOU_WECHAT_ACCOUNT or not settings.SHUYOU_SANDBOX else PlayedWechat()


def read_call(body: bytes, said: Mapping[str, str], *, at: datetime) -> WechatCall:
    """
    Return what a call tells that WeChat signed and, where the account has a key for it, encrypted.

    :raises ReportForged: it is not WeChat's, or cannot be read.
    """
    seal = _seal()
    seal.require_signed(said, at=at)
    told = read_words(seal.open(body, said))
    account, kind = told.get("FromUserName", ""), told.get("MsgType", "")
    if not account:
        raise ReportForged()
    if kind == "text":
        heard = Heard(
            channel="wechat", key=f"wechat:{told.get('MsgId')}", sender=account, text=told.get("Content", ""), at=at
        )
        return WechatCall(account=account, heard=heard)
    event = told.get("Event", "").lower() if kind == "event" else ""
    if event == "templatesendjobfinish":
        word, number = told.get("Status", ""), told.get("MsgID", "")
        kind = "delivered" if word == "success" else "bounced"
        report = Report(
            key=f"wechat:{number}:{kind}", kind=kind, provider_key=number, at=at, is_address=False,
            text="" if word == "success" else word[:200],
        )  # fmt: skip
        return WechatCall(account=account, report=report)
    follows = {"subscribe": True, "unsubscribe": False}
    return WechatCall(account=account, follows=follows.get(event))
