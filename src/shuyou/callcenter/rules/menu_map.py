"""
Where the nodes and arrows of a menu lie when it is drawn: callers come in on the left and go to the right.

A node lies as far to the right as it takes steps to come to it; nodes nobody can come to stand in a last column. Arrows
that lead back go below. Units are those of the drawing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shuyou.callcenter.rules import ivr
from shuyou.callcenter.rules.ivr import Graph

WIDE, HIGH, ACROSS, DOWN, EDGE = 168, 48, 108, 30, 14
KEY_EDGES: Final = "edges"


@dataclass(frozen=True, slots=True)
class Spot:
    """A node with its upper left corner."""

    name: str
    x: float
    y: float
    is_reached: bool = True


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow between two nodes: by which keys or words it leads there, its path, and where its words stand."""

    source: str
    target: str
    by: tuple[str, ...]
    path: str
    x: float
    y: float
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class MenuMap:
    """A drawing: its size, its nodes, its arrows."""

    width: float
    height: float
    spots: Sequence[Spot]
    arrows: Sequence[Arrow]


def leads(node: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return by what a node leads where: keys, then `next`, then `else`."""
    edges = node.get(KEY_EDGES)
    found = [(str(key), str(to)) for key, to in edges.items()] if isinstance(edges, Mapping) else []
    return found + [(word, str(node[word])) for word in ivr.LEADS if node.get(word)]


def drawn(graph: Graph) -> MenuMap:
    """Return where the nodes and arrows of a graph lie."""
    raw = graph.get("nodes")
    table = raw if isinstance(raw, Mapping) else {}
    nodes = {str(name): node for name, node in table.items() if isinstance(node, Mapping)}
    depth = _depths(nodes, str(graph.get("start") or ""))
    last = max(depth.values(), default=-1) + 1
    columns: dict[int, list[str]] = {}
    for name in ivr.in_order(graph):
        columns.setdefault(depth.get(name, last), []).append(name)
    places: dict[str, tuple[float, float]] = {}
    most = max((len(column) for column in columns.values()), default=0)
    for column, names in sorted(columns.items()):
        ordered = names if column in (0, last) else sorted(names, key=lambda name: _pull(name, nodes, places))
        for row, name in enumerate(ordered):
            places[name] = EDGE + column * (WIDE + ACROSS), EDGE + row * (HIGH + DOWN)
    spots = [Spot(name, x, y, name in depth) for name, (x, y) in places.items()]
    arrows = _arrows(nodes, places)
    width = max((x for x, _y in places.values()), default=0) + WIDE + ACROSS / 2 + EDGE
    depth_below = HIGH + DOWN if any(one.is_back for one in arrows) else 0
    return MenuMap(width, 2 * EDGE + most * (HIGH + DOWN) + depth_below, spots, arrows)


def _depths(nodes: Mapping[str, Mapping[str, object]], start: str) -> dict[str, int]:
    depth = {start: 0} if start in nodes else {}
    ahead = list(depth)
    while ahead:
        name = ahead.pop(0)
        for target in ivr.targets(nodes[name]):
            if target in nodes and target not in depth:
                depth[target] = depth[name] + 1
                ahead.append(target)
    return depth


def _pull(
    name: str, nodes: Mapping[str, Mapping[str, object]], places: Mapping[str, tuple[float, float]]
) -> float:  # the middle of those who lead there and are placed
    above = [places[one][1] for one in places if name in ivr.targets(nodes[one])]
    return sum(above) / len(above) if above else 0.0


def _arrows(
    nodes: Mapping[str, Mapping[str, object]], places: Mapping[str, tuple[float, float]]
) -> list[Arrow]:  # one between any two nodes, however many keys lead there
    found = []
    for name, node in nodes.items():
        together: dict[str, list[str]] = {}
        for by, target in leads(node):
            if target in places:
                together.setdefault(target, []).append(by)
        found += [_arrow(name, target, tuple(by), places) for target, by in together.items()]
    return found


def _arrow(source: str, target: str, by: tuple[str, ...], places: Mapping[str, tuple[float, float]]) -> Arrow:
    (x1, y1), (x2, y2) = places[source], places[target]
    if x2 > x1:
        begin, end, pull = (x1 + WIDE, y1 + HIGH / 2), (x2 - 2, y2 + HIGH / 2), max(ACROSS * 0.6, (x2 - x1 - WIDE) / 2)
        path = _curve(begin, (begin[0] + pull, begin[1]), (end[0] - pull, end[1]), end)
        words = _on_the_way(begin, end, pull)
        return Arrow(source, target, by, path, *words)
    begin, end = (x1 + WIDE * 0.6, y1 + HIGH), (x2 + WIDE * 0.4, y2 + HIGH + 2)
    low = max(y1, y2) + HIGH + DOWN * 1.6
    path = _curve(begin, (begin[0], low), (end[0], low), end)
    return Arrow(source, target, by, path, begin[0], begin[1] + 15, is_back=True)


def _curve(*points: tuple[float, float]) -> str:
    begin, *others = (f"{x:g} {y:g}" for x, y in points)
    return f"M{begin} C{' '.join(others)}"


def _on_the_way(begin: tuple[float, float], end: tuple[float, float], pull: float) -> tuple[float, float]:
    """Return the place most of the way along a curve, where arrows from one node are apart."""
    t = 0.72
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    xs, ys = (begin[0], begin[0] + pull, end[0] - pull, end[0]), (begin[1], begin[1], end[1], end[1])
    x, y = (sum(weight * one for weight, one in zip(weights, line, strict=True)) for line in (xs, ys))
    return round(x, 1), round(y - 5, 1)
