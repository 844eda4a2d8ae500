"""The warehouse: waves to walk, parcels to pack by scanning, manifests that go with them, and how long it all takes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock, lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, csv_download, go_to
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Column, FilterForm, Tab, TabPlace, tabs_of
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.paging import Place
from shuyou.kernel.templatetags.ui import clock_time, iso, points
from shuyou.members import services as member_services
from shuyou.orders import queries, services
from shuyou.orders.adapters import carriers
from shuyou.orders.errors import AddressDoubtful
from shuyou.orders.exports.slip import slip_pdf
from shuyou.orders.models import Shipment
from shuyou.orders.ports import ParcelOut
from shuyou.orders.queries import PackPage, ParcelFilter, ParcelRow, WaveFilter, WaveRow
from shuyou.orders.services import Destination

TABS: Final[Sequence[TabPlace]] = (
    (_("Orders"), "orders:list", "orders.view"),
    (_("Waves"), "orders:waves", "orders.fulfil"),
    (_("Parcels"), "orders:parcels", "orders.view"),
    (_("Returns"), "orders:returns", "orders.view"),
    (_("Messages"), "orders:messages", "orders.place"),
    (_("Files"), "orders:files", "orders.import"),
    (_("Catalogues"), "orders:editions", "orders.view"),
    (_("Bundles"), "orders:bundles", "orders.view"),
    (_("Special orders"), "orders:specials", "orders.view"),
    (_("Limited editions"), "orders:releases", "orders.view"),
    (_("Appointments"), "orders:agenda", "orders.view"),
    (_("Books made for readers"), "orders:print_board", "orders.view"),
    (_("Cycle times"), "orders:cycle", "orders.view"),
    (_("Who is served first"), "orders:switches", "orders.set_switches"),
)
TONES: Final = {"packing": "warn", "packed": "info", "shipped": "info", "delivered": "good", "lost": "bad"}
WEEKS: Final = 13
DEFAULT: Final = "post"
"""The carrier that parcels go with."""


class WarehouseList[R](lists.ListPage[R]):
    """A list of the section of orders."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return actor.may("orders.view")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        services.note_export(wanted=f"{self.name} {wanted}", readers=readers, actor=actor, at=at)


class WaveFilterForm(FilterForm):
    """Which waves the list shows."""

    is_open = forms.BooleanField(label=_("Still to be picked"), required=False)

    def wanted(self) -> WaveFilter:
        """Return the filter."""
        return WaveFilter(**self.given())


