"""Menus by telephone: changed in a draft, published when they are sound, never changed after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import GraphNotSound, NoDraft
from shuyou.callcenter.events import MenuChanged
from shuyou.callcenter.models import Menu, MenuVersion, Queue
from shuyou.callcenter.rules import ivr
from shuyou.callcenter.rules.faults import fault_words
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

LONGEST_WORDS: Final = 500
MOST_NODES: Final = 200
FINE: Final = ("tries", "least", "seconds", "bonus", "end")
"""What no page shows of a node; changing the rest of it leaves that as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeDraft:
    """A node as typed: what it is, what it says, where it leads."""

    name: str
    kind: str
    zh: str = ""
    en: str = ""
    next: str = ""
    otherwise: str = ""
    edges: Mapping[str, str] = field(default_factory=dict)
    queue: str = ""
    what: str = ""
    number: str = ""
    digits: int = 0
    collects: str = ""
    language: str = ""
    """What is spoken from here on; empty: as before."""
    hears: bool = False
    """Whether spoken figures are understood as well as keys."""
    is_start: bool = False

    def node(self) -> dict[str, object]:
        """Return the node as graphs keep it, without what its kind has no use for."""
        found: dict[str, object] = {"kind": self.kind}
        if words := {"zh": self.zh[:LONGEST_WORDS], "en": self.en[:LONGEST_WORDS]}:
            found |= {"text": {key: text for key, text in words.items() if text}} if any(words.values()) else {}
        leads = {"next": self.next, "else": self.otherwise, "queue": self.queue, "what": self.what}
        leads["language"] = self.language
        found |= {key: value for key, value in leads.items() if value}
        if self.kind == "menu":
            found["edges"] = dict(self.edges)
        if self.kind == "collect":
            found |= {"name": self.collects or "typed", "digits": self.digits, "end": "#"}
        if self.hears and self.kind in ("menu", "survey"):
            found["hears"] = True
        if self.number:
            found["number"] = self.number
        return found


def _held(code: str) -> Menu:
    menu = Menu.objects.select_for_update(no_key=True).filter(code=code).first()
    if menu is None:
        raise NotFound(what=_("menu"), key=code)
    return menu


def _draft(menu: Menu, actor: Actor, at: datetime) -> MenuVersion:
    """Return the draft of a menu; a new one begins with what is in use."""
    draft = menu.versions.filter(state=MenuVersion.State.DRAFT).first()
    if draft is not None:
        return draft
    latest = menu.versions.order_by("-number").first()
    used = menu.versions.filter(state=MenuVersion.State.PUBLISHED).first()
    graph: dict[str, object] = used.graph if used else {"start": "", "nodes": {}}
    number = latest.number + 1 if latest else 1
    return MenuVersion(menu=menu, number=number, graph=graph, made_by=actor.signature, made_at=at)


def _keep(draft: MenuVersion, actor: Actor, at: datetime) -> None:
    draft.made_by, draft.made_at = actor.signature, at
    draft.save()
    publish(MenuChanged(menu=draft.menu.code, version=draft.number, is_published=False), actor=actor, at=at)


@use_case("callcenter.edit_menus")
def save_node(draft: NodeDraft, *, menu: str, actor: Actor, at: datetime) -> int:
    """
    Put a node into a menu's draft, or change it there; return the draft's number.

    :raises NotFound: there is no such menu.
    :raises InvalidValue: there is no such kind, or the name is none.
    """
    if draft.kind not in ivr.KINDS:
        raise InvalidValue(label=_("kind"), value=draft.kind, field="kind")
    name = draft.name.strip()
    if not (name.isascii() and name.replace("_", "").isalnum() and len(name) <= 40):
        raise InvalidValue(label=_("name"), value=name, field="name")
    version = _draft(_held(menu), actor, at)
    nodes = dict(version.graph.get("nodes", {}))
    before = nodes.get(name, {})
    kept = {key: before[key] for key in FINE if key in before} if before.get("kind") == draft.kind else {}
    nodes[name] = {**draft.node(), **kept}
    if len(nodes) > MOST_NODES:
        raise InvalidValue(label=_("nodes"), value=len(nodes), field="name")
    start = name if draft.is_start else version.graph.get("start") or name
    version.graph = {"start": start, "nodes": nodes}
    _keep(version, actor, at)
    return version.number


@use_case("callcenter.edit_menus")
def drop_node(*, menu: str, name: str, actor: Actor, at: datetime) -> None:
    """
    Take a node out of a menu's draft; who leads to it is told before it can be published.

    :raises NotFound: there is no such menu, or no such node.
    """
    version = _draft(_held(menu), actor, at)
    nodes = dict(version.graph.get("nodes", {}))
    if nodes.pop(name, None) is None:
        raise NotFound(what=_("node"), key=name)
    version.graph = {**version.graph, "nodes": nodes}
    _keep(version, actor, at)


@use_case("callcenter.edit_menus")
def drop_draft(*, menu: str, actor: Actor, at: datetime) -> None:
    """
    Give a draft up.

    :raises NotFound: there is no such menu.
    :raises NoDraft: it has none.
    """
    held = _held(menu)
    draft = held.versions.filter(state=MenuVersion.State.DRAFT).first()
    if draft is None:
        raise NoDraft()
    number = draft.number
    draft.delete()
    publish(MenuChanged(menu=menu, version=number, is_published=False), actor=actor, at=at)


@use_case("callcenter.edit_menus")
def publish_menu(*, menu: str, actor: Actor, at: datetime) -> int:
    """
    Have callers go through a menu's draft from the next call on; return its number.

    :raises NotFound: there is no such menu.
    :raises NoDraft: it has none.
    :raises GraphNotSound: callers would get lost in it.
    """
    held = _held(menu)
    draft = held.versions.filter(state=MenuVersion.State.DRAFT).first()
    if draft is None:
        raise NoDraft()
    queues = frozenset(Queue.objects.filter(is_active=True).values_list("code", flat=True))
    if wrong := ivr.faults(draft.graph, queues):
        raise GraphNotSound(node=wrong[0].node or menu, fault=fault_words(wrong[0]))
    held.versions.filter(state=MenuVersion.State.PUBLISHED).update(state=MenuVersion.State.RETIRED)
    draft.state, draft.published_at = MenuVersion.State.PUBLISHED, at
    draft.save(update_fields=["state", "published_at"])
    publish(MenuChanged(menu=menu, version=draft.number, is_published=True), actor=actor, at=at)
    return draft.number
