"""
A provider of short messages on this machine: it signs, fails, remembers by key, reports and answers.

What it does follows from the end of the number: …0001 is no number, …0002 is away, …0003 breaks off after it took the
message, …0004 is refused for its words; …0005 is never reached, …0006 answers, …0007 says stop. Reports are signed as
providers do: by a secret over the moment and the body.
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

from shuyou.messaging.errors import ReportForged
from shuyou.messaging.ports import Away, Outgoing, Refused, Report, Taken, Unclear

NO_NUMBER, IS_AWAY, BREAKS_OFF, BAD_WORDS, NOT_REACHED, ANSWERS, STOPS = (f"000{digit}" for digit in range(1, 8))
FRESH: Final = timedelta(minutes=15)
"""For how long a signed report is believed."""
SIGNATURE, MOMENT = "Shuyou-Signature", "Shuyou-Moment"


class PlayedSms:
    """Takes short messages into files, one for each key, as a provider keeps them."""

    code = "played"

    def __init__(self, folder: Path | None = None) -> None:
        self.is_set_up = bool(settings.SHUYOU_SANDBOX)
        self._folder = folder or Path(settings.SHUYOU_VAR) / "played-sms"

    @contextmanager
    def line(self) -> Iterator["PlayedSms"]:
        """
        Return a way to it.

        :raises Away: nothing is played in this house, and no provider is set up.
        """
        if not self.is_set_up:
            raise Away("no provider of short messages is set up")
        self._folder.mkdir(parents=True, exist_ok=True)
        yield self

    def send(self, message: Outgoing) -> Taken:
        """
        Take a message, as the number says; one that is known already is not taken twice.

        :raises Refused: there is no such number, or the words are not passed on.
        :raises Away: it is away.
        :raises Unclear: it broke off.
        """
        if message.address.endswith(NO_NUMBER):
            raise Refused("isv.MOBILE_NUMBER_ILLEGAL", is_address=True)
        if message.address.endswith(BAD_WORDS):
            raise Refused("isv.SMS_CONTENT_ILLEGAL")
        if message.address.endswith(IS_AWAY):
            raise Away("isp.SYSTEM_ERROR")
        kept = {"address": message.address, "text": message.text, "parts": message.parts}
        path = self._path(message.key)
        if not path.exists():
            path.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        if message.address.endswith(BREAKS_OFF):
            raise Unclear("read timed out")
        return Taken(key=f"P{message.key}", parts=message.parts)

    def look_up(self, key: str) -> Taken | None:
        """Return what it has by our key; None: it never arrived."""
        path = self._path(key)
        return Taken(key=f"P{key}", parts=json.loads(path.read_text("utf-8"))["parts"]) if path.exists() else None

    def report(self, key: str, at: datetime) -> tuple[Mapping[str, str], bytes]:
        """Return the report on a message that it has, signed, as it would send it."""
        address = str(json.loads(self._path(key).read_text("utf-8"))["address"])
        kind = "bounced" if address.endswith(NOT_REACHED) else "delivered"
        told = {"key": f"R{key}", "kind": kind, "provider_key": f"P{key}", "at": at.isoformat()}
        if kind == "bounced":
            told["text"] = "UNDELIV"
        return self.signed(told, at)

    def answer(self, key: str) -> tuple[str, str]:
        """Return who answers a message that it has, and in which words; no words: nobody does."""
        address = str(json.loads(self._path(key).read_text("utf-8"))["address"])
        said = {ANSWERS: "好的，谢谢！周六去取。", STOPS: "T"}
        return address, next((words for end, words in said.items() if address.endswith(end)), "")

    def signed(self, told: Mapping[str, str], at: datetime) -> tuple[Mapping[str, str], bytes]:
        """Return a report with its signature."""
        body = json.dumps(told).encode()
        return {MOMENT: at.isoformat(), SIGNATURE: _signature(at.isoformat(), body)}, body

    def read_report(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Report:
        """
        Return the report in a call, if it was signed by the provider, lately.

        :raises ReportForged: it was not, or cannot be read.
        """
        moment, given = headers.get(MOMENT, ""), headers.get(SIGNATURE, "")
        if not hmac.compare_digest(_signature(moment, body).encode(), given.encode()):
            raise ReportForged()
        try:
            if abs(at - datetime.fromisoformat(moment).astimezone(UTC)) > FRESH:
                raise ReportForged()
            told = json.loads(body)
            return Report(
                key=str(told["key"]), kind=str(told["kind"]), provider_key=str(told["provider_key"]),
                at=datetime.fromisoformat(told["at"]), text=str(told.get("text", "")),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise ReportForged() from error

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def _signature(moment: str, body: bytes) -> str:
    secret = sha256(f"played-sms {settings.SECRET_KEY}".encode()).digest()
    return hmac.new(secret, moment.encode() + b"\n" + body, sha256).hexdigest()
