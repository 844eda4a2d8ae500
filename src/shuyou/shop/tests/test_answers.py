"""Questions and answers: written by staff, found by what somebody asks in their own words, never without a person."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from shuyou.kernel.registry import Answer, AnswerSource, registry
from shuyou.shop.models import Piece
from shuyou.shop.rules import fits_question
from shuyou.shop.services import PieceDraft, keep_piece
from shuyou.shop.tests.factories import ENGLISH
from shuyou.shop.views.door import VISITOR

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, tzinfo=UTC)
HUMAN = "/help/#person"


def write(slug: str, zh: str, en: str, answer: str, *, is_published: bool = True) -> None:
    draft = PieceDraft(
        kind=Piece.Kind.QUESTION, slug=slug, title_zh=zh, title_en=en, text_zh=answer, text_en=f"{en} {answer}",
        is_published=is_published,
    )  # fmt: skip
    keep_piece(draft, actor=VISITOR, at=AT)


@pytest.fixture(autouse=True)
def written() -> None:
    """Three answers that everybody reads, and one that nobody does."""
    write("returns", "怎么退货？", "How do I send something back?", "签收后七日内，在“我的订单”里提出。")
    write("points", "积分什么时候到期？", "When do points lapse?", "到账后二十四个月。")
    write("delivery", "多久能送到？", "How long does delivery take?", "一般两到三天。")
    write("secret", "不公开", "Not yet", "草稿", is_published=False)


@pytest.mark.feature("F153")
@pytest.mark.parametrize(("asked", "first"), [("我想退货", "怎么退货？"), ("积分到期", "积分什么时候到期？")])
def test_readers_ask_in_their_own_words(client: Client, asked: str, first: str) -> None:
    page = client.get("/help/answers/", {"ask": asked}, headers={"Accept-Language": "zh-hans"})
    assert next(one.question for one in page.context["rows"]) == first
    assert HUMAN in page.content.decode()


@pytest.mark.feature("F153")
def test_both_languages_have_answers_and_what_nobody_wrote_leads_to_a_person(client: Client) -> None:
    all_of_them = client.get("/help/answers/", headers=ENGLISH).content.decode()
    found = client.get("/help/answers/", {"ask": "send back"}, headers=ENGLISH)
    nothing = client.get("/help/answers/", {"ask": "<b>zebra</b>"}, headers=ENGLISH).content.decode()

    assert "When do points lapse?" in all_of_them
    assert "Not yet" not in all_of_them
    assert [one.key for one in found.context["rows"]] == ["returns"]
    assert "zebra" in nothing
    assert "<b>zebra" not in nothing
    assert HUMAN in nothing
    assert "How do I send something back?" in client.get("/help/", headers=ENGLISH).content.decode()


def test_other_packages_answer_there_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    more = AnswerSource(key="more", order=1, load=lambda _at: [Answer(key="x", question="哪里停车？", text="店后。")])
    monkeypatch.setattr(registry, "answers", [*registry.answers, more])
    page = client.get("/help/answers/", headers={"Accept-Language": "zh-hans"})
    assert [one.key for one in page.context["rows"]][:2] == ["x", "returns"]


def test_answers_stand_at_no_address_of_their_own_and_in_no_window(client: Client) -> None:
    assert client.get("/pages/returns/").status_code == 404
    assert "怎么退货" not in client.get("/pages/").content.decode()


def test_what_shares_nothing_does_not_fit() -> None:
    assert fits_question("退货", question="怎么退货", text="") > fits_question("退货", question="", text="退货")
    assert not fits_question("停车", question="怎么退货", text="七日内")
