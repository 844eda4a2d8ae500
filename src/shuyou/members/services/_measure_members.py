"""What members buy and hold, as packages above this one tell it, put where lists filter and sort by it."""

# ruff: noqa: S608 - every piece of these statements stands in code; whom they are about goes apart

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.registry import registry
from shuyou.kernel.usecase import step, use_case
from shuyou.members.events.lists import MembersMeasured

BATCH: Final = 10_000

_HOLD: Final = "SELECT FROM members_listing WHERE person_id = ANY (%(people)s) ORDER BY person_id FOR NO KEY UPDATE"
_NEXT: Final = """
    SELECT person_id FROM members_listing WHERE person_id > %(after)s ORDER BY person_id LIMIT %(batch)s
"""
_FIGURES: Final = {
    "orders": "coalesce(orders, 0)", "spent": "coalesce(spent, 0)", "year_spent": "coalesce(year_spent, 0)",
    "bought_on": "coalesce(bought_on, DATE '1900-01-01')", "points": "coalesce(points, 0)",
}  # fmt: skip
"""What the listing knows of trade, and how nothing is written there."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How many of a batch had changed, and its last id: the next batch goes on behind it; 0 when there is none."""

    people: int
    last_id: int


@step
def measure_members(*, member_ids: Sequence[int], at: datetime) -> int:
    """Put into the listing what the sources say of members now, in two statements, and return how many had changed."""
    people = sorted(set(member_ids))
    joined = " ".join(f"LEFT JOIN ({source.sql}) {source.key} USING (person_id)" for source in registry.measures)
    told = {name for source in registry.measures for name in source.figures}
    figures = {name: said for name, said in _FIGURES.items() if name in told}
    if not (people and figures):
        return 0
    values: dict[str, list[int] | datetime | str] = {"people": people, "at": at, "zone": str(clock.club_zone())}
    # With the activity goes what the listing would otherwise take up at the commit, in a second version of the row.
    names, said = [*figures, "activity"], [*figures.values(), "p.search_rank"]
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, values)
        cursor.execute(
            f"UPDATE members_listing l SET {', '.join(f'{name} = f.{name}' for name in names)} FROM ("
            f" SELECT person_id, {', '.join(f'{how} AS {name}' for name, how in zip(names, said, strict=True))}"
            "   FROM unnest(%(people)s::bigint[]) u (person_id)"
            f"  JOIN members_person p ON p.id = person_id {joined}) f"
            f" WHERE l.person_id = f.person_id AND ({', '.join(f'l.{name}' for name in names)})"
            f" IS DISTINCT FROM ({', '.join(f'f.{name}' for name in names)})",
            values,
        )
        return int(cursor.rowcount)


@use_case("members.measure")
def measure_next(*, after: int, batch: int = BATCH, actor: Actor, at: datetime) -> Measured:
    """
    Measure the next members behind an id, so that no figure stays as it was when time or a slip has made it wrong.

    A year's purchases leave the year one after the other without anybody telling; this finds them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"after": after, "batch": batch})
        people = [row[0] for row in cursor.fetchall()]
    changed = measure_members(member_ids=people, at=at)
    if changed:
        publish(MembersMeasured(people=changed), actor=actor, at=at)
    return Measured(changed, people[-1] if people else 0)
