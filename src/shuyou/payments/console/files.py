"""Files of the post office: handed in, looked at, read by a job, told about."""

from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, csv_file, go_to, id_in, is_partial, oversize
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import UPLOAD_LIMIT, HeadingMissing, Preview
from shuyou.kernel.files.choosing import chosen_columns, file_columns, kept_choice, padded_cells
from shuyou.kernel.files.text import MEGABYTE
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import put_refusals
from shuyou.payments import queries, services, tasks
from shuyou.payments.console.sections import TABS
from shuyou.payments.errors import UploadTooLarge
from shuyou.payments.imports.remittances import COLUMNS, DEFAULT_LAYOUT, is_fixed_text
from shuyou.payments.queries import FileRow
from shuyou.payments.services import SlipReading

PREVIEW: Final = 8
MEGABYTES: Final = UPLOAD_LIMIT // MEGABYTE
LABELS: Final = {
    "slip": _("Number of the slip"), "paid_on": _("Paid on"), "amount": _("Amount"), "payer_name": _("Payer"),
    "postcode": _("Postcode"), "payer_address": _("Address"), "message": _("Message"),
}  # fmt: skip


class UploadForm(forms.Form):
    """A file to be read."""

    file = forms.FileField(
        label=_("File"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx", "data-most": str(UPLOAD_LIMIT)}),
    )  # fmt: skip


class ReadingForm(forms.Form):
    """How a file is to be read."""

    layout = forms.CharField(
        label=_("How wide the columns are, in bytes"), required=False, max_length=300,
        help_text=_("such as: slip 20, paid_on 8, amount 12, payer_name 20, message"),
    )  # fmt: skip
    save_as = forms.CharField(
        label=_("Remember this as"), required=False, max_length=60, help_text=_("for the next file like it")
    )


@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """List files that came in, and keep one that somebody hands in."""
    actor, form = actor_of(request), UploadForm()
    actor.require("payments.import")
    status = HTTPStatus.OK
    if request.method == "POST":
        form, status = UploadForm(request.POST, request.FILES), HTTPStatus.UNPROCESSABLE_ENTITY
        form.is_valid()
        form.errors.clear()
        try:
            if size := oversize(request):
                raise UploadTooLarge(size=size, limit=MEGABYTES)
            if (file := request.FILES.get("file")) and file.file is not None and file.size:
                number = services.hand_in_remittances(file.file, name=file.name or "", actor=actor, at=clock.now())
                return go_to(request, reverse("payments:file", args=[number]))
            form.add_error("file", gettext("Choose a file first; an empty one holds nothing."))
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
    start = id_in(request.GET.get("before", ""))
    rows, next_before = queries.remittance_files(before=start, actor=actor)
    seen = {
        "rows": rows, "next_before": next_before, "form": form, "megabytes": MEGABYTES,
        "tabs": tabs_of(TABS, "payments:files", actor),
    }  # fmt: skip
    return render(request, "payments/files.html", seen, status=status)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show a file: how it would be read, how far it is, or what came of it."""
    actor = actor_of(request)
    row = queries.remittance_file(file_id=file_id, actor=actor)
    if row.status == "waiting":
        return _choose(request, row, actor)
    seen = {"file": row, "waiting": queries.count_waiting_slips(actor=actor)}
    return render(request, "payments/file.html#all" if is_partial(request) else "payments/file.html", seen)


@require_POST
def drop(request: HttpRequest, file_id: int) -> HttpResponse:
    """Forget a file that was never read."""
    services.drop_remittance_file(file_id=file_id, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("The file is gone; nothing was entered."))
    return go_to(request, reverse("payments:files"))


@require_GET
def refused(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Send the rows that were refused, with the reasons."""
    actor = actor_of(request)
    row = queries.remittance_file(file_id=file_id, actor=actor)
    path = queries.remittance_file_path(file_id=file_id, actor=actor)
    if path is None or not row.has_refusals:
        raise Http404
    return csv_file(path, f"refused-remittances-{file_id}.csv")


def _choose(request: HttpRequest, row: FileRow, actor: Actor) -> HttpResponse:
    """Show how a file would be read, or have it read as somebody chose."""
    form, status, at = ReadingForm(request.POST or None), HTTPStatus.OK, clock.now()
    reading: SlipReading | None = None
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            layout = form.cleaned_data["layout"]
            reading = SlipReading(
                columns={} if layout else _chosen(request),
                layout=layout,
                is_guessed=False,
            )
            try:
                save_as = form.cleaned_data["save_as"]
                services.start_remittance_file(reading, file_id=row.file_id, save_as=save_as, actor=actor, at=at)
            except HeadingMissing:
                form.add_error(None, gettext("Say which columns hold the slip, the day, the amount and the payer."))
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
                reading = None
            else:
                tasks.take_in_remittances.defer(file_id=row.file_id)
                return go_to(request, reverse("payments:file", args=[row.file_id]))
    seen = _look(request, row, reading, actor)
    return render(request, "payments/file_choose.html", {"file": row, "form": form, **seen}, status=status)


def _look(request: HttpRequest, row: FileRow, reading: SlipReading | None, actor: Actor) -> dict[str, Any]:
    """Return what the page of a waiting file shows: its headings, what they are taken for, the first rows."""
    path = queries.remittance_file_path(file_id=row.file_id, actor=actor)
    if path is None:
        raise Http404
    is_fixed = bool(reading and reading.layout) or is_fixed_text(path)
    preview = _preview(path, reading or SlipReading(), actor)
    kept = queries.remittance_mappings(headings=preview.headings, is_fixed=is_fixed, actor=actor)
    used = kept_choice(request.GET.get("mapping", ""), kept) if reading is None else None
    if used:
        reading = SlipReading(columns=used.columns, layout=used.layout, is_guessed=False)
        preview = _preview(path, reading, actor)
    width = len(preview.headings)
    return {
        "is_fixed": is_fixed,
        "layout": (reading.layout if reading else "") or DEFAULT_LAYOUT,
        "headings": file_columns(preview),
        "choices": [(column.field, LABELS[column.field]) for column in COLUMNS],
        "rows": [(one.line, padded_cells(one, width), [str(why) for why in one.problems]) for one in preview.rows],
        "wrong": sum(1 for one in preview.rows if one.problems),
        "encoding": preview.encoding,
        "mappings": kept,
        "used": used,
    }


def _chosen(request: HttpRequest) -> dict[str, str]:
    return chosen_columns(request.POST.getlist("heading"), request.POST, {column.field for column in COLUMNS})


def _preview(path: Path, reading: SlipReading, actor: Actor) -> Preview:
    return services.preview_remittances(
        path, reading=reading, actor=actor, at=clock.now(), limit=PREVIEW, is_lenient=True
    )
