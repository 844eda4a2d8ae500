"""Words as they are edited: blocks and books, looked at on each channel before they are kept; nothing in them runs."""

from http import HTTPStatus

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.notices import Words, kinds
from shuyou.kernel.permissions import Role
from shuyou.messaging.models import Template
from shuyou.messaging.rules import Card, Look, books_in, html_of, text_of, with_values
from shuyou.messaging.services import previews
from shuyou.messaging.tests.factories import NEWS
from shuyou.messaging.tests.test_pages import WORDS, signed_in

ISBN = "9787530216835"
BOOK = Card(title="《江南造园记》", authors="陈从周", price="¥40.00", address="https://x.example/book/1/")


def test_a_book_is_a_row_of_a_table_and_three_lines_of_plain_words() -> None:
    text = f"新书：\n\n[[978-7-5302-1683-5]]\n\n[[{ISBN[:-1]}0]]"

    html = html_of(text, {}, Look(language="zh", title="<新书>", cards={ISBN: BOOK}))

    assert books_in(text) == {ISBN, f"{ISBN[:-1]}0"}
    assert (
        text_of(text, {}, cards={ISBN: BOOK}) == "新书：\n\n《江南造园记》\n陈从周\n¥40.00\nhttps://x.example/book/1/"
    )
    assert "<title>&lt;新书&gt;</title>" in html
    assert html.count("《江南造园记》") == 2
    assert html.count('role="presentation"') == 3
    assert 'href="https://x.example/book/1/"' in html
    assert "<img" not in html


@given(text=st.text(max_size=80), value=st.text(max_size=40))
def test_whatever_is_typed_nothing_runs_and_values_make_no_blocks(text: str, value: str) -> None:
    text = text.replace("{", "").replace("}", "")
    html = html_of(f"{text}\n\n{{name}}", {"name": f"<script>{value}"}, Look(language="zh"))

    assert "<script" not in html
    assert "<script" not in html_of(f"<script>{text}", {}, Look(language="zh"))
    assert "{" not in with_values("{name}", {"name": value}) + with_values("{name|x}", {"name": value})


@pytest.mark.django_db
def test_words_are_looked_at_as_they_are_typed_on_each_channel_and_books_have_to_be_known() -> None:
    client, _user = signed_in(Role.MARKETER)
    IdentifierFactory.create(value=ISBN, item__title="江南造园记")
    url = reverse("messaging:template", args=[NEWS.code])
    typed = {**WORDS, "body_zh": f"# 新书\n\n[[{ISBN}]]", "short_zh": "新书{title}"}

    def look(channel: str) -> str:
        page = client.post(reverse("messaging:preview", args=[NEWS.code, "zh", channel]), typed)
        assert "script" not in page.headers["Content-Security-Policy"]
        return page.content.decode()

    assert "江南造园记" in look("email")
    assert [one in look(way) for way, one in (("plain", "《江南造园记》"), ("sms", "新书庄子"), ("app", "# ")) ] == [
        True, True, False,
    ]  # fmt: skip
    assert client.post(reverse("messaging:preview", args=[NEWS.code, "zh", "pigeon"])).status_code == 404
    wrong = client.post(url, {**typed, "body_zh": "[[9787000000000]]"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "[[9787000000000]]" in wrong.content.decode()
    assert not Template.objects.exists()
    assert client.post(url, typed).status_code == HTTPStatus.SEE_OTHER
    assert ISBN in client.get(f"{url}?version=1").content.decode()


@pytest.mark.django_db
def test_every_kind_of_notice_can_be_said_with_its_samples_in_both_languages() -> None:
    declared = {code: kind for code, kind in kinds().items() if not code.startswith("test.")}
    assert len(declared) > 10
    for code, kind in declared.items():
        drawn = previews(kind=code, texts={"zh": kind.zh, "en": kind.en})

        assert [one.language for one in drawn] == ["zh", "en"]
        assert all(one.subject and one.text and one.short for one in drawn), code


@pytest.mark.django_db
def test_who_may_only_look_sees_words_but_tries_none() -> None:
    client, _user = signed_in(Role.SERVICE_AGENT)
    url = reverse("messaging:preview", args=[NEWS.code, "zh", "email"])

    assert client.get(url).status_code == HTTPStatus.OK
    assert client.post(url, WORDS).status_code == HTTPStatus.FORBIDDEN
    assert client.get(reverse("messaging:template_new")).status_code == HTTPStatus.FORBIDDEN
    (drawn,) = previews(kind=NEWS.code, texts={"zh": Words(subject="{title}", body="x", short="{title}")})
    assert (drawn.subject, drawn.parts.count) == ("庄子", 1)
