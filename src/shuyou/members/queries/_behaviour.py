"""Whether readers did otherwise after they said what they wish: the same people, before and after, with all numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils.translation import gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import BehaviourSource, registry
from shuyou.kernel.usecase import query
from shuyou.members.models import Attribute

SIDE: Final = timedelta(days=180)
"""How long before and after a wish was written down deeds are counted."""

CONTACT_WITHIN: Final = timedelta(days=60)
"""A contact of ours within so many days after the wish may have used it."""

LEAST_READERS: Final = 30
"""Below so many readers a share says nothing."""

# Only readers with deeds on both sides are counted, so that the shares are those of the same people.
_MOVED: Final = """
    WITH said AS (
        SELECT DISTINCT ON (p.person_id) p.person_id, p.value, p.at AS since
          FROM members_preference p
         WHERE p.attribute_id = %(attribute)s AND p.source IN ('declared', 'survey', 'observed')
         ORDER BY p.person_id, p.at DESC, p.id DESC
    ), wished AS (
        SELECT person_id, CASE WHEN jsonb_typeof(value) = 'array' THEN value ELSE jsonb_build_array(value) END AS value,
               since, EXISTS (
                SELECT FROM members_contact c WHERE c.person_id = said.person_id AND c.direction = 'out'
                   AND c.at >= said.since AND c.at < said.since + %(contact)s * interval '1 day') AS was_contacted
          FROM said WHERE value <> 'null' AND since >= %(from)s
    ), deed AS (
        SELECT w.person_id, w.was_contacted, d.at >= w.since AS is_after, w.value ? d.value AS is_wished
          FROM wished w JOIN ({deeds}) d ON d.person_id = w.person_id
         WHERE d.at >= w.since - %(side)s * interval '1 day' AND d.at < w.since + %(side)s * interval '1 day'
    ), reader AS (
        SELECT person_id, was_contacted, count(*) FILTER (WHERE NOT is_after) AS before,
               count(*) FILTER (WHERE NOT is_after AND is_wished) AS wished_before,
               count(*) FILTER (WHERE is_after) AS after, count(*) FILTER (WHERE is_after AND is_wished) AS wished_after
          FROM deed GROUP BY 1, 2
    )
    SELECT was_contacted, count(*), sum(before)::bigint, sum(wished_before)::bigint, sum(after)::bigint,
           sum(wished_after)::bigint
      FROM reader WHERE before > 0 AND after > 0 GROUP BY 1 ORDER BY 1 DESC
"""


@dataclass(frozen=True, slots=True)
class MovedRow:
    """Deeds of the same readers before and after their wish was written down, and how many were as they wished."""

    group: str
    readers: int
    before: int
    wished_before: int
    after: int
    wished_after: int

    @property
    def percent_before(self) -> float:
        """Deeds as wished, of a hundred, before."""
        return round(100 * self.wished_before / self.before, 1) if self.before else 0.0

    @property
    def percent_after(self) -> float:
        """Deeds as wished, of a hundred, after."""
        return round(100 * self.wished_after / self.after, 1) if self.after else 0.0

    @property
    def moved(self) -> float:
        """The difference in points of a hundred."""
        return round(self.percent_after - self.percent_before, 1)

    @property
    def is_too_few(self) -> bool:
        """Tell whether there are too few readers to say anything."""
        return self.readers < LEAST_READERS


@dataclass(frozen=True, slots=True)
class Moved:
    """One kind of behaviour: all readers with the wish, those we were in touch with after it, and the others."""

    key: str
    label: str
    rows: tuple[MovedRow, ...]


@query("members.see_field_use")
def behaviour_moved(*, since: datetime, actor: Actor) -> list[Moved]:
    """Return for wishes written down since a moment whether deeds came nearer to them, a query for each behaviour."""
    ids = dict(Attribute.objects.values_list("code", "pk"))
    return [
        Moved(source.key, str(source.label), tuple(_rows(source, ids[source.field], since)))
        for source in registry.behaviours
        if source.field in ids
    ]


def _rows(source: BehaviourSource, attribute_id: int, since: datetime) -> Sequence[MovedRow]:
    values: dict[str, int | datetime] = {
        "attribute": attribute_id, "from": since, "since": since - SIDE, "side": SIDE.days,
        "contact": CONTACT_WITHIN.days,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MOVED.format(deeds=source.sql), values)
        found = cursor.fetchall()
    labels = {True: gettext("we were in touch within 60 days"), False: gettext("we were not in touch")}
    parts = [MovedRow(labels[was_contacted], *counts) for was_contacted, *counts in found]
    if not parts:
        return []
    sums = (sum(column) for column in zip(*(row[1:] for row in found), strict=True))
    return [MovedRow(gettext("all with this wish"), *sums), *parts]
