"""The figures that are owed: docs/bench.tsv, a row each."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
TABLE: Final = ROOT / "docs" / "bench.tsv"


@dataclass(frozen=True, slots=True)
class Promise:
    """One figure that is owed, and what must be measured beside it in the same run."""

    row: str
    package: str
    what: str
    unit: str
    goal: str
    beside: str

    def is_met_by(self, value: float) -> bool:
        """Tell whether a figure reaches the goal, which reads `>=450` or `<=20`."""
        sign, bound = self.goal[:2], float(self.goal[2:])
        if sign == ">=":
            return value >= bound
        assert sign == "<=", self.goal
        return value <= bound


@cache
def promises() -> dict[str, Promise]:
    """Return every promise by the name of its row, in the order of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(lines)
        return {line[0]: Promise(*line) for line in lines}
