"""The stock of a place as a list, and the stock card of one title with its ledger."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, csv_download, id_in, is_partial
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.templatetags.ui import iso, money, points
from shuyou.supply import queries, services
from shuyou.supply.console.lists import EXPORT_PAGE, STOCK, Button, Column, FilterForm, ListPage
from shuyou.supply.console.scans import number_sent
from shuyou.supply.models import Movement, Terms
from shuyou.supply.queries import PlaceRow, ShelfFilter, ShelfRow, Stocked
from shuyou.supply.rules import amount_typed, whole_typed
from shuyou.supply.services import ArticleDraft

COSTS: Final = "supply.see_costs"


class ShelfForm(FilterForm):
    """Which shelves the list shows."""

    place = forms.ChoiceField(label=_("Place"), required=False)
    words = forms.CharField(label=_("ISBN or words of the title"), required=False, max_length=80)
    positions = forms.CharField(label=_("Position begins with"), required=False, max_length=20)
    stocked = forms.ChoiceField(
        label=_("Copies"), required=False,
        choices=[("", _("Any")), (Stocked.SOME, _("There are some")), (Stocked.FEW, _("One or two")),
                 (Stocked.NONE, _("None left"))],
    )  # fmt: skip

    def offer(self, actor: Actor) -> None:
        """Offer the places that somebody sees."""
        self.places = queries.places(actor=actor)
        self.choose("place", [(str(place.place_id), place.name) for place in self.places])

    def wanted(self) -> ShelfFilter:
        """Return the filter; without a place the main one, or the first of one's own."""
        given = dict(self.given())
        usual = [place.place_id for place in self.places if place.code == queries.MAIN]
        usual += [place.place_id for place in self.places]
        place_id = int(given.pop("place", 0)) or (usual[0] if usual else 0)
        given["positions"] = str(given.get("positions", "")).upper()
        return ShelfFilter(place_id=place_id, **given)


def _card_url(row: ShelfRow) -> str:
    return reverse("supply:card", args=[row.item.uid])


STOCK_LIST: Final = ListPage[ShelfRow](
    name="supply:stock",
    section=STOCK,
    title=_("Stock"),
    permission="supply.view",
    form=ShelfForm,
    read=queries.stock_list,
    by="copies",
    columns=(
        Column(label=_("Title"), text=lambda row: row.item.title, url=_card_url),
        Column(label=_("ISBN"), text=lambda row: row.item.isbn, cls="n"),
        Column(label=_("Author"), text=lambda row: row.item.authors[:40]),
        Column(label=_("Shelf position"), text=lambda row: row.position, cls="n", sort="position"),
        Column(label=_("Free"), text=lambda row: points(row.free), cls="num strong"),
        Column(label=_("Set aside"), text=lambda row: points(row.reserved), cls="num"),
        Column(label=_("On hand"), text=lambda row: points(row.on_hand), cls="num", sort="copies"),
        Column(label=_("Expected"), text=lambda row: points(row.incoming), cls="num"),
        Column(label=_("List price"), text=lambda row: money(row.item.list_price), cls="num"),
        Column(label=_("At list price"), text=lambda row: money(row.list_value), cls="num"),
        Column(label=_("Mean cost"), text=lambda row: money(row.average_cost), cls="num", permission=COSTS),
        Column(
            label=_("At cost"), text=lambda row: money(row.cost_value), cls="num", sort="cost", permission=COSTS
        ),
        Column(label=_("Last sold"), text=lambda row: iso(row.moved_on), cls="n", sort="sold"),
        Column(label=_("Oldest copy came"), text=lambda row: iso(row.oldest_on), cls="n", sort="came"),
    ),
    empty=_("Nothing stands here yet."),
    advice=_("Copies come with a delivery or a transfer."),
    buttons=(
        Button(
            label=_("Receive a delivery"), url_name="supply:receipt_new", permission="supply.receive",
            icon="scan-barcode", key="R",
        ),
        Button(
            label=_("New transfer"), url_name="supply:transfer_new", permission="supply.transfer", icon="truck", key="T"
        ),
    ),
)  # fmt: skip


