"""Titles as files: lists handed in, looked at, read by a job, told about; and lists of titles taken away."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries, services, tasks
from shuyou.catalog.console.forms import put_refusals
from shuyou.catalog.console.list_forms import AskedTitles
from shuyou.catalog.console.titles import number_in
from shuyou.catalog.errors import UploadTooLarge
from shuyou.catalog.exports import marc, onix, tables
from shuyou.catalog.imports.columns import COLUMNS
from shuyou.catalog.queries import FIELD_NAMES, ExportBook, IntakeRow
from shuyou.catalog.services import BookReading
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, csv_download, csv_file, is_partial, oversize
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import UPLOAD_LIMIT, HeadingMissing, Preview
from shuyou.kernel.files.choosing import chosen_columns, file_columns, kept_choice, padded_cells

PREVIEW: Final = 8
MEGABYTES: Final = UPLOAD_LIMIT // (1024 * 1024)
BATCH: Final = 500
LEAST_RATE, MOST_RATE = Decimal("0.000001"), Decimal(99_999)
"""No unit of a currency costs less, or more."""
MOST: Final = 100_000
"""Titles in one file that leaves the house."""
CHANGES: Final = 50
LABELS: Final[Mapping[str, Any]] = {
    **FIELD_NAMES, "isbn_source": _("ISBN made up"), "author": _("Author"), "translator": _("Translator"),
    "editor": _("Editor"), "illustrator": _("Illustrator"), "currency": _("Currency"), "clc": _("CLC class"),
    "thema": _("Thema subject"), "shelf": _("Shelf"), "category": _("Class of any kind"), "tags": _("Tags"),
    "grade": _("School years"), "source_key": _("Number at the supplier"), "blurb": _("Description"),
}  # fmt: skip
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """A book list to be read."""

    file = forms.FileField(
        label=_("File"), required=False,
        widget=forms.ClearableFileInput(
            attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xml,.onix,.mrc,.iso,.marc", "data-most": str(UPLOAD_LIMIT)}
        ),
    )  # fmt: skip


class ReadingForm(forms.Form):
    """How a book list is to be read."""

    source = forms.CharField(
        label=_("Whose record numbers these are"), required=False, max_length=40, help_text=_("empty: the sender’s")
    )
    currency = forms.CharField(
        label=_("Currency of prices that name none"), required=False, max_length=3, help_text=_("such as GBP")
    )
    rates = forms.CharField(
        label=_("What foreign currencies are worth"), required=False, max_length=200,
        help_text=_("such as GBP=9.15 AUD=4.70"),
    )  # fmt: skip
    save_as = forms.CharField(
        label=_("Remember these columns as"), required=False, max_length=60, help_text=_("for the next list like it")
    )

    def clean_rates(self) -> dict[str, Decimal]:
        """Return rates by currency."""
        found = {}
        for word in str(self.cleaned_data["rates"]).replace(",", " ").split():
            code, _sign, value = word.partition("=")
            try:
                rate = Decimal(value)
            except InvalidOperation as error:
                raise forms.ValidationError(_("“%(word)s” is no rate."), params={"word": word}) from error
            if not rate.is_finite() or not LEAST_RATE <= rate <= MOST_RATE:
                raise forms.ValidationError(_("“%(word)s” is no rate."), params={"word": word})
            found[code.upper()] = rate
        return found


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """List book lists that came in, and offer to hand one in."""
    return _imports(request, UploadForm(), HTTPStatus.OK)


def _imports(request: HttpRequest, form: UploadForm, status: int) -> HttpResponse:
    page = queries.book_intakes(before=number_in(request, "before"), actor=actor_of(request))
    return render(request, "catalog/imports.html", {"page": page, "form": form, "megabytes": MEGABYTES}, status=status)


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    """Keep a book list that somebody hands in; who loads the page of a refusal anew begins anew."""
    if request.method == "GET":
        return HttpResponseRedirect(reverse("catalog:imports"))
    actor, form = actor_of(request), UploadForm(request.POST, request.FILES)
    actor.require("catalog.import")
    form.is_valid()
    file = request.FILES.get("file")
    form.errors.clear()
    try:
        if size := oversize(request):
            raise UploadTooLarge(size=size, limit=MEGABYTES)
        if file is None or file.file is None or not file.size:
            form.add_error("file", gettext("Choose a file first; an empty one holds no titles."))
            return _imports(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        number = services.hand_in_books(file.file, name=file.name or "", actor=actor, at=clock.now())
    except DomainError as refusal:
        put_refusals(form, refusal)
        return _imports(request, form, STATUS[refusal.kind])
    return _go(number)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Show a book list: how it would be read, how far it is, or what came of it."""
    actor = actor_of(request)
    intake = queries.book_intake(intake_id=intake_id, actor=actor)
    if intake.status == "waiting":
        return _choose(request, intake, actor)
    changes, added = [], list[queries.ItemRow]()
    if intake.run_id:
        after, added_after = number_in(request, "after"), number_in(request, "added")
        added = queries.run_additions(
            run_id=intake.run_id, since=intake.started_at, after=added_after, actor=actor, limit=CHANGES + 1
        )
        changes = queries.run_changes(run_id=intake.run_id, after=after, actor=actor, limit=CHANGES + 1)
    seen = {
        "intake": intake, "changes": changes[:CHANGES], "added": added[:CHANGES],
        "next_added": added[CHANGES - 1].item_id if len(added) > CHANGES else 0,
        "next_after": changes[CHANGES - 1][1].change_id if len(changes) > CHANGES else 0,
    }  # fmt: skip
    return render(request, "catalog/intake.html#all" if is_partial(request) else "catalog/intake.html", seen)


