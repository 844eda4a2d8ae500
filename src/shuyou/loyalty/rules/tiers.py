"""What tiers ask for: needs over figures of a member, as a question to the database and as an answer to a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from shuyou.kernel.clock import add_months, club_day, day_start
from shuyou.kernel.money import ZERO

type Value = str | int | bool | Decimal | date | list[int] | None
"""What a statement is given."""

FROM_THE_FIRST: Final = datetime.fromisoformat("1900-01-01T00:00:00+00:00")
MOST_MONTHS: Final = 240


@dataclass(frozen=True, slots=True)
class Need:
    """That a figure comes to so much at least, over so many months back; 0: over all of the time."""

    fact: str
    least: Decimal
    months: int = 12

    @property
    def key(self) -> str:
        """Return what tells the figure from others, such as `spent:12`."""
        return f"{self.fact}:{self.months}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a tier asks for; no needs: nobody comes by it but by hand."""

    tier_id: int
    rank: int
    needs: tuple[Need, ...]
    needs_all: bool = True

    def is_met(self, figures: Mapping[str, Decimal]) -> bool:
        """Tell whether figures meet the needs; a figure that nobody told is 0."""
        met = [figures.get(need.key, ZERO) >= need.least for need in self.needs]
        return bool(met) and (all(met) if self.needs_all else any(met))


@dataclass(frozen=True, slots=True)
class Missing:
    """How far a member is with one need of a tier."""

    need: Need
    has: Decimal

    @property
    def lacks(self) -> Decimal:
        """Return what is still missing; 0: nothing."""
        return max(self.need.least - self.has, ZERO)


@dataclass(frozen=True, slots=True)
class Question:
    """A statement that finds rows (person_id, tier_id, figures) of %(people)s, and the values it needs besides."""

    sql: str
    values: Mapping[str, Value]


def needs_data(needs: Iterable[Need]) -> list[list[str | int]]:
    """Return needs as they are kept."""
    return [[need.fact, str(need.least), need.months] for need in needs]


def needs_from(kept: Iterable[Sequence[str | int]]) -> tuple[Need, ...]:
    """Return needs that were kept."""
    return tuple(Need(str(fact), Decimal(least), int(months)) for fact, least, months in kept)


def reached(table: Iterable[Asked], figures: Mapping[str, Decimal], *, lowest: int) -> int:
    """Return the id of the highest tier whose needs figures meet; the lowest asks for nothing."""
    met = [asked for asked in table if asked.is_met(figures)]
    return max(met, key=lambda asked: asked.rank).tier_id if met else lowest


def missing(asked: Asked, figures: Mapping[str, Decimal]) -> tuple[Missing, ...]:
    """Return how far figures are with each need of a tier."""
    return tuple(Missing(need, figures.get(need.key, ZERO)) for need in asked.needs)


def since(months: int, at: datetime) -> datetime:
    """Return the moment so many months back, at the beginning of the club's day; 0: the beginning of time."""
    return day_start(add_months(club_day(at), -months)) if months else FROM_THE_FIRST


def keeps_until(today: date, months: int) -> date:
    """Return the day until which a tier is kept that was reached today."""
    return add_months(today, months)


def question(
    table: Sequence[Asked], sources: Mapping[str, str], *, lowest: int, at: datetime, also: Sequence[Need] = ()
) -> Question:
    """
    Return the statement that judges many members at once.

    `sources` says by fact how its figure is found: rows (person_id, value) of %(people)s since %(since)s. A need of a
    fact that nobody tells is not met. `also` are figures that are wanted besides.
    """
    needs = [*also, *(need for asked in table for need in asked.needs)]
    told = {need.key: need for need in needs if need.fact in sources}
    places = {key: f"f{place}" for place, key in enumerate(told)}
    values: dict[str, Value] = {"lowest": lowest, "at": at}
    parts = ["asked AS (SELECT unnest(%(people)s::bigint[]) AS person_id)"]
    for key, need in told.items():
        values[f"since_{need.months}"] = since(need.months, at)
        parts.append(f"{places[key]} AS ({sources[need.fact].replace('%(since)s', f'%(since_{need.months})s')})")
    cases = []
    for asked in sorted(table, key=lambda one: -one.rank):
        if asked.needs:
            between = " AND " if asked.needs_all else " OR "
            cases.append(
                f"WHEN {between.join(_holds(need, places, values) for need in asked.needs)} THEN {asked.tier_id}"
            )
    tier = f"CASE {' '.join(cases)} ELSE %(lowest)s END" if cases else "%(lowest)s"
    pairs = ", ".join(f"'{key}', coalesce({place}.value, 0)" for key, place in places.items())
    joins = " ".join(f"LEFT JOIN {place} USING (person_id)" for place in places.values())
    sql = (
        f"WITH {', '.join(parts)} SELECT person_id, ({tier})::bigint AS tier_id,"  # noqa: S608 - every piece stands in code
        f" jsonb_build_object({pairs}) AS figures FROM asked {joins}"
    )
    return Question(sql, values)


def _holds(need: Need, places: Mapping[str, str], values: dict[str, Value]) -> str:
    if need.key not in places:
        return "false"
    name = f"least_{len(values)}"
    values[name] = need.least
    return f"coalesce({places[need.key]}.value, 0) >= %({name})s"
