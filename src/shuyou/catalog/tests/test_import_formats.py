"""ONIX and MARC: real files of the trade, and what is wrong with some of them."""

import csv
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation
from pymarc import Field, Indicators, Record, Subfield

import shuyou
from shuyou.catalog.errors import EntitiesRefused, RecordBroken, RecordOfNoBook
from shuyou.catalog.imports import open_books
from shuyou.catalog.models import Contribution, Identifier, Item
from shuyou.catalog.services import BookReading, import_books
from shuyou.kernel.actor import Actor
from shuyou.kernel.files import ImportReport, faults_path
from shuyou.kernel.files.refusals import FileDamaged, FormatUnknown

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SHIPPED = Path(shuyou.__file__).parent / "demo" / "data"
SHARED = Path(shuyou.__file__).parents[3] / "shared" / "data" / "books"
PLAIN = Indicators(" ", " ")
RATES = {"AUD": Decimal("4.70"), "GBP": Decimal("9.20")}

pytestmark = pytest.mark.django_db


def copy(folder: Path, name: str) -> Path:
    """Copy a real file to where its report may be written; skip the test if this checkout has none."""
    for place in (SHIPPED, SHARED):
        if (place / name).exists():
            (folder / name).write_bytes((place / name).read_bytes())
            return folder / name
    pytest.skip(f"{name} may not be shipped, and is not beside this checkout")


