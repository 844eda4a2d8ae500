"""The JSON file has the agreed shape, keeps what was not measured again, and the page says it all."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks import report
from benchmarks.figures import Outcome
from benchmarks.promises import promises

AT = datetime(2026, 11, 22, 8, 0, 3, tzinfo=UTC)
MACHINE = {"cores": 2, "memory": "24 GiB", "python": "3.13.0", "postgres": "18.6"}
PLACED = Outcome(runs=[455.61234, 450.0, 470.0, 440.0, 480.0], beside={"bare SQL": 2665.049}, scale="1,500,000 members")


def record(row: str, outcome: Outcome = PLACED) -> dict[str, Any]:
    return report.record(promises()[row], outcome, AT)


def test_a_row_is_kept_with_its_goal_its_peers_and_its_spread() -> None:
    assert record("orders.place_1") == {
        "row": "orders.place_1",
        "value": 455.61,
        "unit": "orders/s",
        "goal": ">=450",
        "beside": {"bare SQL": 2665.0},
        "runs": 5,
        "min": 440.0,
        "max": 480.0,
        "scale": "1,500,000 members",
        "is_full_scale": True,
        "at": "2026-11-22T08:00:03+00:00",
    }


def test_a_file_keeps_the_rows_that_were_not_measured_again(tmp_path: Path) -> None:
    path = tmp_path / "performance.json"
    report.write(path, MACHINE, [record("orders.place_1"), record("kernel.events")])

    report.write(path, MACHINE, [record("kernel.events", Outcome(runs=[21_000.0], scale=""))])

    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["machine"] == MACHINE
    assert [(row["row"], row["value"]) for row in kept["rows"]] == [
        ("kernel.events", 21000.0),
        ("orders.place_1", 455.61),
    ]


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (PLACED, "met"),
        (Outcome(runs=[400.0], scale=""), "not met"),
        (Outcome(runs=[900.0], scale="300,000 members", is_full=False), "smaller"),
    ],
)
def test_a_smaller_scale_never_counts_as_met(outcome: Outcome, verdict: str) -> None:
    line = report.line(promises()["orders.place_1"], outcome)
    page = report.page({"machine": MACHINE, "rows": [record("orders.place_1", outcome)]})

    assert f">=450     {verdict} " in line
    assert f"| ≥ 450 | {verdict} |" in page


def test_the_page_stands_beside_its_file(tmp_path: Path) -> None:
    path = tmp_path / "performance.json"
    report.write(path, MACHINE, [record("orders.place_1")])

    report.write_page(path)

    page = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert "Machine: 2 cores, 24 GiB, Python 3.13.0, PostgreSQL 18.6." in page
    assert "`orders.place_1`" in page
    assert "bare SQL: 2,665" in page
    assert f"1 of {len(promises())} promised figures" in page
