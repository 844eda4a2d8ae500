"""The pyramid, how readers flow between its tiers and why, whom to keep, and whom to win back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from shuyou.insight.console.section import TABS
from shuyou.insight.queries import ValueFilter, list_values, words
from shuyou.insight.queries.pyramid import QUARTER, TIERS, FlowRow, Pyramid, past, pyramid
from shuyou.insight.queries.value import ValueRow
from shuyou.insight.rules.flows import NOT_YET, UNRANKED
from shuyou.insight.services import note_value_export
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.paging import Place

SLICES: Final = (
    "118,0 182,0 196,52 104,52", "103,0 197,0 213,52 87,52", "86,0 214,0 237,52 63,52", "62,0 238,0 268,52 32,52",
    "31,1 269,1 297,51 3,51",
)  # fmt: skip
"""The outlines of the tiers, from the top down."""
SHOWN: Final = 8
HEIGHT, GAP, WIDTH = 360.0, 10.0, 640.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix of moves: how many, how dark, and where the list of them is."""

    people: int
    shade: int
    stays: bool
    query: str


def period_in(request: HttpRequest) -> int:
    """Return how many days ago the period before is that an address asks for."""
    asked = request.GET.get("since", "")
    return int(asked) if asked in ("90", "365") else 90


@require_GET
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show the pyramid with its figures, the matrix of moves, whom to keep and how many were lost."""
    actor = actor_of(request)
    seen = pyramid(period_days=period_in(request), actor=actor)
    if seen and request.GET.get("as") == "csv":
        return _file(seen, "pyramid", actor)
    page = {
        "seen": seen, "tabs": tabs_of(TABS, "insight:pyramid", actor), "may_export": actor.may("insight.export_values"),
        **(_parts(seen, actor) if seen else {}),
    }  # fmt: skip
    return render(request, "insight/pyramid.html", page)


def at_risk(rows: Sequence[ValueRow]) -> list[tuple[ValueRow, object, object]]:
    """Return readers with their tier and what to do in words."""
    return [(row, words.TIERS[row.tier], words.TREATMENTS[row.treatment]) for row in rows]


def _parts(seen: Pyramid, actor: Actor) -> dict[str, object]:
    risk = list_values(wanted=ValueFilter(at_risk="1"), place=Place(by="score"), actor=actor, limit=SHOWN)
    top = seen.tiers[0]
    days = past(actor=actor)
    return {
        "rows": [(row, words.TIERS[row.tier], slice_) for row, slice_ in zip(seen.tiers, SLICES, strict=True)],
        "top": top,
        "matrix": [(words.TIERS[was], [_cell(seen, was, now) for now in TIERS]) for was in TIERS],
        "heads": [words.TIERS[tier] for tier in TIERS], "risk": at_risk(risk.rows),
        "line": _line([one.dormant / (one.ranked + one.dormant) if one.ranked + one.dormant else 0.0 for one in days]),
        "days": days, "causes": [(row, words.CAUSES[row.cause]) for row in seen.causes if row.fallen][:6],
        "since": since_of(seen), "cause_most": max((row.fallen for row in seen.causes), default=0),
    }  # fmt: skip


def since_of(seen: Pyramid) -> str:
    """Return what an address of a list of who moved says of the period."""
    return "" if seen.period_days == QUARTER else f"&since={seen.period_days}"


def _cell(seen: Pyramid, was: int, now: int) -> Cell:
    people = seen.people(was, now)
    most = max((seen.people(one, one) for one in TIERS), default=0)
    shade = 0 if not people else 1 + sum(people > most * part for part in (0.01, 0.03, 0.1, 0.25, 0.5))
    return Cell(people, shade, was == now, f"was_tier={was}&tier={now}{since_of(seen)}" if seen.is_listed else "")


def _line(values: Sequence[float]) -> dict[str, object]:
    """Return a line through values from 0 up, in a box of 420 by 120, with the area beneath."""
    if len(values) < 2:
        return {}
    most = max(*values, 0.01)
    step = 381 / (len(values) - 1)
    points = [(30 + step * place, 104 - 92 * value / most) for place, value in enumerate(values)]
    path = " L".join(f"{x:.0f},{y:.0f}" for x, y in points)
    return {"path": f"M{path}", "area": f"M{path} V104 H30Z", "x": f"{points[-1][0]:.0f}", "y": f"{points[-1][1]:.0f}",
            "top": f"{most:.0%}", "half": f"{most / 2:.0%}"}  # fmt: skip


def _file(seen: Pyramid, name: str, actor: Actor) -> HttpResponseBase:
    """Send moves as a file; of those lost only, where it is named so."""
    note_value_export(wanted=f"{name} since={seen.period_days}", actor=actor, at=clock.now())
    flows = _gone(seen) if name == "lost" else seen.flows
    return csv_download(f"{name}-{seen.day}.csv", _header(), _lines(flows))


def _gone(seen: Pyramid) -> list[FlowRow]:
    return [flow for flow in seen.flows if flow.now == UNRANKED and flow.was not in (UNRANKED, NOT_YET)]


def _header() -> Sequence[str]:
    return [
        gettext("From tier"), gettext("To tier"), gettext("Cause"), gettext("Readers"), gettext("Bought in a year"),
    ]  # fmt: skip


def _lines(flows: Sequence[FlowRow]) -> Iterator[Sequence[object]]:
    for flow in flows:
        yield words.TIERS[flow.was], words.TIERS[flow.now], words.CAUSES.get(flow.cause, ""), flow.people, flow.net


@dataclass(frozen=True, slots=True)
class Node:
    """A tier on one side of the flows: where it stands, how tall, and how many are in it."""

    tier: int
    name: object
    y: str
    height: str
    middle: str
    people: int


@dataclass(frozen=True, slots=True)
class Band:
    """A stream from a tier to another: its outline, how many, and in which words."""

    was: int
    now: int
    path: str
    people: int
    title: str


def sankey(flows: Sequence[FlowRow]) -> dict[str, object]:
    """
    Lay out how readers went from tier to tier, those before on the left, those after on the right.

    Heights go by the root of numbers, so that the few at the top can be seen beside the many below.
    """
    tiers = (*TIERS, NOT_YET)
    tall = {
        (was, now): count**0.5
        for was in tiers for now in tiers
        if (count := sum(f.people for f in flows if (f.was, f.now) == (was, now))) and (was, now) != (NOT_YET, NOT_YET)
    }  # fmt: skip
    sides = [{tier: sum(h for pair, h in tall.items() if pair[side] == tier) for tier in tiers} for side in (0, 1)]
    most = max((sum(side.values()) for side in sides), default=1.0) or 1.0
    scale = (HEIGHT - GAP * (len(tiers) - 1)) / most
    starts = [_stacked(side, scale) for side in sides]
    nodes = [[_node(tier, starts[s][tier], sides[s][tier] * scale, flows, s) for tier in tiers if sides[s][tier]]
             for s in (0, 1)]  # fmt: skip
    heads = [dict(start) for start in starts]
    bands = []
    for (was, now), height in tall.items():
        y0, y1, thick = heads[0][was], heads[1][now], height * scale
        heads[0][was] += thick
        heads[1][now] += thick
        bands.append(_band(was, now, (y0, y1, thick), flows))
    return {"left": nodes[0], "right": nodes[1], "bands": bands, "height": f"{HEIGHT + 8:.0f}"}


def _stacked(side: dict[int, float], scale: float) -> dict[int, float]:
    y, found = 0.0, {}
    for tier, height in side.items():
        found[tier] = y
        y += height * scale + (GAP if height else 0)
    return found


def _node(tier: int, y: float, height: float, flows: Sequence[FlowRow], side: int) -> Node:
    people = sum(flow.people for flow in flows if (flow.was, flow.now)[side] == tier)
    return Node(tier, words.TIERS[tier], f"{y:.1f}", f"{max(height, 1):.1f}", f"{y + height / 2 + 4:.1f}", people)


def _band(was: int, now: int, at: tuple[float, float, float], flows: Sequence[FlowRow]) -> Band:
    y0, y1, thick = at
    left, right, middle = 150.0, WIDTH - 150.0, WIDTH / 2
    path = (
        f"M{left:.0f},{y0:.1f} C{middle:.0f},{y0:.1f} {middle:.0f},{y1:.1f} {right:.0f},{y1:.1f}"
        f" V{y1 + thick:.1f} C{middle:.0f},{y1 + thick:.1f} {middle:.0f},{y0 + thick:.1f} {left:.0f},{y0 + thick:.1f} Z"
    )
    people = sum(flow.people for flow in flows if (flow.was, flow.now) == (was, now))
    told = {"was": words.TIERS[was], "now": words.TIERS[now], "people": f"{people:,}"}
    return Band(was, now, path, people, gettext("%(was)s to %(now)s: %(people)s") % told)


@require_GET
def flows(request: HttpRequest) -> HttpResponseBase:
    """Show how readers flowed between tiers, and the causes, each with the list of whom it moved."""
    actor = actor_of(request)
    seen = pyramid(period_days=period_in(request), actor=actor)
    if seen and request.GET.get("as") == "csv":
        return _file(seen, "flows", actor)
    page: dict[str, object] = {
        "seen": seen, "tabs": tabs_of(TABS, "insight:flows", actor), "may_export": actor.may("insight.export_values"),
    }  # fmt: skip
    if seen:
        rows = [(row, words.CAUSES[row.cause]) for row in seen.causes]
        moved = [flow for flow in seen.flows if flow.cause and flow.was != NOT_YET]
        page |= {
            "sankey": sankey(seen.flows), "causes": rows, "moved": sum(flow.people for flow in moved),
            "most": max((row.fallen + row.risen for row in seen.causes), default=0),
            "pairs": _pairs(moved), "since": since_of(seen),
        }  # fmt: skip
    return render(request, "insight/flows.html", page)


def _pairs(moved: Sequence[FlowRow]) -> list[tuple[object, object, object, FlowRow]]:
    ordered = sorted(moved, key=lambda flow: (-flow.people, flow.was, flow.now))
    return [(words.TIERS[f.was], words.TIERS[f.now], words.CAUSES[f.cause], f) for f in ordered[:30]]


@require_GET
def lost(request: HttpRequest) -> HttpResponseBase:
    """Show who was lost by tier and cause, whom to warn about, and whom to win back with what it would bring."""
    actor = actor_of(request)
    seen = pyramid(period_days=period_in(request), actor=actor)
    if seen and request.GET.get("as") == "csv":
        return _file(seen, "lost", actor)
    page: dict[str, object] = {
        "seen": seen, "tabs": tabs_of(TABS, "insight:lost", actor), "days": past(actor=actor),
        "may_export": actor.may("insight.export_values"),
    }  # fmt: skip
    if seen:
        back = ValueFilter(to_win_back="1")
        page |= {
            "rows": [(words.TIERS[f.was], words.CAUSES.get(f.cause, ""), f) for f in _gone(seen)],
            "back": list_values(wanted=back, place=Place(by="gain"), actor=actor, limit=SHOWN).rows,
            "risk": at_risk(list_values(wanted=ValueFilter(at_risk="1"), place=Place(by="score"), actor=actor,
                                        limit=SHOWN).rows),
            "since": since_of(seen),
        }  # fmt: skip
    return render(request, "insight/lost.html", page)
