"""Files of orders: handed in, looked at, read by a job, told about."""

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
from shuyou.orders import queries, services, tasks
from shuyou.orders.console.warehouse import TABS
from shuyou.orders.imports import COLUMNS
from shuyou.orders.models import Channel, Order
from shuyou.orders.queries import KeptReading, OrderFileRow
from shuyou.orders.services import OrderReading
from shuyou.payments.errors import UploadTooLarge

PREVIEW: Final = 8
MEGABYTES: Final = UPLOAD_LIMIT // MEGABYTE
LABELS: Final = {
    "number": _("Order number there"), "member": _("Member number, card or phone"), "isbn": _("ISBN or barcode"),
    "quantity": _("Copies"), "channel": _("Channel"), "payment": _("Payment"), "recipient": _("Recipient"),
    "phone": _("Phone"), "address": _("Address"), "postcode": _("Postcode"), "points": _("Points to spend"),
    "note": _("Note"), "may_wait": _("May wait for copies"),
}  # fmt: skip


class UploadForm(forms.Form):
    """A file to be read."""

    file = forms.FileField(
        label=_("File"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx", "data-most": str(UPLOAD_LIMIT)}),
    )  # fmt: skip


class ReadingForm(forms.Form):
    """How a file is to be read."""

    source = forms.CharField(
        label=_("Whose order numbers these are"), max_length=40, initial="file",
        help_text=_("such as taobao; a number of the same shop is never taken twice"),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("Channel where no row says"), choices=Channel.choices, initial=Channel.WEB)
    payment = forms.ChoiceField(
        label=_("Payment where no row says"), initial=Order.Payment.ONLINE,
        choices=[choice for choice in Order.Payment.choices if choice[0] != Order.Payment.TILL],
    )  # fmt: skip
    save_as = forms.CharField(
        label=_("Remember this as"), required=False, max_length=60, help_text=_("for the next file like it")
    )


@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """List files that came in, and keep one that somebody hands in."""
    actor, form = actor_of(request), UploadForm()
    actor.require("orders.import")
    status = HTTPStatus.OK
    if request.method == "POST":
        form, status = UploadForm(request.POST, request.FILES), HTTPStatus.UNPROCESSABLE_ENTITY
        form.is_valid()
        form.errors.clear()
        try:
            if size := oversize(request):
                raise UploadTooLarge(size=size, limit=MEGABYTES)
            if (file := request.FILES.get("file")) and file.file is not None and file.size:
                number = services.hand_in_orders(file.file, name=file.name or "", actor=actor, at=clock.now())
                return go_to(request, reverse("orders:file", args=[number]))
            form.add_error("file", gettext("Choose a file first; an empty one holds nothing."))
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
    rows, next_before = queries.order_files(before=id_in(request.GET.get("before", "")), actor=actor)
    seen = {
        "rows": rows, "next_before": next_before, "form": form, "megabytes": MEGABYTES,
        "tabs": tabs_of(TABS, "orders:files", actor),
    }  # fmt: skip
    return render(request, "orders/files.html", seen, status=status)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show a file: how it would be read, how far it is, or what came of it."""
    actor = actor_of(request)
    row = queries.order_file(file_id=file_id, actor=actor)
    if row.status == "waiting" and row.is_kept:
        return _choose(request, row, actor)
    return render(request, "orders/file.html#all" if is_partial(request) else "orders/file.html", {"file": row})


@require_POST
def drop(request: HttpRequest, file_id: int) -> HttpResponse:
    """Forget a file that was never read."""
    services.drop_order_file(file_id=file_id, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("The file is gone; nothing was entered."))
    return go_to(request, reverse("orders:files"))


@require_GET
def refused(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Send the rows that were refused, with the reasons."""
    actor = actor_of(request)
    row = queries.order_file(file_id=file_id, actor=actor)
    path = queries.order_file_path(file_id=file_id, actor=actor)
    if path is None or not row.has_refusals:
        raise Http404
    return csv_file(path, f"refused-orders-{file_id}.csv")


def _choose(request: HttpRequest, row: OrderFileRow, actor: Actor) -> HttpResponse:
    """Show how a file would be read, or have it read as somebody chose."""
    path = queries.order_file_path(file_id=row.file_id, actor=actor)
    if path is None:
        raise Http404
    form, status, reading = ReadingForm(request.POST or None), HTTPStatus.OK, None
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            reading, save_as = _reading(request, form), form.cleaned_data["save_as"]
            try:
                services.start_order_file(reading, file_id=row.file_id, save_as=save_as, actor=actor, at=clock.now())
            except HeadingMissing:
                form.add_error(None, gettext("Say which columns hold the order number, the member and the ISBN."))
            except DomainError as refusal:
                put_refusals(form, refusal)
                status, reading = STATUS[refusal.kind], None
            else:
                tasks.take_in_orders.defer(file_id=row.file_id)
                return go_to(request, reverse("orders:file", args=[row.file_id]))
    seen, used = _look(request, path, reading, actor)
    if used is not None and request.method == "GET":
        form = ReadingForm(initial={"source": used.source, "channel": used.channel, "payment": used.payment})
    return render(request, "orders/file_choose.html", {"file": row, "form": form, **seen}, status=status)


def _reading(request: HttpRequest, form: ReadingForm) -> OrderReading:
    typed = form.cleaned_data
    columns = chosen_columns(request.POST.getlist("heading"), request.POST, LABELS)
    return OrderReading(
        columns=columns, is_guessed=False, source=typed["source"], channel=typed["channel"], payment=typed["payment"]
    )


def _look(
    request: HttpRequest, path: Path, reading: OrderReading | None, actor: Actor
) -> tuple[dict[str, Any], KeptReading | None]:
    """Return what the page of a waiting file shows: its headings, what they are taken for, the first orders."""
    preview = _preview(path, reading or OrderReading(), actor)
    kept = queries.order_mappings(headings=preview.headings, actor=actor)
    used = kept_choice(request.GET.get("mapping", ""), kept) if reading is None else None
    if used:
        preview = _preview(path, OrderReading(columns=used.columns, is_guessed=False), actor)
    width = len(preview.headings)
    return {
        "headings": file_columns(preview),
        "choices": [(column.field, LABELS[column.field]) for column in COLUMNS],
        "rows": [(one.line, padded_cells(one, width), [str(why) for why in one.problems]) for one in preview.rows],
        "wrong": sum(1 for one in preview.rows if one.problems),
        "encoding": preview.encoding,
        "mappings": kept,
        "used": used,
    }, used


def _preview(path: Path, reading: OrderReading, actor: Actor) -> Preview:
    return services.preview_orders(path, reading=reading, actor=actor, is_lenient=True, limit=PREVIEW)
