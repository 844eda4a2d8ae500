"""Who is active is found first."""

from collections.abc import Mapping

from django.db import connection

from shuyou.kernel.usecase import step


@step
def note_activity(*, times: Mapping[int, int]) -> None:
    """Raise members in the search by how many times each was active, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_person p SET search_rank = p.search_rank + t.times"
            " FROM (SELECT * FROM unnest(%s::bigint[], %s::int[]) AS a (id, times) ORDER BY id) t WHERE p.id = t.id",
            [list(times), list(times.values())],
        )
