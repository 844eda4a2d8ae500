"""A book list becomes items: one ISBN may mean several, and no row is lost."""

import csv
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from shuyou.catalog.models import Contribution, Contributor, Identifier, Item, TitleSearch, Work
from shuyou.catalog.queries import items_by_code, search_titles
from shuyou.catalog.services import BookReading, import_books, preview_books, rank_titles
from shuyou.catalog.tests.factories import ItemFactory, TitleSearchFactory
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.files import ImportReport, RunOptions, faults_path
from shuyou.kernel.files.refusals import FormatUnknown, HeadingMissing
from shuyou.kernel.models import EventRecord, RowChange
from shuyou.kernel.permissions import Role

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
JOB = Actor.job("import")
HEADINGS = ("书名", "作者", "出版社", "ISBN", "定价", "出版日期", "分类", "装帧", "页数")
SOLITUDE = (
    "百年孤独",
    "[哥伦] 加西亚·马尔克斯 著；范晔 译",
    "南海出版公司",
    "978-7-5442-5399-4",
    "39.50",
    "2011-06",
    "I775.45",
    "精装",
    "360页",
)
DREAM = ("红楼梦", "曹雪芹、高鹗", "人民文学出版社", "9787020002207", "¥59.70", "1996年12月", "I242.4", "", "")

pytestmark = pytest.mark.django_db


def save(path: Path, *rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS, encoding: str = "utf-8") -> Path:
    """Write a book list."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def change(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    """Return a row with other cells under some headings."""
    return tuple(cells.get(heading, cell) for heading, cell in zip(HEADINGS, row, strict=True))


def read(path: Path, **reading: object) -> ImportReport:
    """Import a book list."""
    return import_books(path, actor=JOB, at=AT, reading=BookReading(**reading))  # type: ignore[arg-type]


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Return how the records of a file ended."""
    assert report.read == report.imported + report.merged + report.unchanged + report.reported
    return report.imported, report.merged, report.unchanged, report.reported


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_row_becomes_an_item_with_all_it_says(tmp_path: Path, encoding: str) -> None:
    assert counts(read(save(tmp_path / "b.csv", SOLITUDE, encoding=encoding))) == (1, 0, 0, 0)

    item = Item.objects.select_related("publisher", "category", "work").get()
    assert (item.title, item.list_price, item.is_price_synthetic) == ("百年孤独", Decimal("39.50"), False)
    assert (item.published, item.binding, item.pages, item.status) == ("2011-06", "精装", 360, "available")
    assert item.publisher is not None
    assert item.publisher.name == "南海出版公司"
    assert item.category is not None
    assert (item.category.scheme, item.category.code) == ("clc", "I")
    assert item.work is not None
    assert item.work.title == "百年孤独"
    assert Identifier.objects.values_list("kind", "value", "is_synthetic").get() == ("isbn13", "9787544253994", False)
    people = Contribution.objects.order_by("position").values_list("contributor__name", "role")
    assert list(people) == [("加西亚·马尔克斯", "author"), ("范晔", "translator")]
    assert Contributor.objects.get(name="范晔").pinyin == "fanye"


def test_an_imported_title_is_found_at_once(tmp_path: Path) -> None:
    read(save(tmp_path / "b.csv", SOLITUDE, DREAM))

    for clue in ("百年孤独", "年孤", "百年孤獨", "马尔克斯", "bngd", "9787544253994", "7544253996"):
        assert [row.title for row in search_titles(text=clue)] == ["百年孤独"], clue


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = save(tmp_path / "b.csv", SOLITUDE, DREAM)
    read(path)

    assert counts(read(path)) == (0, 0, 2, 0)
    assert (Item.objects.count(), Identifier.objects.count(), RowChange.objects.count()) == (2, 2, 0)


def test_another_price_under_one_isbn_is_a_reprint_of_the_same_work(tmp_path: Path) -> None:
    path = save(tmp_path / "b.csv", SOLITUDE, change(SOLITUDE, 定价="55.00"), SOLITUDE)

    assert counts(read(path)) == (2, 1, 0, 0)
    assert sorted(Item.objects.values_list("list_price", flat=True)) == [Decimal("39.50"), Decimal("55.00")]
    assert Work.objects.count() == 1
    assert len(items_by_code(code="9787544253994")) == 2

    later = save(tmp_path / "later.csv", change(SOLITUDE, 定价="68.00"), change(SOLITUDE, 定价="55"))
    assert counts(read(later)) == (1, 0, 1, 0)
    assert Work.objects.count() == 1


