"""Counting the calls of a token."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from shuyou.api.errors import TooManyCalls
from shuyou.api.models import Token
from shuyou.api.queries import Bearer

MINUTE: Final = timedelta(minutes=1)

# One statement, so that calls that come at the same time are all counted, in whichever process; where a clock is a
# little behind, its calls count with the minute that has begun.
_COUNT = """
    INSERT INTO api_callcount AS known (token_id, minute, calls) VALUES (%s, %s, 1)
    ON CONFLICT (token_id) DO UPDATE
       SET calls = CASE WHEN known.minute - EXCLUDED.minute BETWEEN '0' AND '1 minute' THEN known.calls + 1 ELSE 1 END,
           minute = CASE WHEN known.minute - EXCLUDED.minute = '1 minute' THEN known.minute ELSE EXCLUDED.minute END
    RETURNING calls
"""


def note_call(bearer: Bearer, *, at: datetime) -> None:
    """
    Count a call, and note at most once a minute that the token is in use.

    :raises TooManyCalls: the token made all its calls of this minute.
    """
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [bearer.token_id, minute])
        (calls,) = cursor.fetchone()
    if calls > bearer.calls_per_minute:
        raise TooManyCalls(limit=bearer.calls_per_minute, seconds=60 - at.second)
    if bearer.last_used_at is None or at - bearer.last_used_at >= MINUTE:
        Token.objects.filter(pk=bearer.token_id).update(last_used_at=at)