class ParcelFilterForm(FilterForm):
    """Which parcels the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Shipment.State.choices])
    manifest = forms.CharField(label=_("Manifest"), required=False, max_length=20)

    def wanted(self) -> ParcelFilter:
        """Return the filter."""
        return ParcelFilter(**self.given())


WAVES: Final = WarehouseList[WaveRow](
    name="orders:waves",
    title=_("Waves"),
    permission="orders.fulfil",
    form=WaveFilterForm,
    read=queries.list_waves,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("orders:wave", args=[row.number]),
        ),
        Column(label=_("Orders"), text=lambda row: points(row.orders), cls="num"),
        Column(label=pgettext_lazy("when", "Begun"), text=lambda row: _moment(row.created_at), cls="n"),
        Column(label=pgettext_lazy("when", "Picked"), text=lambda row: _moment(row.picked_at), cls="n"),
    ),
    empty=_("No wave was begun yet."),
    advice=_("Begin one: the orders that have waited longest come first."),
    buttons=(lists.Button(label=_("New wave"), url_name="orders:wave_new", permission="orders.fulfil", key="N"),),
)  # fmt: skip

PARCELS: Final = WarehouseList[ParcelRow](
    name="orders:parcels",
    title=_("Parcels"),
    permission="orders.view",
    form=ParcelFilterForm,
    read=queries.list_parcels,
    columns=(
        Column(
            label=_("Parcel"), text=lambda row: f"{row.order_number}-{row.sequence}", cls="n", sort="pk",
            url=lambda row: reverse("orders:pack", args=[row.order_number, row.sequence]),
        ),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("Carrier"), text=lambda row: _carrier_name(row.carrier)),
        Column(label=_("Waybill"), text=lambda row: row.waybill, cls="n"),
        Column(label=_("Manifest"), text=lambda row: row.manifest, cls="n"),
        Column(label=pgettext_lazy("when", "Begun"), text=lambda row: _moment(row.begun_at), cls="n"),
        Column(label=pgettext_lazy("when", "Shipped"), text=lambda row: _moment(row.shipped_at), cls="n"),
        Column(label=pgettext_lazy("when", "Delivered"), text=lambda row: _moment(row.delivered_at), cls="n"),
    ),
    empty=_("No parcel was begun yet."),
    advice=_("Open a picked order and pack it."),
    buttons=(
        lists.Button(
            label=_("Hand closed parcels over"), url_name="orders:manifest_new", permission="orders.fulfil",
            icon="truck", key="N",
        ),
    ),
)  # fmt: skip


def wave_new(request: HttpRequest) -> HttpResponse:
    """Say what a wave is, and begin one."""
    actor = actor_of(request)
    actor.require("orders.fulfil")
    if request.method != "POST":
        return _ask(request, "orders:waves", gettext("New wave"), gettext("Begin a wave with the oldest orders"), None)
    try:
        number = services.begin_wave(actor=actor, at=clock.now())
    except DomainError as why:
        return _ask(request, "orders:waves", gettext("New wave"), gettext("Begin a wave with the oldest orders"), why)
    return go_to(request, reverse("orders:wave", args=[number]))


def manifest_new(request: HttpRequest) -> HttpResponse:
    """Say what is handed over, make the list that goes with it, and have the parcels leave the house."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.fulfil")
    title, question = gettext("Hand closed parcels over"), gettext("Make the list and hand all closed parcels over")
    if request.method != "POST":
        return _ask(request, "orders:parcels", title, question, None)
    try:
        numbers = _manifests(actor, at)
    except DomainError as why:
        return _ask(request, "orders:parcels", title, question, why)
    sent, refused = 0, list[str]()
    for row in (row for number in numbers for row in _parcels_of(number, actor)):
        try:
            services.ship_parcel(row.order_number, sequence=row.sequence, waybill="", actor=actor, at=at)
            sent += 1
        except DomainError as why:
            refused.append(str(why))
    said = ngettext("%(count)s parcel was handed over.", "%(count)s parcels were handed over.", sent)
    messages.success(request, said % {"count": sent})
    for why_not in refused[:5]:
        messages.warning(request, why_not)
    shown = f"?manifest={numbers[0]}" if len(numbers) == 1 else ""
    return go_to(request, f"{reverse('orders:parcels')}{shown}")


def _manifests(actor: Actor, at: datetime) -> list[str]:
    """
    Return the lists of what each carrier takes.

    :raises DomainError: no carrier has anything to take.
    """
    made, refused = list[str](), list[DomainError]()
    for code in carriers():
        try:
            made.append(services.make_manifest(code, actor=actor, at=at))
        except DomainError as why:
            refused.append(why)
    if not made:
        raise refused[0]
    return made