@pytest.mark.parametrize("price", ["39.50", "55.00"])
def test_an_isbn_used_again_for_another_book_makes_no_correction_and_no_reprint(tmp_path: Path, price: str) -> None:
    read(save(tmp_path / "b.csv", SOLITUDE), source="one")
    other = change(SOLITUDE, 书名="江南造园记", 作者="钟毓", 定价=price)

    assert counts(read(save(tmp_path / "c.csv", other), source="two")) == (1, 0, 0, 0)

    assert sorted(Item.objects.values_list("title", flat=True)) == ["江南造园记", "百年孤独"]
    assert Work.objects.count() == 2
    assert {row.title for row in items_by_code(code="9787544253994")} == {"江南造园记", "百年孤独"}


def test_its_own_source_corrects_an_item_and_others_fill_gaps(tmp_path: Path) -> None:
    path = save(tmp_path / "own.csv", change(DREAM, 装帧="", 页数=""))
    read(path)
    other = save(tmp_path / "other.csv", change(DREAM, 书名="红楼梦 (错)", 装帧="平装", 页数="1606"))

    assert counts(read(other)) == (0, 1, 0, 0)
    item = Item.objects.get()
    assert (item.title, item.binding, item.pages) == ("红楼梦", "平装", 1606)

    own = save(tmp_path / "own.csv", change(DREAM, 书名="红楼梦（上下）", 装帧="精装", 页数=""))
    assert counts(read(own)) == (0, 1, 0, 0)
    item.refresh_from_db()
    assert (item.title, item.binding, item.pages) == ("红楼梦（上下）", "精装", 1606)
    assert [row.title for row in search_titles(text="上下")] == ["红楼梦（上下）"]
    assert [kept.before for kept in RowChange.objects.filter(table_name="catalog_item").order_by("id")] == [
        {"binding": "", "pages": None}, {"title": "红楼梦", "binding": "平装"},
    ]  # fmt: skip


def test_a_record_of_its_own_number_may_change_its_price(tmp_path: Path) -> None:
    headings = ("货号", "书名", "定价")
    read(save(tmp_path / "b.csv", ("A1", "家", "20"), headings=headings))

    assert counts(read(save(tmp_path / "b.csv", ("A1", "家", "25"), headings=headings))) == (0, 1, 0, 0)
    assert Item.objects.get().list_price == Decimal("25.00")


def test_a_book_without_isbn_and_price_gets_both_and_they_are_marked(tmp_path: Path) -> None:
    path = save(tmp_path / "b.csv", ("1770782", "追风筝的人"), ("2", "家"), headings=("douban_id", "书名"))
    read(path, source="douban")

    item = Item.objects.get(source="douban", source_key="1770782")
    number = Identifier.objects.get(item=item)
    assert (item.is_price_synthetic, number.is_synthetic, number.value[:4]) == (True, True, "9787")
    assert counts(read(path, source="douban")) == (0, 0, 2, 0)
    assert Identifier.objects.filter(item=item).get() == number


def test_a_real_price_replaces_a_made_up_one(tmp_path: Path) -> None:
    read(save(tmp_path / "a.csv", change(DREAM, 定价="")))
    assert Item.objects.get().is_price_synthetic

    assert counts(read(save(tmp_path / "b.csv", DREAM))) == (0, 1, 0, 0)
    assert Item.objects.values_list("list_price", "is_price_synthetic").get() == (Decimal("59.70"), False)


def test_a_made_up_isbn_never_claims_a_real_book(tmp_path: Path) -> None:
    read(save(tmp_path / "a.csv", ("家", "9787020002207", "自编", "20"), headings=("书名", "ISBN", "ISBN来源", "定价")))

    assert counts(read(save(tmp_path / "b.csv", change(DREAM, 定价="20")))) == (1, 0, 0, 0)
    assert sorted(Identifier.objects.values_list("item__title", "is_synthetic")) == [("家", True), ("红楼梦", False)]


