"""Our base by age, place and taste, to be compared with a partner's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.usecase import query
from shuyou.loyalty.rules.fits import band_of

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
