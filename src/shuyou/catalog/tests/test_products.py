"""Goods of every kind: entered, corrected, kept from files, told apart, bundled, merged and parted."""

from datetime import UTC, date, datetime
from decimal import Decimal
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from PIL import Image

from shuyou.catalog import queries
from shuyou.catalog.errors import (
    AttributeNotReadable,
    BookTextTooLong,
    CodeNotReadable,
    CopyKnown,
    GradeNotReadable,
    ItemChangedMeanwhile,
    ItemGone,
    NumberHeld,
    PartNested,
    PartUnknown,
    WordUnknown,
)
from shuyou.catalog.models import (
    Batch,
    BundlePart,
    Identifier,
    Item,
    ItemChange,
    ItemMerge,
    NumberedCopy,
    Subject,
    TitleListing,
    TitleSearch,
)
from shuyou.catalog.rules import NewBook, Person, Topic
from shuyou.catalog.rules.details import grades
from shuyou.catalog.services import (
    BookReading,
    ItemTerms,
    NewBatch,
    add_item,
    add_number,
    drop_number,
    edit_item,
    import_books,
    merge_items,
    note_batch,
    note_copies,
    part_items,
    release_fields,
    set_parts,
)
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory, TitleSearchFactory
from shuyou.kernel.actor import Actor
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
JOB = Actor.job("test")
ISBN = "9787544253994"
BOOK = NewBook(
    title="数学 七年级上册", subtitle="新课标", isbn13="978-7-5442-5399-4", add_on="45000", price="12.50", kind="book",
    people=(Person("顾眉"), Person("梁小民", "translator")), publisher="人民教育出版社",
    series="义务教育教科书", volume="1",
    topics=(Topic("clc", "G634.6", "", is_main=True), Topic("thema", "YPMF")), audience="school", grade="七年级上册",
    school_subject="数学", printing="3", book_format="16开", pages="128", cip="2011第012345号", weight="310 g",
    blurb="简介", blurb_en="About", attributes={"is_signed": "yes"}, status="available",
)  # fmt: skip

pytestmark = pytest.mark.django_db


def added(told: NewBook, **terms: object) -> Item:
    """Enter an item and return it."""
    return Item.objects.get(uid=add_item(told, terms=ItemTerms(**terms), actor=JOB, at=AT))  # type: ignore[arg-type]


def violin(**more: str) -> NewBook:
    """Return a violin as told."""
    return NewBook(**{"title": "小提琴", "kind": "instrument", "price": "1280", "model": "V-3", **more})  # type: ignore[arg-type]


def test_a_textbook_keeps_all_that_is_said_of_it() -> None:
    item = added(BOOK, barred_channels=("web",), has_fixed_price=True, earns_no_points=True, least_age=6)

    page = queries.item_page(item_id=item.pk)
    assert (item.grade_from, item.grade_to, item.weight, item.attributes) == (7, 7, 310, {"is_signed": True})
    assert [(n.printed, n.add_on) for n in page.numbers] == [("978-7-5442-5399-4", "45000")]
    assert page.topics == (("CLC", "G634.6", ""), ("THEMA", "YPMF", ""))
    facts = dict(page.facts)
    assert {"3", "16开", "2011第012345号", "310", "7", "数学"} <= set(facts.values())
    assert len(page.restrictions) == 4
    assert [step.price for step in page.ladder] == [Decimal("12.50")] * 3
    assert TitleSearch.objects.get().initials == TitleListing.objects.get().by_title == "sxqnjsc"


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (NewBook(title="x", price="1", grade="十三年级"), GradeNotReadable),
        (NewBook(title="x", price="1", kind="车"), WordUnknown),
        (NewBook(title="x", price="1", ean="4006381333932"), CodeNotReadable),
        (NewBook(title="x", price="1", kind="av", attributes={"discs": "two"}), AttributeNotReadable),
        (NewBook(title="x", price="1", model="m" * 61), BookTextTooLong),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(told: NewBook, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        add_item(told, actor=JOB, at=AT)

    assert (Item.objects.count(), EventRecord.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("七年级上册", (7, 7)),
        ("初二", (8, 8)),
        ("小学3-4年级", (3, 4)),
        ("高中", (10, 12)),
        ("7-9", (7, 9)),
        ("幼儿园", (0, 0)),
    ],
)
def test_school_years_are_read(typed: str, kept: tuple[int, int]) -> None:
    assert grades(typed) == kept