def test_foreign_prices_need_a_stated_rate(tmp_path: Path) -> None:
    path = save(tmp_path / "b.csv", change(DREAM, 定价="GBP 9.99"))

    assert counts(read(path)) == (0, 0, 0, 1)
    assert counts(read(path, rates={"gbp": Decimal("9.15")})) == (1, 0, 0, 0)
    assert Item.objects.values_list("list_price", "is_price_synthetic").get() == (Decimal("91.41"), True)


def test_a_list_in_foreign_currency(tmp_path: Path) -> None:
    path = save(tmp_path / "b.csv", ("Design Patterns", "23.99"), headings=("title", "price"))

    assert counts(read(path, currency="GBP", rates={"GBP": Decimal(9)})) == (1, 0, 0, 0)
    assert Item.objects.get().list_price == Decimal("215.91")


def test_what_cannot_be_is_reported_with_its_reason(tmp_path: Path) -> None:
    path = save(
        tmp_path / "b.csv",
        change(SOLITUDE, ISBN="9787544253995", 定价="面议"),
        change(SOLITUDE, 书名=""),
        change(SOLITUDE, ISBN="9.78754E+12"),
        DREAM,
    )

    assert counts(read(path)) == (1, 0, 0, 3)
    with faults_path(path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [(row[0], row[1]) for row in rows] == [("2", "ISBN | 定价"), ("3", "书名"), ("4", "ISBN")]


def test_one_event_tells_of_a_chunk(tmp_path: Path) -> None:
    read(save(tmp_path / "b.csv", SOLITUDE, DREAM))

    event = EventRecord.objects.get()
    assert (event.name, sorted(event.payload["created"])) == (
        "catalog.books_imported",
        sorted(Item.objects.values_list("pk", flat=True)),
    )


def test_chunks_do_not_matter(tmp_path: Path) -> None:
    path = save(tmp_path / "b.csv", SOLITUDE, change(SOLITUDE, 定价="55"), SOLITUDE, DREAM, SOLITUDE)

    report = import_books(path, actor=JOB, at=AT, options=RunOptions(chunk=1))

    assert counts(report) == (3, 2, 0, 0)
    assert Work.objects.count() == 2


def test_the_preview_writes_nothing(tmp_path: Path) -> None:
    path = save(tmp_path / "b.csv", SOLITUDE, change(DREAM, 定价="面议"))

    seen = preview_books(path, actor=JOB)

    assert ("price", "定价") in seen.fields
    assert [[problem.at_field for problem in row.problems] for row in seen.rows] == [[], ["price"]]
    assert Item.objects.count() == 0


def test_what_is_no_book_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HeadingMissing):
        read(save(tmp_path / "b.csv", ("林晚舟",), headings=("姓名",)))
    page = tmp_path / "page.xml"
    page.write_text("<?xml version='1.0'?><html/>")
    with pytest.raises(FormatUnknown):
        read(page)


def test_only_who_may_import_imports(tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        import_books(
            save(tmp_path / "b.csv", SOLITUDE), actor=Actor(STAFF, "1", "t", frozenset({Role.SHOP_CLERK})), at=AT
        )

    assert Item.objects.count() == 0


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = save(tmp_path / "b.csv", change(SOLITUDE, 定价="USD 5"), DREAM)

    call_command("import_books", str(path), "--preview", "--rate", "USD=7.1")
    assert Item.objects.count() == 0
    with translation.override("en"):
        call_command("import_books", str(path), "--rate", "USD=7.1")
    with pytest.raises(CommandError):
        call_command("import_books", str(path), "--rate", "USD=free")

    told = capsys.readouterr().out
    assert "2 read = 2 imported + 0 merged + 0 unchanged + 0 reported" in told
    assert Item.objects.filter(list_price=Decimal("35.50")).count() == 1


def test_best_sellers_are_found_first() -> None:
    items = [ItemFactory.create(title=f"江南造园记 {number}") for number in range(25)]
    for item in items:
        TitleSearchFactory.create(item=item)

    hot = rank_titles(
        copies={items[place].pk: sold for place, sold in ((3, 50), (7, 90), (9, 5), (11, 2), (13, 1))}, actor=JOB, at=AT
    )

    assert hot == 3
    assert [row.item_id for row in search_titles(text="造园", limit=3)] == [items[7].pk, items[3].pk, items[9].pk]
    assert rank_titles(copies={}, actor=JOB, at=AT) == 0
    assert not TitleSearch.objects.filter(rank__gt=0).exists()
