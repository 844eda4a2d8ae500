"""The list of titles: every filter finds what it is about and nothing else, whichever way the page is found."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from shuyou.catalog import queries
from shuyou.catalog.models import Category, Item, Publisher, Series, Subject, TitleListing
from shuyou.catalog.queries import Sort, TitleFilter, TitleOrder
from shuyou.catalog.queries import _listed as listed
from shuyou.catalog.services import rank_titles
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory, TitleSearchFactory
from shuyou.kernel.actor import Actor
from shuyou.kernel.listings import Place

JOB = Actor.job("test")

pytestmark = pytest.mark.django_db


def found(wanted: dict[str, object], order: TitleOrder | None = None) -> list[str]:
    """Return the titles that pass a filter."""
    page = queries.list_titles(
        wanted=TitleFilter(**wanted),  # type: ignore[arg-type]
        order=order or TitleOrder(), place=Place(), actor=JOB,
    )  # fmt: skip
    return [row.title for row in page.rows]


@pytest.fixture
def two() -> tuple[Item, Item]:
    """Return a textbook of which all is known, and a toy of which little is."""
    book = ItemFactory.create(
        title="数学 七年级", publisher=Publisher.objects.create(name="人民教育出版社"), list_price=Decimal("12.50"),
        series=Series.objects.create(name="教科书"), grade_from=7, grade_to=9, school_subject="数学", audience="school",
        language="zh", published="2025-08", cover="covers/x.jpg", blurb="简介", value_class="high_value",
        category=Category.objects.create(scheme="shop", code="school", name_zh="教材", name_en="School"),
        has_fixed_price=True, least_age=6, source="onix:S", status="announced",
    )  # fmt: skip
    TitleSearchFactory.create(item=book)
    IdentifierFactory.create(item=book, value="9787544253994")
    Subject.objects.create(item=book, scheme="clc", code="G634.6")
    toy = ItemFactory.create(title="积木", kind="toy", list_price=Decimal("99.00"), is_price_synthetic=True)
    TitleSearchFactory.create(item=toy)
    return book, toy


@pytest.mark.parametrize("is_few", [True, False])
@pytest.mark.parametrize(
    "wanted",
    [
        {"text": "数学"}, {"text": "978-7-5442-5399-4"}, {"text": "sxqnj"}, {"kind": ("book", "av")},
        {"status": ("announced",)}, {"value_class": "high_value"}, {"publisher": "人民教育出版社"},
        {"series": "教科书"},
        {"topic": "G63"}, {"topic": "clc:g634.6"}, {"language": "zh"}, {"audience": "school"}, {"grade": 8},
        {"school_subject": "数学"}, {"source": "onix:S"}, {"price_to": Decimal(20)}, {"published_from": "2025"},
        {"published_from": "2025-08", "published_to": "2025"}, {"cover": "yes"}, {"blurb": "yes"}, {"made_up": "no"},
        {"fixed": "yes"}, {"barred": "yes"}, {"category": "school"},
    ],
    ids=str,
)  # fmt: skip
def test_each_filter_finds_the_textbook_and_not_the_toy(
    two: tuple[Item, Item], wanted: dict[str, object], is_few: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listed, "FEW", 10**9 if is_few else 0)
    monkeypatch.setattr(listed, "WINDOW", 1)
    if "category" in wanted:
        wanted = {"category": str(two[0].category_id)}

    assert found(wanted) == ["数学 七年级"]


@pytest.mark.parametrize(
    "wanted",
    [{"publisher": "无此社"}, {"grade": 6}, {"topic": "thema:G63"}, {"price_from": Decimal(100)}, {"text": "无此书"}],
)
def test_a_filter_that_nothing_passes_finds_nothing(two: tuple[Item, Item], wanted: dict[str, object]) -> None:
    assert found(wanted) == []


def test_the_database_keeps_the_list_with_every_statement(two: tuple[Item, Item]) -> None:
    book, toy = two
    changes: list[tuple[Callable[[], object], dict[str, object]]] = [
        (lambda: Item.objects.filter(pk=toy.pk).update(kind="art"), {"kind": ("art",)}),
        (lambda: Item.objects.filter(pk=toy.pk).update(grade_from=1, grade_to=1), {"grade": 1}),
        (lambda: rank_titles(copies={toy.pk: 9}, actor=JOB, at=toy.added_at), {"kind": ("art",)}),
    ]
    for change, wanted in changes:
        change()
        assert found(wanted) == ["积木"]

    assert TitleListing.objects.get(item=toy).rank == 9
    assert found({}, TitleOrder(by=Sort.SOLD)) == ["积木", "数学 七年级"]
    assert found({}, TitleOrder(by=Sort.PRICE, is_descending=False)) == ["数学 七年级", "积木"]
    assert found({}, TitleOrder(by=Sort.TITLE, is_descending=False)) == ["积木", "数学 七年级"]
    Item.objects.filter(pk=toy.pk).update(status="withdrawn", merged_into=book)
    assert found({}) == ["数学 七年级"]
    assert not TitleListing.objects.filter(item=toy).exists()
