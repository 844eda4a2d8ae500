"""
WeChat on this machine: it keeps what it is given by key, reports on it and calls us as WeChat does, signed.

What it does follows from the end of an account's name: …0001 has left, …0002 asks to come again, …0003 breaks off after
it took the message, …0004 is refused for its words, …0005 never gets it.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import uuid4

from django.conf import settings
from lxml import etree

from shuyou.messaging.adapters.wechat_seal import Seal
from shuyou.messaging.ports import Away, Outgoing, Refused, Taken, Unclear

HAS_LEFT, COMES_AGAIN, BREAKS_OFF, BAD_WORDS, NOT_REACHED = (f"000{digit}" for digit in range(1, 6))
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class PlayedNote:
    """What an account was told here."""

    account: str
    text: str


class PlayedWechat:
    """Takes notices into files, one for each key."""

    code = "wechat"

    def __init__(self, folder: Path | None = None) -> None:
        self.is_set_up = bool(settings.SHUYOU_SANDBOX)
        self._folder = folder or Path(settings.SHUYOU_VAR) / "played-wechat"

    @contextmanager
    def line(self) -> Iterator["PlayedWechat"]:
        """
        Return a way to it.

        :raises Away: nothing is played in this house.
        """
        if not self.is_set_up:
            raise Away("the club has no account at WeChat")
        self._folder.mkdir(parents=True, exist_ok=True)
        yield self

    def send(self, message: Outgoing) -> Taken:
        """
        Take a message, as the account says; one that is known already is not taken twice.

        :raises Refused: the account has left, or the words are not passed on.
        :raises Away: it asks to come again.
        :raises Unclear: it broke off.
        """
        if message.address.endswith(HAS_LEFT):
            raise Refused("WeChat: 43004", is_address=True)
        if message.address.endswith(BAD_WORDS):
            raise Refused("WeChat: 47001")
        if message.address.endswith(COMES_AGAIN):
            raise Away("WeChat: 45009")
        path = self._path(message.key)
        if not path.exists():
            path.write_text(json.dumps({"account": message.address, "text": message.text}, ensure_ascii=False), "utf-8")
        if message.address.endswith(BREAKS_OFF):
            raise Unclear("read timed out")
        return Taken(key=f"W{message.key}")

    def look_up(self, key: str) -> Taken | None:
        """Return what it has by our key; None: it never arrived."""
        return Taken(key=f"W{key}") if self._path(key).exists() else None

    def notes(self) -> list[PlayedNote]:
        """Return what accounts were told, the latest first."""
        files = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)[:MOST]
        return [PlayedNote(**json.loads(path.read_text("utf-8"))) for path in files]

    def report(self, key: str, at: datetime) -> tuple[Mapping[str, str], bytes]:
        """Return the call by which it tells what became of a message that it has."""
        account = str(json.loads(self._path(key).read_text("utf-8"))["account"])
        status = "failed:user block" if account.endswith(NOT_REACHED) else "success"
        told = {"Event": "TEMPLATESENDJOBFINISH", "MsgID": f"W{key}", "Status": status}
        return called(account, "event", at=at, **told)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def called(account: str, kind: str = "text", *, at: datetime, **told: str) -> tuple[Mapping[str, str], bytes]:
    """Return a call as WeChat makes it: what stands behind the address, signed, and what it says, encrypted."""
    root = etree.Element("xml")
    said = {"ToUserName": "gh_played", "FromUserName": account, "MsgType": kind, "MsgId": uuid4().hex, **told}
    for name, value in {"CreateTime": str(int(at.timestamp())), **said}.items():
        etree.SubElement(root, name).text = etree.CDATA(value)
    return played_seal().close(etree.tostring(root, encoding="utf-8"), at=at, nonce=uuid4().hex[:8])


def played_seal() -> Seal:
    """Return what it signs and encrypts with."""
    token = sha256(f"played-wechat {settings.SECRET_KEY}".encode()).hexdigest()[:32]
    return Seal("gh_played", token, b64encode(sha256(token.encode()).digest()).decode().rstrip("="))