@require_GET
def manifest_file(request: HttpRequest, number: str) -> HttpResponseBase:
    """Send a manifest as the file that the post office takes: a line for each parcel, with where it goes."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.fulfil")
    services.note_export(wanted=f"manifest={number}", actor=actor, at=at)
    header = [
        gettext("Waybill"), gettext("Recipient"), gettext("Phone"), gettext("Address"), gettext("Postcode"),
        gettext("Copies"), gettext("To collect"), gettext("Order"),
    ]  # fmt: skip
    return csv_download(f"{number}.csv", header, _manifest_lines(number, actor))


def _manifest_lines(number: str, actor: Actor) -> Iterator[Sequence[object]]:
    for row in _parcels_of(number, actor):
        page = queries.pack_page(number=row.order_number, sequence=row.sequence, actor=actor)
        yield (
            page.waybill, page.recipient, page.phone, page.address, page.postcode, page.copies, page.collect,
            row.order_number,
        )  # fmt: skip


def _parcels_of(number: str, actor: Actor) -> Sequence[ParcelRow]:
    found = queries.list_parcels(wanted=ParcelFilter(manifest=number), place=Place(), actor=actor, limit=1000)
    return found.rows


@require_GET
def wave(request: HttpRequest, number: str) -> HttpResponse:
    """Show the pick list of a wave."""
    return _wave_page(request, number, None)


@require_POST
def wave_done(request: HttpRequest, number: str) -> HttpResponse:
    """Note that everything of a wave is off the shelves."""
    actor, at = actor_of(request), clock.now()
    return deed(
        request,
        lambda: services.finish_wave(number, actor=actor, at=at),
        url=reverse("orders:wave", args=[number]),
        said=gettext("Picked. Pack the orders now."),
        draw=lambda again, why: _wave_page(again, number, why),
    )


def _wave_page(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    seen = {
        "wave": queries.pick_list(number=number, actor=actor),
        "tabs": tabs_of(TABS, "orders:waves", actor),
        "refusal": refusal,
    }
    return render(request, "orders/wave.html", seen, status=status_of(refusal))


@require_POST
def pack_new(request: HttpRequest, number: str) -> HttpResponse:
    """Begin packing what is left of a picked order."""
    actor, at = actor_of(request), clock.now()
    try:
        sequence = services.begin_packing(number, actor=actor, at=at)
    except DomainError as why:
        messages.warning(request, str(why))
        return go_to(request, reverse("orders:detail", args=[number]))
    return go_to(request, reverse("orders:pack", args=[number, sequence]))


@require_GET
def pack(request: HttpRequest, number: str, sequence: int) -> HttpResponse:
    """Show a parcel on the packing table."""
    return _pack_page(request, number, sequence, None)


@require_POST
def pack_deed(request: HttpRequest, number: str, sequence: int, what: str) -> HttpResponse:
    """Scan a copy into a parcel, close it, open it again, hand it over or take it apart."""
    actor, at = actor_of(request), clock.now()
    url, said = reverse("orders:pack", args=[number, sequence]), ""

    def act() -> None:
        if what == "scan":
            services.scan_copy(number, sequence=sequence, code=request.POST.get("code", ""), actor=actor)
        elif what == "close":
            _close(request, number, sequence, actor, at)
        elif what == "address":
            goes = Destination(*(request.POST.get(name, "") for name in FIELDS))
            services.mend_address(number, sequence=sequence, goes=goes, actor=actor, at=at)
        elif what == "open":
            services.open_parcel(number, sequence=sequence, actor=actor, at=at)
        elif what == "ship":
            services.ship_parcel(number, sequence=sequence, waybill="", actor=actor, at=at)
        elif what == "apart":
            services.give_up_parcel(number, sequence=sequence, actor=actor, at=at)

    if what in ("ship", "apart"):
        url, said = reverse("orders:detail", args=[number]), gettext("Saved.")
    return deed(request, act, url=url, said=said, draw=lambda again, why: _pack_page(again, number, sequence, why))


def _close(request: HttpRequest, number: str, sequence: int, actor: Actor, at: datetime) -> None:
    """Announce a parcel to its carrier and close it; the carrier knows it by its key, however often it is told."""
    page = queries.pack_page(number=number, sequence=sequence, actor=actor)
    is_by_eye = request.POST.get("by_eye") == "1"
    if page.pickup_place:
        services.close_parcel(number, sequence=sequence, is_by_eye=is_by_eye, actor=actor, at=at)
        return
    carrier, parcel = carriers().get(_chosen(request, page)) or carriers()[DEFAULT], _parcel_out(page)
    wrong = carrier.check_address(parcel)
    if wrong and request.POST.get("anyway") != "1":
        raise AddressDoubtful(fields=gettext(", ").join(str(FIELDS[name]) for name in wrong))
    waybill = page.waybill if page.waybill and page.carrier == carrier.code else carrier.book(parcel)
    services.close_parcel(
        number, sequence=sequence, carrier=carrier.code, waybill=waybill, is_by_eye=is_by_eye, actor=actor, at=at
    )


def _chosen(request: HttpRequest, page: PackPage) -> str:
    """Return the code of the carrier that was chosen, or that the parcel was announced to before."""
    return request.POST.get("carrier") or page.carrier or DEFAULT


FIELDS: Final = {
    "recipient": _("Recipient"), "phone": _("Phone"), "address": _("Address"), "postcode": _("Postcode"),
}  # fmt: skip


MOST_TYPED: Final = {"recipient": 80, "phone": 20, "address": 300, "postcode": 10}


@require_GET
def label(request: HttpRequest, number: str, sequence: int) -> HttpResponse:
    """Send a parcel's label to be printed."""
    page = _seen(request, number, sequence)
    carrier = carriers().get(page.carrier, carriers()[DEFAULT])
    return _pdf(carrier.label_pdf(_parcel_out(page), page.waybill or number), f"{number}-{sequence}-label.pdf")


