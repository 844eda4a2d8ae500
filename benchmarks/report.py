"""What the runs said: lines on the terminal, a JSON file, and the page made from it."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import Outcome, shown
from benchmarks.promises import Promise, promises

WIDTHS: Final = (28, 10, 10, 9, 8)

type Row = dict[str, Any]


def heading() -> str:
    """Return the first line of the table on the terminal."""
    return _columns("row", "value", "unit", "goal", "") + "beside · runs (spread) · scale"


def line(promise: Promise, outcome: Outcome) -> str:
    """Return a row's line of the table on the terminal."""
    verdict = _verdict(is_met=promise.is_met_by(outcome.value), is_full=outcome.is_full)
    beside = ", ".join(f"{name} {shown(value)}" for name, value in outcome.beside.items())
    spread = f"{len(outcome.runs)} runs ({shown(min(outcome.runs))}–{shown(max(outcome.runs))})"
    rest = " · ".join(part for part in (beside, spread, outcome.scale) if part)
    return _columns(promise.row, shown(outcome.value), promise.unit, promise.goal, verdict) + rest


def _columns(*cells: str) -> str:
    return "".join(f"{cell:{width}} " for cell, width in zip(cells, WIDTHS, strict=True))


def _verdict(*, is_met: bool, is_full: bool) -> str:
    if not is_full:
        return "smaller"
    return "met" if is_met else "not met"


def record(promise: Promise, outcome: Outcome, at: datetime) -> Row:
    """Return a row as the JSON file keeps it."""
    return {
        "row": promise.row,
        "value": _rounded(outcome.value),
        "unit": promise.unit,
        "goal": promise.goal,
        "beside": {name: _rounded(value) for name, value in outcome.beside.items()},
        "runs": len(outcome.runs),
        "min": _rounded(min(outcome.runs)),
        "max": _rounded(max(outcome.runs)),
        "scale": outcome.scale,
        "is_full_scale": outcome.is_full,
        "at": at.isoformat(timespec="seconds"),
    }


def _rounded(value: float) -> float:
    return float(f"{value:.5g}")


def write(path: Path, machine: Mapping[str, object], rows: Iterable[Row]) -> None:
    """Write the JSON file; rows that it holds from before and that were not measured now stay as they are."""
    earlier: list[Row] = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    found = {row["row"]: row for row in [*earlier, *rows]}
    ordered = [found[name] for name in promises() if name in found]
    text = json.dumps({"machine": machine, "rows": ordered}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


PAGE: Final = """\
# Performance

Made by `shuyou bench` from `performance.json`; do not edit. Each figure is the median of its runs after a warm-up,
measured with the peer or the physical limit beside it in the same run and with PostgreSQL's safe settings. A claim is
the ratio: other machines, and other days of this one, move both sides.

Machine: {cores} cores, {memory}, Python {python}, PostgreSQL {postgres}.

| row | what | figure | goal | | beside it | runs | at |
|---|---|--:|---|---|---|---|---|
{lines}

{measured} of {promised} promised figures are measured so far; `docs/bench.tsv` lists them all.
"""


def page(kept: Mapping[str, Any]) -> str:
    """Return the page that is made from the JSON file."""
    names = promises()
    rows: list[Row] = [row for row in kept["rows"] if row["row"] in names]
    lines = "\n".join(_page_line(row, names[row["row"]]) for row in rows)
    return PAGE.format(**kept["machine"], lines=lines, measured=len(rows), promised=len(names))


def _page_line(row: Row, promise: Promise) -> str:
    verdict = _verdict(is_met=promise.is_met_by(row["value"]), is_full=row["is_full_scale"])
    beside = "<br>".join(f"{name}: {shown(value)}" for name, value in row["beside"].items())
    cells = (
        f"`{row['row']}`",
        promise.what + (f" ({row['scale']})" if row["scale"] else ""),
        f"{shown(row['value'])} {row['unit']}",
        row["goal"].replace(">=", "≥ ").replace("<=", "≤ "),
        verdict,
        beside,
        f"{row['runs']}: {shown(row['min'])}–{shown(row['max'])}",
        row["at"][:10],
    )
    return f"| {' | '.join(cells)} |"


def write_page(path: Path) -> None:
    """Make the page beside a JSON file."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    path.with_suffix(".md").write_text(page(kept), encoding="utf-8")
