"""Our base by age, place and taste, to be compared with a partner's; and how many of both are the same people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.usecase import query
from shuyou.loyalty.rules.fits import FEWEST, band_of

# Counts only; who asked that their data be kept and no more is in none.
_AGES: Final = """
    SELECT extract(year FROM age(%(today)s::date, l.born_on))::int, count(*) FROM members_listing l
      JOIN members_member m ON m.person_id = l.person_id
     WHERE l.born_on IS NOT NULL AND m.status = 'active' AND NOT l.is_restricted GROUP BY 1
"""
_CITIES: Final = """
    SELECT a.city, count(DISTINCT a.person_id) FROM members_address a
      JOIN members_member m ON m.person_id = a.person_id AND m.status = 'active'
      JOIN members_person p ON p.id = a.person_id AND NOT p.is_restricted
     WHERE a.city <> '' GROUP BY 1
"""
_TASTES: Final = """
    SELECT k, count(DISTINCT f.person_id) FROM members_preference f
      JOIN members_member m ON m.person_id = f.person_id AND m.status = 'active'
      JOIN members_person p ON p.id = f.person_id AND NOT p.is_restricted,
           jsonb_object_keys(CASE WHEN jsonb_typeof(f.facts->'titles') = 'object' THEN f.facts->'titles'
                                  ELSE '{}'::jsonb END) k
     WHERE f.source = 'derived' GROUP BY 1
"""


# Each of our numbers is made to what the partner made of its own; who asked that their data be kept is left out.
_SHARED: Final = """
    WITH theirs AS (SELECT DISTINCT unnest(string_to_array(%(digests)s, ',')) AS digest),
    ours AS (
        SELECT p.person_id, encode(sha256(convert_to(%(word)s || ':' || p.digits, 'UTF8')), 'hex') AS digest
          FROM members_phone p JOIN members_member m ON m.person_id = p.person_id AND m.status = 'active'
          JOIN members_person o ON o.id = p.person_id AND NOT o.is_restricted
    )
    SELECT (SELECT count(*) FROM theirs), (SELECT count(DISTINCT person_id) FROM ours),
           (SELECT count(DISTINCT o.person_id) FROM ours o JOIN theirs t ON t.digest = o.digest)
"""


@dataclass(frozen=True, slots=True)
class Shared:
    """How many customers a partner has, how many readers we have, and how many are both, in whole tens."""

    theirs: int
    ours: int
    both: int

    @property
    def of_theirs(self) -> float:
        """Return which share of the partner's customers are our readers."""
        return self.both / self.theirs if self.theirs else 0.0

    @property
    def of_ours(self) -> float:
        """Return which share of our readers are the partner's customers."""
        return self.both / self.ours if self.ours else 0.0


@query("loyalty.see_liability")
def shared_with(*, digests: Collection[str], word: str, actor: Actor) -> Shared:
    """Return how many customers a partner shares with us, by digests of their telephone numbers, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, {"digests": ",".join(digests), "word": word})
        theirs, ours, both = cursor.fetchone()
    return Shared(theirs, ours, both - both % FEWEST)


@query("loyalty.see_liability")
def our_base(*, at: datetime, actor: Actor) -> Mapping[str, Mapping[str, int]]:
    """Return how many readers we have by band of age, city, and class of what they buy, in three queries."""
    ages: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_AGES, {"today": club_day(at)})
        for age, count in cursor.fetchall():
            band = band_of(age)
            ages[band] = ages.get(band, 0) + count
        cursor.execute(_CITIES)
        cities = dict(cursor.fetchall())
        cursor.execute(_TASTES)
        tastes = dict(cursor.fetchall())
    return {"age": ages, "city": cities, "taste": tastes}
