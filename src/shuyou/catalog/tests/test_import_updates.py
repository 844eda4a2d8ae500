"""Messages that come again: blocks told anew, older ones left alone, what changed told field by field; and exports."""

import csv
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree
from pytest_django.fixtures import Settings

from shuyou.catalog import queries
from shuyou.catalog.errors import EntitiesRefused
from shuyou.catalog.models import (
    BookIntake,
    BookMapping,
    Contribution,
    Identifier,
    Item,
    ItemChange,
    PriceChange,
    Subject,
    TitleListing,
)
from shuyou.catalog.services import BookReading, import_books, take_in_books
from shuyou.catalog.tests.factories import ItemFactory, TitleSearchFactory
from shuyou.kernel.actor import Actor
from shuyou.kernel.files import ImportReport, faults_path
from shuyou.kernel.files.refusals import FileDamaged, FileTooLarge
from shuyou.kernel.models import RowChange, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
JOB = Actor.job("import")
WHOLE = """
  <DescriptiveDetail><ProductForm>{form}</ProductForm>
    <Measure><MeasureType>08</MeasureType><Measurement>0.5</Measurement><MeasureUnitCode>kg</MeasureUnitCode></Measure>
    <Collection><TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>02</TitleElementLevel>
      <PartNumber>2</PartNumber><TitleText>园林丛书</TitleText></TitleElement></TitleDetail></Collection>
    <TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>
      <TitleText>{title}</TitleText><Subtitle>图说</Subtitle></TitleElement></TitleDetail>
    <Contributor><ContributorRole>A01</ContributorRole><PersonName>顾眉</PersonName></Contributor>
    <Subject><MainSubject/><SubjectSchemeIdentifier>93</SubjectSchemeIdentifier><SubjectCode>AMV</SubjectCode></Subject>
    <Subject><SubjectSchemeIdentifier>24</SubjectSchemeIdentifier><SubjectSchemeName>中图法</SubjectSchemeName>
      <SubjectCode>TU986.2</SubjectCode></Subject>
    <Audience><AudienceCodeType>01</AudienceCodeType><AudienceCodeValue>06</AudienceCodeValue></Audience>
  </DescriptiveDetail>
  <CollateralDetail><TextContent><TextType>03</TextType><Text>说园</Text></TextContent></CollateralDetail>"""
PRICE = """<ProductSupply><SupplyDetail><Price><PriceType>02</PriceType><PriceAmount>{}</PriceAmount>
  <CurrencyCode>CNY</CurrencyCode></Price></SupplyDetail></ProductSupply>"""

pytestmark = pytest.mark.django_db


def product(blocks: str, *, notice: str = "03", key: str = "r1", isbn: str = "9787544253994") -> str:
    """Return an ONIX record."""
    return (
        f"<Product><RecordReference>{key}</RecordReference><NotificationType>{notice}</NotificationType>"
        f"<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>{isbn}</IDValue></ProductIdentifier>"
        f"{blocks}</Product>"
    )


def whole(title: str = "江南造园记", price: str = "40.00", form: str = "BB") -> str:
    """Return a record with all its blocks."""
    return product(WHOLE.format(title=title, form=form) + PRICE.format(price))


