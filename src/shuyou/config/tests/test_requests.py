"""What every answer carries, and what the log says of it."""

import logging

import pytest
from django.test import Client

from shuyou.kernel.tests.factories import StaffFactory

POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}
pytestmark = pytest.mark.django_db


def test_pages_allow_nothing_from_elsewhere(client: Client) -> None:
    headers = client.get("/console/sign-in/").headers

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]


def test_a_page_for_one_person_is_not_kept(client: Client) -> None:
    assert "no-store" in client.get("/console/sign-in/").headers["Cache-Control"]


def test_an_answer_names_its_request(client: Client) -> None:
    first, second = (client.get("/nowhere/").headers["X-Request-ID"] for _ in range(2))

    assert first != second
    assert client.get("/nowhere/", headers={"X-Request-ID": "proxy-4711"}).headers["X-Request-ID"] == "proxy-4711"


@pytest.mark.parametrize("given", ["short", "x" * 65, 'a" status=200', "汉字汉字汉字汉字"])
def test_an_odd_request_id_is_not_taken_over(given: str, client: Client) -> None:
    assert client.get("/nowhere/", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given


def test_the_log_does_not_hold_what_was_asked(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="shuyou.requests"):
        client.get("/nowhere/", {"q": "王小云"})

    (record,) = [record for record in caplog.records if record.name == "shuyou.requests"]
    assert "GET /nowhere/ status=404" in record.getMessage()
    assert "王小云" not in record.getMessage()


@pytest.mark.parametrize(
    ("path", "query", "form"),
    [
        ("/console/members/%00/", {}, None),
        ("/console/orders/SO%00/", {}, None),
        ("/console/members/1/edit/", {}, {"name": "林\x00晚舟"}),
        ("/console/one/", {}, {"q": "\x00"}),
        ("/console/titles/", {"q": "a\x00b"}, None),
        ("/shelf/%00/", {}, None),
        ("/search/", {"q": "\x00"}, None),
    ],
)
def test_a_character_of_code_zero_is_refused_before_it_meets_the_database(
    client: Client, path: str, query: dict[str, str], form: dict[str, str] | None
) -> None:
    client.force_login(StaffFactory.create())

    answer = client.get(path, query) if form is None else client.post(path, form)

    assert answer.status_code == 400
