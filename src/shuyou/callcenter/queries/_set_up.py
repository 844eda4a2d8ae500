"""How the call center is set up, as its pages show it: agents, queues, menus with where callers leave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.models import Agent, AgentSkill, Menu, MenuVersion, Queue, Site, Skill
from shuyou.callcenter.queries._names import named
from shuyou.callcenter.rules import ivr
from shuyou.callcenter.rules.faults import fault_words
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.models import User
from shuyou.kernel.usecase import query

LATELY: Final = timedelta(days=30)
_EXITS: Final = """
    SELECT p.node, count(DISTINCT c.id), count(*) FILTER (WHERE p.place = array_length(c.path, 1)),
           count(*) FILTER (WHERE p.place = array_length(c.path, 1) AND c.ended_by = 'caller'
                              AND c.queued_at IS NULL AND NOT c.has_message)
      FROM callcenter_call c, unnest(c.path) WITH ORDINALITY p (node, place)
     WHERE c.menu_version_id = %s AND c.started_at >= %s AND c.direction = 'in' GROUP BY 1
"""
"""How many callers came to each node, left the menu there, and hung up there before they came to anybody."""

_WENT: Final = """
    SELECT p.node, c.path[p.place + 1], count(*)
      FROM callcenter_call c, unnest(c.path) WITH ORDINALITY p (node, place)
     WHERE c.menu_version_id = %s AND c.started_at >= %s AND c.direction = 'in' AND p.place < array_length(c.path, 1)
     GROUP BY 1, 2
"""
"""How often callers went from each node to each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRow:
    """An agent as the list shows them."""

    user_id: int
    name: str
    extension: str
    site: str
    adapter: str
    """What kind of switch the site has."""
    phone: str
    phone_label: str
    languages: tuple[str, ...]
    state_label: str
    state: str
    skills: Mapping[str, int]
    shown_skills: str
    is_active: bool


@query("callcenter.supervise")
def agent_rows(*, actor: Actor) -> list[AgentRow]:
    """Return all agents by name, in three queries."""
    names = dict(skill_choices(actor=actor))
    skills: dict[int, dict[str, int]] = {}
    for agent_id, code, level in AgentSkill.objects.order_by("-level", "skill").values_list(
        "agent_id", "skill__code", "level"
    ):
        skills.setdefault(agent_id, {})[code] = level
    rows = Agent.objects.select_related("user", "site").order_by("user__full_name", "pk")
    return [
        AgentRow(
            user_id=row.pk, name=row.user.full_name, extension=row.extension, site=row.site.code, phone=row.phone,
            adapter=row.site.adapter,
            phone_label=row.get_phone_display(), languages=tuple(row.languages), state=row.state,
            state_label=row.get_state_display(), skills=skills.get(row.pk, {}), is_active=row.is_active,
            shown_skills=" · ".join(f"{names[code]} {level}" for code, level in skills.get(row.pk, {}).items()),
        )
        for row in rows
    ]  # fmt: skip


@query("callcenter.supervise")
def seatless(*, actor: Actor) -> list[tuple[int, str]]:
    """Return colleagues who have no seat, by name."""
    people = User.objects.filter(is_staff=True, is_active=True, call_agent=None).order_by("full_name", "pk")
    return [(user.pk, user.full_name) for user in people]


@query("callcenter.supervise")
def skill_choices(*, actor: Actor) -> list[tuple[str, str]]:
    """Return all skills with their names."""
    rows = Skill.objects.order_by("pk").values_list("code", "name_zh", "name_en")
    return [(code, named(zh, en)) for code, zh, en in rows]


