"""One contract for every channel, the ways out that are played here, and what comes back, in any order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.adapters.mail_server import BREAK_OFF, mail_server
from shuyou.kernel.errors import DomainError
from shuyou.members.models import Consent
from shuyou.messaging import services, tasks
from shuyou.messaging.adapters import PROVIDERS
from shuyou.messaging.adapters.played_sms import MOMENT, SIGNATURE, PlayedSms
from shuyou.messaging.models import DeliveryEvent, Inbound, Message, Suppression
from shuyou.messaging.ports import Away, Heard, Outgoing, Refused, Report, Unclear
from shuyou.messaging.rules import parts_of
from shuyou.messaging.tests.factories import AT, CODE, OFFER, SYSTEM, a_reader, asked, says, through

ANSWERS = {"taken": "250 ok", "refused": "550 no", "away": "451 later", "unclear": BREAK_OFF}
NUMBERS = {"taken": "13800009999", "refused": "13800000001", "away": "13800000002", "unclear": "13800000003"}


@contextmanager
def channel(code: str, case: str, settings: Any, folder: Path) -> Iterator[str]:
    """Have a channel answer so; give the address that it answers at."""
    settings.SHUYOU_VAR = folder
    with mail_server(ANSWERS[case]) as server:
        backend = "django.core.mail.backends.smtp.EmailBackend"
        options = {"host": "127.0.0.1", "port": server.port, "timeout": 10}
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        yield NUMBERS[case] if code == "sms" else "reader@example.com"


@pytest.mark.parametrize("case", ["taken", "refused", "away", "unclear"])
@pytest.mark.parametrize("code", sorted({*PROVIDERS} - {"wechat"}))  # that one has a peer, in test_wechat
def test_every_channel_keeps_the_contract(code: str, case: str, settings: Any, tmp_path: Path) -> None:
    if case != "taken" and code not in ("email", "fax", "sms"):
        return  # paper, calls and the inbox of our own take everything
    provider = PROVIDERS[code]()
    with channel(code, case, settings, tmp_path) as address, provider.line() as line:
        message = Outgoing(
            key="0190-7", address=address, sender="书友\nBcc: x@example.com", subject="a\nb", text="你好"
        )
        if case == "taken":
            assert line.send(message).key
            return
        with pytest.raises({"refused": Refused, "away": Away, "unclear": Unclear}[case]):
            line.send(message)


@pytest.mark.parametrize("address", ["", "a@b@c", "a b@example.com", "a@example.com\nBcc: b@example.com", "名字"])
def test_what_is_no_address_is_refused_before_it_leaves(address: str, settings: Any, tmp_path: Path) -> None:
    message = Outgoing(key="1", address=address, sender="s", subject="s", text="t")
    way = channel("email", "taken", settings, tmp_path)
    with way, PROVIDERS["email"]().line() as line, pytest.raises(Refused) as refusal:
        line.send(message)

    assert refusal.value.is_address


def test_a_provider_of_short_messages_takes_each_once_and_remembers(settings: Any, tmp_path: Path) -> None:
    settings.SHUYOU_VAR = tmp_path
    played = PlayedSms()
    message = Outgoing(key="k1", address=NUMBERS["unclear"], sender="s", subject="", text="一", parts=1)
    with played.line() as line:
        for _ in range(2):
            with pytest.raises(Unclear):
                line.send(message)

    found = played.look_up("k1")
    assert found is not None
    assert found.key == "Pk1"
    assert played.look_up("never") is None
    assert len(list((tmp_path / "played-sms").iterdir())) == 1


@pytest.mark.parametrize(
    ("text", "count", "is_gsm"),
    [
        ("a" * 160, 1, True), ("a" * 161, 2, True), ("{" * 80, 1, True), ("{" * 81, 2, True), ("书" * 70, 1, False),
        ("书" * 71, 2, False), ("😀" * 35, 1, False), ("😀" * 36, 2, False), ("a" * 152 + "€" + "a" * 160, 3, True),
        ("", 1, True), ("䶮", 1, False), ("𠮷" * 35, 1, False), ("𠮷" * 36, 2, False),
    ],
)  # fmt: skip
def test_parts_of_short_messages_are_counted_as_networks_do(text: str, count: int, *, is_gsm: bool) -> None:
    assert (parts_of(text).count, parts_of(text).is_gsm) == (count, is_gsm)


@given(st.text(max_size=400))
def test_no_text_takes_fewer_parts_than_its_places_need(text: str) -> None:
    parts = parts_of(text)
    one, each = (160, 153) if parts.is_gsm else (70, 67)

    assert parts.count == 1 if parts.places <= one else parts.count >= -(-parts.places // each)


@pytest.fixture
def sent(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Message:
    """Return an offer that a reader got by short message."""
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)
    settings.SHUYOU_VAR = tmp_path
    reader = a_reader("-", "13800009999")
    says(reader, "marketing", "sms")
    asked(reader, OFFER)
    tasks.judge_and_send()
    return Message.objects.get()


def test_an_offer_names_the_sender_and_says_how_to_stop(sent: Message) -> None:
    assert (sent.state, sent.channel, sent.provider) == ("sent", "sms", "played")
    assert sent.text.startswith("【书友书店】")
    assert sent.text.endswith("回T退订")
    assert sent.why["tried"] == [["email", "not_asked"], ["sms", "ok"]]


def test_reports_are_believed_only_if_signed_fresh_and_ours_each_once(sent: Message, client: Client) -> None:
    played, url = PlayedSms(), reverse("messages:report", args=["played"])
    headers, body = played.report(str(sent.uid), AT)
    forged = {**headers, SIGNATURE: "0" * 64}
    stale = played.signed({"key": "x", "kind": "delivered", "provider_key": "x", "at": AT.isoformat()},
                          AT - timedelta(hours=1))  # fmt: skip
    unknown = played.signed({"key": "x", "kind": "delivered", "provider_key": "Pno", "at": AT.isoformat()}, AT)

    def post(headers: Any, body: bytes) -> int:
        return client.post(url, body, content_type="application/json", headers=headers).status_code

    assert [post(forged, body), post({}, body), post({MOMENT: headers[MOMENT]}, b"{"), post(*stale)] == [403] * 4
    assert post(*unknown) == HTTPStatus.NOT_FOUND
    assert Message.objects.get().state == "sent"
    assert [post(headers, body), post(headers, body)] == [HTTPStatus.OK] * 2
    assert Message.objects.get().state == "delivered"
    assert DeliveryEvent.objects.count() == 1


def test_reports_in_any_order_end_in_the_same_state(sent: Message) -> None:
    reports = [
        Report(key=kind, kind=kind, provider_key=sent.provider_key, at=AT) for kind in ("bounced", "delivered", "taken")
    ]
    for report in reports:
        services.take_report(report, provider="played", actor=SYSTEM, at=AT)

    assert Message.objects.get().state == "bounced"
    assert Suppression.objects.get().is_total


def test_a_letter_to_stop_stops_at_once_and_for_good(sent: Message, client: Client) -> None:
    url = reverse("messages:stop", args=[services.stop_token(str(sent.uid))])
    asked = client.get(url)
    assert (asked.status_code, Suppression.objects.count()) == (HTTPStatus.OK, 0)

    for _ in range(2):
        assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == HTTPStatus.OK

    word = Consent.objects.order_by("-pk")[0]
    assert (word.purpose, word.channel, word.is_granted, word.given_via) == ("marketing", "sms", False, "link")
    assert Suppression.objects.get().reason == "stopped"
    assert client.get(reverse("messages:stop", args=["nonsense"])).status_code == HTTPStatus.OK
    assert client.post(reverse("messages:stop", args=["nonsense"])).status_code == HTTPStatus.NOT_FOUND


def heard(text: str, key: str = "1", sender: str = "13800009999", **more: Any) -> Inbound:
    said = Heard(channel=more.pop("channel", "sms"), key=key, sender=sender, text=text, at=AT, **more)
    return Inbound.objects.get(pk=services.take_heard(said, actor=SYSTEM, at=AT))


@pytest.mark.parametrize("text", ["T", "ｔ", "退订", " td ", "STOP!", "“退订”"])
def test_a_reader_who_says_stop_is_offered_nothing_more(sent: Message, text: str) -> None:
    row = heard(text)

    assert (row.state, row.member_id, row.answers_id) == ("done", sent.member_id, sent.pk)
    assert not Consent.objects.order_by("-pk")[0].is_granted
    assert Suppression.objects.get().reason == "stopped"


def test_an_answer_is_kept_once_and_answered_through_the_gate(sent: Message) -> None:
    first, again = heard("几点关门？"), heard("几点关门？")
    assert (first.pk, first.state, first.member_id) == (again.pk, "new", sent.member_id)

    draft = services.AnswerDraft(key=first.uid, answers=first.uid, text="晚上九点。")
    for _ in range(2):
        services.answer_reader(draft, actor=SYSTEM, at=AT)
    tasks.judge_and_send()

    answer = Message.objects.latest("pk")
    assert Message.objects.count() == 2
    assert (answer.state, answer.text, answer.purpose) == ("sent", "【书友书店】晚上九点。", "service")
    assert Inbound.objects.get().state == "answered"


def test_machines_and_strangers_are_kept_and_change_nothing(sent: Message) -> None:
    stranger = heard("T", key="2", sender="nobody@example.com", channel="email")
    machine = heard("T", key="3", headers={"Auto-Submitted": "auto-replied"})
    away = heard("T", key="4", subject="自动回复：外出")

    assert (stranger.member_id, stranger.answers, stranger.state) == (None, None, "done")
    assert (machine.state, away.state) == ("automatic", "automatic")
    assert not Suppression.objects.exists()
    assert Consent.objects.count() == 1


def test_a_played_reader_reports_answers_and_stops(db: None, settings: Any, tmp_path: Path) -> None:
    settings.SHUYOU_VAR = tmp_path
    for end in ("9999", "0005", "0006", "0007", "0008"):
        asked(a_reader("-", f"1380000{end}"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shuyou.kernel.clock.now", lambda: AT)
        tasks.judge_and_send()
        (never_seen,) = [one for one in (tmp_path / "played-sms").iterdir() if "13800000008" in one.read_text("utf-8")]
        never_seen.unlink()
        patch.setattr("shuyou.kernel.clock.now", lambda: AT + timedelta(minutes=2))
        assert (tasks.play(), tasks.play()) == (4, 0)

    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == [
        "delivered", "bounced", "delivered", "delivered", "sent",
    ]  # fmt: skip
    assert list(Inbound.objects.order_by("pk").values_list("state", flat=True)) == ["new", "done"]
    assert Suppression.objects.filter(reason="stopped").count() == 1


def test_a_code_stands_in_the_message_only_while_it_leaves(db: None, settings: Any, tmp_path: Path) -> None:
    settings.SHUYOU_VAR = tmp_path
    asked(a_reader("-", "13800009999"), CODE, code="0417")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shuyou.kernel.clock.now", lambda: AT + timedelta(hours=15))  # an hour after midnight
        tasks.judge_and_send()

    kept = Message.objects.get()
    (file,) = (tmp_path / "played-sms").iterdir()
    assert kept.state == "sent"
    assert "0417" in file.read_text("utf-8")
    assert "0417" not in f"{kept.text} {kept.facts} {kept.subject}"


@pytest.mark.django_db
def test_no_line_of_a_subject_or_a_name_becomes_a_heading(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SHUYOU_VAR = tmp_path
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)
    reader = a_reader("reader@example.com", "-")
    reader.person.name = "陈\r\nBcc: a@example.com"
    reader.person.save()
    subject = "新书\r\nBcc: b@example.com\r\n\r\n<script>"
    note = services.NoteDraft(
        key=reader.person.uid, channel="email", subject=subject, text="x\r\n.\r\nQUIT", member_id=reader.pk
    )  # fmt: skip
    services.write_to_reader(note, actor=SYSTEM, at=AT)
    asked(reader, title="庄子\r\nBcc: c@example.com")
    services.judge_messages(actor=SYSTEM, at=AT)
    services.judge_messages(actor=SYSTEM, at=AT)

    with through(settings) as server:
        tasks.send_some("email")

    assert len(server.taken) == 2
    for letter in server.taken:
        assert letter["Bcc"] is None
        assert letter.get_all("To") == ["reader@example.com"]
        assert "\n" not in letter["Subject"]


@pytest.mark.django_db
def test_what_cannot_be_said_is_refused() -> None:
    draft = services.NoteDraft(key=a_reader().person.uid, channel="pigeon", text="x", member_id=1)
    with pytest.raises(DomainError):
        services.write_to_reader(draft, actor=SYSTEM, at=AT)
    with transaction.atomic():
        assert not Message.objects.exists()
