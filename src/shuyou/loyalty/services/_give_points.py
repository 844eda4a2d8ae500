"""Points that somebody gives to another of their household: they keep the day on which they lapse."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import queries
from shuyou.loyalty.errors import GiftNotAllowed, GiftTooLarge, NotEnoughPoints, NotOfOneHousehold
from shuyou.loyalty.events import PointsGiven
from shuyou.loyalty.services._earn import OPEN
from shuyou.members import services as members

_STATE: Final = """
    SELECT EXISTS (SELECT FROM loyalty_pointsentry
                    WHERE account_id = %(giver)s AND kind = 'GIVE' AND source = %(source)s),
           EXISTS (SELECT FROM members_householdperson a JOIN members_householdperson b USING (household_id)
                    WHERE a.person_id = %(giver)s AND b.person_id = %(getter)s),
           coalesce((SELECT -sum(points) FROM loyalty_pointsentry
                      WHERE account_id = %(giver)s AND kind = 'GIVE' AND posted_at >= %(month)s), 0)::int,
           coalesce((SELECT sum(remaining) FROM loyalty_pointslot
                      WHERE account_id = %(giver)s AND remaining > 0 AND expires_on >= %(today)s), 0)::int
"""
_GIVE: Final = """
    WITH open AS (
        SELECT id, rule_id, earned_at, expires_on, remaining,
               sum(remaining) OVER (ORDER BY expires_on, id) - remaining AS before
          FROM loyalty_pointslot WHERE account_id = %(giver)s AND remaining > 0 AND expires_on >= %(today)s
    ),
    take AS (
        SELECT id, rule_id, earned_at, expires_on, least(remaining, %(points)s - before)::int AS points
          FROM open WHERE before < %(points)s
    ),
    less AS (UPDATE loyalty_pointslot l SET remaining = l.remaining - t.points FROM take t WHERE l.id = t.id),
    lot AS (
        INSERT INTO loyalty_pointslot (account_id, rule_id, source, earned, remaining, earned_at, expires_on, trace)
        SELECT %(getter)s, rule_id, %(source)s || ':' || id, points, points, earned_at, expires_on,
               jsonb_build_object('lot', id) FROM take
        RETURNING id, earned
    ),
    entries AS (
        INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at)
        SELECT %(giver)s, id, 'GIVE', -points, %(source)s, %(at)s FROM take
         UNION ALL SELECT %(getter)s, id, 'GET', earned, %(source)s, %(at)s FROM lot
    )
    UPDATE loyalty_pointsaccount SET balance = balance + CASE WHEN member_id = %(getter)s THEN %(points)s
                                                              ELSE -%(points)s END
     WHERE member_id IN (%(giver)s, %(getter)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsGift:
    """Points from one to another of the same household; the key keeps a repeat from giving twice."""

    giver_id: int
    getter_id: int
    points: int
    request_key: UUID


@use_case("loyalty.give_points")
def give_points(gift: PointsGift, *, actor: Actor, at: datetime) -> int:
    """
    Give points of one member to another of their household, the first to lapse first; return how many.

    :raises GiftNotAllowed: the program does not allow it, or nothing is to be given.
    :raises NotOfOneHousehold: they do not live together, or it is one and the same.
    :raises GiftTooLarge: more than may be given in a month.
    :raises NotEnoughPoints: more than the giver can spend.
    """
    program = queries.rule_at(at)
    if not program.gift_most or gift.points <= 0:
        raise GiftNotAllowed()
    held = members.hold_kept_members(member_ids=[gift.giver_id, gift.getter_id])
    giver, getter = held[gift.giver_id], held[gift.getter_id]
    source, today = f"gift:{gift.request_key}", club_day(at)
    asked: dict[str, int | str | date] = {
        "giver": giver, "getter": getter, "source": source, "points": gift.points, "at": at, "today": today,
        "month": day_start(today.replace(day=1)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [min(giver, getter)])
        cursor.execute(OPEN, [max(giver, getter)])
        cursor.execute(_STATE, asked)
        is_repeat, is_near, given, usable = cursor.fetchone()
        if is_repeat:
            return gift.points
        if not is_near or giver == getter:
            raise NotOfOneHousehold()
        if given + gift.points > program.gift_most:
            raise GiftTooLarge(limit=program.gift_most, left=max(program.gift_most - given, 0))
        if usable < gift.points:
            raise NotEnoughPoints(balance=usable, asked=gift.points)
        cursor.execute(_GIVE, asked)
    members.measure_members(member_ids=[giver, getter], at=at)
    publish(PointsGiven(member_id=giver, getter_id=getter, points=gift.points), actor=actor, at=at)
    return gift.points
