"""The way of copies from their order to the reader's, on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shuyou.catalog import queries as catalog
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import NotFound
from shuyou.kernel.templatetags.trade import posted_for
from shuyou.supply import queries
from shuyou.supply.queries import ChainStep, Did

WORDS: Final[Mapping[str, str | Promise]] = {
    Did.PROPOSED: _("Order drawn up"), Did.APPROVED: _("Order approved"), Did.SENT: _("Order sent"),
    Did.ANSWERED: _("Supplier confirmed"), Did.DISPATCHED: _("Supplier dispatched"),
    Did.RECEIVED: _("Delivery received"), Did.BILLED: _("Supplier's invoice"), Did.PAID: _("Supplier paid"),
}  # fmt: skip
PLACES: Final[Mapping[str, str]] = {
    Did.PROPOSED: "supply:purchase", Did.APPROVED: "supply:purchase", Did.SENT: "supply:purchase",
    Did.ANSWERED: "supply:purchase", Did.DISPATCHED: "supply:purchase", Did.RECEIVED: "supply:receipt",
    Did.BILLED: "supply:invoice", Did.PAID: "supply:payment",
}  # fmt: skip
SOURCES: Final[Mapping[str, str]] = {
    "order": "orders:detail", "receipt": "supply:receipt", "transfer": "supply:transfer", "return": "supply:return",
    "count": "supply:count",
}  # fmt: skip
"""Where what moved copies leads; orders' page tells on: paid, sent, billed, points."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as the page shows it."""

    at: datetime
    what: str | Promise
    name: str
    url: str
    copies: int
    note: str
    is_move: bool


@require_GET
def chain(request: HttpRequest, uid: UUID, movement_id: int) -> HttpResponse:
    """Show the way of the copies that a line of a title's ledger moved."""
    found = queries.chain_of(movement_id=movement_id, actor=actor_of(request))
    if found.item.item_id != catalog.item_id_of(uid=uid):
        raise NotFound(what=_("line of the ledger"), key=movement_id)
    steps = [_shown(step) for step in found.steps]
    return render(request, "supply/chain.html", {"chain": found, "item": found.item, "steps": steps})


def _shown(step: ChainStep) -> ShownStep:
    if step.did != Did.MOVED:
        number = int(step.number) if step.did == Did.BILLED else step.number
        url = reverse(PLACES[step.did], args=[number])
        return ShownStep(step.at, WORDS[step.did], step.name, url, step.copies, step.label, is_move=False)
    return ShownStep(
        step.at, step.label, posted_for(step.name), _source_url(step.number), step.copies, step.place, is_move=True
    )


def _source_url(source: str) -> str:
    """Return where a source of movements leads, as far as there is a page for it."""
    kind, _sep, rest = source.partition(":")
    try:
        return reverse(SOURCES[kind], args=[rest.partition(":")[0]]) if kind in SOURCES and rest else ""
    except NoReverseMatch:
        return ""
