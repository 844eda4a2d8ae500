"""E-mail through a provider's interface: the same contract as by SMTP, and reports that only the provider can write."""

import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.messaging import tasks
from shuyou.messaging.adapters import provider_of
from shuyou.messaging.models import DeliveryEvent, Message, Suppression
from shuyou.messaging.ports import Away, Down, Outgoing, Refused, Unclear
from shuyou.messaging.tests.factories import AT, a_reader, asked

KEY = "the-key-that-they-sign-with"


class Peer(BaseHTTPRequestHandler):
    """A provider of e-mail: answers as it is told, and keeps what it takes."""

    status = 200
    taken: list[dict[str, list[str]]]

    def do_POST(self) -> None:
        """Take a letter."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.status == 0:
            self.close_connection = True
            return
        self.taken.append(parse_qs(body.decode()))
        said = json.dumps({"id": f"<m{len(self.taken)}@mg>", "message": "Queued."}).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def peer(folder: Path, settings: Any, status: int = 200) -> Iterator[list[dict[str, list[str]]]]:
    """Have a provider on this machine, and the club's account there in a file."""
    taken: list[dict[str, list[str]]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("P", (Peer,), {"taken": taken, "status": status}))
    Thread(target=server.serve_forever, daemon=True).start()
    file = folder / "mail.toml"
    file.write_text(
        'provider = "mailgun"\n[options]\napi_key = "k"\nsender_domain = "river.example"\n'
        f'api_url = "http://127.0.0.1:{server.server_port}/v3"\n[webhook]\nwebhook_signing_key = "{KEY}"\n',
        "utf-8",
    )
    settings.SHUYOU_MAIL_PROVIDER = str(file)
    settings.DEFAULT_FROM_EMAIL = "书友 <books@river.example>"
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()


LETTER = Outgoing(
    key="k1", address="reader@example.com", sender="书友", subject="新书\nBcc: x@example.com", text="你好",
    html="<p>你好</p>",
    headers={"List-Unsubscribe": "<https://river.example/stop>"},
)  # fmt: skip


def test_a_letter_is_handed_over_whole(settings: Any, tmp_path: Path) -> None:
    with peer(tmp_path, settings) as taken, provider_of("email").line() as line:
        assert line.send(LETTER).key == "<m1@mg>"

    (letter,) = taken
    assert letter["to"] == ["reader@example.com"]
    assert letter["subject"] == ["新书 Bcc: x@example.com"]
    assert letter["h:List-Unsubscribe"] == ["<https://river.example/stop>"]
    assert "bcc" not in letter
    assert (letter["text"], letter["html"]) == (["你好"], ["<p>你好</p>"])


@pytest.mark.parametrize(
    ("status", "refusal"), [(400, Refused), (401, Down), (429, Away), (503, Away), (500, Unclear), (0, Unclear)]
)
def test_the_provider_s_no_is_told_apart(status: int, refusal: type[Exception], settings: Any, tmp_path: Path) -> None:
    with peer(tmp_path, settings, status), provider_of("email").line() as line, pytest.raises(refusal) as said:
        line.send(LETTER)

    assert "reader@" not in str(said.value)


def test_a_provider_that_does_not_answer_stops_the_way(settings: Any, tmp_path: Path) -> None:
    with peer(tmp_path, settings):
        pass
    with provider_of("email").line() as line, pytest.raises(Down):
        line.send(LETTER)
    (tmp_path / "mail.toml").write_text('provider = "../x"', "utf-8")
    with pytest.raises(Down), provider_of("email").line():
        pass


def told(kind: str, *, to: str, key: str = KEY, event: str = "e1", severity: str = "permanent") -> bytes:
    """Return what the provider tells of the first letter, signed."""
    stamp, token = str(int(time.time())), "t" * 50
    signed = hmac.new(key.encode(), f"{stamp}{token}".encode(), sha256).hexdigest()
    data = {
        "event": kind, "id": event, "timestamp": AT.timestamp(), "recipient": to, "severity": severity,
        "reason": "bounce", "delivery-status": {"code": 550, "message": "no such user"},
        "message": {"headers": {"message-id": "m1@mg"}}, "user-variables": {}, "tags": [],
    }  # fmt: skip
    return json.dumps(
        {"signature": {"timestamp": stamp, "token": token, "signature": signed}, "event-data": data}
    ).encode()


@pytest.mark.django_db
def test_reports_count_only_if_signed_of_that_address_and_once(
    settings: Any, tmp_path: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)
    asked(a_reader("reader@example.com", "-"))
    with peer(tmp_path, settings):
        tasks.judge_and_send()
    assert Message.objects.values_list("state", "provider").get() == ("sent", "mail_service")

    def post(body: bytes) -> int:
        return client.post(reverse("messages:mail_report"), body, content_type="application/json").status_code

    mine = {"to": "reader@example.com"}
    forged = [post(told("failed", key="guess", **mine)), post(b"{"), post(b"[]")]
    assert forged == [HTTPStatus.FORBIDDEN] * 3
    assert post(told("failed", to="other@example.com")) == HTTPStatus.OK
    assert Message.objects.get().state == "sent"
    for kind, event in (("delivered", "e1"), ("delivered", "e1"), ("opened", "e2"), ("failed", "e3")):
        assert post(told(kind, event=event, **mine)) == HTTPStatus.OK
    assert Message.objects.get().state == "bounced"
    assert DeliveryEvent.objects.count() == 2
    assert Suppression.objects.get().is_total


@pytest.mark.django_db
def test_nobody_reports_where_no_provider_is_set_up(client: Client) -> None:
    answer = client.post(reverse("messages:mail_report"), b"{}", content_type="application/json")

    assert answer.status_code == HTTPStatus.FORBIDDEN
