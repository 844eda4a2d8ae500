"""Books that readers have made, at the desk: a board, a list, one job with its deeds, a new one, a reader's shelf."""

from collections.abc import Callable
from typing import Final
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, go_to
from shuyou.kernel.errors import DomainError, InvalidValue
from shuyou.kernel.files.text import MEGABYTE
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso, money, points
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.orders import queries, services
from shuyou.orders.console.releases import reader_meant
from shuyou.orders.console.typed import money_typed, whole_number
from shuyou.orders.console.warehouse import TABS, WarehouseList
from shuyou.orders.errors.printing import ManuscriptTooLarge
from shuyou.orders.models import PrintJob
from shuyou.orders.queries import PrintJobFilter, PrintJobRow, print_prices
from shuyou.orders.rules.manuscripts import MEGABYTES, TYPES
from shuyou.orders.rules.printing import PAYABLE, PrintSpec, may_move
from shuyou.orders.services import NewManuscript, PrintJobDraft, PrintMoney
from shuyou.payments import queries as money_queries

TONES: Final = {
    "asked": "warn", "quoted": "info", "accepted": "info", "proof": "warn", "passed": "info", "printing": "info",
    "ready": "good", "delivered": "good", "cancelled": "",
}  # fmt: skip
ON_BOARD: Final = ("asked", "quoted", "accepted", "proof", "passed", "printing", "ready")
TENDERS: Final = ("cash", "card", "remittance", "transfer")
NEXT_STEPS: Final = (
    ("proof", _("The proof goes to the reader")),
    ("printing", _("It goes to print")),
    ("ready", _("It is ready")),
)
DOING: Final = {"setup": _("Setting up"), "ebook": _("E-book"), "step": _("Less for so many copies")}


class PrintJobFilterForm(FilterForm):
    """Which jobs the list shows."""

    words = forms.CharField(label=_("Title or reader"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("Any")), ("open", _("Under way")), *PrintJob.State.choices],
    )  # fmt: skip

    def wanted(self) -> PrintJobFilter:
        """Return the filter."""
        return PrintJobFilter(**self.given())


JOBS: Final = WarehouseList[PrintJobRow](
    name="orders:print_jobs",
    title=_("All books made for readers"),
    permission="orders.view",
    form=PrintJobFilterForm,
    read=queries.list_print_jobs,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("orders:print_job", args=[row.number]),
        ),
        Column(label=_("Title"), text=lambda row: row.title),
        Column(
            label=_("Member"), text=lambda row: row.member, names="members.export",
            url=lambda row: reverse("console:member", args=[row.member_number]),
        ),
        Column(label=_("Made as"), text=lambda row: row.form_label),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Pages"), text=lambda row: points(row.pages), cls="num"),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("Total"), text=lambda row: money(row.total) if row.total else "", cls="num", sort="total"),
        Column(label=_("Received"), text=lambda row: money(row.paid_total) if row.paid_total else "", cls="num"),
        Column(label=_("Asked on"), text=lambda row: iso(row.asked_at), cls="n"),
    ),
    empty=_("Nobody has had a book made yet."),
    advice=_("A reader brings a file; it becomes a printed book or an e-book of their own."),
    buttons=(
        Button(label=_("New book of a reader"), url_name="orders:print_new", permission="orders.make_books", key="N"),
    ),
)  # fmt: skip


