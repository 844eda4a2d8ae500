"""Who is active is found first."""

from collections.abc import Mapping

from django.db import connection

from shuyou.kernel.usecase import step


@step
def note_activity(*, times: Mapping[int, int]) -> None:
    """Raise members, or whom they were merged into, in the search by how often each was active, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_person p SET search_rank = p.search_rank + t.times FROM ("
            " SELECT coalesce(m.merged_into_id, m.person_id) AS id, sum(a.times) AS times"
            " FROM unnest(%s::bigint[], %s::int[]) AS a (id, times) JOIN members_member m ON m.person_id = a.id"
            " GROUP BY 1 ORDER BY 1) t WHERE p.id = t.id",
            [list(times), list(times.values())],
        )
