"""Letters that come in: fetched once from a real mailbox and tied to what they answer; machines are left alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.models import EventRecord
from shuyou.messaging import services, tasks
from shuyou.messaging.models import DeliveryEvent, Inbound, MailBoxPlace, Message, Suppression
from shuyou.messaging.rules import read_letter, without_quotes
from shuyou.messaging.tests.factories import AT, SYSTEM, a_reader, asked, through
from shuyou.messaging.tests.letters import PASSWORD, USER, bounce, complaint, imap_server, opened, reply

pytestmark = pytest.mark.django_db
READER = "reader@example.com"


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have files of our own, and a clock that stands."""
    settings.SHUYOU_VAR = tmp_path
    settings.DEFAULT_FROM_EMAIL = "书友 <books@river.example>"
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)


@pytest.fixture
def sent(settings: Any) -> Message:
    """Return a letter that a reader got."""
    asked(a_reader(READER, "-"))
    with through(settings):
        tasks.judge_and_send()
    return Message.objects.get()


@pytest.fixture(scope="module")
def box() -> Iterator[int]:
    """Run a mailbox for these tests."""
    with imap_server() as port:
        yield port


def taken(content: bytes, **more: Any) -> int:
    return services.take_letter(content, actor=SYSTEM, at=AT, **more)


@pytest.mark.feature("F163")
def test_letters_are_fetched_once_from_a_mailbox_and_answers_find_their_thread(
    settings: Any, sent: Message, box: int
) -> None:
    settings.SHUYOU_IMAP_URL = f"imap://{USER}:{PASSWORD}@127.0.0.1:{box}/INBOX"
    before = tasks.fetch()  # what lay there when the box was first read
    quoted = "周六来取。\n\n在 2026年11月23日，书友写道：\n> 您的书到了"
    with opened(box) as line:
        line.append("INBOX", None, None, reply(sent, quoted).as_bytes())
        line.append("INBOX", None, None, reply(sent, quoted).as_bytes())  # the same letter, come twice
        line.append("INBOX", None, None, b"\xff\x00 this is no letter")

    assert (tasks.fetch(), tasks.fetch()) == (3, 0)
    answer = Inbound.objects.get(key="<r1@example.com>")
    assert (answer.answers_id, answer.member_id, answer.state, answer.text) == (
        sent.pk, sent.member_id, "new", "周六来取。",
    )  # fmt: skip
    with default_storage.open(answer.original) as original:
        assert "写道" in read_letter(original.read()).text
    assert Inbound.objects.count() == before + 2
    assert DeliveryEvent.objects.filter(kind="replied").count() == 1


def test_a_mailbox_that_is_away_is_noted_and_read_on_later(settings: Any, box: int) -> None:
    url = f"imap://{USER}:wrong@127.0.0.1:{box}/INBOX"
    settings.SHUYOU_IMAP_URL = url

    assert tasks.fetch() == 0
    place = MailBoxPlace.objects.get()
    assert place.error
    assert USER not in place.error
    settings.SHUYOU_IMAP_URL = url.replace("wrong", PASSWORD)
    assert tasks.fetch() > 0
    assert MailBoxPlace.objects.get().error == ""


def test_a_box_that_was_made_anew_is_read_from_its_beginning_and_nothing_is_taken_twice(
    settings: Any, box: int
) -> None:
    settings.SHUYOU_IMAP_URL = f"imap://{USER}:{PASSWORD}@127.0.0.1:{box}/INBOX"
    first = tasks.fetch()
    count = Inbound.objects.count()
    MailBoxPlace.objects.update(validity=1, place=9_999)

    assert tasks.fetch() == first
    assert Inbound.objects.count() == count


def test_letters_in_a_folder_are_taken_and_put_aside(tmp_path: Path) -> None:
    folder = tmp_path / "mail-in"
    folder.mkdir()
    (folder / "a.eml").write_bytes(reply(None, "几点关门？").as_bytes())

    assert (tasks.fetch(), tasks.fetch()) == (1, 0)
    assert (folder / "taken" / "a.eml").exists()
    stranger = Inbound.objects.get()
    assert (stranger.state, stranger.member_id, stranger.answers_id) == ("new", None, None)


def test_what_is_attached_is_kept_up_to_a_limit_under_names_of_ours() -> None:
    letter = reply(None, "照片")
    for name, size in (("../../etc/封面.jpg", 1000), ("big.bin", 10 * 1024 * 1024), ("small.txt", 10)):
        letter.add_attachment(b"x" * size, maintype="application", subtype="octet-stream", filename=name)

    taken(letter.as_bytes())

    files = list(Inbound.objects.get().files.order_by("pk"))
    assert [(file.size, bool(file.file)) for file in files] == [(1000, True), (10 * 1024 * 1024, False), (10, True)]
    assert "/" not in files[0].name
    assert files[0].name.endswith("封面.jpg")
    assert all(".." not in file.file and file.file.startswith("letters-in/") for file in files if file.file)


