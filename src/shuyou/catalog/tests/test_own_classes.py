"""The club's own tree of classes, the titles in it, and views of the list of titles."""

import csv
from http import HTTPStatus
from io import StringIO
from pathlib import Path

import pytest
from django.test import Client

from shuyou.catalog import queries, services
from shuyou.catalog.errors import OwnClassAlone, OwnClassInUse, OwnClassNotReadable
from shuyou.catalog.models import Filing, Item, ItemChange, OwnClass, TitleView
from shuyou.catalog.queries import SearchFilter, TitleFilter, TitleOrder, find_titles
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory, TitleSearchFactory
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import faults_path
from shuyou.kernel.listings import Place
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with

pytestmark = pytest.mark.django_db

JOB = Actor.job("test")
TREE = "B 园林 / Gardens\nB.02 江南园林 / Gardens of Jiangnan\nB1 花木"
CLASSES = "/console/titles/classes/"


@pytest.fixture
def buyer(client: Client) -> Client:
    """Somebody who buys."""
    client.force_login(staff_with(Role.BUYER))
    return client


@pytest.fixture
def garden() -> Item:
    """Return a book that goes by a number and stands in no class yet."""
    item = ItemFactory.create(title="江南造园记")
    TitleSearchFactory.create(item=item)
    IdentifierFactory.create(item=item, value="9787544253994")
    return item


def class_id(code: str) -> int:
    return OwnClass.objects.get(code=code).pk


def listed(own: int) -> list[str]:
    """Return the titles that the list shows of a class."""
    wanted = TitleFilter(own=str(own))
    page = queries.list_titles(wanted=wanted, order=TitleOrder(), place=Place(), actor=JOB)
    return [row.title for row in page.rows]


def test_a_tree_is_written_filled_by_number_and_narrows_list_and_search(buyer: Client, garden: Item) -> None:
    TitleSearchFactory.create(item=ItemFactory.create(title="造园图说"))

    kept = buyer.post(CLASSES, {"lines": TREE})
    numbers = "978-7-5442-5399-4\n9787020000000"
    filed = buyer.post(f"{CLASSES}numbers/", {"own": class_id("B.02"), "numbers": numbers}, follow=True)

    assert kept.status_code == HTTPStatus.SEE_OTHER
    assert "9787020000000" in filed.content.decode()
    assert [(row.code, row.titles) for row in filed.context["tree"]] == [("B", 0), ("B.02", 1), ("B1", 0)]
    # What stands in a class below counts for the one above; a code that merely begins alike does not.
    assert [listed(class_id(code)) for code in ("B", "B.02", "B1")] == [["江南造园记"], ["江南造园记"], []]
    facets = find_titles(text="造园", is_counted=True).facets
    assert facets is not None
    assert [(one.value, one.count) for one in facets.own] == [(str(class_id("B.02")), 1)]
    narrowed = find_titles(text="造园", wanted=SearchFilter(own=class_id("B")))
    assert [hit.row.title for hit in narrowed.hits] == ["江南造园记"]
    page = buyer.get("/console/titles/", {"own": class_id("B")}).content.decode()
    assert "B 园林" in page


def test_a_title_is_put_in_a_class_and_taken_out_on_its_page(buyer: Client, garden: Item) -> None:
    services.keep_own_classes(lines=TREE, actor=JOB, at=clock.now())
    place = f"/console/titles/{garden.uid}/"

    for _ in range(2):
        buyer.post(f"{place}classes/", {"own": class_id("B")})
    shown = buyer.get(place).content.decode()
    buyer.post(f"{place}classes/", {"own": class_id("B"), "do": "out"})

    assert f"?own={class_id('B')}" in shown
    assert not Filing.objects.exists()


def test_a_whole_list_goes_into_a_class(buyer: Client, garden: Item) -> None:
    TitleSearchFactory.create(item=ItemFactory.create(title="别的书"))
    services.keep_own_classes(lines=TREE, actor=JOB, at=clock.now())

    buyer.post(f"{CLASSES}listed/", {"query": "q=造园", "own": class_id("B1")})

    assert listed(class_id("B1")) == ["江南造园记"]


