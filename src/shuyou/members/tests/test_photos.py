"""Photos: any picture becomes a small upright square that says nothing else, seen by staff who may see members."""

from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shuyou.kernel.errors import DomainError
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.errors import PhotoTooLarge, PhotoTooSmall, PhotoUnreadable
from shuyou.members.models import Member, Person
from shuyou.members.rules.photos import SIDE, portrait
from shuyou.members.tests.factories import MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of this test go elsewhere."""
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))
    return tmp_path


@pytest.fixture
def member(db: None) -> Member:
    return MemberFactory.create()


def picture(
    width: int = 800, height: int = 600, *, kind: str = "JPEG", turned: bool = False, mode: str = "RGB"
) -> bytes:
    """Return a picture whose left half is red and right half blue; turned, it has to be stood upright."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste(Image.new("RGB", (width // 2, height), "red"), (0, 0))
    exif = Image.Exif()
    if turned:
        exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (30.0, 15.0, 0.0)}
    kept = BytesIO()
    image.save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def seen(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_a_picture_becomes_a_small_square_without_a_place() -> None:
    kept = seen(portrait(picture(), name="x.jpg"))

    assert (kept.format, kept.size) == ("JPEG", (SIDE, SIDE))
    assert not kept.getexif()


def test_a_turned_picture_stands_upright() -> None:
    kept = seen(portrait(picture(400, 400, turned=True), name="x.jpg")).convert("RGB")

    top, bottom = kept.getpixel((SIDE // 2, 20)), kept.getpixel((SIDE // 2, SIDE - 20))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > 60 > top[2]
    assert bottom[2] > 200 > 60 > bottom[0]


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "L"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK")]
)
def test_every_usual_kind_is_read(kind: str, mode: str) -> None:
    image = Image.new(mode, (90, 70))
    content = BytesIO()
    image.save(content, kind)

    assert seen(portrait(content.getvalue(), name="x")).size == (70, 70)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", PhotoUnreadable),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PhotoUnreadable),
        (picture()[:400], PhotoUnreadable),
        (picture(40, 900), PhotoTooSmall),
        (b"\xff\xd8\xff" + b"0" * (11 * 1024 * 1024), PhotoTooLarge),
    ],
)
def test_what_is_no_portrait_is_refused(content: bytes, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        portrait(content, name="x")


def test_a_picture_that_unpacks_to_too_much_is_refused() -> None:
    content = BytesIO()
    Image.new("1", (20_000, 20_000)).save(content, "PNG")

    with pytest.raises(PhotoTooLarge):
        portrait(content.getvalue(), name="bomb.png")


@given(st.binary(max_size=400), st.integers(0, 200))
def test_no_damage_breaks_more_than_the_picture(noise: bytes, at: int) -> None:
    whole = picture(64, 64)
    with suppress(PhotoUnreadable, PhotoTooSmall, PhotoTooLarge):
        portrait(whole[:at] + noise + whole[at + len(noise) :], name="x")


def test_a_photo_is_kept_shown_replaced_and_gone(client: Client, member: Member, folder: Path) -> None:
    client.force_login(staff_with(Role.CALL_AGENT))
    where = f"/console/members/{member.number}/photo/"
    assert client.get(where).status_code == HTTPStatus.NOT_FOUND

    for _ in range(2):
        sent = SimpleUploadedFile("我.jpg", picture(), content_type="image/jpeg")
        assert client.post(f"{where}change/", {"photo": sent}).status_code == HTTPStatus.SEE_OTHER
    files = list(folder.rglob("*.jpg"))
    answer = client.get(where)
    shown = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    assert len(files) == 1
    assert shown == files[0].read_bytes()
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "private" in answer.headers["Cache-Control"]
    assert 'class="m-photo"' in client.get(f"/console/members/{member.number}/").content.decode()
    client.post(f"{where}remove/")
    assert (list(folder.rglob("*.jpg")), Person.objects.get(pk=member.pk).photo) == ([], "")


def test_a_refused_photo_leaves_the_old_one(client: Client, member: Member, folder: Path) -> None:
    client.force_login(staff_with(Role.CALL_AGENT))
    where = f"/console/members/{member.number}/photo/change/"
    client.post(where, {"photo": SimpleUploadedFile("a.jpg", picture())})

    answer = client.post(where, {"photo": SimpleUploadedFile("b.exe", b"MZ")})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "b.exe" in answer.content.decode()
    assert len(list(folder.rglob("*.jpg"))) == 1
    assert client.post(where).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_who_may_not_see_members_sees_no_photo(client: Client, member: Member) -> None:
    where = f"/console/members/{member.number}/photo/"
    assert client.get(where).status_code == HTTPStatus.FOUND

    client.force_login(staff_with(Role.WAREHOUSE))
    assert client.get(where).status_code == HTTPStatus.FORBIDDEN
    client.force_login(staff_with(Role.ANALYST))
    sent = {"photo": SimpleUploadedFile("a.jpg", picture())}
    assert client.post(f"{where}change/", sent).status_code == HTTPStatus.FORBIDDEN
