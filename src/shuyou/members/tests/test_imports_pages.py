"""Files handed in on pages: looked at before anything is entered, read by a job, taken back."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from shuyou.kernel.files.uploads import SizeGuard
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.members import tasks
from shuyou.members.models import Intake, Member, Person, SavedMapping
from shuyou.members.tests.test_import_members import HEADINGS, LIN, ZHOU, change

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("F011", "F024", "F191")]
IMPORTS = "/console/imports/"


@pytest.fixture
def inside(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Client:
    """A browser in which a manager is signed in, in English; files lie in a folder of the test's own."""
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))
    manager = staff_with(Role.MANAGER)
    manager.language = "en"
    manager.save(update_fields=["language"])
    client.force_login(manager)
    return client


def table(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS, encoding: str = "utf-8") -> bytes:
    """Return a member list as bytes."""
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def hand_in(client: Client, content: bytes, name: str = "readers.csv") -> int:
    """Hand a file in and return its number."""
    answer = client.post(f"{IMPORTS}new/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 303, answer.content.decode()
    return int(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def start(client: Client, number: int, **others: str) -> int:
    """Have a file read as its page offers, and return the status."""
    page = client.get(f"{IMPORTS}{number}/")
    fields = {f"field-{heading.place}": heading.field for heading in page.context["headings"]}
    names = [heading.name for heading in page.context["headings"]]
    answer = client.post(f"{IMPORTS}{number}/", {"heading": names, **fields, **others})
    if answer.status_code == 303:
        tasks.take_in(number)
    return answer.status_code


def test_a_file_is_looked_at_then_read_then_taken_back(inside: Client) -> None:
    number = hand_in(inside, table(LIN, ZHOU, change(ZHOU, 编号="C9", 姓名="12345")))
    assert Person.objects.count() == 0
    page = inside.get(f"{IMPORTS}{number}/").content.decode()
    assert "林晚舟" in page
    assert "“12345” is no name." in page

    assert start(inside, number) == 303

    assert ProcrastinateJob.objects.filter(task_name__endswith="take_in", args={"intake_id": number}).exists()
    row = Intake.objects.get()
    assert (row.status, row.rows, row.added, row.refused) == ("done", 3, 2, 1)
    assert [path.name for path in Path(default_storage.path("intakes")).iterdir()] == [Path(row.file).name]
    refused = b"".join(inside.get(f"{IMPORTS}{number}/refused.csv").streaming_content)  # type: ignore[attr-defined]
    assert "12345" in refused.decode()
    told = inside.get(f"{IMPORTS}{number}/?part=added").content.decode()
    assert Member.objects.get(person__name="周慕白").number in told

    assert inside.post(f"{IMPORTS}{number}/undo/").status_code == 303
    tasks.undo_intake(number)

    assert Person.objects.count() == 0
    assert Intake.objects.get().status == "undone"
    assert "Taken back" in inside.get(IMPORTS).content.decode()


def test_columns_are_chosen_and_remembered_for_the_next_file_like_it(inside: Client) -> None:
    headings = ("Wer", "Tel.", "id")
    number = hand_in(inside, table(("林晚舟", "13800002046", "7"), headings=headings))
    assert start(inside, number) == 422
    chosen = {"heading": list(headings), "field-0": "name", "field-1": "phone", "field-2": ""}

    answer = inside.post(f"{IMPORTS}{number}/", {**chosen, "save_as": "Buchmesse"})
    tasks.take_in(number)

    assert answer.status_code == 303
    assert SavedMapping.objects.get().columns == {"name": "Wer", "phone": "Tel."}
    assert Member.objects.get().source_key is None
    second = hand_in(inside, table(("周慕白", "13800002047", "8"), headings=headings))
    page = inside.get(f"{IMPORTS}{second}/")
    assert page.context["used"].name == "Buchmesse"
    assert [heading.field for heading in page.context["headings"]] == ["name", "phone", ""]


def test_the_first_rows_follow_the_columns_at_once(inside: Client) -> None:
    rows = (("林晚舟", "13800002046", "喜欢诗"), ("周慕白", "x", ""))
    number = hand_in(inside, table(*rows, headings=("Wer", "Tel.", "Was")))
    chosen = {"heading": ["Wer", "Tel.", "Was"], "field-0": "name", "field-1": "phone", "field-2": "note"}

    seen = inside.post(f"{IMPORTS}{number}/look/", chosen, headers={"HX-Request": "true"}).content.decode()

    assert "The phone number “x” has a “x” in it." in seen
    assert seen.lstrip().startswith('<tbody id="take-rows">')
    assert '<div id="take-note" hx-swap-oob="innerHTML">' in seen
    assert "1 of the first rows would be refused" in seen
    without = inside.post(f"{IMPORTS}{number}/look/", {**chosen, "field-1": "", "field-2": "phone"}).content.decode()
    assert "The phone number “喜欢诗” has a “喜” in it." in without
    assert not Person.objects.exists()
    start(inside, number, **{"field-0": "name", "field-1": "phone", "field-2": "note"})
    assert inside.post(f"{IMPORTS}{number}/look/", chosen).status_code == 404


def test_a_file_that_was_not_read_can_be_forgotten(inside: Client) -> None:
    number = hand_in(inside, table(LIN))

    assert inside.post(f"{IMPORTS}{number}/drop/").status_code == 303

    assert not Intake.objects.exists()
    assert list(Path(default_storage.path("intakes")).iterdir()) == []
    assert inside.get(f"{IMPORTS}{number}/").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a file first; an empty one holds nobody."),
        (b"%PDF-1.7 ...", "is not a file that can be imported here."),
        ("姓名,电话\n林晚舟,1\n".encode() + "周慕白".encode("gb18030") * 3, "is neither UTF-8 nor GB18030 text."),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_kept(inside: Client, content: bytes, said: str) -> None:
    answer = inside.post(f"{IMPORTS}new/", {"file": SimpleUploadedFile("x.csv", content)})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Intake.objects.exists()
    folder = Path(default_storage.path("intakes"))
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_file_too_large_is_refused_with_a_sentence(inside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SizeGuard, "limit", 100_000)

    answer = inside.post(f"{IMPORTS}new/", {"file": SimpleUploadedFile("x.csv", table(LIN) * 2_000)})

    assert answer.status_code == 422
    assert "at most 256 MB are taken here" in answer.content.decode()
    assert not Intake.objects.exists()


def test_only_managers_hand_files_in(client: Client) -> None:
    client.force_login(StaffFactory.create(language="en"))

    assert client.get(IMPORTS).status_code == 403
    assert client.post(f"{IMPORTS}new/", {"file": SimpleUploadedFile("x.csv", table(LIN))}).status_code == 403
    assert not Intake.objects.exists()
