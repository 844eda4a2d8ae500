"""Staff pages of search: reasons, narrowing, and words for the same."""

from http import HTTPStatus

import pytest
from django.test import Client

from shuyou.catalog import services
from shuyou.catalog.errors import SynonymsTooFew, SynonymTaken, SynonymTooLong
from shuyou.catalog.models import Item, Synonym
from shuyou.catalog.tests.factories import ItemFactory, TitleSearchFactory
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with

pytestmark = pytest.mark.django_db

BUYER = Actor("staff", "1", "console", frozenset({Role.BUYER}))


@pytest.fixture
def buyer(client: Client) -> Client:
    """Somebody who buys."""
    client.force_login(staff_with(Role.BUYER))
    return client


@pytest.fixture
def computers() -> Item:
    item = ItemFactory.create(title="计算机组成原理")
    TitleSearchFactory.create(item=item, rank=7)
    return item


def test_titles_say_why_they_are_there_and_are_narrowed(buyer: Client, computers: Item) -> None:
    other = ItemFactory.create(title="计算机网络", kind="epub")
    TitleSearchFactory.create(item=other)

    page = buyer.get("/console/titles/find/", {"q": "jsjzc"}).content.decode()
    both = buyer.get("/console/titles/find/", {"q": "计算机"})
    narrowed = buyer.get("/console/titles/find/", {"q": "计算机", "kind": "epub"}).context["rows"]

    assert "书名拼音首字母" in page
    assert "近期售出 7 册" in page
    assert "kind=epub" in both.content.decode()
    assert [hit.row.title for hit, _ in narrowed] == ["计算机网络"]


def test_words_for_the_same_are_kept_used_and_taken_away(buyer: Client, computers: Item) -> None:
    kept = buyer.post("/console/titles/synonyms/", {"words": "电脑，計算機, computer"})
    found = buyer.get("/console/titles/find/", {"q": "电脑"}).context["rows"]
    group = Synonym.objects.values_list("group_id", flat=True)[0]
    changed = buyer.post("/console/titles/synonyms/", {"words": "电脑，computer", "group": group})
    dropped = buyer.post(f"/console/titles/synonyms/{group}/drop/")

    assert [answer.status_code for answer in (kept, changed, dropped)] == [HTTPStatus.SEE_OTHER] * 3
    assert [hit.row.title for hit, _ in found] == ["计算机组成原理"]
    assert not Synonym.objects.exists()
    assert buyer.get("/console/titles/find/", {"q": "电脑"}).context["rows"] == []


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("电脑", SynonymsTooFew),
        ("电脑, 電腦", SynonymsTooFew),
        ("电脑, " + "长" * 13, SynonymTooLong),
        ("小说, 故事", SynonymTaken),
    ],
)
def test_what_cannot_be_words_for_the_same_is_refused(typed: str, refusal: type[DomainError]) -> None:
    services.keep_synonyms(typed="小说, novel", actor=BUYER, at=clock.now())
    events = EventRecord.objects.count()

    with pytest.raises(refusal):
        services.keep_synonyms(typed=typed, actor=BUYER, at=clock.now())

    assert Synonym.objects.count() == 2
    assert EventRecord.objects.count() == events


def test_a_refusal_stands_beside_the_words(buyer: Client) -> None:
    answer = buyer.post("/console/titles/synonyms/", {"words": "电脑"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "不是两到八个词" in answer.content.decode()


def test_who_may_not_edit_titles_changes_no_words(client: Client) -> None:
    client.force_login(staff_with(Role.CALL_AGENT))

    assert client.get("/console/titles/synonyms/").status_code == HTTPStatus.OK
    assert client.post("/console/titles/synonyms/", {"words": "电脑，计算机"}).status_code == HTTPStatus.FORBIDDEN
    assert not Synonym.objects.exists()
