"""A menu as a drawing: nodes and arrows, where callers go and give up; nodes are joined and taken out from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import east_asian_width

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.menu_words import KINDS
from shuyou.callcenter.console.sections import section_tabs
from shuyou.callcenter.queries import MenuPage, NodeRow
from shuyou.callcenter.rules import ivr
from shuyou.callcenter.rules.menu_map import HIGH, WIDE, Arrow, MenuMap, Spot, drawn, leads
from shuyou.callcenter.services import JoinDraft
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError, InvalidValue
from shuyou.kernel.pages import deed, status_of

ROOM: Final = 23
"""How wide words in a node may be; Chinese ones count twice."""
BY: Final[Mapping[str, str | Promise]] = {
    "next": pgettext_lazy("menu", "then"), "else": pgettext_lazy("menu", "otherwise")
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnNode:
    """A node with its place, its words and its figures."""

    spot: Spot
    name: str
    kind: str
    said: str
    """All of it in words, for those who hear the drawing."""
    came: int
    gave_up: int
    is_start: bool
    is_chosen: bool
    is_wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnArrow:
    """An arrow with the keys it stands for, and how many went along it."""

    arrow: Arrow
    by: str
    went: int
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A menu drawn."""

    map: MenuMap
    nodes: Sequence[DrawnNode]
    arrows: Sequence[DrawnArrow]
    label: str
    wide: float = WIDE
    high: float = HIGH


class JoinForm(forms.Form):
    """Where a node leads on."""

    by = forms.ChoiceField(label=pgettext_lazy("menu", "By"))
    to = forms.ChoiceField(label=pgettext_lazy("menu", "Leads to"), required=False)
    name = forms.CharField(
        label=_("Name of the new node"), max_length=40, required=False, help_text=_("small letters, such as greeting")
    )
    kind = forms.ChoiceField(label=_("What the new node does"), required=False, choices=list(KINDS.items()))

    def offer(self, row: NodeRow, names: Sequence[str]) -> None:
        """Offer keys that are free, and the nodes there are."""
        taken = {by for by, _to in leads(row.node)}
        keys = [(key, gettext("key %(key)s") % {"key": key}) for key in ivr.KEYS] if row.kind == "menu" else []
        words = [(word, str(said)) for word, said in BY.items()]
        choices = {"by": keys + words, "to": [("", gettext("a new node")), *((name, name) for name in names)]}
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = found
        self.initial["by"] = next((by for by, _said in choices["by"] if by not in taken), "next")


def drawing_of(page: MenuPage, chosen: str) -> Drawing:
    """Return a menu drawn, with one node marked."""
    lying, rows = drawn(page.graph), {row.name: row for row in page.nodes}
    nodes = [_node(spot, rows[spot.name], page, chosen) for spot in lying.spots]
    arrows = [
        DrawnArrow(
            arrow=one, by=" ".join(str(BY.get(by, by)) for by in one.by),
            went=page.went.get((one.source, one.target), 0), is_chosen=chosen in (one.source, one.target),
        )
        for one in lying.arrows
    ]  # fmt: skip
    label = gettext("The menu as a drawing, from left to right; the list of nodes says the same in words")
    return Drawing(map=lying, nodes=nodes, arrows=arrows, label=label)


def _node(spot: Spot, row: NodeRow, page: MenuPage, chosen: str) -> DrawnNode:
    kind = str(KINDS.get(row.kind, row.kind))
    ways = ", ".join(f"{BY.get(by, by)} → {to}" for by, to in leads(row.node))
    figures = gettext("%(came)s came, %(gave_up)s hung up here") % {"came": row.came, "gave_up": row.gave_up}
    return DrawnNode(
        spot=spot, name=_cut(row.name), kind=_cut(kind), said=" · ".join(filter(None, (row.name, kind, ways, figures))),
        came=row.came, gave_up=row.gave_up, is_start=page.graph.get("start") == row.name, is_chosen=chosen == row.name,
        is_wrong=bool(row.faults) or not spot.is_reached,
    )  # fmt: skip


def _cut(text: str) -> str:
    room = ROOM
    for place, char in enumerate(text):
        room -= 2 if east_asian_width(char) in "WF" else 1
        if room < 0:
            return text[: max(place - 1, 0)] + "…"
    return text


@require_GET
def menu_map(request: HttpRequest, menu: str) -> HttpResponse:
    """Show a menu as a drawing, and what can be done with the chosen node."""
    return _map(request, menu, None)


def _map(request: HttpRequest, menu: str, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    page = queries.menu_page(code=menu, at=at, actor=actor)
    asked = request.POST.get("node") or request.GET.get("node") or page.graph.get("start")
    row = next((one for one in page.nodes if one.name == asked), page.nodes[0] if page.nodes else None)
    form = JoinForm(request.POST if request.method == "POST" and "by" in request.POST else None)
    if row is not None:
        form.offer(row, [one.name for one in page.nodes])
    seen = {
        "tabs": section_tabs("callcenter:menus", actor), "page": page, "row": row, "form": form, "refusal": refusal,
        "kind": KINDS.get(row.kind, row.kind) if row else "", "drawing": drawing_of(page, row.name if row else ""),
        "leads": [(by, str(BY.get(by, by)), to) for by, to in leads(row.node)] if row else [],
    }  # fmt: skip
    return render(request, "callcenter/menu_map.html", seen, status=status_of(refusal))


@require_POST
def menu_join(request: HttpRequest, menu: str, what: str) -> HttpResponse:
    """Join a node to another or to a new one, part it from one, or take it out."""
    actor, at, sent = actor_of(request), clock.now(), request.POST
    name = sent.get("node", "")[:40]

    def act() -> None:
        if what == "drop":
            services.drop_node(menu=menu, name=name, actor=actor, at=at)
            return
        services.join_nodes(_join(sent, name, what), menu=menu, actor=actor, at=at)

    shown = "" if what == "drop" else f"?node={name}"
    said = gettext("The draft is kept; callers do not go through it yet.")
    url = reverse("callcenter:menu_map", args=[menu]) + shown
    return deed(request, act, url=url, said=said, draw=lambda req, no: _map(req, menu, no))


def _join(sent: Mapping[str, str], name: str, what: str) -> JoinDraft:
    by, to = sent.get("by", "")[:4], sent.get("to", "")[:40]
    if what == "part":
        return JoinDraft(name=name, by=by)
    if to:
        return JoinDraft(name=name, by=by, to=to)
    made = sent.get("name", "").strip()[:40]
    if not made:
        raise InvalidValue(label=_("name"), value="", field="name")
    return JoinDraft(name=name, by=by, to=made, kind=sent.get("kind", "")[:20] or "say")
