"""Charts drawn on the server: lines and areas over half hours, shifts as bars; a table beside says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDE, HIGH, HEAD, FOOT, LEFT = 960, 220, 12, 24, 44
STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart: how it is drawn, what it is called, its figures."""

    cls: str
    label: str
    figures: Sequence[float]
    is_stepped: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place of an axis."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be drawn."""

    width: int
    height: int
    lines: Sequence[tuple[str, str, str]]
    """How each is drawn, its path, its name."""
    across: Sequence[Mark]
    down: Sequence[Mark]
    label: str
    left: int = LEFT
    bottom: int = HIGH - FOOT


def chart(lines: Sequence[Line], *, label: str, across: Sequence[tuple[int, str]]) -> Chart:
    """Return lines over the same places, from zero to a round figure; `across` names some places."""
    count = max((len(line.figures) for line in lines), default=1) or 1
    most = max((figure for line in lines for figure in line.figures), default=0.0) or 1.0
    step = next((one for one in STEPS if most / one <= 4), STEPS[-1])
    top = step * -(-most // step)

    def x(place: float) -> float:
        return round(LEFT + (WIDE - LEFT) * place / count, 1)

    def y(figure: float) -> float:
        return round(HIGH - FOOT - (HIGH - FOOT - HEAD) * figure / top, 1)

    def path(line: Line) -> str:
        points = [(x(place + 0.5), y(figure)) for place, figure in enumerate(line.figures)]
        if line.is_stepped:
            points = [
                (x(place + end), y(figure)) for place, figure in enumerate(line.figures) for end in (0.0, 1.0)
            ]  # fmt: skip
        return "M" + " L".join(f"{one:g} {other:g}" for one, other in points) if points else ""

    return Chart(
        WIDE, HIGH, [(line.cls, path(line), line.label) for line in lines],
        [Mark(x(place), HIGH - 6, text) for place, text in across],
        [Mark(LEFT - 6, y(step * number), f"{step * number:g}") for number in range(int(top / step) + 1)], label,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a bar that is as long as a day."""

    x: float
    width: float
    cls: str


def piece(begins: float, ends: float, cls: str, *, first: float, last: float) -> Bar:
    """Return the piece between two minutes of a bar that shows the minutes from first to last."""
    whole = (last - first) or 1.0
    left, right = (min(max((one - first) / whole, 0.0), 1.0) * 100 for one in (begins, ends))
    return Bar(round(left, 2), round(right - left, 2), cls)