def read(folder: Path, *products: str, sent: str = "20261101", **more: object) -> ImportReport:
    """Import an ONIX message."""
    path = folder / f"m{len(list(folder.iterdir()))}.xml"
    path.write_text(
        f'<ONIXMessage release="3.0"><Header><Sender><SenderName>S</SenderName></Sender><SentDateTime>{sent}'
        f"</SentDateTime></Header>{''.join(products)}</ONIXMessage>",
        "utf-8",
    )
    return import_books(path, actor=JOB, at=AT, reading=BookReading(**more))  # type: ignore[arg-type]


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Return how the records ended."""
    return report.imported, report.merged, report.unchanged, report.reported


def told() -> list[tuple[str, str, str]]:
    """Return what was changed, field by field."""
    return list(ItemChange.objects.order_by("pk").values_list("field", "before", "after"))


def test_a_record_brings_series_subjects_measures_and_readers(tmp_path: Path) -> None:
    assert counts(read(tmp_path, whole())) == (1, 0, 0, 0)

    item = Item.objects.select_related("series").get()
    assert item.series is not None
    assert (item.series.name, item.volume, item.weight, item.audience) == ("园林丛书", "2", 500, "professional")
    assert set(Subject.objects.values_list("scheme", "code", "is_main")) == {
        ("thema", "AMV", True), ("clc", "TU986.2", False),
    }  # fmt: skip
    assert [row.title for row in queries.search_titles(text="园林丛书")] == ["江南造园记"]
    assert told() == []


def test_only_what_changed_is_written_and_told(tmp_path: Path) -> None:
    read(tmp_path, whole())
    rows = RowChange.objects.count()

    assert counts(read(tmp_path, whole(), sent="20261102")) == (0, 0, 1, 0)
    assert (told(), RowChange.objects.count()) == ([], rows)
    report = read(tmp_path, whole(price="45.00", title="江南造园图说"), sent="20261103")

    assert counts(report) == (0, 1, 0, 0)
    assert told() == [("title", "江南造园记", "江南造园图说"), ("price", "40.00", "45.00")]
    assert ItemChange.objects.filter(run_id=report.run_id).count() == 2
    assert list(PriceChange.objects.values_list("before", "after")) == [(Decimal(40), Decimal(45))]
    assert TitleListing.objects.get().list_price == Decimal("45.00")


def test_a_block_told_anew_replaces_its_own_fields_and_no_others(tmp_path: Path) -> None:
    read(tmp_path, whole())
    detail = WHOLE.format(title="江南造园记", form="BC").split("<CollateralDetail>")[0]
    bare = detail.replace("<Subtitle>图说</Subtitle>", "").split("<Contributor>")[0] + "</DescriptiveDetail>"

    assert counts(read(tmp_path, product(bare, notice="04"), sent="20261102")) == (0, 1, 0, 0)

    item = Item.objects.get()
    assert (item.subtitle, item.audience, item.blurb, item.list_price) == ("", "", "说园", Decimal("40.00"))
    assert (Contribution.objects.count(), Subject.objects.count()) == (0, 0)
    assert counts(read(tmp_path, product(PRICE.format("50.00"), notice="04"), sent="20261103")) == (0, 1, 0, 0)
    item.refresh_from_db()
    assert (item.title, item.blurb, item.list_price) == ("江南造园记", "说园", Decimal("50.00"))


def test_an_older_message_changes_nothing(tmp_path: Path) -> None:
    read(tmp_path, whole(), sent="20261103T0800Z")

    assert counts(read(tmp_path, whole(price="30.00"), sent="20261103T0759Z")) == (0, 0, 1, 0)
    assert Item.objects.get().list_price == Decimal("40.00")


def test_what_makes_no_item_is_reported(tmp_path: Path) -> None:
    report = read(
        tmp_path,
        product(PRICE.format("1.00"), notice="04", key="nobody", isbn="9787020002207"),
        product("", notice="05", key="nobody2", isbn="9787020002207"),
        product(WHOLE.format(title="试", form="BB"), notice="88", key="test"),
        whole().replace("9787544253994", "9787544253995"),
        whole(price="1,28"),
    )

    assert counts(report) == (0, 0, 0, 5)
    reasons = faults_path(report.path).read_text("utf-8-sig")
    for said in ("nobody", "test", "9787544253995", "1,28"):
        assert said in reasons
    assert Item.objects.count() == 0


@pytest.mark.parametrize(
    ("form", "kind", "attributes"),
    [("AC", "av", {"medium": "cd"}), ("ED", "epub", {}), ("ZE", "toy", {}), ("PC", "stationery", {})],
)
def test_forms_of_other_goods_are_told_apart(tmp_path: Path, form: str, kind: str, attributes: dict[str, str]) -> None:
    read(tmp_path, whole(form=form))

    item = Item.objects.get()
    assert (item.kind, item.attributes) == (kind, attributes)


def test_a_wrong_encoding_is_a_damaged_file_and_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    good = b'<?xml version="1.0" encoding="UTF-8"?><ONIXMessage release="3.0">' + whole().encode()
    path.write_bytes(good + whole("园").encode("gb18030") + b"</ONIXMessage>")

    with pytest.raises(FileDamaged):
        import_books(path, actor=JOB, at=AT)

    assert Item.objects.count() in (0, 1)


@pytest.mark.parametrize("entity", ['<!ENTITY e SYSTEM "file:///etc/passwd">', '<!ENTITY e "ha">'])
def test_a_message_with_entities_of_its_own_is_refused(tmp_path: Path, entity: str) -> None:
    path = tmp_path / "x.xml"
    message = f'<!DOCTYPE x [{entity}]><ONIXMessage release="3.0">{whole()}</ONIXMessage>'
    path.write_text(message, "utf-8")

    with pytest.raises(EntitiesRefused):
        import_books(path, actor=JOB, at=AT)

    assert Item.objects.count() == 0


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    with path.open("wb") as file:
        file.write(b'<ONIXMessage release="3.0">')
        file.truncate(600 * 1024 * 1024)  # a sparse file: nothing of it lies on the disk

    with pytest.raises(FileTooLarge):
        import_books(path, actor=JOB, at=AT)

    assert Item.objects.count() == 0


@pytest.mark.feature("F121")
def test_a_table_of_goods_of_every_kind(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    rows = [
        ["商品类型", "书名", "定价", "条码", "自编码", "型号", "丛书名", "中图分类号", "年级", "ISSN"],
        ["文具", "钢笔", "¥1,280.00", "", "P-9", "M800", "", "", "", ""],
        ["图书", "数学", "12.50", "9787544253994", "", "", "教科书", "G634.6;O1", "七年级", ""],
        ["期刊", "读书", "8", "", "", "", "", "", "", "0257-0270"],
        ["车", "自行车", "9", "", "", "", "", "", "", ""],
    ]
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)

    report = import_books(path, actor=JOB, at=AT)

    assert counts(report) == (3, 0, 0, 1)
    assert dict(Item.objects.values_list("title", "kind")) == {
        "钢笔": "stationery",
        "数学": "book",
        "读书": "periodical",
    }
    assert set(Identifier.objects.filter(is_synthetic=False).values_list("kind", "value")) == {
        ("own", "P-9"), ("isbn13", "9787544253994"), ("issn", "02570270"),
    }  # fmt: skip
    assert list(Subject.objects.order_by("pk").values_list("code", flat=True)) == ["G634.6", "O1"]
    assert counts(import_books(path, actor=JOB, at=AT)) == (0, 0, 3, 1)


# --- pages


@pytest.fixture
def buyer(client: Client, settings: Settings, tmp_path: Path) -> Client:
    """Return a browser in which a buyer is signed in, with a store of files of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    user = staff_with(Role.BUYER)
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return client


