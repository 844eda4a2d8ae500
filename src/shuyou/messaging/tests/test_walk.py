"""The whole way: a notice is told, judged, put into words and sent by a real mail server; once."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from shuyou.kernel.adapters.mail_server import BREAK_OFF, mail_server
from shuyou.kernel.delivery import deliver_all
from shuyou.messaging import services, tasks
from shuyou.messaging.models import Message, Suppression
from shuyou.messaging.tests.factories import AT, CODE, NEWS, SYSTEM, a_reader, asked, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def hours(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Have the clock of the jobs show the first of these moments."""
    shown = [AT]
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: shown[0])
    return shown


def through(port: int) -> dict[str, Any]:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 10}}}


def test_a_notice_is_told_judged_written_and_sent_once(settings: Any) -> None:
    member = a_reader()
    settings.DEFAULT_FROM_EMAIL = "书友 <books@river.example>"

    told(member, key="order:1")
    told(member, key="order:1")
    deliver_all()
    with mail_server() as server:
        settings.MAILERS = through(server.port)
        assert (tasks.judge_and_send(), tasks.judge_and_send()) == (1, 0)

    message = Message.objects.get()
    (letter,) = server.taken
    html = letter.get_body(("html",))
    assert (message.state, message.verdict, message.channel) == ("sent", "ok", "email")
    assert message.why["tried"] == [["email", "ok"]]
    assert letter["Message-ID"] == message.provider_key == f"<{message.uid}@river.example>"
    assert letter["Subject"] == message.subject == "庄子集释"
    assert html is not None
    assert member.person.name in html.get_content()
    assert message.cost > 0


@pytest.mark.parametrize(
    ("answer", "state"),
    [("451 later", "waiting"), ("550 no such box", "failed"), (BREAK_OFF, "unclear"), ("250 ok", "sent")],
)
def test_what_the_server_says_is_what_becomes_of_it(settings: Any, answer: str, state: str) -> None:
    told(a_reader())
    deliver_all()

    with mail_server(answer) as server:
        settings.MAILERS = through(server.port)
        tasks.judge_and_send()

    assert Message.objects.get().state == state


@pytest.mark.parametrize(
    ("answer", "silenced"),
    [
        ("550 5.1.1 no such user", 1), ("550 User unknown", 1), ("550 5.7.1 blocked, see the list", 0),
        ("553 sender is listed", 0), ("451 5.1.1 later", 0),
    ],
)  # fmt: skip
def test_only_an_address_that_nobody_has_is_never_written_to_again(settings: Any, answer: str, silenced: int) -> None:
    told(a_reader())
    deliver_all()

    with mail_server(recipient=answer) as server:
        settings.MAILERS = through(server.port)
        tasks.judge_and_send()

    assert Suppression.objects.count() == silenced
    assert Message.objects.get().state == ("waiting" if answer.startswith("4") else "failed")


def test_a_server_that_breaks_off_leaves_one_message_unclear_and_takes_the_others_on_a_new_line(settings: Any) -> None:
    for _ in range(4):
        told(a_reader())
    deliver_all()

    with mail_server("250 taken", BREAK_OFF) as server:
        settings.MAILERS = through(server.port)
        tasks.judge_and_send()

    assert sorted(Message.objects.values_list("state", flat=True)) == ["sent", "sent", "sent", "unclear"]
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_a_server_that_is_away_for_a_day_loses_nothing(settings: Any, hours: list[datetime]) -> None:
    told(a_reader())
    deliver_all()
    with mail_server() as server:
        settings.MAILERS = through(server.port)
    for _ in range(8):  # nobody listens there any more
        tasks.judge_and_send()
        hours[0] += timedelta(hours=7)

    assert Message.objects.values_list("state", "attempts").get() == ("waiting", 0)
    with mail_server() as server:
        settings.MAILERS = through(server.port)
        assert tasks.judge_and_send() == 1


class Ticks:
    """A clock that has moved on by a quarter of a minute whenever somebody looks."""

    def __init__(self) -> None:
        self.shown = 0

    def monotonic(self) -> float:
        """Return the next quarter."""
        self.shown += 15
        return self.shown


def test_a_code_waits_for_no_backlog_of_offers_and_no_slow_server(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SHUYOU_VAR = tmp_path
    for _ in range(3):
        told(a_reader())
    deliver_all()
    asked(a_reader("-", "13800009999"), CODE, code="0417")
    monkeypatch.setattr(tasks, "time", Ticks())

    services.judge_messages(limit=1, actor=SYSTEM, at=AT)
    assert Message.objects.get(state="waiting").kind == CODE.code
    with mail_server() as server:
        settings.MAILERS = through(server.port)
        tasks.judge_and_send()

    assert Message.objects.get(kind=CODE.code).state == "sent"
    news = Message.objects.filter(kind=NEWS.code)
    assert set(news.values_list("state", "attempts")) == {("sent", 1), ("waiting", 0)}


def test_a_kind_that_this_release_does_not_know_stops_nobody_else(settings: Any) -> None:
    for _ in range(2):
        told(a_reader())
    deliver_all()
    services.judge_messages(actor=SYSTEM, at=AT)
    Message.objects.filter(pk=Message.objects.earliest("pk").pk).update(kind="gone.kind")

    with mail_server() as server:
        settings.MAILERS = through(server.port)
        tasks.judge_and_send()

    assert list(Message.objects.order_by("pk").values_list("state", "error")) == [("failed", "gone.kind"), ("sent", "")]


def test_nothing_leaves_that_the_gate_has_not_seen() -> None:
    told(a_reader())
    deliver_all()

    for state in ("waiting", "sending", "sent", "delivered"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.update(state=state)


def test_who_dies_while_sending_leaves_one_message_unclear_and_the_others_waiting(hours: list[datetime]) -> None:
    for _ in range(3):
        told(a_reader())
    deliver_all()
    services.judge_messages(actor=SYSTEM, at=AT)
    due = services.take_due_messages(channel="email", limit=9, actor=SYSTEM, at=AT)
    assert services.begin_sending(due[:1], channel="email", actor=SYSTEM, at=AT) == due[:1]
    assert services.begin_sending(due[:1], channel="email", actor=SYSTEM, at=AT) == []

    later = AT + 2 * (due[0].leased_until - AT)

    assert services.take_due_messages(channel="email", limit=9, actor=SYSTEM, at=AT) == []
    assert [one.message_id for _channel, one in services.lost_messages(limit=9, actor=SYSTEM, at=later)] == [
        due[0].message_id
    ]
    hours[0] = later
    tasks.settle_lost()

    assert sorted(Message.objects.values_list("state", flat=True)) == ["unclear", "waiting", "waiting"]
    assert len(services.take_due_messages(channel="email", limit=9, actor=SYSTEM, at=later)) == 2
