"""Drawing codes of coupons by the hundred thousand: in the database, from its strong random numbers."""

from collections.abc import Sequence
from typing import Final

from django.db import connection

from shuyou.kernel.usecase import step
from shuyou.orders.rules import LENGTH, LETTERS

# Of the 122 random bits of a UUID 60 are taken; what 31 to the ninth leaves over favours no code by a millionth.
_PLACES: Final = tuple(f"mod(v / {len(LETTERS) ** place}, {len(LETTERS)})::int" for place in range(LENGTH))
_CHECK: Final = f"mod({' + '.join(f'{n} * {place}' for n, place in enumerate(_PLACES, 1))}, {len(LETTERS)})"
_CODE: Final = " || ".join(f"substr('{LETTERS}', {place} + 1, 1)" for place in (*_PLACES, _CHECK))
_DRAWN: Final = """
    SELECT {whose}, ('x' || right(u::text, 12) || left(u::text, 3))::bit(60)::bigint AS v
      FROM (SELECT *, gen_random_uuid() AS u FROM {rows}) each
"""
_INSERT: Final = """
    WITH drawn AS MATERIALIZED ({drawn})
    INSERT INTO orders_coupon (batch_id, code, member_id, most_uses, uses)
    SELECT %(batch)s, {code}, member_id, %(most_uses)s, 0 FROM drawn ON CONFLICT (code) DO NOTHING
"""
_FOR_ANYBODY: Final = _INSERT.format(
    drawn=_DRAWN.format(whose="NULL::bigint AS member_id", rows="generate_series(1, %(count)s)"), code=_CODE
)
_FOR_ONE: Final = (
    _INSERT.format(drawn=_DRAWN.format(whose="%(member)s::bigint AS member_id", rows="(SELECT 1) once"), code=_CODE)
    + " RETURNING code"
)
_FOR_MEMBERS: Final = _INSERT.format(
    drawn=_DRAWN.format(
        whose="member_id",
        rows="(SELECT unnest(%(members)s::bigint[]) AS member_id EXCEPT"
        " SELECT member_id FROM orders_coupon WHERE batch_id = %(batch)s) asked",
    ),
    code=_CODE,
)


@step
def draw_coupon_of(member_id: int, *, batch_id: int, most_uses: int) -> str:
    """Make one coupon for a member, whether they have one of the batch or not, and return its code."""
    with connection.cursor() as cursor:
        while True:  # a code that is taken already is drawn again
            cursor.execute(_FOR_ONE, {"batch": batch_id, "member": member_id, "most_uses": most_uses})
            if row := cursor.fetchone():
                return str(row[0])


@step
def draw_coupons(*, batch_id: int, count: int, most_uses: int) -> None:
    """Make so many coupons for anybody; a code that is taken already is drawn again."""
    with connection.cursor() as cursor:
        while count > 0:
            cursor.execute(_FOR_ANYBODY, {"batch": batch_id, "count": count, "most_uses": most_uses})
            count -= cursor.rowcount


@step
def draw_coupons_for(members: Sequence[int], *, batch_id: int, most_uses: int) -> None:
    """Make one coupon for each member who has none of the batch."""
    values: dict[str, int | list[int]] = {"batch": batch_id, "members": list(members), "most_uses": most_uses}
    with connection.cursor() as cursor:
        cursor.execute(_FOR_MEMBERS, values)
        while cursor.rowcount:  # who drew a code that was taken draws again
            cursor.execute(_FOR_MEMBERS, values)
