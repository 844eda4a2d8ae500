"""What staff write for the window: seen from its day on, by preview before; leading nowhere else."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory
from shuyou.kernel import clock
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.shop.models import Piece
from shuyou.shop.tests.factories import ENGLISH

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F130")]
TYPED = {
    "kind": "page", "slug": "terms", "title_zh": "购书须知", "title_en": "Terms", "text_zh": "七天无理由退货。",
    "text_en": "Back within seven days.", "style": "paper", "position": "10",
}  # fmt: skip


@pytest.fixture
def desk() -> Client:
    """A browser of somebody who writes for the window."""
    browser, marketer = Client(), staff_with(Role.MARKETER)
    marketer.language = "en"
    marketer.save()
    browser.force_login(marketer)
    return browser


def keep(desk: Client, **changes: Any) -> int:
    """Send a new piece, and return the status."""
    return desk.post("/console/shop/pieces/new/", {**TYPED, **changes}).status_code


def test_a_page_is_previewed_then_published_then_read_in_both_languages(client: Client, desk: Client) -> None:
    assert keep(desk) == HTTPStatus.SEE_OTHER
    assert client.get("/pages/terms/").status_code == HTTPStatus.NOT_FOUND
    assert "Back within seven days." in desk.get("/console/shop/pieces/terms/preview/").content.decode()

    desk.post("/console/shop/pieces/terms/edit/", {**TYPED, "is_published": "on"})

    assert "Back within seven days." in client.get("/pages/terms/", headers=ENGLISH).content.decode()
    assert "七天无理由退货。" in client.get("/pages/terms/", headers={"Accept-Language": "zh-CN"}).content.decode()
    assert "Terms" in client.get("/pages/", headers=ENGLISH).content.decode()
    assert "History" in desk.get("/console/shop/pieces/terms/").content.decode()


def test_a_piece_stands_in_the_window_on_its_days_only(client: Client, desk: Client) -> None:
    at = clock.now()
    for name, since, until in (("past", -9, -1), ("now", -1, 1), ("soon", 1, 9)):
        Piece.objects.create(
            kind="banner", slug=name, title_zh=f"{name} banner", is_published=True, link="/search/",
            shown_from=at + timedelta(days=since), shown_until=at + timedelta(days=until),
        )  # fmt: skip
    Piece.objects.create(kind="theme", slug="look", title_zh="春", style="spring", is_published=True)

    page = client.get("/").content.decode()

    assert [name in page for name in ("past banner", "now banner", "soon banner")] == [False, True, False]
    assert "look-spring" in page


def test_a_list_shows_its_titles_with_a_word_of_who_chose_them(client: Client, desk: Client) -> None:
    item = ItemFactory.create(title="夜航船")
    IdentifierFactory.create(item=item, value="9787100000017")
    listed = {"kind": "list", "slug": "winter", "title_en": "For the winter", "is_published": "on"}

    assert keep(desk, **listed, titles="9787100000024 nobody knows it") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert keep(desk, **listed, titles="978-7-100-00001-7 to read by the stove") == HTTPStatus.SEE_OTHER

    for place in ("/", "/pages/winter/"):
        page = client.get(place, headers=ENGLISH).content.decode()
        assert all(words in page for words in ("For the winter", "夜航船", "to read by the stove"))
    assert "9787100000017 to read by the stove" in desk.get("/console/shop/pieces/winter/edit/").content.decode()


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"link": "https://elsewhere.example/"}, "only to a page of this shop"),
        ({"link": "//elsewhere.example/"}, "only to a page of this shop"),
        ({"shown_from": "2026-05-02T10:00", "shown_until": "2026-05-01T10:00"}, "ends before it begins"),
        ({"kind": "list"}, "the list is empty"),
        ({"slug": "a b"}, "slug"),
    ],
)
def test_a_piece_that_cannot_stand_is_refused(desk: Client, changes: dict[str, str], shown: str) -> None:
    answer = desk.post("/console/shop/pieces/new/", {**TYPED, **changes})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert shown in answer.content.decode()
    assert not Piece.objects.exists()


def test_an_address_is_taken_once_and_a_piece_is_dropped_by_who_may(client: Client, desk: Client) -> None:
    keep(desk)
    assert keep(desk, title_zh="另一页") == HTTPStatus.UNPROCESSABLE_ENTITY
    agent = Client()
    agent.force_login(staff_with(Role.CALL_AGENT))

    assert agent.post("/console/shop/pieces/terms/drop/").status_code == HTTPStatus.FORBIDDEN
    assert agent.post("/console/shop/pieces/new/", TYPED).status_code == HTTPStatus.FORBIDDEN
    assert Piece.objects.count() == 1
    assert desk.post("/console/shop/pieces/terms/drop/").status_code == HTTPStatus.SEE_OTHER
    assert not Piece.objects.exists()


def test_text_of_staff_runs_nothing(client: Client, desk: Client) -> None:
    keep(desk, text_en="<script>alert(1)</script> https://shuyou.example", is_published="on")

    page = client.get("/pages/terms/", headers=ENGLISH).content.decode()

    assert "<script>alert" not in page
    assert 'href="https://shuyou.example"' in page