@query("callcenter.supervise")
def site_choices(*, actor: Actor) -> list[tuple[str, str]]:
    """Return the sites in use."""
    return list(Site.objects.filter(is_active=True).order_by("pk").values_list("code", "name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """A queue as its page shows it."""

    code: str
    name: str
    values: Mapping[str, object]
    agents: int


@query("callcenter.supervise")
def queue_rows(*, actor: Actor) -> list[QueueRow]:
    """Return all queues with how many agents can serve them, in two queries."""
    able: dict[int, int] = {}
    for skill_id in AgentSkill.objects.filter(agent__is_active=True).values_list("skill_id", flat=True):
        able[skill_id] = able.get(skill_id, 0) + 1
    rows = Queue.objects.select_related("overflow").order_by("order", "pk")
    plain = (
        "name_zh", "name_en", "is_active", "priority", "strategy", "owner_wait", "ring_for", "wrap_for",
        "target_seconds", "target_share", "longest_wait", "overflow_after", "opens", "closes", "days", "script_zh",
        "script_en", "is_recorded", "survey_share",
    )  # fmt: skip
    return [
        QueueRow(
            code=row.code, name=named(row.name_zh, row.name_en), agents=able.get(row.skill_id, 0),
            values={
                "overflow": row.overflow.code if row.overflow else "", **{name: getattr(row, name) for name in plain},
            },
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """A node of a menu: what it says, where it leads, how many callers left there."""

    name: str
    kind: str
    node: Mapping[str, object]
    leads: Sequence[tuple[str, str]]
    """Keys or words with the node they lead to."""
    faults: Sequence[str]
    came: int
    left: int
    gave_up: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuPage:
    """A menu: its draft or what is in use, node by node, and its versions."""

    code: str
    name: str
    graph: Mapping[str, object]
    number: int
    is_draft: bool
    nodes: Sequence[NodeRow]
    faults: Sequence[str]
    versions: Sequence[tuple[int, str, str, datetime | None]]
    """Number, state, who made it, when it came into use."""
    went: Mapping[tuple[str, str], int]
    """How often callers of the last month went from a node to another."""


@query("callcenter.edit_menus")
def menu_choices(*, actor: Actor) -> list[tuple[str, str]]:
    """Return all menus with their names."""
    return list(Menu.objects.order_by("pk").values_list("code", "name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuRow:
    """A menu with the numbers it answers."""

    code: str
    name: str
    has_draft: bool
    is_used: bool
    numbers: Sequence[str]


@query("callcenter.edit_menus")
def menu_rows(*, actor: Actor) -> list[MenuRow]:
    """Return all menus, in three queries."""
    states: dict[int, set[str]] = {}
    for menu_id, state in MenuVersion.objects.values_list("menu_id", "state"):
        states.setdefault(menu_id, set()).add(state)
    rows = Menu.objects.prefetch_related("lines").order_by("pk")
    return [
        MenuRow(
            code=row.code, name=row.name, numbers=sorted(line.number for line in row.lines.all()),
            has_draft="draft" in states.get(row.pk, ()), is_used="published" in states.get(row.pk, ()),
        )
        for row in rows
    ]  # fmt: skip


@query("callcenter.edit_menus")
def menu_page(*, code: str, at: datetime, actor: Actor) -> MenuPage:
    """
    Return a menu with its draft, or what is in use, and where callers of the last month left it.

    :raises NotFound: there is no such menu.
    """
    versions = list(MenuVersion.objects.filter(menu__code=code).select_related("menu").order_by("-number"))
    if not versions:
        raise NotFound(what=_("menu"), key=code)
    used = next((one for one in versions if one.state == MenuVersion.State.PUBLISHED), versions[0])
    shown = next((one for one in versions if one.state == MenuVersion.State.DRAFT), used)
    with connection.cursor() as cursor:
        cursor.execute(_EXITS, [used.pk, at - LATELY])
        exits = {name: tuple(counts) for name, *counts in cursor.fetchall()}
        cursor.execute(_WENT, [used.pk, at - LATELY])
        went = {(source, target): count for source, target, count in cursor.fetchall()}
    queues = frozenset(Queue.objects.filter(is_active=True).values_list("code", flat=True))
    wrong: dict[str, list[str]] = {}
    for fault in ivr.faults(shown.graph, queues):
        wrong.setdefault(fault.node, []).append(fault_words(fault))
    nodes = shown.graph.get("nodes", {})
    return MenuPage(
        code=code, name=shown.menu.name, graph=shown.graph, number=shown.number,
        is_draft=shown.state == MenuVersion.State.DRAFT, faults=wrong.pop("", []),
        nodes=[_node(name, nodes[name], wrong, exits) for name in ivr.in_order(shown.graph)],
        versions=[(one.number, one.get_state_display(), one.made_by, one.published_at) for one in versions],
        went=went,
    )  # fmt: skip


def _node(
    name: str, node: Mapping[str, object], wrong: Mapping[str, list[str]], exits: Mapping[str, tuple[int, ...]]
) -> NodeRow:
    edges = node.get("edges")
    leads = [(str(key), str(to)) for key, to in edges.items()] if isinstance(edges, Mapping) else []
    leads += [(word, str(node[key])) for key, word in (("next", "→"), ("else", "↷")) if node.get(key)]
    came, left, gave_up = exits.get(name, (0, 0, 0))
    return NodeRow(
        name=name, kind=str(node.get("kind", "")), node=node, leads=leads, faults=wrong.get(name, ()), came=came,
        left=left, gave_up=gave_up,
    )  # fmt: skip
