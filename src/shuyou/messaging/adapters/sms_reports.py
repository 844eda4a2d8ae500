"""
What Aliyun and Tencent call us for: what became of short messages, and what readers answered.

Neither signs its calls: the address that we give them carries a secret of at least twenty characters, and what they
tell is believed only of messages of ours to that very number.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.conf import settings

from shuyou.kernel.clock import club_zone
from shuyou.messaging.adapters.real_sms import SmsTerms
from shuyou.messaging.errors import ReportForged
from shuyou.messaging.ports import Down, Heard, Report

SHORTEST: Final = 20
THANKS: Final[Mapping[str, str]] = {
    "aliyun": json.dumps({"code": 0, "msg": "OK"}),
    "tencent": json.dumps({"result": 0, "errmsg": "OK"}),
}
"""What each of them wants to hear, or it calls again."""
NOBODY_THERE: Final = frozenset({"MOBILE_NUMBER_ILLEGAL", "MOBILE_NOT_EXIST", "EMPTY_NUMBER", "空号"})


@dataclass(frozen=True, slots=True)
class Call:
    """What was told in one call: of messages, each with the number that it went to, and by readers."""

    reports: Sequence[tuple[Report, str]]
    heard: Sequence[Heard]


def read_call(code: str, secret: str, body: bytes, *, at: datetime) -> Call:
    """
    Return what a provider tells.

    :raises ReportForged: it does not know the secret, or cannot be read.
    """
    paths = {"aliyun": settings.SHUYOU_ALIYUN_SMS, "tencent": settings.SHUYOU_TENCENT_SMS}
    try:
        known = SmsTerms.read(paths[code]).report_secret if paths.get(code) else ""
    except Down:
        known = ""
    if len(known) < SHORTEST or not hmac.compare_digest(known.encode(), secret.encode()):
        raise ReportForged()
    try:
        told = json.loads(body)
        each = told if isinstance(told, list) else [told]
        read = _of_aliyun if code == "aliyun" else _of_tencent
        found = [read(one, at) for one in each]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportForged() from error
    return Call(
        [one for one in found if isinstance(one, tuple)], [one for one in found if isinstance(one, Heard)]
    )  # fmt: skip


def _of_aliyun(told: Mapping[str, Any], at: datetime) -> tuple[Report, str] | Heard:
    number = _number(str(told["phone_number"]))
    if "content" in told:
        key = f"aliyun:{told.get('sequence_id') or _hash(told)}"
        return Heard(channel="sms", key=key, sender=number, text=str(told["content"]), at=at)
    kind = "delivered" if told["success"] in (True, "true") else "bounced"
    return _report(str(told["biz_id"]), kind, str(told.get("err_code", "")), told.get("report_time"), at), number


def _of_tencent(told: Mapping[str, Any], at: datetime) -> tuple[Report, str] | Heard:
    number = _number(f"{told.get('nationcode', '86')}{told['mobile']}")
    if "content" in told:
        return Heard(channel="sms", key=f"tencent:{_hash(told)}", sender=number, text=str(told["content"]), at=at)
    kind = "delivered" if told["report_status"] == "SUCCESS" else "bounced"
    return _report(str(told["sid"]), kind, str(told.get("errmsg", "")), told.get("user_receive_time"), at), number


def _report(key: str, kind: str, word: str, said: object, at: datetime) -> Report:
    return Report(
        key=f"{key}:{kind}", kind=kind, provider_key=key, at=_moment(said, at), is_address=word in NOBODY_THERE,
        text="" if kind == "delivered" else word[:200],
    )  # fmt: skip


def _moment(said: object, at: datetime) -> datetime:
    """Return when it happened by their clock, never later than by ours."""
    try:
        return min(datetime.fromisoformat(str(said)).replace(tzinfo=club_zone()), at)
    except (ValueError, OverflowError):
        return at


def _number(text: str) -> str:
    """Return a number as it is kept here: at home without a country, abroad from 00."""
    digits = "".join(char for char in text if char.isascii() and char.isdigit()).removeprefix("00")
    if digits.startswith("86") and len(digits) > 11:
        return digits[2:]
    return digits if len(digits) == 11 and digits.startswith("1") else f"00{digits}"


def _hash(told: Mapping[str, Any]) -> str:
    return sha256(json.dumps(dict(told), sort_keys=True).encode()).hexdigest()[:40]
