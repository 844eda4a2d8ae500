"""What people see when something is refused, missing or broken."""

from http import HTTPStatus

import pytest
from django.test import Client

from shuyou.console import queries
from shuyou.kernel.errors import InvalidValue

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_a_page_that_is_not_there_is_said_in_the_shell(inside: Client) -> None:
    answer = inside.get("/console/nowhere/")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    page = answer.content.decode()
    assert "这一格书架是空的" in page
    assert 'class="rail"' in page


def test_a_member_who_is_not_there_is_a_sentence(inside: Client) -> None:
    answer = inside.get("/console/members/M000/")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "M000" in answer.content.decode()


def test_a_refusal_of_a_fragment_goes_over_the_page(inside: Client) -> None:
    answer = inside.get("/console/members/M000/", headers=HTMX)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert answer.headers["HX-Retarget"] == "#messages"
    assert "<html" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_refusal_keeps_its_kind(inside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise InvalidValue(label="ISBN", value="1")

    monkeypatch.setattr(queries, "work", refuse)

    answer = inside.get("/console/")

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "ISBN“1”不对" in answer.content.decode()


def test_what_breaks_is_told_with_the_number_that_is_in_the_log(
    inside: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "work", lambda **_: 1 / 0)
    inside.raise_request_exception = False

    answer = inside.get("/console/")

    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    page = answer.content.decode()
    assert "系统出了点问题" in page
    assert answer.headers["X-Request-ID"] in page


def test_what_breaks_in_a_fragment_is_a_note(inside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "work", lambda **_: 1 / 0)
    inside.raise_request_exception = False

    answer = inside.get("/console/", headers=HTMX)

    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert answer.headers["HX-Retarget"] == "#messages"
    assert answer.headers["X-Request-ID"] in answer.content.decode()


def test_an_apology_that_cannot_be_drawn_is_still_made(inside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "work", lambda **_: 1 / 0)
    monkeypatch.setattr("shuyou.console.context.Shell.rail", property(lambda _: 1 / 0))
    inside.raise_request_exception = False

    answer = inside.get("/console/")

    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert answer.headers["X-Request-ID"] in answer.content.decode()


def test_a_form_from_before_sign_in_is_explained(agent: object) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(agent)  # type: ignore[arg-type]

    answer = strict.post("/console/one/", {"q": "lin"})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "没有保存" in answer.content.decode()


def test_a_reader_who_is_lost_stays_in_the_bookshop(client: Client) -> None:
    answer = client.get("/nowhere/")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    page = answer.content.decode()
    assert "这一格书架是空的" in page
    assert 'class="shop"' in page
    assert "/console/" not in page
