"""Titles for staff: listed by any of their data, and one title with what other packages know of it."""

import logging
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shuyou.catalog import queries
from shuyou.catalog.console.list_forms import AskedTitles
from shuyou.catalog.console.rows import Head, draw_rows, shown_names
from shuyou.catalog.queries import ItemPage, ItemRow, TitleFilter
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, id_in, is_partial
from shuyou.kernel.listings import Place
from shuyou.kernel.registry import Column, Panel, registry
from shuyou.kernel.templatetags.ui import money

DESK: Final = "phone"
"""The channel whose prices lists of staff show: that of orders taken at a desk."""
EXPORTS: Final = {"csv": "CSV", "xlsx": "XLSX", "onix": "ONIX", "marc": "MARC"}
"""The formats in which a list can be taken away."""

HEADS: Final[tuple[Head, ...]] = (
    (_("Title"), ""), (_("Author"), ""), (_("Publisher"), ""), (_("Published"), "n"), ("ISBN", "n"),
    (_("List price"), "num"), (_("Member"), "num"), (_("VIP"), "num"),
)  # fmt: skip
"""The columns that the catalog itself fills, and their classes."""

log = logging.getLogger(__name__)


@require_GET
def titles(request: HttpRequest) -> HttpResponse:
    """List the titles that pass a filter, in one of five orders."""
    actor = actor_of(request)
    actor.require("catalog.view")
    asked = AskedTitles(request.GET)
    place = Place(after=number_in(request, "after"), before=number_in(request, "before"))
    page = queries.list_titles(wanted=asked.form.wanted(), order=asked.order, place=place, actor=actor)
    columns = registry.columns_for("titles", actor)
    seen = _seen(asked, page, columns, actor)
    status = HTTPStatus.OK if asked.form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    if is_partial(request):
        return render(request, "catalog/titles.html#rows", seen, status=status)
    return render(request, "catalog/titles.html", seen | {"views": queries.title_views(actor=actor)}, status=status)


def _seen(asked: AskedTitles, page: queries.TitlePage, columns: Sequence[Column], actor: Actor) -> dict[str, Any]:
    heads = [*HEADS, *((column.label, "num") for column in columns)]
    return {
        "form": asked.form,
        "asked": asked.form.given().get("q", ""),
        "page": page,
        "heads": heads,
        "wide": len(heads),
        "rows": _rows(page.rows, heads, columns, asked.form.given().get("q", ""), actor),
        "headings": asked.headings(),
        "chips": asked.chips(),
        "view_id": asked.view_id,
        "is_filtered": asked.form.wanted() != TitleFilter(),
        "query": asked.query(),
        "exports": EXPORTS,
        "next_query": asked.query(after=page.next_after) if page.next_after else "",
        "previous_query": asked.query(before=page.previous_before) if page.previous_before else "",
        "may": {name: actor.may(f"catalog.{name}") for name in ("edit", "import", "export", "price", "merge")},
    }


@require_GET
def item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a title: what it is, what it costs whom, and what other packages know of it."""
    actor, at = actor_of(request), clock.now()
    actor.require("catalog.view")
    item_id = queries.item_id_of(uid=uid)
    page = queries.item_page(item_id=item_id)
    if page.merged_into is not None:
        return HttpResponseRedirect(reverse("catalog:item", args=[page.merged_into]))
    seen = {
        "item": page,
        "beside": queries.item_beside(item_id=item_id),
        "own": _own_classes(item_id),
        "main": _cards(request, "title.main", page, actor, at),
        "side": _cards(request, "title.side", page, actor, at),
        "may": {name: actor.may(f"catalog.{name}") for name in ("edit", "price", "merge")},
    }
    return render(request, "catalog/item.html", seen)


def _own_classes(item_id: int) -> dict[str, list[queries.OwnClassRow]]:
    """Return the club's own classes that a title stands in, and the others."""
    tree = queries.own_classes()
    held = queries.classes_of(item_id=item_id) if tree else frozenset()
    return {
        "held": [row for row in tree if row.class_id in held],
        "others": [row for row in tree if row.class_id not in held],
    }


@require_GET
def cover(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Send the picture of a title's cover."""
    actor_of(request).require("catalog.view")
    file = queries.item_page(item_id=queries.item_id_of(uid=uid)).cover
    if not file or not default_storage.exists(file):
        raise Http404
    response = FileResponse(default_storage.open(file), content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def number_in(request: HttpRequest, name: str) -> int:
    """Return the row that an address goes on from; 0 if it names none."""
    return id_in(request.GET.get(name, ""))


def _rows(
    found: Sequence[ItemRow], heads: Sequence[Head], columns: Sequence[Column], typed: str, actor: Actor
) -> list[SafeString]:
    item_ids = [row.item_id for row in found]
    if not item_ids:
        return []
    ladder = queries.price_ladder(item_ids=item_ids, channel=DESK)
    cells = [column.load(item_ids, actor) for column in columns]
    lines = []
    for row in found:
        prices = {step.code: money(step.price) for step in ladder[row.item_id]}
        told = (
            shown_names(row.authors), row.publisher, row.published, row.isbn, money(row.list_price),
            prices.get("member", ""), prices.get("vip", ""), *(cell.get(row.item_id, "") for cell in cells),
        )  # fmt: skip
        lines.append((row, told))
    return draw_rows(heads, lines, typed)


def _cards(request: HttpRequest, slot: str, page: ItemPage, actor: Actor, at: datetime) -> list[str]:
    drawn = (_card(request, panel, page, actor, at) for panel in registry.panels_for(slot, actor))
    return [card for card in drawn if card]


def _card(request: HttpRequest, panel: Panel, page: ItemPage, actor: Actor, at: datetime) -> str:
    try:
        loaded = panel.load(page.row.item_id, actor, at)
        return render_to_string(panel.template, {"panel": loaded, "item": page}, request) if loaded is not None else ""
    except Exception:
        # Whatever one package's card runs into, the rest of the page goes on.
        log.exception("the card %s of %s could not be drawn", panel.key, panel.slot)
        return render_to_string("console/errors/card.html", {}, request)
