"""What readers look at: noted only with their leave, joined to them when they come in, forgotten when they say so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import step, use_case
from shuyou.shop.errors import StepsWrong
from shuyou.shop.events import TrailBegun, TrailForgotten, TrailsForgotten
from shuyou.shop.models import Step, Trail
from shuyou.shop.services._digests import digest_of_token

TEXT_VERSION: Final = "look-1"
"""Of the words that ask for leave; other words are another version."""
MOST_STEPS: Final = 50
TOLD_WITHIN: Final = timedelta(minutes=10)
"""The time in which batches of one place are counted."""
COLD: Final = timedelta(days=395)
"""After so long without a step a trail is forgotten; one of somebody unknown after `UNKNOWN_COLD`."""
UNKNOWN_COLD: Final = timedelta(days=60)
OLDEST: Final = timedelta(days=1)
"""How long a browser may hold steps back."""

# Titles that are not in the shop, and steps that were sent before, are left out without a word.
_NOTE: Final = """
    INSERT INTO shop_step (trail_id, kind, item_id, words, key, at)
    SELECT %(trail)s, s.kind, i.id, s.words, s.key, greatest(s.at, %(oldest)s)
      FROM unnest(%(kinds)s::text[], %(uids)s::uuid[], %(words)s::text[], %(keys)s::text[], %(ats)s::timestamptz[])
           s (kind, uid, words, key, at)
      LEFT JOIN catalog_item i ON i.uid = s.uid
     WHERE (s.kind NOT IN ('viewed', 'added', 'returned') OR i.id IS NOT NULL)
    ON CONFLICT (trail_id, key) DO NOTHING
"""
_JOIN: Final = """
    UPDATE shop_trail SET member_id = %(member)s, was_member = was_member OR %(was)s
     WHERE digest = %(digest)s AND member_id IS DISTINCT FROM %(member)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One step as a browser tells it; `key` is its own, so that it counts once."""

    kind: str
    key: str
    at: datetime
    item: UUID | None = None
    words: str = ""


@use_case("shop.come_in")
def begin_trail(
    *, token: str, source: str, campaign: str, member_id: int | None, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """Remember from now on what a browser looks at, as its reader has just allowed."""
    trail, is_new = Trail.objects.get_or_create(
        digest=digest_of_token(token),
        defaults={
            "member_id": member_id, "source": source[:60] or "direct", "campaign": campaign[:60],
            "was_member": member_id is not None, "began_at": at, "last_at": at, "text_version": TEXT_VERSION,
        },
    )  # fmt: skip
    if is_new:
        publish(TrailBegun(trail_id=trail.pk, source=trail.source), actor=actor, at=at)


@use_case("shop.come_in")
def forget_trail(*, token: str, actor: Actor, at: datetime) -> None:
    """Forget all that a browser looked at, as its reader asks."""
    trail = Trail.objects.select_for_update().filter(digest=digest_of_token(token)).first()
    if trail is None:
        return
    told = TrailForgotten(trail_id=trail.pk, member_id=trail.member_id)
    trail.delete()
    publish(told, actor=actor, at=at)


def note_steps(*, token: str, steps: Iterable[Seen], at: datetime) -> int:
    """
    Write down a batch of steps of a browser in two statements and return how many are new; without leave, none.

    :raises StepsWrong: there are more than a page makes.
    """
    seen = list(steps)
    if len(seen) > MOST_STEPS:
        raise StepsWrong(most=MOST_STEPS)
    trail = _trail_of(token) if seen else None
    return _write(trail, seen, at) if trail else 0


def note_basket_step(*, token: str, kind: str, item_ids: Iterable[int], words: str, key: str, at: datetime) -> None:
    """Write down what the shop itself saw a browser do with its basket; without leave, nothing."""
    trail = _trail_of(token)
    if trail is None:
        return
    ids: list[int | None] = list(item_ids) or [None]
    Step.objects.bulk_create(
        [
            Step(trail_id=trail, kind=kind, item_id=item_id, words=words[:80], key=f"{key}:{item_id or 0}"[-36:], at=at)
            for item_id in ids
        ],
        ignore_conflicts=True,
    )
    Trail.objects.filter(pk=trail).update(last_at=at)


def _trail_of(token: str) -> int | None:
    """Return the trail that a browser's token is of; None: its reader has not allowed any."""
    return Trail.objects.filter(digest=digest_of_token(token)).values_list("pk", flat=True).first() if token else None


def _write(trail: int, seen: list[Seen], at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            {
                "trail": trail, "oldest": at - OLDEST, "kinds": [one.kind for one in seen],
                "uids": [one.item for one in seen], "words": [one.words[:80] for one in seen],
                "keys": [one.key[:36] for one in seen], "ats": [min(one.at, at) for one in seen],
            },
        )  # fmt: skip
        noted = cursor.rowcount
        cursor.execute("UPDATE shop_trail SET last_at = %s WHERE id = %s", [at, trail])
    return int(noted)


@step
def join_trail(*, member_id: int, token: str, is_new: bool) -> None:
    """Tie what a browser looked at to the reader who came in with it."""
    if not token:
        return
    with connection.cursor() as cursor:
        cursor.execute(_JOIN, {"member": member_id, "was": not is_new, "digest": digest_of_token(token)})


@use_case("shop.come_in")
def forget_trails(*, actor: Actor, at: datetime) -> int:
    """Forget trails that went cold, of unknown readers sooner; return how many."""
    cold = Trail.objects.filter(last_at__lt=at - COLD) | Trail.objects.filter(
        last_at__lt=at - UNKNOWN_COLD, member=None
    )
    trails = cold.delete()[1].get("shop.Trail", 0)
    publish(TrailsForgotten(trails=trails), actor=actor, at=at)
    return trails