@require_GET
def card(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Show all about the stock of a title; its ledger page by page, and as a file."""
    if request.GET.get("as") == "csv":
        return _ledger_file(request, uid)
    return _card(request, uid, None)


@require_POST
def card_deed(request: HttpRequest, uid: UUID, what: str) -> HttpResponse:
    """Say where a title stands, or write damaged copies off."""
    actor, at, sent = actor_of(request), clock.now(), request.POST
    item_id = catalog.item_id_of(uid=uid)
    place_id = number_sent(sent, "place")

    def act() -> None:
        if what == "reorder":
            least = sent.get("least", "").strip()
            services.set_reorder(
                item_id=item_id, place_id=place_id, least=whole_typed(least, field="least") if least else None,
                is_stopped=bool(sent.get("is_stopped")), actor=actor, at=at,
            )  # fmt: skip
        elif what == "article":
            vat = sent.get("vat_percent", "").strip()
            draft = ArticleDraft(
                vat_percent=amount_typed(vat, field="vat_percent") if vat else None,
                pack=whole_typed(sent.get("pack", "1"), field="pack"),
                least_order=whole_typed(sent.get("least_order", "1"), field="least_order"),
                is_advertised=bool(sent.get("is_advertised")), is_exclusive=bool(sent.get("is_exclusive")),
            )  # fmt: skip
            services.save_article(draft, item_id=item_id, actor=actor, at=at)
        elif what == "shelve":
            services.place_item(
                item_id=item_id, place_id=place_id, position=sent.get("position", ""), actor=actor, at=at
            )
        else:
            copies = whole_typed(sent.get("copies", ""), field="copies", least=1)
            services.write_off(
                item_id=item_id, place_id=place_id, copies=copies,
                request_key=sent.get("key", "")[:40], actor=actor, at=at,
            )  # fmt: skip

    url = reverse("supply:card", args=[uid])
    return deed(request, act, url=url, said=gettext("Saved."), draw=lambda again, why: _card(again, uid, why))


def _card(request: HttpRequest, uid: UUID, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    item_id = catalog.item_id_of(uid=uid)
    kind, after_id = _kind(request), id_in(request.GET.get("after", ""))
    places = queries.places(actor=actor)
    chosen = next((one for one in places if str(one.place_id) == request.GET.get("at", "")), None)
    place_id = chosen.place_id if chosen else None
    page = queries.ledger_of(item_id=item_id, kind=kind, place_id=place_id, after=after_id, actor=actor)
    seen: dict[str, Any] = {
        "page": page,
        "page_uid": uid,
        "may_see_costs": actor.may(COSTS),
        "next_query": urlencode({"kind": kind, "at": place_id or "", "after": page.next_after})
        if page.next_after else "",
    }  # fmt: skip
    if is_partial(request) and after_id:
        return render(request, "supply/card.html#rows", seen)
    page_of = catalog.item_page(item_id=item_id)
    if page_of.merged_into is not None:
        return HttpResponseRedirect(reverse("supply:card", args=[page_of.merged_into]))
    found = queries.stock_card(item_id=item_id, at=at, place_id=place_id, actor=actor)
    seen |= {
        "item": catalog.item_rows(item_ids=[item_id])[0],
        "page_of": page_of,
        "chosen": chosen,
        "place_choices": places,
        "sees_all": actor.may("supply.see_all_places"),
        "carries": queries.carries_of(item_id=item_id, actor=actor),
        "card": found,
        **_bought(item_id, places, actor),
        "terms": Terms(found.last.terms).label if found.last else "",
        "kind": kind,
        "kinds": Movement.Kind.choices,
        **_deeds(actor),
        "key": at.timestamp(),
        "refusal": refusal,
    }
    return render(request, "supply/card.html", seen, status=status_of(refusal))


def _deeds(actor: Actor) -> dict[str, bool]:
    """Return what somebody may do with a title's copies."""
    return {f"may_{deed}": actor.may(f"supply.{deed}") for deed in ("shelve", "write_off", "export")}


def _bought(item_id: int, places: Sequence[PlaceRow], actor: Actor) -> dict[str, Any]:
    """Return how a title is bought and planned, as far as somebody may see it."""
    advice = queries.advice_of(item_id=item_id, actor=actor) if actor.may(COSTS) else {}
    return {
        "advice": advice.values(),
        "unplanned": [place for place in places if place.place_id not in advice],
        "article": queries.article_of(item_id=item_id, actor=actor),
        "layers": queries.layers(item_id=item_id) if actor.may(COSTS) else [],
        "may_buy": actor.may("supply.buy"),
    }


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in Movement.Kind.values else ""


def _ledger_file(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at, kind = actor_of(request), clock.now(), _kind(request)
    item_id = catalog.item_id_of(uid=uid)
    services.note_export(what="supply:card", wanted=urlencode({"item": uid, "kind": kind}), actor=actor, at=at)
    header = [gettext("When"), gettext("Place"), gettext("Kind"), gettext("Copies"), gettext("Source"),
              gettext("Supplier"), gettext("List price"), gettext("Bought at")]  # fmt: skip
    return csv_download(f"ledger-{clock.club_day(at)}.csv", header, _ledger_lines(item_id, kind, actor))


def _ledger_lines(item_id: int, kind: str, actor: Actor) -> Iterator[Sequence[object]]:
    after = 0
    while True:
        page = queries.ledger_of(item_id=item_id, kind=kind, after=after, actor=actor, limit=EXPORT_PAGE)
        for row in page.rows:
            when = f"{row.at.astimezone(clock.club_zone()):%Y-%m-%d %H:%M}"
            copies = -row.copies if row.is_out else row.copies
            yield when, row.place, row.label, copies, row.source, row.supplier, row.list_price, row.discount_rate
        if not (after := page.next_after):
            return