class PrintJobForm(forms.Form):
    """A book that a reader wants made, as typed."""

    reader = forms.CharField(
        label=_("Reader"), max_length=40, help_text=_("member number, card or phone"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    title = forms.CharField(label=_("Title"), max_length=120)
    form = forms.ChoiceField(label=_("Made as"), choices=PrintJob.Form.choices)
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("PDF, EPUB, Word, text or a picture"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.epub,.docx,.txt,.jpg,.jpeg,.png,.tif,.tiff,.webp"}),
    )  # fmt: skip
    cover = forms.FileField(
        label=_("Cover"), required=False, widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff"})
    )
    is_own = forms.BooleanField(
        label=_("The reader says: the text is mine, or I may have it printed. It gets no ISBN and is not sold."),
        required=False,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the books under way, by how far they have come, the longest first."""
    actor, at = actor_of(request), clock.now()
    rows = queries.print_board(actor=actor)
    columns = [
        (PrintJob.State(state).label, TONES[state], [(row, row.days(at)) for row in rows if row.state == state])
        for state in ON_BOARD
    ]
    seen = {
        "columns": columns, "count": len(rows), "tabs": tabs_of(TABS, "orders:print_board", actor),
        "may_make": actor.may("orders.make_books"), "may_price": actor.may("orders.set_print_prices"),
    }  # fmt: skip
    return render(request, "orders/print_board.html", seen)


@require_http_methods(["GET", "POST"])
def job_new(request: HttpRequest) -> HttpResponse:
    """Take a reader's wish for a book of their own in, with its file; or of a file that is on their shelf."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.make_books")  # before anything that was sent is read
    shelved = whole_number(request.GET.get("file", ""))
    start = {"reader": request.GET.get("reader", ""), "key": uuid4()}
    form = PrintJobForm(request.POST or None, request.FILES or None, initial=start)
    form.fields["file"].required = shelved is None

    def save() -> str:
        typed, reader = form.cleaned_data, reader_meant(form.cleaned_data["reader"], actor)
        body = _shelved(typed["file"], reader, actor) if typed["file"] else shelved
        cover = _shelved(typed["cover"], reader, actor) if typed["cover"] else None
        draft = PrintJobDraft(
            member_id=reader, title=typed["title"], form=typed["form"], body_id=body or 0, cover_id=cover,
            is_own=typed["is_own"], note=typed["note"], request_key=typed["key"],
        )  # fmt: skip
        return reverse("orders:print_job", args=[services.ask_for_book(draft, actor=actor, at=at)])

    seen = {"title": gettext("New book of a reader"), "back": reverse("orders:print_board")}
    return saved(request, form, save, said=gettext("Taken in."), seen=seen)


def _shelved(file: "UploadedFile[bytes]", member_id: int, actor: Actor) -> int:
    """
    Put a file that was sent on a reader's shelf and return its id.

    :raises DomainError: it is not taken.
    """
    if (file.size or 0) > MEGABYTES * MEGABYTE:
        raise ManuscriptTooLarge(name=file.name, why=gettext("at most %(most)s MB are taken") % {"most": MEGABYTES})
    draft = NewManuscript(member_id=member_id, content=file.read(MEGABYTES * MEGABYTE + 1), name=file.name or "")
    return services.shelve_manuscript(draft, actor=actor, at=clock.now())


@require_GET
def job(request: HttpRequest, number: str) -> HttpResponse:
    """Show a book that a reader has made, and what can be done with it."""
    return _page(request, number, None)


@require_POST
def job_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Quote a book, note that the reader takes it, take money, move it on, or give it up."""
    actor, at, sent = actor_of(request), clock.now(), request.POST

    def pay() -> None:
        tender = sent.get("tender", "") if sent.get("tender") in TENDERS else TENDERS[0]
        came = PrintMoney(
            tender=tender, reference=sent.get("reference", "")[:60], amount=money_typed(sent.get("amount", ""))
        )
        services.pay_for_book(number, money=came, actor=actor, at=at)

    deeds: dict[str, Callable[[], object]] = {
        "quote": lambda: services.quote_book(number, spec=_spec(request, number, actor), actor=actor, at=at),
        "accept": lambda: services.accept_quote(number, actor=actor, at=at),
        "pay": pay,
        "pass": lambda: services.answer_proof(number, is_passed=True, wish="", actor=actor, at=at),
        "change": lambda: services.answer_proof(
            number, is_passed=False, wish=sent.get("wish", "")[:300], actor=actor, at=at
        ),
        "cancel": lambda: services.give_book_up(number, reason=sent.get("reason", "")[:120], actor=actor, at=at),
        "delivered": lambda: services.move_book(
            number, to="delivered", note=sent.get("note", "")[:120], actor=actor, at=at
        ),
        **{
            to: lambda to=to: services.move_book(number, to=to, actor=actor, at=at)  # type: ignore[misc]
            for to, _label in NEXT_STEPS
        },
    }
    if what not in deeds:
        raise Http404
    url = reverse("orders:print_job", args=[number])
    return deed(
        request, deeds[what], url=url, said=gettext("Saved."), draw=lambda again, why: _page(again, number, why)
    )


def _spec(request: HttpRequest, number: str, actor: Actor) -> PrintSpec:
    """
    Return the kind of book that a form says.

    :raises InvalidValue: its pages or copies are no numbers.
    """
    sent, row = request.POST, queries.print_job(number=number, actor=actor)
    pages, copies = whole_number(sent.get("pages", "")), whole_number(sent.get("copies", "") or "1")
    if not pages or not copies:
        raise InvalidValue(label=_("Pages and copies"), value=sent.get("copies", "")[:20], field="copies")
    return PrintSpec(
        form=row.form, pages=pages, copies=1 if row.form == "ebook" else copies, paper=sent.get("paper", "")[:20],
        colour=sent.get("colour", "")[:20], binding=sent.get("binding", "")[:20],
    )  # fmt: skip


def _page(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    row, may_make = queries.print_job(number=number, actor=actor), actor.may("orders.make_books")
    prices = print_prices() if may_make and may_move(row.state, "quoted") else ()
    typed = request.POST if refusal else {}
    seen = {
        "job": row, "days": row.days(at), "tone": TONES[row.state], "refusal": refusal,
        "tabs": tabs_of(TABS, "orders:print_board", actor),
        "steps": [(DOING.get(one.kind, one.name), one) for one in row.steps],
        "choices": [
            (kind, label, [(one.code, one.name, typed.get(kind, getattr(row, kind)) == one.code)
                           for one in prices if one.kind == kind])
            for kind, label in (("paper", _("Paper")), ("colour", _("Colour")), ("binding", _("Binding")))
        ] if row.form == "paper" else [],
        "pages": typed.get("pages", row.pages), "copies": typed.get("copies", row.copies),
        "tenders": [(one, money_queries.tender_name(code=one)) for one in TENDERS],
        "may_make": may_make,
        "may_quote": may_make and may_move(row.state, "quoted"),
        "may_accept": may_make and row.state == "quoted",
        "may_pay": row.state in PAYABLE and row.due > 0 and actor.may("orders.take_payment"),
        "may_cancel": may_make and may_move(row.state, "cancelled"),
        "next": [(to, label) for to, label in NEXT_STEPS if may_make and may_move(row.state, to)],
    }  # fmt: skip
    return render(request, "orders/print_job.html", seen, status=status_of(refusal))


@require_GET
def shelf(request: HttpRequest, number: str) -> HttpResponse:
    """Show a reader's own shelf: their files, and the books that were made of them."""
    return _shelf_page(request, number, None)


@require_POST
def shelf_deed(request: HttpRequest, number: str, manuscript_id: int) -> HttpResponse:
    """Take a file off a reader's shelf."""
    actor, at = actor_of(request), clock.now()
    url = reverse("orders:print_shelf", args=[number])
    return deed(
        request, lambda: services.unshelve_manuscript(manuscript_id=manuscript_id, actor=actor, at=at), url=url,
        said=gettext("The file is gone."), draw=lambda again, why: _shelf_page(again, number, why),
    )  # fmt: skip


def _shelf_page(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    head = members.member_head(number=number, actor=actor)
    jobs = queries.member_print_jobs(member_id=head.member_id, before=at, limit=200, actor=actor)
    seen = {
        "head": head, "files": queries.manuscripts_of(member_id=head.member_id, actor=actor), "refusal": refusal,
        "jobs": [(row, TONES[row.state]) for row in jobs], "tabs": tabs_of(TABS, "orders:print_board", actor),
    }  # fmt: skip
    return render(request, "orders/print_shelf.html", seen, status=status_of(refusal))


@require_GET
def manuscript(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    """Send a file of a reader to be kept; who saw whose is written down."""
    actor = actor_of(request)
    row = queries.manuscript(manuscript_id=manuscript_id, actor=actor)
    if not default_storage.exists(row.file):
        messages.warning(request, gettext("The file is not in the store any more."))
        return go_to(request, reverse("orders:print_board"))
    member_services.record_access(person_id=row.member_id, part="manuscript", reason="", actor=actor, at=clock.now())
    response = FileResponse(
        default_storage.open(row.file), as_attachment=True, filename=row.file_name, content_type=TYPES[row.kind]
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
