"""Finding titles: by words, sounds, letters, other words, names and in spite of slips; each says why."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from shuyou.catalog.models import Category, Item, Synonym, SynonymGroup, TitleSearch
from shuyou.catalog.queries import Reason, SearchFilter, find_titles, search_titles
from shuyou.catalog.rules import BookDraft, Class, ListPrice, Person, Topic
from shuyou.catalog.services._keeping import Hand
from shuyou.catalog.services._shelve import shelve
from shuyou.kernel.actor import Actor

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
NOVELS = Class("clc", "I", "文学", "Literature")
TECHNOLOGY = Class("clc", "T", "工业技术", "Technology")
WORDS = "subtitle isbn13 isbn10 publisher published edition binding language blurb status".split()
HISTORY = Class("clc", "K", "历史", "History")


def a_draft(key: str, title: str, **more: object) -> BookDraft:
    """Return what a supplier tells of a book."""
    nothing = dict.fromkeys(
        "subtitle isbn13 isbn10 publisher published edition binding language blurb status".split(), ""
    )
    told = {
        **nothing, "more_isbns": (), "is_isbn_synthetic": False, "people": (), "pages": None,
        "source_key": key, "title": title, "price": ListPrice(Decimal("39.50")), "category": NOVELS, **more,
    }  # fmt: skip
    return BookDraft(**told)  # type: ignore[arg-type]


@pytest.fixture
def shop() -> dict[str, int]:
    """A small shop: ids by key; the book of trees sells best."""
    drafts = [
        a_draft("hlm", "红楼梦", people=(Person("曹雪芹"),), price=ListPrice(Decimal("59.70"))),
        a_draft("hlm2", "新校红楼梦诗词", people=(Person("林语堂"),)),
        a_draft("hz", "活着", people=(Person("余华"),), publisher="作家出版社", series="余华作品"),
        a_draft("bngd", "百年孤独", people=(Person("加西亚·马尔克斯"), Person("范晔", "translator"))),
        a_draft("py", "Python编程：从入门到实践", publisher="人民邮电出版社", category=TECHNOLOGY),
        a_draft("jsj", "计算机组成原理", category=TECHNOLOGY, grades=(10, 12)),
        a_draft("wl", "万历十五年", people=(Person("黄仁宇"),), category=HISTORY, topics=(Topic("keyword", "明朝"),)),
        a_draft("st", "三體", people=(Person("劉慈欣"),), status="out_of_print"),
    ]  # fmt: skip
    shelve(drafts, "test", hand=Hand(actor=Actor.job("test"), at=AT), since=AT)
    ids = dict(Item.objects.values_list("source_key", "pk"))
    TitleSearch.objects.filter(item_id=ids["hlm2"]).update(rank=90, is_hot=True)
    return ids


def found(typed: str, **wanted: object) -> list[tuple[str, Reason]]:
    """Return the titles that words find and why."""
    hits = find_titles(text=typed, wanted=SearchFilter(**wanted)).hits  # type: ignore[arg-type]
    return [(hit.row.title, hit.why.reason) for hit in hits]


def test_few_letters_within_a_foreign_name_lead_no_title(shop: dict[str, int]) -> None:
    draft = a_draft("ac", "The Anti-Christ", people=(Person("H. L. Mencken", "translator"),))
    shelve([draft], "test", hand=Hand(actor=Actor.job("test"), at=AT), since=AT)

    assert [title for title, _reason in found("hlm")] == ["红楼梦", "The Anti-Christ"]
    assert found("mencken") == [("The Anti-Christ", Reason.PERSON)]


@pytest.mark.feature("F131")
@pytest.mark.parametrize(
    ("typed", "title", "reason"),
    [
        ("活着", "活着", Reason.SAME),
        ("红楼", "红楼梦", Reason.BEGINS),
        ("紅樓夢", "红楼梦", Reason.SAME),
        ("十五", "万历十五年", Reason.TITLE),
        ("余华", "活着", Reason.PERSON),
        ("刘慈欣", "三體", Reason.PERSON),
        ("余华作品", "活着", Reason.SERIES),
        ("hongloumeng", "红楼梦", Reason.SAME_SOUND),
        ("hong lou meng", "红楼梦", Reason.SAME_SOUND),
        ("honglou", "新校红楼梦诗词", Reason.SOUND),
        ("hlm", "红楼梦", Reason.LETTERS),
        ("bngd", "百年孤独", Reason.LETTERS),
        ("yuhua", "活着", Reason.PERSON_SOUND),
        ("mrx yuhua", None, None),
        ("作家出版社", "活着", Reason.PUBLISHER),
        ("人民邮电", "Python编程：从入门到实践", Reason.PUBLISHER),
        ("历史", "万历十五年", Reason.SHELF),
        ("history", "万历十五年", Reason.SHELF),
        ("明朝", "万历十五年", Reason.SUBJECT),
        ("百年孤毒", "百年孤独", Reason.SOUND),
        ("百年弧独", "百年孤独", Reason.CLOSE),
        ("万历十六年", "万历十五年", Reason.CLOSE),
        ("pyhton", "Python编程：从入门到实践", Reason.CLOSE),
        ("余华活着", "活着", Reason.APART),
        ("python 入门", "Python编程：从入门到实践", Reason.TITLE),
        ("雪国", None, None),
    ],
)
def test_a_title_is_found_however_it_is_typed(
    shop: dict[str, int], typed: str, title: str | None, reason: Reason | None
) -> None:
    hits = found(typed)

    assert (hits[0] if hits else (None, None)) == (title, reason)


def test_the_very_title_comes_before_one_that_sells_better(shop: dict[str, int]) -> None:
    assert found("红楼梦") == [("红楼梦", Reason.SAME), ("新校红楼梦诗词", Reason.TITLE)]
    assert find_titles(text="红楼梦").hits[1].sold == 90


def test_another_word_for_the_same_finds_too_and_says_so(shop: dict[str, int]) -> None:
    group = SynonymGroup.objects.create(changed_by="test", changed_at=AT)
    for word in ("电脑", "计算机"):
        Synonym.objects.create(group=group, word=word, norm=word)

    hits = find_titles(text="电脑组成").hits

    assert [(hit.row.title, hit.why.reason, hit.why.said) for hit in hits] == [
        ("计算机组成原理", Reason.SYNONYM, "计算机")
    ]


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({"kind": "book"}, {"hlm", "hlm2"}),
        ({"kind": "toy"}, set()),
        ({"band": 1}, {"hlm2"}),
        ({"band": 2}, {"hlm"}),
        ({"status": "out_of_print"}, set()),
        ({"grade": 11}, set()),
    ],
)
def test_what_was_found_is_narrowed(shop: dict[str, int], wanted: dict[str, object], keys: set[str]) -> None:
    hits = find_titles(text="红楼", wanted=SearchFilter(**wanted)).hits  # type: ignore[arg-type]

    assert {hit.row.item_id for hit in hits} == {shop[key] for key in keys}


def test_sorts_are_counted_beside_what_was_found(shop: dict[str, int]) -> None:
    facets = find_titles(text="红楼", is_counted=True).facets

    assert facets is not None
    assert (facets.total, facets.has_more) == (2, False)
    assert [(one.value, one.count) for one in facets.bands] == [("1", 1), ("2", 1)]
    assert [(one.label, one.count) for one in facets.shelves] == [("文学", 2)]
    grades = find_titles(text="计算机", is_counted=True).facets
    assert grades is not None
    assert [(one.value, one.count) for one in grades.grades] == [("10", 1), ("11", 1), ("12", 1)]


def test_what_is_narrowed_by_follows_the_item(shop: dict[str, int]) -> None:
    Item.objects.filter(pk=shop["hz"]).update(status="withdrawn", list_price=Decimal(8), grade_from=1, grade_to=2)

    assert found("活着", status="withdrawn", band=0, grade=2) == [("活着", Reason.SAME)]
    assert found("活着", is_public=True) == []
    assert TitleSearch.objects.get(pk=shop["hz"]).grades == 0b110


def test_a_shelf_without_words_shows_its_best_sellers(shop: dict[str, int]) -> None:
    shelf = Category.objects.get(code="I").pk

    assert found("", shelf=shelf)[0][0] == "新校红楼梦诗词"
    assert len(found("", shelf=shelf)) == 5
    assert found("%_'\"\\") == []


def test_pages_go_on_and_show_nothing_twice(shop: dict[str, int]) -> None:
    first = find_titles(text="红楼梦", limit=1)
    second = find_titles(text="红楼梦", limit=1, page=1)

    assert first.has_more
    assert [hit.row.title for hit in first.hits] == ["红楼梦"]
    assert {hit.row.title for hit in (*first.hits, *second.hits)} <= {"红楼梦", "新校红楼梦诗词"}


def test_found_as_typed_it_takes_two_queries(
    shop: dict[str, int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert search_titles(text="红楼")
    with django_assert_num_queries(4):
        assert find_titles(text="红楼", is_counted=True).facets


def test_who_does_not_guess_takes_nothing_for_a_slip(
    shop: dict[str, int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert [row.title for row in search_titles(text="百年弧独")] == ["百年孤独"]

    with django_assert_num_queries(2):  # what is known of the words, and the titles that have them
        assert search_titles(text="百年弧独", is_guessing=False) == []
