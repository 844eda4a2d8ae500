"""One contract for whoever takes short messages, played or real: taken, refused, put off, broken off, told after."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.messaging import tasks
from shuyou.messaging.adapters import provider_of
from shuyou.messaging.adapters.real_sms import SmsTerms
from shuyou.messaging.models import DeliveryEvent, Inbound, Message, Suppression
from shuyou.messaging.ports import Away, Down, Outgoing, Refused, Unclear
from shuyou.messaging.tests.factories import AT, OFFER, a_reader, asked, says
from shuyou.messaging.tests.sms_peers import sms_peer

REAL = ("aliyun", "tencent")
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utc:DeprecationWarning")
"""What the SDKs use."""
SECRET = "long-enough-to-be-no-guess"


@contextmanager
def provider(code: str, folder: Path, settings: Any) -> Iterator[list[dict[str, Any]]]:
    settings.SHUYOU_VAR, settings.SHUYOU_SANDBOX = folder, True
    if code == "played":
        yield []
        return
    with sms_peer(folder, settings, code) as taken:
        yield taken


def outgoing(number: str, **more: Any) -> Outgoing:
    said = {"kind": "test.offer", "values": {"title": "庄子"}, "text": "【书友】庄子", **more}
    return Outgoing(key="k1", address=number, sender="书友", subject="", **said)


@pytest.mark.parametrize("code", ["played", *REAL])
def test_every_provider_of_short_messages_keeps_the_contract(code: str, settings: Any, tmp_path: Path) -> None:
    with provider(code, tmp_path, settings), provider_of("sms").line() as line:
        assert provider_of("sms").code == code
        assert line.send(outgoing("13800009999")).key
        for end, refusal, is_address in (("0001", Refused, True), ("0004", Refused, False), ("0002", Away, None),
                                         ("0003", Unclear, None)):  # fmt: skip
            with pytest.raises(refusal) as said:
                line.send(outgoing(f"1380000{end}"))
            assert getattr(said.value, "is_address", None) is is_address
            assert "13800000" not in str(said.value)


@pytest.mark.parametrize("code", REAL)
def test_an_account_that_is_empty_or_wrong_stops_the_way_and_no_message(
    code: str, settings: Any, tmp_path: Path
) -> None:
    with provider(code, tmp_path, settings), provider_of("sms").line() as line, pytest.raises(Down):
        line.send(outgoing("13800000008"))
    other = sms_peer(tmp_path, settings, code, secret="another")
    with other, provider_of("sms").line() as line, pytest.raises(Down):
        line.send(outgoing("13800009999"))
    with provider_of("sms").line() as line, pytest.raises(Down):  # nobody listens there any more
        line.send(outgoing("13800009999"))
    (tmp_path / f"{code}.toml").write_text("key_id = 'x'", "utf-8")
    with pytest.raises(Down), provider_of("sms").line():
        pass


def test_registered_texts_are_filled_in_order_and_numbers_are_written_as_each_wants(
    settings: Any, tmp_path: Path
) -> None:
    with provider("tencent", tmp_path, settings) as taken, provider_of("sms").line() as line:
        line.send(outgoing("13800009999"))
        line.send(outgoing("0085291234567", kind="other.kind"))
    settings.SHUYOU_TENCENT_SMS = ""
    with provider("aliyun", tmp_path, settings) as also, provider_of("sms").line() as line:
        line.send(outgoing("0085291234567"))

    assert [one["PhoneNumberSet"] for one in taken] == [["+8613800009999"], ["+85291234567"]]
    assert [(one["TemplateId"], one["TemplateParamSet"]) for one in taken] == [("S1", ["庄子"]), ("S0", ["庄子"])]
    assert (also[0]["PhoneNumbers"], json.loads(also[0]["TemplateParam"])) == ("85291234567", {"title": "庄子"})


def test_a_kind_without_a_registered_text_is_refused() -> None:
    terms = SmsTerms(key_id="", key_secret="", sign="", report_secret="", templates={})

    with pytest.raises(Refused):
        terms.template(outgoing("13800009999"))


def told(code: str, sent: Message, number: str, *, is_ok: bool = True) -> bytes:
    """Return what a provider tells of a message."""
    if code == "aliyun":
        word = "DELIVERED" if is_ok else "MOBILE_NOT_EXIST"
        one = {"phone_number": number, "success": is_ok, "err_code": word, "biz_id": sent.provider_key,
               "report_time": "2026-11-23 10:00:01"}  # fmt: skip
    else:
        one = {"nationcode": "86", "mobile": number, "report_status": "SUCCESS" if is_ok else "FAIL",
               "errmsg": "DELIVRD" if is_ok else "空号", "sid": sent.provider_key}  # fmt: skip
    return json.dumps([one]).encode()


def answered(code: str, number: str, text: str) -> bytes:
    """Return what a provider tells when a reader answers."""
    key = "phone_number" if code == "aliyun" else "mobile"
    more = {"sequence_id": "7"} if code == "aliyun" else {"nationcode": "86", "time": 1, "sign": "书友"}
    return json.dumps({key: number, "content": text, **more}).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("code", REAL)
def test_what_providers_tell_is_believed_by_their_secret_of_that_number_each_once(
    code: str, settings: Any, tmp_path: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)
    reader = a_reader("-", "13800009999")
    says(reader, "marketing", "sms")
    asked(reader, OFFER)
    with provider(code, tmp_path, settings):
        tasks.judge_and_send()
    sent = Message.objects.get()
    assert (sent.state, sent.provider) == ("sent", code)

    def post(body: bytes, secret: str = SECRET) -> int:
        url = reverse("messages:call", args=[code, secret])
        return client.post(url, body, content_type="application/json").status_code

    assert [post(told(code, sent, "13800009999"), "x"), post(b"{"), post(b"[1]")] == [HTTPStatus.FORBIDDEN] * 3
    assert post(told(code, sent, "13800001111", is_ok=False)) == HTTPStatus.OK  # another number: not believed
    assert Message.objects.get().state == "sent"
    for is_ok in (True, True, False):  # told twice, and late
        assert post(told(code, sent, "13800009999", is_ok=is_ok)) == HTTPStatus.OK
    assert Message.objects.get().state == "bounced"
    assert DeliveryEvent.objects.count() == 2
    assert Suppression.objects.get().is_total
    for _ in range(2):
        assert post(answered(code, "13800009999", "退订")) == HTTPStatus.OK
    assert Inbound.objects.get().state == "done"


@pytest.mark.django_db
def test_nobody_is_let_in_where_no_account_is_set_up(client: Client) -> None:
    for secret in (SECRET, "x"):
        url = reverse("messages:call", args=["aliyun", secret])
        assert client.post(url, b"[]", content_type="application/json").status_code == HTTPStatus.FORBIDDEN
    assert client.post(reverse("messages:call", args=["pigeon", "x"])).status_code == HTTPStatus.NOT_FOUND
