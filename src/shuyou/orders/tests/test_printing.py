"""Books that readers have made: files looked through, quotes that add up, jobs from the first word to the parcel."""

import tracemalloc
import zlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from shuyou.kernel.errors import DomainError
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.services import merge_members
from shuyou.orders import services
from shuyou.orders.errors.printing import (
    ManuscriptHostile,
    ManuscriptInUse,
    ManuscriptLocked,
    ManuscriptTooLarge,
    ManuscriptUnknown,
    ManuscriptUnreadable,
    PrintNotPaid,
    PrintPaidTooMuch,
    PrintSpecWrong,
    QuoteOver,
    RightsMissing,
    WrongPrintState,
)
from shuyou.orders.models import Manuscript, PrintJob
from shuyou.orders.rules import manuscripts
from shuyou.orders.rules.manuscripts import Looked, look_through
from shuyou.orders.rules.printing import Price, PrintSpec, quote_print, total_of
from shuyou.orders.services import NewManuscript, PrintJobDraft, PrintMoney, PrintPriceDraft
from shuyou.orders.tests.factories import AT, BOSS, CLERK, a_member
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.payments.models import Receipt, Refund

NOVEL = "西湖的春天来得早。".encode() * 400
PRICES = (
    Price("setup", "setup", "开机", Decimal(80)),
    Price("ebook", "ebook", "电子书", Decimal(120)),
    Price("paper", "80g", "80 克", Decimal("0.06")),
    Price("colour", "bw", "黑白", Decimal("0.04")),
    Price("binding", "glue", "胶装", Decimal("6.00"), 32, 600),
    Price("step", "ten", "", Decimal("0.9"), 10),
    Price("step", "fifty", "", Decimal("0.75"), 50),
)
SPEC = PrintSpec(form="paper", pages=100, copies=3, paper="80g", colour="bw", binding="glue")