def hand_in(buyer: Client, content: bytes, name: str = "b.csv") -> BookIntake:
    """Hand a file in on the page."""
    answer = buyer.post("/console/titles/imports/new/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.content.decode()
    return BookIntake.objects.latest("pk")


def test_a_list_is_handed_in_looked_at_and_taken_in_as_chosen(buyer: Client) -> None:
    intake = hand_in(buyer, "品名,码,价\n造园,9787544253994,40\n园林,9787544253995,41\n".encode())
    page = f"/console/titles/imports/{intake.pk}/"
    assert "造园" in buyer.get(page).content.decode()
    unnamed = buyer.post(page, {"heading": ["品名", "码", "价"], "field-1": "isbn13"})
    assert (unnamed.status_code, Item.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)
    for odd in ("GBP=1e30", "GBP=1e-999999", "GBP=-1", "GBP=NaN", "GBP"):
        refused = buyer.post(page, {"heading": ["品名"], "field-0": "title", "rates": odd})
        assert (refused.status_code, odd in refused.content.decode()) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)

    chosen = {"heading": ["品名", "码", "价"], "field-0": "title", "field-1": "isbn13", "field-2": "price"}
    started = buyer.post(page, chosen | {"save_as": "书商", "source": "书商"})
    take_in_books(intake_id=intake.pk, actor=JOB, at=AT)

    assert started.status_code == HTTPStatus.SEE_OTHER
    intake.refresh_from_db()
    assert (intake.status, intake.added, intake.refused) == ("done", 1, 1)
    assert "9787544253995" in b"".join(buyer.get(f"{page}refused.csv")).decode("utf-8-sig")
    assert BookMapping.objects.get().columns == {"title": "品名", "isbn13": "码", "price": "价"}

    again = hand_in(buyer, "品名,码,价\n造园图说,9787544253994,40\n".encode())
    page = f"/console/titles/imports/{again.pk}/"
    assert buyer.get(page).context["used"].name == "书商"
    assert buyer.post(page, chosen | {"source": "书商"}).status_code == HTTPStatus.SEE_OTHER
    take_in_books(intake_id=again.pk, actor=JOB, at=AT)
    assert "造园图说" in buyer.get(page).content.decode()
    assert buyer.get("/console/titles/imports/").status_code == HTTPStatus.OK
    unsigned = hand_in(buyer, "品名,码,价\n园林志,9787544254984,40\n".encode(), "春季 书目.csv")
    chosen_again = {name: value for name, value in chosen.items() if name != "source"}
    buyer.post(f"/console/titles/imports/{unsigned.pk}/", chosen_again)
    take_in_books(intake_id=unsigned.pk, actor=JOB, at=AT)
    assert Item.objects.get(title="园林志").source == "春季_书目"


