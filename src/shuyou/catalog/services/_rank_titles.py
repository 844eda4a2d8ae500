"""Which titles search offers first."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from shuyou.catalog.events import TitlesRanked
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

HOT_SHARE = 0.08
"""Best sellers that search looks through before the long tail; see the measurements of the index."""


@use_case("catalog.edit")
def rank_titles(*, copies: Mapping[int, int], actor: Actor, at: datetime) -> int:
    """
    Rank all titles by the copies sold lately, by item id, and return how many are hot.

    Hot means a rank of at least the cut, so that no cold title outranks a hot one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RANK, {"ids": list(copies), "copies": list(copies.values()), "cold": 1 - HOT_SHARE})
        cut, hot = cursor.fetchone()
    publish(TitlesRanked(hot=hot, cut=cut), actor=actor, at=at)
    return int(hot)


_RANK = """
    WITH ranking AS (
        SELECT s.item_id, coalesce(v.rank, 0) AS rank FROM catalog_titlesearch s
          LEFT JOIN unnest(%(ids)s::bigint[], %(copies)s::int[]) AS v (item_id, rank) USING (item_id)
    ), cut AS (
        SELECT greatest(1, coalesce(percentile_disc(%(cold)s) WITHIN GROUP (ORDER BY rank), 1)) AS rank FROM ranking
    ), ranked AS (
        UPDATE catalog_titlesearch s SET rank = r.rank, is_hot = r.rank >= c.rank FROM ranking r, cut c
         WHERE r.item_id = s.item_id AND (s.rank, s.is_hot) IS DISTINCT FROM (r.rank, r.rank >= c.rank)
    )
    SELECT c.rank, (SELECT count(*) FROM ranking r WHERE r.rank >= c.rank) FROM cut c
"""
