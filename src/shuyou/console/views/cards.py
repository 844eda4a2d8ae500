"""Cards that packages offer to a page, drawn one by one so that a broken one cannot take the page with it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.template.loader import render_to_string

from shuyou.console import queries
from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Panel, registry

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A drawn card, or the address at which a slow one will be."""

    key: str
    html: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who looks at which subject's cards, when, and what their templates may use besides what they load."""

    request: HttpRequest
    subject_id: int
    actor: Actor
    at: datetime
    extra: Mapping[str, object]


def cards(slot: str, asking: Asking, url_of: Callable[[str], str]) -> list[Card]:
    """Draw the cards of a slot that the person may see, leaving out those with nothing to say."""
    panels = registry.panels_for(slot, asking.actor)
    met: frozenset[str] = frozenset()
    if any(panel.only_if for panel in panels):
        met = queries.conditions_met(member_id=asking.subject_id, actor=asking.actor)
    drawn = []
    for panel in panels:
        if panel.only_if and panel.only_if not in met:
            continue
        card = Card(key=panel.key, url=url_of(panel.key)) if panel.is_slow else draw(panel, asking)
        if card.url or card.html:
            drawn.append(card)
    return drawn


def find(slots: tuple[str, ...], key: str, actor: Actor) -> Panel | None:
    """Return the card of that key, if one of the slots has it and the person may see it."""
    offered = (panel for slot in slots for panel in registry.panels_for(slot, actor))
    return next((panel for panel in offered if panel.key == key), None)


def draw(panel: Panel, asking: Asking) -> Card:
    """Draw one card. Its template gets what was loaded as `panel`."""
    try:
        loaded = panel.load(asking.subject_id, asking.actor, asking.at)
        if loaded is None:
            return Card(key=panel.key)
        seen = {**asking.extra, "panel": loaded}
        return Card(key=panel.key, html=render_to_string(panel.template, seen, asking.request))
    except Exception:
        # Whatever one package's card runs into, the rest of the page goes on.
        log.exception("the card %s of %s could not be drawn", panel.key, panel.slot)
        incident = asking.request.META.get("SHUYOU_REQUEST_ID", "")
        html = render_to_string("console/errors/card.html", {"incident": incident}, asking.request)
        return Card(key=panel.key, html=html)