def test_a_message_of_a_supplier_is_looked_at_and_forgotten(buyer: Client) -> None:
    message = f'<ONIXMessage release="3.0">{whole()}</ONIXMessage>'.encode()
    intake = hand_in(buyer, message, "m.xml")
    page = f"/console/titles/imports/{intake.pk}/"

    assert "江南造园记" in buyer.get(page).content.decode()
    assert buyer.post(f"{page}drop/").status_code == HTTPStatus.SEE_OTHER
    assert (BookIntake.objects.count(), Item.objects.count()) == (0, 0)


@pytest.mark.parametrize(("name", "content"), [("x.csv", b""), ("x.xml", b"<html/>"), ("x.pdf", b"%PDF-1.7 \x00\xff")])
def test_what_is_no_list_is_refused_on_the_page(buyer: Client, name: str, content: bytes) -> None:
    answer = buyer.post("/console/titles/imports/new/", {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code in (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT, HTTPStatus.BAD_REQUEST)
    assert BookIntake.objects.count() == 0
    if name != "x.xml":  # what is no book message is told apart by its element, not by its name
        assert f"“{name}”" in answer.content.decode() or not content
    assert buyer.get("/console/titles/imports/new/").status_code == HTTPStatus.FOUND


# --- lists and exports


def test_the_list_filters_sorts_and_pages(buyer: Client) -> None:
    for place in range(60):
        item = ItemFactory.create(
            title=f"园{place:02d}", list_price=Decimal(10 + place), kind="book" if place % 2 else "toy"
        )
        TitleSearchFactory.create(item=item)

    def titles(**asked: str) -> list[str]:
        return [row.title for row in buyer.get("/console/titles/", asked).context["page"].rows]

    assert titles(kind="toy", price_from="60", sort="price", way="up") == ["园50", "园52", "园54", "园56", "园58"]
    assert titles(status="withdrawn") == []
    first = buyer.get("/console/titles/", {"sort": "price"}).context
    assert [row.title for row in first["page"].rows][:2] == ["园00", "园01"]
    following = buyer.get(f"/console/titles/?{first['next_query']}").context
    assert [row.title for row in following["page"].rows] == [f"园{place}" for place in range(50, 60)]
    assert buyer.get("/console/titles/", {"price_from": "x"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_what_is_exported_comes_back_the_same(buyer: Client, tmp_path: Path) -> None:
    read(tmp_path, whole())
    Item.objects.update(edition="第2版", pages=300, published="2026-05", language="zh")
    before = [tuple(row)[1:] for row in _facts()]
    for kind in ("onix", "csv", "xlsx", "marc"):
        answer = buyer.get(f"/console/titles/export.{kind}")
        body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        path = tmp_path / f"out.{kind}"
        path.write_bytes(body)
        report = import_books(path, actor=JOB, at=AT, reading=BookReading(source=f"back-{kind}"))
        assert counts(report)[3] == 0, faults_path(path).read_text("utf-8-sig")
        assert counts(report)[2] == 1, (kind, told())
        assert [tuple(row)[1:] for row in _facts()] == before, kind
    message = etree.parse(BytesIO((tmp_path / "out.onix").read_bytes()))
    assert message.getroot().get("release") == "3.0"
    rows = list(csv.reader(StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert len(rows) == 2
    assert buyer.get("/console/titles/export.pdf").status_code == HTTPStatus.NOT_FOUND


def _facts() -> list[tuple[object, ...]]:
    return list(
        Item.objects.order_by("pk").values_list(
            "pk", "title", "subtitle", "volume", "series__name", "publisher__name", "edition", "pages", "weight",
            "blurb", "list_price", "audience", "published",
        )
    )  # fmt: skip


def test_numbers_that_were_made_up_stay_in_the_house(buyer: Client, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("书名,定价\n无号,10\n", "utf-8")
    import_books(path, actor=JOB, at=AT)
    made_up = Identifier.objects.get().value

    for kind in ("onix", "marc"):
        body = b"".join(buyer.get(f"/console/titles/export.{kind}").streaming_content)  # type: ignore[attr-defined]
        assert made_up.encode() not in body
        assert "无号".encode() in body