def test_names_change_and_what_is_merged_takes_its_classes_along(garden: Item) -> None:
    services.keep_own_classes(lines=TREE, actor=JOB, at=clock.now())
    services.file_titles(class_id=class_id("B"), item_ids=[garden.pk], is_in=True, actor=JOB, at=clock.now())
    kept = ItemFactory.create(title="江南造园记（新）")

    services.keep_own_classes(lines="b 造园 | Garden making", actor=JOB, at=clock.now())
    services.merge_items(kept_id=kept.pk, gone_id=garden.pk, actor=JOB, at=clock.now())

    assert OwnClass.objects.get(code="B").name_zh == "造园"
    assert queries.classes_of(item_id=kept.pk) == {class_id("B")}


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ("", OwnClassNotReadable),
        ("园林", OwnClassNotReadable),
        ("B.02.X 园林", OwnClassAlone),
        ("B..2 园", OwnClassNotReadable),
    ],
)
def test_what_is_no_tree_is_refused(lines: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        services.keep_own_classes(lines=lines, actor=JOB, at=clock.now())

    assert (OwnClass.objects.count(), EventRecord.objects.count()) == (0, 0)


@pytest.mark.parametrize("code", ["B", "B.02"])
def test_a_class_that_is_not_empty_stays(garden: Item, code: str) -> None:
    services.keep_own_classes(lines=TREE, actor=JOB, at=clock.now())
    services.file_titles(class_id=class_id("B.02"), item_ids=[garden.pk], is_in=True, actor=JOB, at=clock.now())

    with pytest.raises(OwnClassInUse):
        services.drop_own_class(class_id=class_id(code), actor=JOB, at=clock.now())

    assert OwnClass.objects.count() == 3


def test_who_may_not_edit_titles_changes_no_class(client: Client, garden: Item) -> None:
    services.keep_own_classes(lines=TREE, actor=JOB, at=clock.now())
    client.force_login(staff_with(Role.CALL_AGENT))
    own = class_id("B")

    posts: tuple[tuple[str, dict[str, object]], ...] = (
        (CLASSES, {"lines": "C 书"}), (f"{CLASSES}{own}/drop/", {}), (f"{CLASSES}listed/", {"own": own}),
        (f"{CLASSES}numbers/", {"own": own, "numbers": "9787544253994"}),
        (f"/console/titles/{garden.uid}/classes/", {"own": own}),
    )  # fmt: skip

    assert client.get(CLASSES).status_code == HTTPStatus.OK
    assert {client.post(url, data).status_code for url, data in posts} == {HTTPStatus.FORBIDDEN}
    assert (OwnClass.objects.count(), Filing.objects.count()) == (3, 0)


def test_a_view_of_the_list_is_kept_shared_and_taken_away(buyer: Client, garden: Item) -> None:
    for name in ("新书", "新书", " "):
        buyer.post("/console/titles/views/", {"name": name, "query": "kind=book&evil=1", "is_shared": "1"})
    view = TitleView.objects.get()
    own = buyer.get("/console/titles/").content.decode()
    buyer.force_login(staff_with(Role.CALL_AGENT))
    theirs = buyer.get("/console/titles/").content.decode()
    refused = buyer.post(f"/console/titles/views/{view.pk}/drop/")

    assert view.query == "kind=book"
    assert f"?kind=book&amp;view={view.pk}" in own
    assert f"?kind=book&amp;view={view.pk}" in theirs
    assert refused.status_code == HTTPStatus.NOT_FOUND
    buyer.force_login(view.owner)
    buyer.post(f"/console/titles/views/{view.pk}/drop/")
    assert not TitleView.objects.exists()


def test_a_list_files_titles_in_classes_and_comes_out_with_them(buyer: Client, garden: Item, tmp_path: Path) -> None:
    services.keep_own_classes(lines=TREE, actor=JOB, at=clock.now())
    services.file_titles(class_id=class_id("B1"), item_ids=[garden.pk], is_in=True, actor=JOB, at=clock.now())
    path = tmp_path / "ours.csv"
    path.write_text(
        "书名,ISBN,定价,自有分类\n江南造园记,9787544253994,39.50,b.02；B1\n新书,9787020002207,20,B\n"
        "错书,9787508647357,20,B;B.77\n坏书,9787111075752,20,园林\n",
        "utf-8",
    )
    Item.objects.filter(pk=garden.pk).update(list_price="39.50")

    first = services.import_books(path, actor=JOB, at=clock.now())
    again = services.import_books(path, actor=JOB, at=clock.now(), reading=services.BookReading(source="again"))

    assert (first.imported, first.merged, first.unchanged, first.reported) == (1, 1, 0, 2)
    assert (again.imported, again.merged, again.unchanged, again.reported) == (0, 0, 2, 2)
    filed = set(Filing.objects.values_list("item__title", "own_class__code"))
    assert filed == {("江南造园记", "B.02"), ("江南造园记", "B1"), ("新书", "B")}
    assert not Item.objects.filter(title__in=("错书", "坏书")).exists()  # nothing is half written
    refused = faults_path(path).read_text("utf-8-sig")
    assert "B.77" in refused
    assert [(one.before, one.after) for one in ItemChange.objects.filter(field="own_classes")] == [("", "B.02")]
    out = b"".join(buyer.get("/console/titles/export.csv").streaming_content)  # type: ignore[attr-defined]
    rows = {row["书名"]: row["自有分类"] for row in csv.DictReader(StringIO(out.decode("utf-8-sig")))}
    assert rows == {"江南造园记": "B.02;B1", "新书": "B"}
    onix = b"".join(buyer.get("/console/titles/export.onix").streaming_content)  # type: ignore[attr-defined]
    assert b"B.02" not in onix  # what others read says nothing of our tree


def test_a_list_without_the_column_leaves_classes_alone(garden: Item, tmp_path: Path) -> None:
    services.keep_own_classes(lines=TREE, actor=JOB, at=clock.now())
    services.file_titles(class_id=class_id("B"), item_ids=[garden.pk], is_in=True, actor=JOB, at=clock.now())
    path = tmp_path / "theirs.csv"
    path.write_text("书名,ISBN\n江南造园记,9787544253994\n", "utf-8")

    services.import_books(path, actor=JOB, at=clock.now())

    assert queries.classes_of(item_id=garden.pk) == {class_id("B")}