def test_goods_without_a_number_get_one_that_a_till_reads() -> None:
    item = added(violin(value_class="high_value"), is_numbered=True)

    number = Identifier.objects.get(item=item)
    assert (number.kind, number.is_synthetic, number.value[:2]) == ("ean", True, "21")
    assert [row.item_id for row in queries.items_by_code(code=number.value)] == [item.pk]


def test_the_database_guards_what_services_promise() -> None:
    item = added(violin())
    for change in ("attributes = '[]'", "grade_from = 3", f"merged_into_id = {item.pk}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE catalog_item SET {change} WHERE id = %s", [item.pk])


def test_what_staff_wrote_no_file_changes_until_they_let_it_go(tmp_path: Path) -> None:
    def read(title: str, price: str) -> None:
        path = tmp_path / f"{title}.csv"
        path.write_text(f"编号,书名,ISBN,定价\n1,{title},{ISBN},{price}\n", "utf-8")
        import_books(path, actor=JOB, at=AT, reading=BookReading(source="s"))

    read("造园", "10")
    item = Item.objects.get()
    kept = queries.kept_item(item_id=item.pk)

    fields = edit_item(
        NewBook(title="江南造园记", price="10", kind="book", status="available", value_class="everyday"),
        item_id=item.pk, seen=kept.last_change, actor=JOB, at=AT,
    )  # fmt: skip
    read("造园图说", "12")

    item.refresh_from_db()
    assert fields == ("title",)
    assert (item.title, item.list_price, item.own_fields) == ("江南造园记", Decimal("12.00"), ["title"])
    assert list(ItemChange.objects.order_by("pk").values_list("field", "before", "after")) == [
        ("title", "造园", "江南造园记"), ("price", "10.00", "12.00"),
    ]  # fmt: skip
    release_fields(item_id=item.pk, fields=["title"], actor=JOB, at=AT)
    read("造园图说二", "12")
    item.refresh_from_db()
    assert item.title == "造园图说二"
    assert [row.title for row in queries.search_titles(text="图说二")] == ["造园图说二"]


def test_two_who_edit_at_once_do_not_undo_each_other() -> None:
    item = added(violin())
    seen = queries.kept_item(item_id=item.pk).last_change
    edit_item(violin(model="V-4"), item_id=item.pk, seen=seen, actor=JOB, at=AT)

    with pytest.raises(ItemChangedMeanwhile) as refusal:
        edit_item(violin(model="V-5"), item_id=item.pk, seen=seen, actor=JOB, at=AT)

    item.refresh_from_db()
    assert (refusal.value.params, item.model) == ({"fields": "model"}, "V-4")
    assert edit_item(violin(model="V-4", size="4/4"), item_id=item.pk, seen=seen, actor=JOB, at=AT) == ("size",)


@pytest.mark.feature("F121")
def test_batches_and_numbered_copies_are_told_apart() -> None:
    item = added(violin(validity_days="365"), is_batched=True, is_numbered=True)

    note_batch(NewBatch(code="B1", made_on="2026-01-02", valid_until="2027-01-02"), item_id=item.pk, actor=JOB, at=AT)
    count = note_copies(item_id=item.pk, numbers="001-010 A7", condition="好", actor=JOB, at=AT)

    assert count == 11
    assert NumberedCopy.objects.filter(number="007").exists()
    for again in ("001-010", "A7"):
        with pytest.raises(CopyKnown):
            note_copies(item_id=item.pk, numbers=again, actor=JOB, at=AT)
    with pytest.raises(CopyKnown):
        note_batch(NewBatch(code="B1"), item_id=item.pk, actor=JOB, at=AT)
    assert (Batch.objects.count(), NumberedCopy.objects.count()) == (1, 11)


def test_a_bundle_holds_other_things_and_no_bundles() -> None:
    one, two, both = (added(violin(title=f"件{n}", own=f"P-{n}")) for n in range(3))

    set_parts(item_id=both.pk, parts={"P-0": "2", "P-1": ""}, actor=JOB, at=AT)

    assert queries.bundle_parts(item_ids=[both.pk]) == {both.pk: {one.pk: 2, two.pk: 1}}
    for bundle, part, refusal in ((one, "P-2", PartNested), (both, "P-2", PartNested), (both, "P-9", PartUnknown)):
        with pytest.raises(refusal):
            set_parts(item_id=bundle.pk, parts={part: "1"}, actor=JOB, at=AT)
    assert BundlePart.objects.count() == 2