def a_pdf(pages: int = 3) -> bytes:
    """Return a PDF as a word processor makes it."""
    buffer = BytesIO()
    canvas = Canvas(buffer)
    for page in range(pages):
        canvas.drawString(72, 720, f"page {page}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def packed_pdf(objects: bytes) -> bytes:
    """Return a PDF that keeps its objects packed together."""
    stream = zlib.compress(objects)
    head = f"4 0 obj\n<< /Type /ObjStm /N 2 /First 9 /Filter /FlateDecode /Length {len(stream)} >>\nstream\n"
    return b"%PDF-1.7\n" + head.encode() + stream + b"\nendstream\nendobj\n%%EOF"


RUNNING = b"<< /S /JavaScript /JS (app.alert(1)) >> << /Type /Page >>"


def a_zip(parts: Mapping[str, str]) -> bytes:
    """Return parts packed together."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def a_docx(**more: str) -> bytes:
    """Return a document of a word processor."""
    return a_zip({"[Content_Types].xml": "", "word/document.xml": f"<w:p>{'春' * 1300}</w:p>", **more})


def an_epub(**more: str) -> bytes:
    """Return an e-book."""
    parts = {"mimetype": "application/epub+zip", "a.xhtml": f"<p>{'夏' * 700}</p>", **more}
    return a_zip({name.replace("__", "/"): text for name, text in parts.items()})


def a_picture() -> bytes:
    """Return a picture."""
    buffer = BytesIO()
    Image.new("RGB", (40, 60), "red").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.feature("F133")
@pytest.mark.parametrize(
    ("content", "found"),
    [
        (a_pdf(), Looked("pdf", 3, is_estimate=False)),
        (packed_pdf(b"<< /Type /Page /Parent 1 0 R >> << /Type/Page >> << /Type /Pages >>"), Looked("pdf", 2, False)),
        (a_docx(), Looked("docx", 3, is_estimate=True)),
        (a_docx(**{"docProps/app.xml": "<Pages>12</Pages>"}), Looked("docx", 12, is_estimate=True)),
        (an_epub(), Looked("epub", 2, is_estimate=True)),
        (
            an_epub(
                **{"META-INF/encryption.xml": '<EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/>'}
            ),
            Looked("epub", 2, is_estimate=True),
        ),
        (NOVEL, Looked("text", 6, is_estimate=True)),
        (NOVEL.decode().encode("gb18030"), Looked("text", 6, is_estimate=True)),
        (a_picture(), Looked("image", 1, is_estimate=False)),
    ],
)
def test_a_file_says_itself_what_it_is(content: bytes, found: Looked) -> None:
    assert look_through(content, name="x") == found


@pytest.mark.feature("F133")
@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (a_pdf().replace(b"trailer\n<<", b"trailer\n<< /Encrypt 9 0 R"), ManuscriptLocked),
        (packed_pdf(b"<< /S /Java#53cript /JS (app.alert(1)) >> << /Type /Page >>"), ManuscriptHostile),
        (a_pdf().replace(b"/Type /Catalog", b"/OpenAction << /S /L#61unch >> /Type /Catalog"), ManuscriptHostile),
        (packed_pdf(RUNNING).replace(b">>\nstream", b" " * 900 + b">>\nstream"), ManuscriptHostile),
        (packed_pdf(RUNNING).replace(b">>\nstream", b"/X ( obj)>>\nstream"), ManuscriptHostile),
        (packed_pdf(RUNNING).replace(b">>\nstream", b"/X ( endstream)>>\nstream"), ManuscriptHostile),
        (
            packed_pdf(RUNNING).replace(b"/ObjStm", b"/#4fbj#53tm").replace(b"\nstream\n", b"\nstream\r"),
            ManuscriptHostile,
        ),
        (a_pdf()[:-300], ManuscriptUnreadable),
        (b"%PDF-1.7\n%%EOF", ManuscriptUnreadable),
        (a_pdf(1).replace(b"/Type /Page", b"/Type /Page " * 2_100), ManuscriptTooLarge),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, ManuscriptLocked),
        (a_docx(**{"word/vbaProject.bin": "x"}), ManuscriptHostile),
        (
            a_docx(**{"word/_rels/settings.xml.rels": '<r TargetMode="External" Target="http://x/"/>'}),
            ManuscriptHostile,
        ),
        (a_docx(**{"../../etc/x": "x"}), ManuscriptHostile),
        (a_docx(**{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), ManuscriptHostile),
        (a_docx()[:200], ManuscriptUnreadable),
        (an_epub(**{"META-INF__rights.xml": "x"}), ManuscriptLocked),
        (an_epub(**{"META-INF/encryption.xml": '<EncryptionMethod Algorithm="aes"/>'}), ManuscriptLocked),
        (an_epub(**{"a.xhtml": "<script>x</script>"}), ManuscriptHostile),
        (a_zip({"x.txt": "x"}), ManuscriptUnreadable),
        (a_picture()[:60], ManuscriptUnreadable),
        (b"\x00\x01\x02" * 40, ManuscriptUnreadable),
        (b"", ManuscriptUnreadable),
    ],
)
def test_what_is_locked_hostile_or_broken_is_not_kept(content: bytes, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as why:
        look_through(content, name="稿.pdf")
    assert "稿.pdf" in why.value.sentence


@pytest.mark.feature("F133")
def test_what_grows_when_unpacked_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manuscripts, "UNPACKED", 100_000)
    monkeypatch.setattr(manuscripts, "READ", 100_000)
    for content in (an_epub(**{"b.xhtml": " " * 100_001}), packed_pdf(b"/Type /Page " * 20_000)):
        with pytest.raises(ManuscriptTooLarge):
            look_through(content, name="x")
    monkeypatch.setattr(manuscripts, "MOST_PARTS", 1)
    with pytest.raises(ManuscriptTooLarge):
        look_through(an_epub(), name="x")


@pytest.mark.parametrize(
    "content",
    [
        packed_pdf(b"/Type /Page " * 1_500_000),
        packed_pdf(b"#41" * 6_000_000),
        an_epub(**{"b.xhtml": "a <b>" * 3_000_000}),
    ],
    ids=["pages", "names", "letters"],
)
def test_a_small_file_that_grows_takes_no_memory_beyond_itself(content: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(DomainError):
            look_through(content, name="x")
        assert tracemalloc.get_traced_memory()[1] < 120 * 1024 * 1024
    finally:
        tracemalloc.stop()


@given(
    content=st.binary(max_size=300), start=st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"])
)
@settings(max_examples=60)
def test_any_bytes_are_taken_or_refused(content: bytes, start: bytes) -> None:
    for end in (b"", b"%%EOF"):
        try:
            assert look_through(start + content + end, name="x").pages >= 1
        except DomainError:
            continue


@pytest.mark.feature("F133")
@given(pages=st.integers(32, 600), copies=st.integers(1, 120), more=st.integers(0, 120))
def test_a_quote_adds_up_and_fewer_copies_never_cost_more(pages: int, copies: int, more: int) -> None:
    spec = PrintSpec(form="paper", pages=pages, copies=copies, paper="80g", colour="bw", binding="glue")
    larger = PrintSpec(form="paper", pages=pages, copies=copies + more, paper="80g", colour="bw", binding="glue")

    steps = quote_print(spec, PRICES)

    total = total_of(steps)
    full = Decimal(80) + copies * (pages * Decimal("0.10") + 6)
    assert 80 + (full - 80) * Decimal("0.75") - 1 <= total <= full
    assert total == sum(one.amount for one in steps) == total.quantize(Decimal("0.01"))
    assert total <= total_of(quote_print(larger, PRICES))
    assert quote_print(spec, PRICES[::-1]) == steps


def test_a_book_that_cannot_be_made_is_not_quoted() -> None:
    assert total_of(quote_print(SPEC, PRICES)) == Decimal("128.00")
    assert total_of(quote_print(PrintSpec(form="ebook", pages=9), PRICES)) == 120
    for wrong in ({"paper": "none"}, {"pages": 20}, {"pages": 700}, {"copies": 0}, {"colour": ""}):
        with pytest.raises(LookupError):
            quote_print(PrintSpec(**{"form": "paper", "pages": 100, "paper": "80g", "colour": "bw",  # type: ignore[arg-type]
                                     "binding": "glue", **wrong}), PRICES)  # fmt: skip


def put_up_prices() -> None:
    """Say what printing costs."""
    for one in PRICES:
        draft = PrintPriceDraft(
            kind=one.kind, code=one.code, name_zh=one.name or "满", name_en="", amount=one.amount, least=one.least,
            most=one.most,
        )  # fmt: skip
        services.keep_print_price(draft, actor=BOSS, at=AT)


def shelve(member_id: int, content: bytes = NOVEL) -> int:
    draft = NewManuscript(member_id=member_id, content=content, name="C:\\稿\\回忆录.txt")
    return services.shelve_manuscript(draft, actor=CLERK, at=AT)


def ask(member_id: int, body_id: int) -> str:
    draft = PrintJobDraft(
        member_id=member_id, title="回忆录", form="paper", body_id=body_id, is_own=True, request_key=uuid4()
    )
    return services.ask_for_book(draft, actor=CLERK, at=AT)


def accepted(member_id: int) -> str:
    """Return a job whose quote the reader takes."""
    number = ask(member_id, shelve(member_id))
    services.quote_book(number, spec=SPEC, actor=CLERK, at=AT)
    services.accept_quote(number, actor=CLERK, at=AT)
    return number


def money(amount: str, reference: str) -> PrintMoney:
    return PrintMoney(tender="cash", reference=reference, amount=Decimal(amount))


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("F133")
def test_a_file_becomes_a_book_that_is_paid_proofed_printed_and_handed_over(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER))
    put_up_prices()
    member = a_member()
    typed = {"reader": member.number, "title": "我的一九八四", "form": "paper", "key": str(uuid4()), "note": "送母亲"}
    novel = partial(SimpleUploadedFile, "稿.txt", NOVEL)
    new = reverse("orders:print_new")
    assert client.post(new, {**typed, "file": novel()}).status_code == 422  # nobody says whose it is
    assert client.post(new, {**typed, "is_own": "on", "file": SimpleUploadedFile("a.pdf", b"%PDF-")}).status_code == 422
    made = client.post(new, {**typed, "is_own": "on", "file": novel()})
    job = PrintJob.objects.get()
    page, deed = reverse("orders:print_job", args=[job.number]), partial(reverse, "orders:print_deed")
    assert made["Location"] == page
    assert Manuscript.objects.count() == 1  # the very same file came twice

    def do(what: str, **said: str) -> int:
        return client.post(deed(args=[job.number, what]), said).status_code

    spec = {"paper": "80g", "colour": "bw", "binding": "glue", "pages": "100", "copies": "3"}
    assert [do("accept"), do("quote", **{**spec, "pages": "12"}), do("quote", **spec)] == [409, 422, 303]
    assert "128.00" in client.get(page).content.decode()
    assert [do("accept"), do("printing"), do("proof"), do("change"), do("change", wish="封面太暗")] == [
        303,
        409,
        303,
        422,
        303,
    ]
    assert "封面太暗" in client.get(reverse("orders:print_board")).content.decode() + client.get(page).content.decode()
    assert [do("proof"), do("pass"), do("printing")] == [303, 303, 409]  # it is not paid
    assert [do("pay", amount="200", reference="R1"), do("pay", amount="28", reference="R1")] == [422, 303]
    assert [do("pay", amount="100", reference="R1"), do("pay", amount="100", reference="R2")] == [409, 303]
    assert [do("printing"), do("cancel", reason="晚了")] == [303, 409]
    assert [do("ready"), do("delivered", note="本人取走"), do("praise")] == [303, 303, 404]
    job.refresh_from_db()
    assert (job.state, job.paid_total, job.delivery_note) == ("delivered", Decimal(128), "本人取走")
    assert set(Receipt.objects.values_list("source", flat=True)) == {f"order:{job.number}"}
    assert client.get(reverse("orders:detail", args=[job.number]))["Location"] == page
    for shown in (
        reverse("orders:print_shelf", args=[member.number]),
        reverse("orders:print_jobs") + "?words=一九八四",
    ):
        assert "我的一九八四" in client.get(shown).content.decode()
    kept = client.get(reverse("orders:manuscript", args=[job.body_id]))
    assert b"".join(kept) == NOVEL
    again = client.post(f"{new}?file={job.body_id}", {**typed, "is_own": "on", "key": str(uuid4()), "form": "ebook"})
    assert PrintJob.objects.get(number=again["Location"].split("/")[-2]).body_id == job.body_id


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("F133")
def test_money_for_a_book_is_never_too_much_and_all_goes_back() -> None:
    put_up_prices()
    member = a_member()
    number = accepted(member.pk)
    pays: list[Callable[[], object]] = [
        partial(services.pay_for_book, number, money=money("64", f"R{place}"), actor=CLERK, at=AT) for place in range(6)
    ]

    answers = all_at_once(pays)

    assert sorted(str(type(one).__name__) for one in answers) == ["Decimal"] * 2 + ["PrintPaidTooMuch"] * 4
    ends: list[Callable[[], object]] = [
        partial(services.give_book_up, number, reason="改主意", actor=CLERK, at=AT) for _twice in range(3)
    ]
    assert sum(one is None for one in all_at_once(ends)) == 1
    job = PrintJob.objects.get()
    assert (job.state, sum(one.amount for one in Refund.objects.all())) == ("cancelled", Decimal(128))
    with pytest.raises(WrongPrintState):
        services.pay_for_book(number, money=money("1", "R9"), actor=CLERK, at=AT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("F133")
def test_refusals_of_jobs_and_shelves_leave_things_as_they_are() -> None:
    put_up_prices()
    member, other = a_member(), a_member()
    body = shelve(member.pk)
    draft = partial(PrintJobDraft, title="x", form="paper", body_id=body, request_key=uuid4())
    for wrong, refusal in (
        (draft(member_id=member.pk, is_own=False), RightsMissing),
        (draft(member_id=other.pk, is_own=True), ManuscriptUnknown),
    ):
        with pytest.raises(refusal):
            services.ask_for_book(wrong, actor=CLERK, at=AT)
    assert not PrintJob.objects.exists()
    number = ask(member.pk, body)
    with pytest.raises(PrintSpecWrong):
        services.quote_book(number, spec=PrintSpec(form="paper", pages=100), actor=CLERK, at=AT)
    services.quote_book(number, spec=SPEC, actor=CLERK, at=AT)
    with pytest.raises(QuoteOver):
        services.accept_quote(number, actor=CLERK, at=AT + timedelta(days=32))
    services.accept_quote(number, actor=CLERK, at=AT)
    with pytest.raises(PrintPaidTooMuch):
        services.pay_for_book(number, money=money("128.01", "R1"), actor=CLERK, at=AT)
    for to in ("proof", "printing"):
        if to == "printing":
            services.answer_proof(number, is_passed=True, wish="", actor=CLERK, at=AT)
            with pytest.raises(PrintNotPaid):
                services.move_book(number, to=to, actor=CLERK, at=AT)
        else:
            services.move_book(number, to=to, actor=CLERK, at=AT)
    with pytest.raises(ManuscriptInUse):
        services.unshelve_manuscript(manuscript_id=body, actor=CLERK, at=AT)
    merge_members(kept_id=other.pk, absorbed_id=member.pk, actor=BOSS, at=AT)
    services.give_book_up(number, reason="不印了", actor=CLERK, at=AT)
    file = Manuscript.objects.get().file
    services.unshelve_manuscript(manuscript_id=body, actor=CLERK, at=AT)
    assert Manuscript.objects.get().member_id == PrintJob.objects.get().member_id == other.pk
    assert not default_storage.exists(file)
