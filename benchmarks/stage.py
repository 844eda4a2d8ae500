"""What rows stand on: a club of the right size in use, and measurements that several rows share."""

from collections.abc import Callable
from typing import Any, Final

from benchmarks import database
from benchmarks.data import Plan, load, ready

WHOLE: Final = 1_500_000
"""Members of the club that promises are made for."""

Say = Callable[[str], None]


class CannotMeasure(Exception):
    """A row cannot be measured here, and why; the others can."""


class Stage:
    """The scale of this run, and what it has prepared and measured so far."""

    def __init__(self, scale: float, say: Say) -> None:
        self.scale = scale
        self.say = say
        self._seen: dict[str, Any] = {}
        self._migrated: set[str] = set()

    def members(self, whole: int = WHOLE) -> int:
        """Return how many members stand for so many at this scale."""
        return max(round(whole * self.scale), 1000)

    def club(self, whole: int = WHOLE, *, lines: int = 0, is_scaled: bool = True) -> Plan:
        """Have a club of so many members, smaller at a smaller scale, and point this process at its database."""
        plan = Plan(self.members(whole), round(lines * self.scale)) if is_scaled else Plan(whole, lines)
        if not ready(plan):
            self.say(f"making {plan.members:,} members, {plan.lines:,} lines in {plan.database} …")
            load(plan, self.say)
            self._migrated.add(plan.database)
        database.use(plan.database)
        if plan.database not in self._migrated:
            database.migrate()
            self._migrated.add(plan.database)
        return plan

    def once[T](self, name: str, measure: Callable[[], T]) -> T:
        """Measure at the first call only: rows that are ratios of one another must come from the same run."""
        if name not in self._seen:
            self._seen[name] = measure()
        found: T = self._seen[name]
        return found

    def size(self, plan: Plan) -> str:
        """Return a club's size in words."""
        lines = f", {plan.lines:,} lines" if plan.lines else ""
        return f"{plan.members:,} members, {plan.titles:,} titles{lines}"