def read(path: Path, source: str = "") -> ImportReport:
    """Import a book list."""
    return import_books(path, actor=Actor.job("import"), at=AT, reading=BookReading(source=source, rates=RATES))


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Return how the records of a file ended."""
    assert report.read == report.imported + report.merged + report.unchanged + report.reported
    return report.imported, report.merged, report.unchanged, report.reported


def people(title: str) -> list[tuple[str, str]]:
    """Return who made a book."""
    rows = Contribution.objects.filter(item__title=title).order_by("position")
    return [(row.contributor.name, row.role) for row in rows.select_related("contributor")]


def told(path: Path) -> list[tuple[str, str, str]]:
    """Return of each refused record its place, the reason and the remedy, as the report beside the file tells them."""
    with faults_path(path).open(encoding="utf-8-sig", newline="") as file:
        return [(line, reason, remedy) for line, _, _, reason, remedy, *_ in list(csv.reader(file))[1:]]


# --- every row of every real table


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("books_zh_isbn_price.csv", (14, 0, 0, 0)),
        ("books_en_oscar_prices.csv", (201, 0, 0, 0)),
        ("books_en_goodbooks10k.csv", (10_000, 0, 0, 0)),
        ("books_zh_douban2020.csv", (20_000, 0, 0, 0)),
    ],
)
def test_a_real_table_loses_no_row_and_changes_nothing_the_second_time(
    tmp_path: Path, name: str, expected: tuple[int, int, int, int]
) -> None:
    path = copy(tmp_path, name)

    assert counts(read(path)) == expected
    assert counts(read(path)) == (0, 0, sum(expected), 0)
    assert not faults_path(path).exists()
    assert Item.objects.count() == expected[0]


# --- ONIX


def test_a_real_onix_message(tmp_path: Path) -> None:
    path = copy(tmp_path, "onix30_macmillan_au_21products.xml")

    assert counts(read(path)) == (20, 1, 0, 0)
    assert counts(read(path)) == (0, 0, 21, 0)

    item = Item.objects.select_related("publisher", "category").get(source_key="9781509851775")
    assert (item.title, item.published, item.pages, item.binding) == ("Runaway Robot", "2019-05-01", 320, "hardback")
    assert (item.list_price, item.is_price_synthetic, item.status) == (Decimal("117.45"), True, "announced")
    assert item.source == "onix:Macmillan Australia"
    assert item.category is not None
    assert (item.category.scheme, item.category.code) == ("bic", "YFB")
    assert people("Runaway Robot") == [("Frank Cottrell Boyce", "author"), ("Steven Lenton", "illustrator")]
    assert dict(Identifier.objects.filter(item=item).values_list("kind", "value")) == {
        "isbn13": "9781509851775",
        "isbn10": "1509851771",
    }


@pytest.mark.parametrize("name", ["onix31_single_reference.xml", "onix31_single_short.xml"])
def test_reference_and_short_tags_say_the_same(tmp_path: Path, name: str) -> None:
    assert counts(read(copy(tmp_path, name))) == (1, 0, 0, 0)

    item = Item.objects.select_related("publisher", "category").get()
    assert (item.title, item.pages, item.language, item.published) == ("Roseanna", 245, "en", "2006-08-07")
    assert item.publisher is not None
    assert item.publisher.name == "HarperCollins Publishers"
    assert item.list_price == Decimal("73.51")  # 7.99 GBP
    assert people("Roseanna") == [("Maj Sjöwall", "author"), ("Per Wahlöö", "author"), ("Lois Roth", "translator")]
    assert item.blurb.startswith("Widely recognised as the among the greatest")


def onix(products: str, release: str = "3.0") -> str:
    """Return an ONIX message of these products."""
    return f'<?xml version="1.0"?><ONIXMessage release="{release}"><Header/>{products}</ONIXMessage>'


def product(record: str, title: str = "Roseanna", kind: str = "03", isbn: str = "9780007232833") -> str:
    """Return a small product."""
    return (
        f"<Product><RecordReference>{record}</RecordReference><NotificationType>{kind}</NotificationType>"
        f"<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>{isbn}</IDValue></ProductIdentifier>"
        f"<DescriptiveDetail><TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01"
        f"</TitleElementLevel><TitleText>{title}</TitleText></TitleElement></TitleDetail></DescriptiveDetail></Product>"
    )


def test_a_supplier_withdraws_a_title(tmp_path: Path) -> None:
    path = tmp_path / "m.xml"
    path.write_text(onix(product("r1")))
    read(path)
    path.write_text(onix(product("r1", kind="05") + product("r2", kind="05", isbn="9780439023481")))

    assert counts(read(path)) == (0, 1, 0, 1)
    assert Item.objects.get().status == "withdrawn"


def test_a_product_that_cannot_be_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "m.xml"
    path.write_text(onix(product("r1", title="") + product("r2", isbn="9780007232834") + product("r3")))

    assert counts(read(path)) == (1, 0, 0, 2)
    assert Item.objects.get().source_key == "r3"


def test_a_bomb_of_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.xml"
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY e0 "ha">{entities}]>'
        f'<ONIXMessage release="3.0">{product("r1", title="&e9;")}</ONIXMessage>'
    )

    with pytest.raises(EntitiesRefused):
        read(path)

    assert Item.objects.count() == 0


def test_a_message_that_breaks_off_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "m.xml"
    path.write_text(onix(product("r1") + product("r2"))[:-60])

    with pytest.raises(FileDamaged):
        read(path)


def test_older_releases_are_not_guessed_at(tmp_path: Path) -> None:
    path = tmp_path / "m.xml"
    path.write_text(onix(product("r1"), release="2.1"))

    with pytest.raises(FormatUnknown):
        read(path)


CNONIX = """<?xml version="1.0" encoding="GB18030"?>
<cn:CNONIXMessage xmlns:cn="urn:test:cnonix"><cn:Header><cn:Sender><cn:SenderName>浙江新华</cn:SenderName></cn:Sender>
<cn:SentDateTime>20261101</cn:SentDateTime></cn:Header><cn:Product><cn:RecordReference>zj-1</cn:RecordReference>
<cn:NotificationType>03</cn:NotificationType>
<cn:ProductIdentifier><cn:ProductIDType>15</cn:ProductIDType><cn:IDValue>978-7-5442-5399-4</cn:IDValue></cn:ProductIdentifier>
<cn:ProductIdentifier><cn:ProductIDType>01</cn:ProductIDType><cn:IDTypeName>CIP核字号</cn:IDTypeName><cn:IDValue>（2011）第084521号</cn:IDValue></cn:ProductIdentifier>
<cn:DescriptiveDetail><cn:ProductForm>BC</cn:ProductForm><cn:TitleDetail><cn:TitleType>01</cn:TitleType><cn:TitleElement>
<cn:TitleElementLevel>01</cn:TitleElementLevel><cn:TitleText>百年孤独</cn:TitleText></cn:TitleElement></cn:TitleDetail>
<cn:Contributor><cn:ContributorRole>A01</cn:ContributorRole><cn:PersonName>马尔克斯</cn:PersonName></cn:Contributor>
<cn:Subject><cn:MainSubject/><cn:SubjectSchemeIdentifier>24</cn:SubjectSchemeIdentifier><cn:SubjectSchemeName>中国图书馆分类法</cn:SubjectSchemeName><cn:SubjectCode>I775.45</cn:SubjectCode></cn:Subject></cn:DescriptiveDetail>
<cn:PublishingDetail><cn:Publisher><cn:PublisherName>南海出版公司</cn:PublisherName></cn:Publisher></cn:PublishingDetail>
<cn:ProductSupply><cn:SupplyDetail><cn:Price><cn:PriceType>02</cn:PriceType><cn:PriceAmount>1,039.50</cn:PriceAmount></cn:Price></cn:SupplyDetail></cn:ProductSupply></cn:Product></cn:CNONIXMessage>"""


def test_the_chinese_profile_is_read_whatever_its_prefixes(tmp_path: Path) -> None:
    path = tmp_path / "m.xml"
    path.write_bytes(CNONIX.encode("gb18030"))

    assert counts(read(path)) == (1, 0, 0, 0)

    item = Item.objects.get(title="百年孤独")
    assert (item.source, item.list_price, item.cip) == ("onix:浙江新华", Decimal("1039.50"), "(2011)第084521号")
    assert item.publisher is not None
    assert item.publisher.name == "南海出版公司"
    assert [*item.subjects.values_list("scheme", "code")] == [("clc", "I775.45")]
    assert [*item.identifiers.order_by("kind").values_list("value", flat=True)] == ["9787544253994"]
    assert people("百年孤独") == [("马尔克斯", "author")]


# --- MARC


def test_cnmarc_in_gb18030_with_line_breaks_between_records(tmp_path: Path) -> None:
    path = copy(tmp_path, "cnmarc_demo_gb18030.iso")

    assert counts(read(path)) == (3, 0, 0, 0)
    assert counts(read(path)) == (0, 0, 3, 0)
    item = Item.objects.select_related("publisher", "category").get(title="百年孤独")
    assert (item.list_price, item.is_price_synthetic, item.published, item.language) == (
        Decimal("39.50"), False, "2011", "zh",
    )  # fmt: skip
    assert people("百年孤独") == [("加西亚·马尔克斯", "author"), ("范晔", "translator")]
    assert people("红楼梦") == [("曹雪芹", "author"), ("高鹗", "author")]
    assert people("现代汉语词典") == [("中国社会科学院语言研究所词典编辑室", "editor")]


def test_marc21_is_read_in_its_own_script(tmp_path: Path) -> None:
    assert counts(read(copy(tmp_path, "marc21_zh_880_openlibrary.mrc"))) == (1, 0, 0, 0)

    item = Item.objects.select_related("publisher").get()
    assert (item.title, item.pages, item.language) == ("乔布斯的秘密日记", 274, "zh")
    assert item.publisher is not None
    assert item.publisher.name == "中信出版社"
    assert Identifier.objects.filter(kind="isbn13").get().value == "9787508617725"


def cnmarc(number: str, title: str, isbn: str = "") -> bytes:
    """Return a small CNMARC record in UTF-8."""
    record = Record(force_utf8=True)
    record.add_field(Field(tag="001", data=number))
    if isbn:
        record.add_field(Field(tag="010", indicators=PLAIN, subfields=[Subfield("a", isbn)]))
    record.add_field(Field(tag="200", indicators=PLAIN, subfields=[Subfield("a", title)]))
    return record.as_marc()


def test_one_broken_record_does_not_take_the_rest_with_it(tmp_path: Path) -> None:
    path = tmp_path / "b.mrc"
    broken = bytearray(cnmarc("2", "坏的"))
    broken[24:36] = b"00199999999X"
    whole = cnmarc("1", "家", "9787020002207"), cnmarc("3", "春", "978-7-5442-5399-4")
    path.write_bytes(whole[0] + b"\r\n" + bytes(broken) + b"\n" + whole[1] + cnmarc("4", "秋")[:-40])

    assert counts(read(path)) == (2, 0, 0, 2)
    assert sorted(Item.objects.values_list("title", flat=True)) == ["家", "春"]


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("leader", [b"00xx5nam", b"        "])
def test_a_broken_leader_is_told_with_its_place_and_the_records_around_it_come_in(
    tmp_path: Path, place: int, leader: bytes
) -> None:
    records = [cnmarc("1", "家", "9787020002207"), cnmarc("3", "春", "978-7-5442-5399-4")]
    records.insert(place, leader + cnmarc("2", "坏的")[len(leader) :])
    path = tmp_path / "b.mrc"
    path.write_bytes(b"".join(records))

    assert counts(read(path)) == (2, 0, 0, 1)
    assert sorted(Item.objects.values_list("title", flat=True)) == ["家", "春"]
    assert told(path) == [(str(place + 1), str(RecordBroken.text), str(RecordBroken.remedy))]


def test_a_table_with_the_character_that_ends_fields_of_marc_is_still_a_table(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("ISBN,书名,定价\n9787020002207,家\x1e,32.00\n", encoding="utf-8")

    assert open_books(path, mapping={}).format == "table"


def test_a_record_without_a_title_is_told_apart_from_a_broken_one(tmp_path: Path) -> None:
    holdings = Record(force_utf8=True)
    holdings.add_field(Field(tag="001", data="h1"))
    holdings.add_field(Field(tag="852", indicators=PLAIN, subfields=[Subfield("a", "书库")]))
    path = tmp_path / "b.mrc"
    path.write_bytes(holdings.as_marc() + cnmarc("1", "家", "9787020002207"))

    assert counts(read(path)) == (1, 0, 0, 1)
    assert told(path) == [("1", str(RecordOfNoBook.text), str(RecordOfNoBook.remedy))]


def test_a_broken_record_is_told_in_the_words_of_the_club(tmp_path: Path) -> None:
    path = tmp_path / "b.mrc"
    path.write_bytes(cnmarc("1", "家", "9787020002207") + b"xx" + cnmarc("2", "坏的")[2:])

    with translation.override("zh-hans"):
        read(path)

    [(_, reason, remedy)] = told(path)
    assert "头标" in reason
    assert "供应商" in remedy


def test_several_isbns_of_one_record_all_lead_to_it(tmp_path: Path) -> None:
    record = Record(force_utf8=True)
    record.add_field(Field(tag="001", data="7"))
    for isbn in ("978-7-02-000220-7 (精装)", "978-7-5442-5399-4"):
        record.add_field(Field(tag="010", indicators=PLAIN, subfields=[Subfield("a", isbn)]))
    record.add_field(Field(tag="200", indicators=PLAIN, subfields=[Subfield("a", "家"), Subfield("f", "巴金著")]))
    path = tmp_path / "b.mrc"
    path.write_bytes(record.as_marc())

    assert counts(read(path)) == (1, 0, 0, 0)
    assert sorted(Identifier.objects.values_list("value", flat=True)) == ["9787020002207", "9787544253994"]
