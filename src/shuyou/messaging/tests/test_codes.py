"""Codes that prove an address: sent at any hour, right once, for a few tries, and not as often as somebody likes."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.errors import DomainError
from shuyou.messaging import services, tasks
from shuyou.messaging.errors import AddressNotPossible, ChannelUnknown, CodeOver, CodeWrong, TooManyCodes
from shuyou.messaging.models import Message, OneTimeCode
from shuyou.messaging.services import CodeDraft, SentCode
from shuyou.messaging.tests.factories import AT, SYSTEM, through

pytestmark = pytest.mark.django_db
FOR = "test.sign_in"
NIGHT = AT + timedelta(hours=15)
"""An hour after midnight by the club's clock."""


@pytest.fixture(autouse=True)
def played(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the played provider keeps what it takes, at night."""
    settings.SHUYOU_VAR = tmp_path
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: NIGHT)
    return tmp_path / "played-sms"


def sent(**other: Any) -> SentCode:
    at = other.pop("at", NIGHT)
    draft = {"purpose": FOR, "channel": "sms", "address": "+86 138 0000 9999", **other}
    return services.send_code(CodeDraft(**draft), actor=SYSTEM, at=at)


def read(folder: Path) -> str:
    """Return the code in the only message that the provider has."""
    tasks.judge_and_send()
    (file,) = folder.iterdir()
    return str(json.loads(file.read_text("utf-8"))["text"]).partition("验证码 ")[2][:6]


def confirm(code: SentCode, said: str, *, purpose: str = FOR, after: timedelta = timedelta(0)) -> str:
    found = services.confirm_code(uid=code.uid, purpose=purpose, code=said, actor=SYSTEM, at=NIGHT + after)
    return found.address


def wrong_for(said: str) -> str:
    return f"{(int(said) + 1) % 1_000_000:06d}"


def test_a_code_goes_out_at_any_hour_and_is_right_once(played: Path) -> None:
    code = sent()
    said = read(played)

    assert code.shown.endswith("9999")
    assert "0000" not in code.shown
    assert confirm(code, f" {said[:3]} {said[3:]}") == "13800009999"
    with pytest.raises(CodeOver):
        confirm(code, said)
    message, row = Message.objects.get(), OneTimeCode.objects.get()
    assert (message.state, message.verdict) == ("sent", "ok")
    assert said not in f"{message.text} {message.facts} {row.answer} {row.sealed}"


def test_a_code_is_for_one_purpose_and_some_minutes(played: Path) -> None:
    code = sent()
    said = read(played)

    for refused in ({"purpose": "test.other"}, {"after": timedelta(minutes=10)}):
        with pytest.raises(CodeOver):
            confirm(code, said, **refused)
    assert confirm(code, said, after=timedelta(minutes=9)) == "13800009999"


def test_each_try_counts_and_after_the_last_the_right_code_is_over_too(played: Path) -> None:
    code = sent()
    said = read(played)

    left = []
    for _ in range(4):
        with pytest.raises(CodeWrong) as refusal:
            confirm(code, wrong_for(said))
        left.append(refusal.value.params["left"])
    for last in (wrong_for(said), said):
        with pytest.raises(CodeOver):
            confirm(code, last)

    assert left == [4, 3, 2, 1]
    assert OneTimeCode.objects.get().used_at is None


def test_who_is_not_known_is_told_nothing_and_looks_like_anybody_else(played: Path) -> None:
    code = sent(is_told=False)
    tasks.judge_and_send()

    assert code.shown
    assert not Message.objects.exists()
    with pytest.raises(CodeWrong):
        confirm(code, "12345")
    with pytest.raises(TooManyCodes):
        sent(is_told=False)
    with pytest.raises(CodeOver):
        services.confirm_code(uid=uuid4(), purpose=FOR, code="1", actor=SYSTEM, at=NIGHT)


def test_an_address_and_a_place_get_only_so_many() -> None:
    moments = [NIGHT + timedelta(minutes=2 * step) for step in range(5)]
    for moment in moments:
        sent(at=moment)
    with pytest.raises(TooManyCodes) as hourly:
        sent(at=NIGHT + timedelta(minutes=12))
    with pytest.raises(TooManyCodes):
        sent(at=NIGHT + timedelta(minutes=8, seconds=30), purpose="test.other", address="0086-13800009999")
    for place in range(20):
        sent(address=f"1381234{place:04d}", place="192.0.2.7")
    with pytest.raises(TooManyCodes):
        sent(address="13900001111", place="192.0.2.7")
    sent(address="13900001111", place="192.0.2.8")

    assert hourly.value.params == {"minutes": 60}
    assert OneTimeCode.objects.count() == 5 + 20 + 1


@pytest.mark.parametrize(
    ("draft", "refused"),
    [
        ({"channel": "letter"}, ChannelUnknown), ({"channel": "email", "address": "a@b@c"}, DomainError),
        ({"channel": "email", "address": "a@example.com\nBcc: b@example.com"}, DomainError),
        ({"address": "0571-87654321"}, AddressNotPossible), ({"address": "12"}, DomainError),
    ],
)  # fmt: skip
def test_what_is_no_address_gets_no_code(draft: dict[str, str], refused: type[DomainError]) -> None:
    with pytest.raises(refused):
        sent(**draft)

    assert not OneTimeCode.objects.exists()
    assert not Message.objects.exists()


def test_codes_are_forgotten_and_the_addresses_of_old_messages_too(played: Path) -> None:
    sent()
    tasks.judge_and_send()

    assert services.forget_codes(actor=SYSTEM, at=NIGHT + timedelta(days=1)) == 0
    assert services.forget_codes(actor=SYSTEM, at=NIGHT + timedelta(days=31)) == 1
    message = Message.objects.get()
    assert (message.sealed, message.digest, message.shown, message.facts) == ("gone", "", "", {})


@pytest.mark.django_db(transaction=True)
def test_a_code_by_e_mail_leaves_by_itself(settings: Any) -> None:
    with through(settings) as server:
        sent(channel="email", address="Reader@Example.com")
        deliver_all()
        tasks.judge_and_send()

    (letter,) = server.taken
    assert letter["To"] == "reader@example.com"
    assert "验证码" in letter["Subject"]
