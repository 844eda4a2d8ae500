"""Papers: kept safely, typed beside the picture, found from the member."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.members.models import Member, Paper, PersonalDataAccess
from shuyou.members.tests.factories import MemberFactory, PhoneFactory, TierFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("F017")]
PAPERS = "/console/papers/"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def inside(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Client:
    """A browser in which a clerk is signed in, in English; files lie in a folder of the test's own."""
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))
    TierFactory.create()
    client.force_login(StaffFactory.create(language="en"))
    return client


def picture(form: str = "JPEG", colour: str = "white", pages: int = 1) -> bytes:
    """Return a picture that says where it was taken."""
    kept = BytesIO()
    sheets = [Image.new("RGB", (300, 400), colour) for _ in range(pages)]
    exif = Image.Exif()
    exif[0x010E] = "Secret Street 1"
    more = {"save_all": True, "append_images": sheets[1:]} if pages > 1 else {}
    sheets[0].save(kept, form, exif=exif, **more)
    return kept.getvalue()


def add(client: Client, *files: tuple[str, bytes], url: str = PAPERS, kind: str = "application") -> int:
    """Add scans and return the status."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(url, {"file": sent, "kind": kind, "note": ""}).status_code


def test_scans_wait_are_typed_and_hang_on_the_new_member(inside: Client) -> None:
    assert (
        add(inside, ("a.jpg", picture()), ("b.tif", picture("TIFF", "red", pages=2)), ("c.png", picture("PNG"))) == 303
    )
    first = Paper.objects.order_by("pk")[0]
    assert list(Paper.objects.order_by("pk").values_list("status", "media_type")) == [("waiting", "image/jpeg")] * 3
    page = inside.get(f"{PAPERS}{first.pk}/").content.decode()
    assert f"{PAPERS}{first.pk}/file/" in page

    answer = inside.post(f"{PAPERS}{first.pk}/", {"name": "苏见山", "phone": "13800007788", "tier": "green", "key": ""})

    member = Member.objects.get()
    first.refresh_from_db()
    assert (answer.status_code, first.status, first.person_id) == (303, "filed", member.pk)
    assert answer.headers["Location"] == f"{PAPERS}{Paper.objects.order_by('pk')[1].pk}/"
    shown = inside.get(f"/console/members/{member.number}/panels/papers/").content.decode()
    assert f"{PAPERS}{first.pk}/file/" in shown


def test_a_scan_is_kept_without_what_it_says_of_itself_under_a_name_nobody_guesses(inside: Client) -> None:
    add(inside, ("林晚舟 13800002046.jpg", picture()))

    paper = Paper.objects.get()
    kept = Path(default_storage.path(paper.file))
    assert b"Secret Street" not in kept.read_bytes()
    assert len(kept.stem) == 32
    assert "1380" not in paper.file
    with Image.open(kept) as shown:
        assert shown.size == (300, 400)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.jpg", b"<script>alert(1)</script>"),
        ("x.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50),
        ("x.pdf", b"%PDF-1.4 half"),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("x.jpg", picture()[:400]),
        ("x.jpg", b"\xff" * (20 * 1024 * 1024 + 1)),
    ],
    ids=["script", "png", "pdf", "svg", "cut", "large"],
)
def test_what_is_no_scan_is_refused_and_not_kept(inside: Client, name: str, content: bytes) -> None:
    assert add(inside, (name, content)) == 422

    assert not Paper.objects.exists()
    folder = Path(default_storage.path("papers"))
    assert not folder.exists() or list(folder.iterdir()) == []


def test_the_same_scan_is_added_once(inside: Client) -> None:
    content = picture()
    add(inside, ("a.jpg", content))

    assert add(inside, ("b.jpg", content)) == 422

    assert Paper.objects.count() == 1


def test_a_pdf_is_sent_to_be_kept_and_nothing_runs_in_it(inside: Client) -> None:
    member = MemberFactory.create()
    assert add(inside, ("a.pdf", PDF), url=f"/console/members/{member.number}/papers/new/", kind="proof") == 303
    paper = Paper.objects.get()
    assert (paper.status, paper.person_id) == ("filed", member.pk)

    answer = inside.get(f"{PAPERS}{paper.pk}/file/")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert PersonalDataAccess.objects.values_list("person_id", "part").get() == (member.pk, "paper")


def test_nobody_without_the_right_sees_a_paper(inside: Client, client: Client) -> None:
    add(inside, ("a.jpg", picture()))
    number = Paper.objects.get().pk
    client.force_login(staff_with(Role.ANALYST))

    for url in (PAPERS, f"{PAPERS}{number}/", f"{PAPERS}{number}/file/"):
        assert client.get(url).status_code == 403
    assert client.post(f"{PAPERS}{number}/attach/", {"number": "M0000000"}).status_code == 403
    assert client.post(PAPERS, {"kind": "form", "file": SimpleUploadedFile("b.jpg", picture())}).status_code == 403
    assert Paper.objects.count() == 1


def test_a_paper_about_somebody_known_hangs_on_them(inside: Client) -> None:
    known = MemberFactory.create(person__name="苏见山")
    PhoneFactory.create(person=known.person, digits="13800007788")
    add(inside, ("a.jpg", picture()))
    paper = Paper.objects.get()
    answer = inside.post(f"{PAPERS}{paper.pk}/", {"name": "苏见山", "phone": "13800007788", "tier": "green"})
    assert answer.status_code == 409
    assert known.number in answer.content.decode()

    inside.post(f"{PAPERS}{paper.pk}/attach/", {"number": known.number})

    paper.refresh_from_db()
    assert (paper.person_id, Member.objects.count()) == (known.pk, 1)
    other = MemberFactory.create()
    assert inside.post(f"{PAPERS}{paper.pk}/attach/", {"number": other.number}).status_code == 409
    assert inside.post(f"{PAPERS}{paper.pk}/spoil/").status_code == 409


def test_papers_are_found_by_kind_and_day(inside: Client) -> None:
    add(inside, ("a.jpg", picture()), kind="card")
    add(inside, ("b.jpg", picture(colour="red")), kind="contest")

    cards = inside.get(PAPERS, {"kind": "card"}).context["page"].rows
    today = inside.get(PAPERS, {"since": "2020-01-01", "until": "2099-01-01"}).context["page"].rows
    before = inside.get(PAPERS, {"until": "2020-01-01"}).context["page"].rows

    assert [row.file_name for row in cards] == ["a.jpg"]
    assert [row.file_name for row in today] == ["b.jpg", "a.jpg"]
    assert before == []
