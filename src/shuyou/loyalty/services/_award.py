"""Points that no order earns: for what a reader did, within bounds for the day, the reader and the occasion."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.usecase import step
from shuyou.loyalty import queries
from shuyou.loyalty.services._earn import OPEN, NewLot, post_lots
from shuyou.members import services as members

_GIVEN: Final = """
    SELECT coalesce(sum(earned) FILTER (WHERE earned_at >= %(today)s), 0)::int, coalesce(sum(earned), 0)::int,
           bool_or(source = %(source)s)
      FROM loyalty_pointslot WHERE account_id = %(member)s AND starts_with(source, %(occasion)s || ':')
"""
# What was given stays given where a budget is made smaller.
_LEFT: Final = """
    INSERT INTO loyalty_pointstally AS t (code, budget) VALUES (%(occasion)s, %(budget)s)
    ON CONFLICT (code) DO UPDATE SET budget = greatest(EXCLUDED.budget, t.given) RETURNING budget - given
"""
_USE: Final = "UPDATE loyalty_pointstally SET given = given + %(points)s WHERE code = %(occasion)s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many points an occasion may give: to a reader in a day and ever, and to all together; 0: no bound."""

    per_day: int = 0
    per_member: int = 0
    budget: int = 0
    occasion: str = ""
    """What the source begins with, where a colon may stand in its key."""


NO_CAPS: Final = Caps()


@step
def award_points(
    *, member_id: int, points: int, source: str, why: str, at: datetime, caps: Caps = NO_CAPS, contra: str = ""
) -> int:
    """
    Give a reader points for an occasion, once per source, and return how many: fewer, or none, where a bound is near.

    The source is `OCCASION:KEY`; the bounds count all that the occasion gave: what stands before the last colon, unless
    the caps name it. `why` says it in a few words without a name and is shown to the reader; `contra` is the account
    that bears it where it is not the club's cost of points (such as `partner:cinema`). The member is held, or whom
    they were merged into.
    """
    member = members.hold_kept_member(member_id=member_id, even_restricted=True).member_id
    occasion = caps.occasion or source.rpartition(":")[0]
    asked: dict[str, int | str | datetime] = {
        "member": member, "source": source, "occasion": occasion, "budget": caps.budget,
        "today": day_start(club_day(at)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [member])
        cursor.execute(_GIVEN, asked)
        today, ever, is_repeat = cursor.fetchone()
        bounds = [points]
        bounds += [caps.per_day - today] if caps.per_day else []
        bounds += [caps.per_member - ever] if caps.per_member else []
        if is_repeat or min(bounds) <= 0:
            return 0
        if caps.budget:
            cursor.execute(_LEFT, asked)
            bounds.append(cursor.fetchone()[0])
        given = max(min(bounds), 0)
        lot = NewLot(source, given, trace={"why": why})
        posted = post_lots([lot], queries.rule_at(at), member_id=member, at=at, contra=contra)
        if caps.budget and posted:
            cursor.execute(_USE, asked | {"points": posted})
    members.measure_members(member_ids=[member], at=at)
    return posted
