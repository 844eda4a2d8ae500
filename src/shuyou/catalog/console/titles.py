"""Titles for staff: found by any number or words, and one title with what other packages know of it."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from shuyou.catalog import queries
from shuyou.catalog.queries import ItemPage, ItemRow
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.registry import Column, Panel, registry

log = logging.getLogger(__name__)

MOST: Final = 50
"""Titles that one page of the list shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A title of the list with what other packages say of it, column by column."""

    item: ItemRow
    prices: Mapping[str, queries.ListedPrice]
    cells: Sequence[str]


@require_GET
def titles(request: HttpRequest) -> HttpResponse:
    """List the titles that words or a number mean, or those added last."""
    actor = actor_of(request)
    actor.require("catalog.view")
    typed = request.GET.get("q", "").strip()[:80]
    found = queries.search_titles(text=typed, limit=MOST) if typed else queries.newest_items(limit=MOST)
    columns = registry.columns_for("titles", actor)
    seen = {"asked": typed, "columns": columns, "rows": _rows(found, columns, actor), "is_full": len(found) == MOST}
    return render(request, "catalog/titles.html", seen)


@require_GET
def item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a title: what it is, what it costs whom, and what other packages know of it."""
    actor, at = actor_of(request), clock.now()
    actor.require("catalog.view")
    item_id = queries.item_id_of(uid=uid)
    page = queries.item_page(item_id=item_id)
    seen = {
        "item": page,
        "main": _cards(request, "title.main", page, actor, at),
        "side": _cards(request, "title.side", page, actor, at),
    }
    return render(request, "catalog/item.html", seen)


def _rows(found: Sequence[ItemRow], columns: Sequence[Column], actor: Actor) -> list[Row]:
    item_ids = [row.item_id for row in found]
    if not item_ids:
        return []
    ladder = queries.price_ladder(item_ids=item_ids)
    cells = [column.load(item_ids, actor) for column in columns]
    return [
        Row(row, {step.code: step for step in ladder[row.item_id]}, [cell.get(row.item_id, "") for cell in cells])
        for row in found
    ]


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
