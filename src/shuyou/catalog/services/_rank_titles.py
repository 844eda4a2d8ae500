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
        cursor.execute("CREATE TEMPORARY TABLE ranking (item_id bigint PRIMARY KEY, rank integer) ON COMMIT DROP")
        cursor.execute(
            "INSERT INTO ranking SELECT s.item_id, coalesce(v.rank, 0) FROM catalog_titlesearch s"
            " LEFT JOIN unnest(%s::bigint[], %s::int[]) AS v (item_id, rank) USING (item_id)",
            [list(copies), list(copies.values())],
        )
        cursor.execute(
            "SELECT greatest(1, coalesce(percentile_disc(%s) WITHIN GROUP (ORDER BY rank), 1)) FROM ranking",
            [1 - HOT_SHARE],
        )
        (cut,) = cursor.fetchone()
        cursor.execute(
            "UPDATE catalog_titlesearch s SET rank = r.rank, is_hot = r.rank >= %s FROM ranking r"
            " WHERE r.item_id = s.item_id AND (s.rank, s.is_hot) IS DISTINCT FROM (r.rank, r.rank >= %s)",
            [cut, cut],
        )
        cursor.execute("SELECT count(*) FROM catalog_titlesearch WHERE is_hot")
        (hot,) = cursor.fetchone()
    publish(TitlesRanked(hot=hot, cut=cut), actor=actor, at=at)
    return int(hot)
