"""Keeping members in the tiers that are theirs: up at once, down when a period and its grace are over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty import queries
from shuyou.loyalty.events import TiersMoved
from shuyou.loyalty.services._grant_tier import end_lapsed_grants
from shuyou.loyalty.services._judge_tiers import Judged, judge_tiers
from shuyou.members import services as members

BATCH: Final = 5_000

_NEXT: Final = """
    SELECT person_id FROM members_member WHERE person_id > %s AND status = 'active' ORDER BY person_id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class KeptTiers:
    """What one batch came to, and the last member looked at: the next batch goes on behind."""

    judged: Judged
    ended: int
    last: int


@step
def raise_tiers(*, member_ids: Iterable[int], actor: Actor, at: datetime) -> int:
    """Raise those members who have reached a higher tier's terms, and return how many; nobody is lowered."""
    table = queries.tier_table_in_force()
    if table is None:
        return 0
    held = sorted(set(members.hold_kept_members(member_ids=member_ids).values()))
    judged = judge_tiers(held, table, may_lower=False, by=actor.signature, at=at)
    _tell(judged, actor, at)
    return judged.raised


@use_case("loyalty.keep_tiers")
def keep_tiers(*, after: int = 0, batch: int = BATCH, actor: Actor, at: datetime) -> KeptTiers | None:
    """
    Judge the next members behind an id by the terms in force, and end what was granted to them only until yesterday.

    None: nobody is left, or no terms were ever published. A repeat on the same day moves nobody.
    """
    table = queries.tier_table_in_force()
    if table is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [after, batch])
        people = [row[0] for row in cursor.fetchall()]
    if not people:
        return None
    held = sorted(set(members.hold_kept_members(member_ids=people).values()))
    by = actor.signature
    ended = end_lapsed_grants(held, today=club_day(at), by=by, at=at)
    judged = judge_tiers(held, table, may_lower=True, by=by, at=at)
    _tell(judged, actor, at)
    return KeptTiers(judged, ended, people[-1])


def _tell(judged: Judged, actor: Actor, at: datetime) -> None:
    if judged:
        told = TiersMoved(raised=judged.raised, lowered=judged.lowered, warned=judged.warned, up_to=judged.last_change)
        publish(told, actor=actor, at=at)