@require_GET
def slip(request: HttpRequest, number: str, sequence: int) -> HttpResponse:
    """Send a parcel's packing slip to be printed."""
    page = _seen(request, number, sequence)
    lines = queries.order_detail(number=number, actor=actor_of(request)).lines
    inside = {line.title for line in page.lines}
    never = [line.title for line in lines if line.is_left_out and line.title in inside]
    sealed = [line.title for line in lines if line.is_sealed and line.title in inside]
    return _pdf(slip_pdf(page, never=never, sealed=sealed), f"{number}-{sequence}.pdf")


def _seen(request: HttpRequest, number: str, sequence: int) -> PackPage:
    """Return a parcel; who saw where it goes is written down."""
    actor = actor_of(request)
    page = queries.pack_page(number=number, sequence=sequence, actor=actor)
    if page.member_id:
        member_services.record_access(person_id=page.member_id, part="order", reason="", actor=actor, at=clock.now())
    return page


def _pdf(body: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _parcel_out(page: PackPage) -> ParcelOut:
    return ParcelOut(
        key=f"{page.number}-{page.sequence}", recipient=page.recipient, phone=page.phone, address=page.address,
        postcode=page.postcode, copies=page.copies, collect=page.collect,
    )  # fmt: skip


def _pack_page(request: HttpRequest, number: str, sequence: int, refusal: DomainError | None) -> HttpResponse:
    page = _seen(request, number, sequence)
    seen = {
        "parcel": page,
        "carriers": [(one.code, one.label) for one in carriers().values()],
        "carrier": _chosen(request, page),
        "goes": [
            (name, label, request.POST.get(name, getattr(page, name)), MOST_TYPED[name])
            for name, label in FIELDS.items()
        ],
        "tone": TONES[page.state],
        "state_label": Shipment.State(page.state).label,
        "tabs": tabs_of(TABS, "orders:parcels", actor_of(request)),
        "refusal": refusal,
        "is_doubtful": isinstance(refusal, AddressDoubtful),
    }
    return render(request, "orders/pack.html", seen, status=status_of(refusal))


def _ask(request: HttpRequest, back: str, title: str, question: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    seen = {
        "title": title, "question": question, "back": reverse(back), "tabs": tabs_of(TABS, back, actor),
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "orders/ask.html", seen, status=status_of(refusal))


@require_GET
def cycle(request: HttpRequest) -> HttpResponse:
    """Show how long orders take from step to step: the last quarter beside the one before it."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.view")
    span = timedelta(weeks=WEEKS)
    now = queries.cycle_times(since=at - span, until=at, actor=actor)
    before = queries.cycle_times(since=at - 2 * span, until=at - span, actor=actor)
    seen = {
        "rows": list(zip(now, before, strict=True)),
        "is_empty": not any(row.orders for row in now),
        "tabs": tabs_of(TABS, "orders:cycle", actor),
        "weeks": WEEKS,
    }
    return render(request, "orders/cycle.html", seen)


def _moment(at: datetime | None) -> str:
    return f"{iso(at)} {clock_time(at)}" if at else ""


def _carrier_name(code: str) -> str:
    known = carriers().get(code)
    return str(known.label) if known else code
