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


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinDraft:
    """Which node leads where, by a key, by `next` or by `else`: to none, to another, or to a new one of a kind."""

    name: str
    by: str
    to: str = ""
    kind: str = ""


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
    if not _is_name(name):
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
def join_nodes(draft: JoinDraft, *, menu: str, actor: Actor, at: datetime) -> int:
    """
    Have a node of a menu's draft lead to another, or no longer; return the draft's number.

    :raises NotFound: there is no such menu or node.
    :raises InvalidValue: a node cannot lead on by that, or there is no such kind; a new node's name is none, or taken.
    """
    version = _draft(_held(menu), actor, at)
    nodes = dict(version.graph.get("nodes", {}))
    node = nodes.get(draft.name)
    if node is None:
        raise NotFound(what=_("node"), key=draft.name)
    if draft.by not in (*ivr.LEADS, *(ivr.KEYS if node.get("kind") == "menu" else ())):
        raise InvalidValue(label=_("key"), value=draft.by, field="by")
    if draft.kind:
        nodes[_new_name(draft, nodes)] = {"kind": draft.kind}
    elif draft.to and draft.to not in nodes:
        raise NotFound(what=_("node"), key=draft.to)
    nodes[draft.name] = _led(node, draft.by, draft.to)
    version.graph = {**version.graph, "nodes": nodes}
    _keep(version, actor, at)
    return version.number


def _new_name(draft: JoinDraft, nodes: Mapping[str, object]) -> str:
    if draft.kind not in ivr.KINDS:
        raise InvalidValue(label=_("kind"), value=draft.kind, field="kind")
    if not _is_name(draft.to) or draft.to in nodes or len(nodes) >= MOST_NODES:
        raise InvalidValue(label=_("name"), value=draft.to, field="to")
    return draft.to


def _is_name(name: str) -> bool:
    return name.isascii() and name.replace("_", "").isalnum() and len(name) <= 40


def _led(node: Mapping[str, object], by: str, to: str) -> dict[str, object]:
    """Return a node that leads to another by a key or word, or by it to none."""
    if by in ivr.LEADS:
        return {**{key: value for key, value in node.items() if key != by}, **({by: to} if to else {})}
    edges = node.get("edges")
    kept = {key: value for key, value in edges.items() if key != by} if isinstance(edges, Mapping) else {}
    return {**node, "edges": {**kept, **({by: to} if to else {})}}


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
