"""Files of orders on pages: looked at before anything is entered, read by a job, known by what they brought."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.members.models import Member
from shuyou.orders import services, tasks
from shuyou.orders.models import Order, OrderFile, OrderMapping
from shuyou.orders.tests.factories import a_member, a_title

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("F124")]
FILES = "/console/orders/files/"
HEADINGS = ("订单号", "会员号", "ISBN", "数量", "收货人", "收货地址")
TO = ("林晚舟", "浙江省杭州市西湖区纸鸢路 12 号")
BOOK = "9787530216800"


@pytest.fixture
def inside(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Client:
    """A browser in which a manager is signed in, in English; files lie in a folder of the test's own."""
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))
    client.force_login(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    return client


@pytest.fixture
def reader() -> Member:
    """A reader, and a title of which five copies are there."""
    IdentifierFactory.create(item=a_title(copies=5), value=BOOK)
    return a_member()


def table(*rows: tuple[object, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """Return a file of orders as bytes."""
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode()


def hand_in(client: Client, content: bytes, name: str = "taobao.csv") -> int:
    """Hand a file in and return its number."""
    answer = client.post(FILES, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 303, answer.content.decode()
    return int(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def start(client: Client, number: int, **others: str) -> int:
    """Have a file read as its page offers, and return the status."""
    page = client.get(f"{FILES}{number}/")
    fields = {f"field-{heading.place}": heading.field for heading in page.context["headings"]}
    names = [heading.name for heading in page.context["headings"]]
    chosen = {"source": "taobao", "channel": "web", "payment": "cod", **others}
    answer = client.post(f"{FILES}{number}/", {"heading": names, **fields, **chosen})
    if answer.status_code == 303:
        tasks.take_in_orders(number)
    return answer.status_code


def test_a_file_is_looked_at_then_read_and_shows_what_it_brought(inside: Client, reader: Member) -> None:
    rows = [("T1", reader.number, BOOK, 2, *TO), ("T2", reader.number, "9787530299999", 1, *TO), ("", "", BOOK, "x")]
    number = hand_in(inside, table(*rows))
    page = inside.get(f"{FILES}{number}/").content.decode()
    assert "林晚舟" in page
    assert "9787530299999" in page
    assert "1 of the first rows would be refused" in page  # the second row of T2 is told first: it cannot be read
    assert Order.objects.count() == 0

    assert start(inside, number) == 303

    assert ProcrastinateJob.objects.filter(task_name__endswith="take_in_orders", args={"file_id": number}).exists()
    row, order = OrderFile.objects.get(), Order.objects.get()
    assert (row.status, row.rows, row.placed, row.known, row.refused) == ("done", 2, 1, 0, 1)
    assert (order.channel, order.payment, order.note) == ("web", "cod", "T1")
    assert [path.name for path in Path(default_storage.path("orders")).iterdir()] == [Path(row.file).name]
    refused = b"".join(inside.get(f"{FILES}{number}/refused.csv").streaming_content)  # type: ignore[attr-defined]
    assert "9787530299999" in refused.decode()
    shown = inside.get("/console/orders/", {"file": number}).content.decode()
    assert order.number in shown
    assert order.number not in inside.get("/console/orders/", {"file": number + 1}).content.decode()


def test_titles_and_members_that_are_not_there_are_told_before_anything_is_read(inside: Client, reader: Member) -> None:
    rows = [("T1", "M999", BOOK, 1, *TO), ("T2", reader.number, "9787530299999", 1, *TO)]

    page = inside.get(f"{FILES}{hand_in(inside, table(*rows))}/").content.decode()

    assert "2 of the first rows would be refused" in page
    assert page.count('class="err"') == 2


def test_columns_are_chosen_and_remembered_and_the_same_orders_come_once(inside: Client, reader: Member) -> None:
    headings = ("Nr", "Wer", "Was", "Menge", "An", "Wo")
    content = table(("T1", reader.number, BOOK, 1, *TO), headings=headings)
    number = hand_in(inside, content)
    assert start(inside, number) == 422
    fields = ("number", "member", "isbn", "quantity", "recipient", "address")
    chosen = {f"field-{place}": field for place, field in enumerate(fields)}

    assert start(inside, number, save_as="Buchmesse", **chosen) == 303
    again = hand_in(inside, content, name="again.csv")
    page = inside.get(f"{FILES}{again}/")
    assert page.context["used"].name == "Buchmesse"
    assert [heading.field for heading in page.context["headings"]] == list(fields)
    assert start(inside, again) == 303

    assert OrderMapping.objects.get().columns == dict(zip(fields, headings, strict=True))
    assert Order.objects.count() == 1
    assert (OrderFile.objects.get(pk=again).placed, OrderFile.objects.get(pk=again).known) == (0, 1)


def test_what_nobody_starts_is_dropped_or_forgotten_after_a_month(inside: Client, reader: Member) -> None:
    dropped, left = hand_in(inside, table()), hand_in(inside, table(("T1", reader.number, BOOK, 1, *TO)))

    assert inside.post(f"{FILES}{dropped}/drop/").status_code == 303
    later = clock.now() + timedelta(days=31)
    forgotten = services.forget_order_files(actor=Actor.job("test"), at=later)

    assert forgotten == 1
    assert OrderFile.objects.get().pk == left
    assert list(Path(default_storage.path("orders")).iterdir()) == []
    assert "nothing was entered" in inside.get(f"{FILES}{left}/").content.decode()


@pytest.mark.parametrize(("content", "name"), [(b"", "empty.csv"), (b"\x00\x01\x02" * 50, "noise.xlsx")])
def test_a_file_that_cannot_be_read_leaves_nothing(inside: Client, content: bytes, name: str) -> None:
    answer = inside.post(FILES, {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code in (409, 422)
    assert OrderFile.objects.count() == 0
    assert not list(Path(default_storage.path(".")).rglob("*.*"))


def test_who_may_not_take_orders_from_files_sees_none_and_hands_none_in(client: Client, reader: Member) -> None:
    client.force_login(staff_with(Role.WAREHOUSE))

    answers = [client.get(FILES), client.post(FILES, {"file": SimpleUploadedFile("a.csv", table())})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert FILES not in client.get("/console/orders/").content.decode()
    assert OrderFile.objects.count() == 0


def test_a_file_is_started_once(inside: Client, reader: Member) -> None:
    number = hand_in(inside, table(("T1", reader.number, BOOK, 1, *TO)))
    assert start(inside, number) == 303
    told = EventRecord.objects.filter(name="orders.order_file_moved").count()

    assert inside.post(f"{FILES}{number}/drop/").status_code == 409
    tasks.take_in_orders(number)

    assert EventRecord.objects.filter(name="orders.order_file_moved").count() == told == 2
    assert Order.objects.count() == 1
    assert Item.objects.count() == 1