@require_POST
def drop(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Forget a book list that was never read."""
    services.drop_book_intake(intake_id=intake_id, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("The file is gone; nothing was entered."))
    return HttpResponseRedirect(reverse("catalog:imports"), status=HTTPStatus.SEE_OTHER)


@require_GET
def refused(request: HttpRequest, intake_id: int) -> HttpResponseBase:
    """Send the records that were refused, with the reasons."""
    actor = actor_of(request)
    intake = queries.book_intake(intake_id=intake_id, actor=actor)
    path = queries.book_intake_file(intake_id=intake_id, actor=actor)
    if path is None or not intake.has_refusals:
        raise Http404
    return csv_file(path, f"refused-{intake_id}.csv")


def _choose(request: HttpRequest, intake: IntakeRow, actor: Actor) -> HttpResponse:
    """Show how a book list would be read, or have it read as somebody chose."""
    form, status = ReadingForm(request.POST or None), HTTPStatus.OK
    reading: BookReading | None = None
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            reading = _reading(form, _chosen(request))
            try:
                services.start_book_intake(
                    reading, intake_id=intake.intake_id, save_as=form.cleaned_data["save_as"], actor=actor,
                    at=clock.now(),
                )  # fmt: skip
            except HeadingMissing:
                form.add_error(None, gettext("Say which column holds the title."))
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
            else:
                tasks.take_in_books.defer(intake_id=intake.intake_id)
                return _go(intake.intake_id)
    seen = _look(request, intake, reading, actor)
    return render(request, "catalog/import_choose.html", {"intake": intake, "form": form, **seen}, status=status)


def _reading(form: ReadingForm, columns: Mapping[str, str]) -> BookReading:
    typed = form.cleaned_data
    return BookReading(
        source=typed["source"], mapping=columns, currency=typed["currency"].upper(), rates=typed["rates"],
        is_guessed=False,
    )  # fmt: skip


def _look(request: HttpRequest, intake: IntakeRow, reading: BookReading | None, actor: Actor) -> dict[str, Any]:
    """Return what the page of a waiting list shows: its headings, what they are taken for, the first records."""
    path = queries.book_intake_file(intake_id=intake.intake_id, actor=actor)
    if path is None:
        raise Http404
    seen = _preview(path, reading or BookReading(), actor)
    kept = queries.book_mappings(headings=seen.headings, actor=actor) if intake.format == "table" else []
    used = kept_choice(request.GET.get("mapping", ""), kept) if reading is None else None
    if used:
        seen = _preview(path, BookReading(mapping=used.columns, is_guessed=False), actor)
    width = len(seen.headings)
    return {
        "headings": file_columns(seen),
        "choices": [(column.field, LABELS.get(column.field, column.field)) for column in COLUMNS],
        "rows": [
            (
                row.line,
                padded_cells(row, width),
                [str(problem) for problem in row.problems],
            )
            for row in seen.rows
        ],
        "wrong": sum(1 for row in seen.rows if row.problems),
        "encoding": seen.encoding,
        "mappings": kept,
        "used": used,
        "is_table": intake.format == "table",
    }


def _chosen(request: HttpRequest) -> dict[str, str]:
    return chosen_columns(request.POST.getlist("heading"), request.POST, {column.field for column in COLUMNS})


def _preview(path: Path, reading: BookReading, actor: Actor) -> Preview:
    """Return how a list would be read; a table without a known title is shown all the same."""
    return services.preview_books(path, actor=actor, reading=reading, limit=PREVIEW, needs_title=False)


def _go(number: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("catalog:intake", args=[number]), status=HTTPStatus.SEE_OTHER)


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send the titles of a list as CSV, a workbook, an ONIX message or CNMARC records."""
    actor, at = actor_of(request), clock.now()
    actor.require("catalog.export")
    asked = AskedTitles(request.GET)
    books = _books(asked, actor)
    name = f"titles-{clock.club_day(at)}"
    if kind == "csv":
        return csv_download(f"{name}.csv", tables.HEADINGS, map(tables.table_row, books))
    if kind == "xlsx":
        return FileResponse(tables.workbook(books), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    if kind == "onix":
        parts = onix.message(books, sender=gettext("Shuyou"), currency=settings.SHUYOU_CURRENCY, at=at)
        return _stream(parts, f"{name}.xml", "application/xml; charset=utf-8")
    if kind == "marc":
        return _stream(marc.records(books, currency=settings.SHUYOU_CURRENCY), f"{name}.mrc", "application/marc")
    raise Http404


def _books(asked: AskedTitles, actor: Actor) -> Iterator[ExportBook]:
    batches = _batches(asked)
    return chain.from_iterable(queries.export_books(item_ids=ids, actor=actor) for ids in batches)


def _batches(asked: AskedTitles) -> Iterator[list[int]]:
    after, left = 0, MOST
    while left > 0:
        ids = queries.title_ids_of(wanted=asked.form.wanted(), order=asked.order, after=after, limit=min(BATCH, left))
        if ids:
            yield ids
        if len(ids) < BATCH:
            return
        after, left = ids[-1], left - len(ids)


def _stream(parts: Iterable[bytes], name: str, kind: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