@pytest.mark.parametrize(
    ("status", "action", "state", "silenced"),
    [
        ("5.1.1", "failed", "bounced", 1), ("5.2.2", "failed", "bounced", 0), ("5.7.1", "failed", "bounced", 0),
        ("4.4.1", "delayed", "sent", 0), ("2.0.0", "delivered", "delivered", 0),
    ],
)  # fmt: skip
def test_what_mail_servers_tell_of_a_letter_is_read_once(
    sent: Message, status: str, action: str, state: str, silenced: int
) -> None:
    content = bounce(sent.provider_key, READER, status=status, action=action)

    assert (taken(content), taken(content)) == (0, taken(content))
    assert Message.objects.get().state == state
    assert Suppression.objects.count() == silenced
    assert DeliveryEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("about", "recipient"),
    [
        ("{own}", "somebody@example.com"), ("<0198c0de-0000-7000-8000-000000000000@river.example>", READER),
        ("<hello@river.example>", READER), ("", READER),
    ],
)  # fmt: skip
def test_a_forged_report_moves_nothing_and_is_kept_as_a_machines(sent: Message, about: str, recipient: str) -> None:
    taken(bounce(about.format(own=sent.provider_key), recipient))

    assert Inbound.objects.get().state == "automatic"
    assert Message.objects.get().state == "sent"
    assert not Suppression.objects.exists()
    assert not DeliveryEvent.objects.exists()


def test_a_late_report_on_somebody_erased_says_nothing_of_them(sent: Message) -> None:
    Message.objects.update(digest="", shown="", sealed="", text="", subject="", facts={})

    taken(bounce(sent.provider_key, READER))

    assert Message.objects.get().state == "bounced"
    assert DeliveryEvent.objects.get().text == ""
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("recipient", [READER, ""])
def test_who_calls_a_letter_spam_is_offered_nothing_more(sent: Message, recipient: str) -> None:
    for _ in range(2):
        taken(complaint(sent.provider_key, recipient))

    row = Suppression.objects.get()
    assert (row.reason, row.is_total) == ("complained", False)
    assert Message.objects.get().state == "sent"


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"X_Autoreply": "yes"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}],
)
def test_machines_are_answered_by_nobody_and_stop_nothing(sent: Message, headers: dict[str, str]) -> None:
    events = EventRecord.objects.exclude(name="messaging.message_heard").count()

    taken(reply(sent, "T", **headers).as_bytes())
    taken(reply(sent, "T", sender="books@river.example", key="<own@river.example>").as_bytes())

    assert set(Inbound.objects.values_list("state", flat=True)) == {"automatic"}
    assert Message.objects.count() == 1
    assert not Suppression.objects.exists()
    assert EventRecord.objects.exclude(name="messaging.message_heard").count() == events


@pytest.mark.parametrize("said", ["退订", "T\n\n> 您的书到了", "STOP"])
def test_who_answers_stop_by_e_mail_is_offered_nothing_more(sent: Message, said: str) -> None:
    taken(reply(sent, said).as_bytes())

    assert Inbound.objects.get().state == "done"
    assert Suppression.objects.get().reason == "stopped"


def test_old_charsets_and_wrong_ones_are_read() -> None:
    head = b"From: a@example.com\r\nMessage-ID: <x@y>\r\nContent-Type: text/plain; charset=%s\r\n\r\n"
    said = "朱镕基的书到了吗"

    for charset, encoding in ((b"gb2312", "gb18030"), (b"nonsense", "gb18030"), (b"us-ascii", "utf-8")):
        assert read_letter(head % charset + said.encode(encoding)).text == said


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("好的\n\nOn Mon, 23 Nov 2026, Books\n<b@x.example> wrote:\n> a", "好的"), ("> a\n好的\n> b", "好的"),
        ("好的\n\n发件人: 书友\n发送时间: 今天\n主题: x\n\n旧", "好的"), ("好\n-----Original Message-----\n旧", "好"),
        ("> 只有引文", "> 只有引文"), ("在家里写道理", "在家里写道理"), ("", ""),
    ],
)  # fmt: skip
def test_what_an_answer_quotes_is_left_out(text: str, own: str) -> None:
    assert without_quotes(text) == own


@given(st.binary(max_size=600), st.sampled_from([b"", b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"]))
def test_whatever_comes_is_read_somehow(content: bytes, head: bytes) -> None:
    letter = read_letter(head + content)

    assert letter.key
    assert "\0" not in letter.text


@given(st.text(max_size=300))
def test_leaving_quotes_out_adds_nothing(text: str) -> None:
    own = without_quotes(text)

    assert all(word in text.replace("\r\n", "\n") for word in own.split("\n"))
    assert bool(own) == bool(text.strip())


def test_letters_of_a_day_are_told_apart_by_their_own_keys() -> None:
    first = taken(reply(None, "一").as_bytes())
    later = services.take_letter(reply(None, "一").as_bytes(), actor=SYSTEM, at=AT + timedelta(days=1))
    other = taken(reply(None, "二", key="<r2@example.com>").as_bytes())

    assert first == later != other
    assert len({row.original for row in Inbound.objects.all() if default_storage.exists(row.original)}) == 2