def test_the_last_number_stays() -> None:
    item = added(violin(own="P-1"))
    add_number(item_id=item.pk, kind="ean", value="4006381333931", beside="12", actor=JOB, at=AT)
    first, last = Identifier.objects.filter(item=item).order_by("pk")

    drop_number(item_id=item.pk, number_id=first.pk, actor=JOB, at=AT)

    with pytest.raises(NumberHeld):
        drop_number(item_id=item.pk, number_id=last.pk, actor=JOB, at=AT)


def test_a_scan_asks_and_the_add_on_decides() -> None:
    first, second = (IdentifierFactory.create(item=ItemFactory.create(), value=ISBN, add_on=on) for on in ("", "45000"))

    assert {row.item_id for row in queries.items_by_code(code=ISBN)} == {first.item_id, second.item_id}
    assert [row.item_id for row in queries.items_by_code(code=f"{ISBN}45000")] == [second.item_id]
    assert len(queries.items_by_code(code=f"{ISBN}99900")) == 2


def test_two_that_are_one_are_merged_and_parted_again() -> None:
    kept, gone = added(BOOK), added(violin(own="P-1"))
    own = Identifier.objects.get(item=gone).pk

    uid = merge_items(kept_id=kept.pk, gone_id=gone.pk, actor=JOB, at=AT)

    gone.refresh_from_db()
    assert (gone.status, gone.merged_into_id, Identifier.objects.get(pk=own).item_id) == ("withdrawn", kept.pk, kept.pk)
    assert [row.item_id for row in queries.items_by_code(code="P-1")] == [kept.pk]
    assert not TitleListing.objects.filter(item=gone).exists()
    assert queries.search_titles(text="小提琴") == []
    with pytest.raises(ItemGone):
        edit_item(violin(), item_id=gone.pk, actor=JOB, at=AT)
    with pytest.raises(ItemGone):
        merge_items(kept_id=gone.pk, gone_id=kept.pk, actor=JOB, at=AT)

    part_items(uid=uid, actor=JOB, at=AT)

    gone.refresh_from_db()
    assert (gone.status, gone.merged_into_id, Identifier.objects.get(pk=own).item_id) == ("available", None, gone.pk)
    assert [row.item_id for row in queries.search_titles(text="小提琴")] == [gone.pk]


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_one_is_refused() -> None:
    kept, other, gone = (added(violin(own=f"P-{n}")) for n in range(3))
    gate, outcomes = Barrier(2), list[str]()

    def merge(into: Item) -> None:
        gate.wait()
        try:
            merge_items(kept_id=into.pk, gone_id=gone.pk, actor=JOB, at=AT)
            outcomes.append("merged")
        except ItemGone:
            outcomes.append("gone")
        finally:
            connection.close()

    threads = [Thread(target=merge, args=(into,)) for into in (kept, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sorted(outcomes), ItemMerge.objects.count()) == (["gone", "merged"], 1)


@pytest.fixture
def buyer(client: Client) -> Client:
    """Return a browser in which a buyer is signed in."""
    user = staff_with(Role.BUYER)
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return client


@pytest.mark.feature("F121")
def test_an_item_is_entered_and_corrected_on_pages(buyer: Client) -> None:
    empty = buyer.post("/console/titles/new/", {"kind": "av", "title": "琴曲", "price": "abc"})
    assert (empty.status_code, Item.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)
    assert "is no price" in empty.content.decode()

    typed = {"kind": "av", "title": "琴曲", "price": "68", "attr_medium": "vinyl", "people": "管平湖 | performer"}
    assert buyer.post("/console/titles/new/", typed).status_code == HTTPStatus.SEE_OTHER
    item = Item.objects.get()
    page = f"/console/titles/{item.uid}/"
    assert "Vinyl record" in buyer.get(page).content.decode()

    form = buyer.get(f"{page}edit/").context["form"]
    sent = {name: value for name, value in form.initial.items() if value not in (None, False, [])}
    answer = buyer.post(f"{page}edit/", sent | {"subtitle": "老八张", "has_fixed_price": "on"})

    assert answer.status_code == HTTPStatus.SEE_OTHER
    item.refresh_from_db()
    assert (item.subtitle, item.has_fixed_price, item.attributes) == ("老八张", True, {"medium": "vinyl"})
    assert "老八张" in buyer.get(f"{page}edit/").content.decode()
    assert set(ItemChange.objects.values_list("field", flat=True)) == {"subtitle", "has_fixed_price"}


@pytest.mark.feature("F121")
def test_what_stands_beside_an_item_is_kept_from_its_page(buyer: Client) -> None:
    item = added(violin(own="P-1"))
    part = added(violin(own="P-2"))
    page = f"/console/titles/{item.uid}"
    picture = BytesIO()
    Image.new("RGB", (300, 400), "navy").save(picture, "PNG")
    cover = SimpleUploadedFile("c.png", picture.getvalue(), "image/png")

    for path, sent in (
        ("numbers/", {"kind": "ean", "value": "4006381333931"}),
        ("batches/", {"code": "B1", "valid_until": "2027-01-01"}),
        ("copies/", {"numbers": "1-3"}),
        ("parts/", {"parts": "P-2 2"}),
        ("cover/", {"file": cover}),
    ):
        assert buyer.post(f"{page}/{path}", sent).status_code == HTTPStatus.SEE_OTHER, path
    bad = buyer.post(f"{page}/numbers/", {"kind": "ean", "value": "4006381333932"})

    assert (bad.status_code, "is no EAN" in bad.content.decode()) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    shown = buyer.get(f"{page}/").content.decode()
    for said in ("B1", "3 copies have numbers", part.title):
        assert said in shown
    assert buyer.get(f"{page}/cover.jpg").headers["Content-Type"] == "image/jpeg"


def test_a_number_that_leads_to_two_is_shown_compared_and_merged(buyer: Client) -> None:
    one, two = (ItemFactory.create(title=title) for title in ("造园", "造园记"))
    for item in (one, two):
        IdentifierFactory.create(item=item, value=ISBN)
        TitleSearchFactory.create(item=item)

    assert ISBN in buyer.get("/console/titles/twice/").content.decode()
    page = f"/console/titles/{one.uid}/merge/"
    assert "造园记" in buyer.get(page, {"other": ISBN}).content.decode()
    assert buyer.get(page, {"other": "0000"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert buyer.post(page, {"other": str(two.uid)}).status_code == HTTPStatus.SEE_OTHER

    assert buyer.get(f"/console/titles/{two.uid}/").headers["Location"] == f"/console/titles/{one.uid}/"
    merge = ItemMerge.objects.get()
    assert buyer.post(f"/console/titles/merges/{merge.uid}/part/").status_code == HTTPStatus.SEE_OTHER
    assert Item.objects.get(pk=two.pk).merged_into_id is None


def test_what_is_longer_than_any_of_it_is_refused_and_nothing_is_kept(client: Client) -> None:
    item = added(violin())
    client.force_login(staff_with(Role.BUYER))
    before = ItemChange.objects.count()

    for path, sent in (("copies", {"numbers": "1-" + "9" * 5_000}), ("batches", {"code": "b" * 500}),
                       ("parts", {"parts": "9" * 5_000}), ("numbers", {"kind": "nonsense", "value": "1"})):  # fmt: skip
        answer = client.post(f"/console/titles/{item.uid}/{path}/", sent)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, path

    assert (NumberedCopy.objects.count(), Batch.objects.count()) == (0, 0)
    assert ItemChange.objects.count() == before


@pytest.mark.parametrize("role", [Role.SHOP_CLERK, Role.ANALYST])
def test_who_may_not_edit_is_refused(client: Client, role: Role) -> None:
    item = added(violin())
    client.force_login(staff_with(role))

    for path in ("new/", f"{item.uid}/edit/", f"{item.uid}/merge/", "twice/", "imports/"):
        assert client.get(f"/console/titles/{path}").status_code == HTTPStatus.FORBIDDEN, path
    assert client.post(f"/console/titles/{item.uid}/parts/", {"parts": ""}).status_code == HTTPStatus.FORBIDDEN
    assert Subject.objects.count() == 0


def test_restricted_titles_are_told_to_whoever_sells_them() -> None:
    plain, adult = ItemFactory.create_batch(2)
    Item.objects.filter(pk=adult.pk).update(least_age=18)
    ids = [plain.pk, adult.pk]
    day = date(2026, 11, 22)

    refused = [queries.TooYoungFor(adult.pk, adult.title, 18)]
    assert queries.too_young_for(item_ids=ids, born=date(2008, 11, 23), on=day) == refused
    assert queries.too_young_for(item_ids=ids, born=date(2008, 11, 22), on=day) == []
    assert queries.too_young_for(item_ids=ids, born=None, on=day) == refused
    assert queries.too_young_for(item_ids=[plain.pk], born=None, on=day) == []
    # Born on a leap day: a year older on 1 March.
    assert queries.too_young_for(item_ids=ids, born=date(2008, 2, 29), on=date(2026, 2, 28)) == refused
    assert queries.too_young_for(item_ids=ids, born=date(2008, 2, 29), on=date(2026, 3, 1)) == []
