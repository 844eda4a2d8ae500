"""How often something may be tried: from one place, with one address. Tries count, whatever comes of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection, transaction

from shuyou.shop.errors import TooManyTries


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of a kind in so long a time."""

    kind: str
    most: int
    within: timedelta


def count_tries(tries: Iterable[tuple[Limit, str]], *, at: datetime) -> None:
    """
    Count a try under each limit and word, such as a place or an address; who tries at the same time waits here.

    :raises TooManyTries: one of them is reached; then this try counts nowhere.
    """
    wanted = sorted(((limit, f"shop.tries:{limit.kind}:{word}") for limit, word in tries if word), key=lambda t: t[1])
    with transaction.atomic(), connection.cursor() as cursor:
        for _limit, key in wanted:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        counts = []
        for limit, key in wanted:
            lately = [moment for moment in cache.get(key, ()) if moment > at - limit.within]
            if len(lately) >= limit.most:
                wait = (min(lately) + limit.within - at) // timedelta(minutes=1) + 1
                raise TooManyTries(minutes=wait)
            counts.append((key, [*lately, at], limit.within))
        for key, moments, within in counts:
            cache.set(key, moments, within.total_seconds())
