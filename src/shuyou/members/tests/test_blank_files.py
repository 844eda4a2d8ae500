"""Files that were handed in and not read yet say nothing of who was erased meanwhile."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.test import TestCase
from openpyxl import Workbook

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.files import MARK
from shuyou.kernel.permissions import Role
from shuyou.members import services
from shuyou.members.errors.privacy import ConfirmationWrong, FileUnderWay
from shuyou.members.models import Email, Intake, Member, PrivacyRequest, SignUpRequest
from shuyou.members.tests.factories import CardFactory, MemberFactory, PhoneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F020")]
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MANAGER = Actor(STAFF, "1", "console", frozenset({Role.MANAGER}))
OTHER = Actor(STAFF, "2", "console", frozenset({Role.MANAGER}))
OTHERS = ("周慕白", "13800002047", "zhou@example.com", "880002")


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Files lie in a folder of the test's own."""
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))
    return tmp_path


@pytest.fixture
def reader() -> Member:
    """A reader with a phone of their own, one that a relative answers too, an e-mail address and a card."""
    member = MemberFactory.create(person__name="林晚舟")
    PhoneFactory.create(person=member.person, digits="13800002046")
    for owner in (member, MemberFactory.create(person__name="周慕白")):
        PhoneFactory.create(person=owner.person, digits="057187901234", is_primary=False)
    Email.objects.create(person=member.person, address="lin@example.com", is_primary=True)
    CardFactory.create(member=member, number="8800014")
    return member


def kept(content: bytes, *, name: str = "readers.csv", status: str = "waiting") -> Intake:
    """Return a file that was handed in."""
    file = default_storage.save(f"intakes/{name}", ContentFile(content))
    return Intake.objects.create(
        file=file, file_name=name, status=status, started_by="staff:1", started_at=AT, digest="abcdef0123456789" * 4
    )


def erase(member: Member, typed: str = "") -> None:
    """Erase a member, as two managers do."""
    services.record_privacy_request(member_id=member.pk, kind="erase", asked_via="phone", actor=MANAGER, at=AT)
    uid = PrivacyRequest.objects.values_list("uid", flat=True).get(person_id=member.pk)
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.erase_person(uid=uid, typed=typed or member.number, actor=OTHER, at=AT)


def text_of(intake: Intake, encoding: str = "utf-8") -> str:
    """Return what a file says by now."""
    intake.refresh_from_db()
    return Path(default_storage.path(intake.file)).read_bytes().decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_rows_about_who_is_erased_are_blanked(reader: Member, folder: Path, encoding: str) -> None:
    theirs = (
        "林晚舟,13800002046,,",
        "某人,138 0000-2046,,",
        "某人,１３８００００２０４６,,",
        "某人,+86 13800002046,,",
        "某人,,LIN@example.com,",
        "某人,,,880 0014",
        "林 晚舟,0571-8790 1234,,",
        "林晚舟,+86 571 87901234,,",
    )
    lines = ("姓名,电话,邮箱,卡号", ",".join(OTHERS), *theirs, "周慕白,0571-87901234,,")
    intake = kept("\r\n".join((*lines, "")).encode(encoding))

    erase(reader)

    marked = [",".join(MARK if cell else "" for cell in row.split(",")) for row in theirs]
    assert text_of(intake, encoding).splitlines() == [*lines[:2], *marked, lines[-1]]
    assert [path.name for path in (folder / "intakes").iterdir()] == [Path(intake.file).name]


def test_what_only_looks_alike_stays(reader: Member) -> None:
    lines = "姓名,电话,邮箱,卡号\n林晚舟,13800002048,,\n某人,113800002046,,\n某人,,xlin@example.com.cn,98800014\n"
    intake = kept(lines.encode())
    before = intake.file

    erase(reader)

    intake.refresh_from_db()
    assert intake.file == before


def test_workbooks_and_cards_are_searched_too(reader: Member, folder: Path) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    for cells in (("姓名", "电话"), ("林晚舟", 13800002046), ("周慕白", 13800002047)):
        workbook.active.append(cells)
    workbook.save(folder / "x.xlsx")
    sheet = kept((folder / "x.xlsx").read_bytes(), name="readers.xlsx")
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{}\r\nTEL;TYPE=CELL:{}\r\nEND:VCARD\r\n"
    cards = kept((card.format("林晚舟", "138-0000-2046") + card.format(*OTHERS)).encode(), name="readers.vcf")

    erase(reader)

    assert text_of(sheet, "utf-8-sig").splitlines() == ["姓名,电话", f"{MARK},{MARK}", "周慕白,13800002047"]
    assert "周慕白" in text_of(cards)
    assert "2046" not in text_of(cards)
    assert "林" not in text_of(cards)


def test_a_refused_erasure_leaves_files_as_they_were(reader: Member, folder: Path) -> None:
    intake = kept("姓名,电话\n林晚舟,13800002046\n".encode())

    with pytest.raises(ConfirmationWrong):
        erase(reader, typed="M0")

    assert "林晚舟" in text_of(intake)
    assert len(list((folder / "intakes").iterdir())) == 1


def test_nobody_is_erased_while_a_file_is_being_read(reader: Member) -> None:
    intake = kept("姓名,电话\n林晚舟,13800002046\n".encode(), status="running")
    reading = connection.copy()
    with reading.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [int(intake.digest[:15], 16)])
        with pytest.raises(FileUnderWay):
            erase(reader)
    reading.close()

    erase(MemberFactory.create())  # whatever was broken off stands in nobody's way


def test_who_is_erased_does_not_wait_to_join_and_others_do(reader: Member) -> None:
    old = services.add_contact(member_id=reader.pk, value="13600001111", actor=MANAGER, at=AT)
    services.remove_contact(member_id=reader.pk, kind="phone", contact_id=old, actor=MANAGER, at=AT)
    for owner in (reader, MemberFactory.create(person__name="周青")):
        Email.objects.create(person=owner.person, address="home@example.com", is_primary=owner != reader)
    asked = {
        "lin": {"name": "林晚舟", "phone": "13800002046"},
        "lin's phone": {"name": "某人", "phone": "13800002046"},
        "lin, shared": {"name": "林晚舟", "phone": "057187901234"},
        "lin, shared address": {"name": "林晚舟", "email": "home@example.com"},
        "lin, formerly": {"name": "林晚舟", "phone": "13600001111"},
        "lin's child": {"name": "林小舟", "guardian_name": "林晚舟", "guardian_phone": "13800002046"},
        "lin's child, shared": {"name": "林小舟", "guardian_name": "林晚舟", "guardian_phone": "057187901234"},
        "other, shared": {"name": "周慕白", "phone": "057187901234"},
        "other, shared address": {"name": "周青", "email": "home@example.com"},
        "other's child, shared": {"name": "周小白", "guardian_name": "周慕白", "guardian_phone": "057187901234"},
        "other lin": {"name": "林晚舟", "phone": "13900001111"},
    }
    for key, typed in asked.items():
        SignUpRequest.objects.create(request_key=key, via="web", asked_at=AT, **typed)

    erase(reader)

    left = SignUpRequest.objects.order_by("request_key").values_list("request_key", flat=True)
    assert list(left) == sorted(key for key in asked if key.startswith("other"))
