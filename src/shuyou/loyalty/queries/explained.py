"""Whether what readers are told of their points comes to their very balance, for many readers picked by lot at once."""

from dataclasses import dataclass
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query

# What each lot is told to come of, as the page of a reader reckons it: the lines of the receipt, else the money, else
# what was given; less what happened to it since. Lots whose own sum is another are counted, too.
_TOLD: Final = """
    WITH chosen AS (
        SELECT member_id, balance FROM loyalty_pointsaccount
         ORDER BY hashint8extended(member_id, %(seed)s), member_id LIMIT %(readers)s
    ),
    told AS (
        SELECT l.account_id, l.id, l.earned, l.remaining, CASE
               WHEN jsonb_array_length(l.trace->'lines') > 0 THEN (
                    SELECT sum((line->>3)::int) FROM jsonb_array_elements(l.trace->'lines') line
                    ) - coalesce((l.trace->>'less')::int, 0)
               WHEN l.trace ? 'amount' THEN trunc((l.trace->>'amount')::numeric * r.points_per_yuan
                                                  * coalesce((l.trace->>'times')::numeric, 1))
               ELSE l.earned END AS comes_to,
               coalesce((SELECT sum(e.points) FROM loyalty_pointsentry e
                          WHERE e.lot_id = l.id AND e.kind NOT IN ('EARN', 'GET')), 0) AS moved
          FROM chosen s JOIN loyalty_pointslot l ON l.account_id = s.member_id
          JOIN loyalty_earningrule r ON r.id = l.rule_id
    ),
    sums AS (
        SELECT account_id, count(*) AS lots, sum(comes_to + moved) AS told,
               count(*) FILTER (WHERE comes_to <> earned OR comes_to + moved <> remaining) AS wrong
          FROM told GROUP BY 1
    )
    SELECT s.member_id, s.balance, coalesce(t.told, 0)::bigint, coalesce(t.lots, 0), coalesce(t.wrong, 0)
      FROM chosen s LEFT JOIN sums t ON t.account_id = s.member_id
"""


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A reader whose points are told to be others than they have, or a lot of whom is."""

    member_id: int
    balance: int
    told: int
    lots: int


@dataclass(frozen=True, slots=True)
class Explained:
    """How many readers and lots were looked at, and those that do not come out."""

    readers: int
    lots: int
    faults: tuple[Unexplained, ...]


@query("loyalty.check_book")
def explained_balances(*, readers: int, seed: int, actor: Actor) -> Explained:
    """Reckon anew what so many readers, picked by lot, are told of their points, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"readers": readers, "seed": seed})
        rows = cursor.fetchall()
    faults = tuple(
        Unexplained(member_id, balance, int(told), int(wrong))
        for member_id, balance, told, _lots, wrong in rows
        if balance != told or wrong
    )
    return Explained(len(rows), sum(int(row[3]) for row in rows), faults)
