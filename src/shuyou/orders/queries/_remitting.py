"""Orders that slips of the post office may be for, and readers who may have sent them."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.usecase import query
from shuyou.orders.rules.remitting import Claim, Proposal, Slip, numbers_in, propose
from shuyou.payments.queries import SlipRow

AMOUNT_ONLY: Final = 5
"""So many orders of the very sum are thought of where nothing else speaks for one."""

# Orders that wait for money, by what a slip says: its number, who ordered or is to receive it, or just the sum.
_CLAIMS: Final = """
    WITH slip AS (
        SELECT * FROM jsonb_to_recordset(%s::jsonb) AS s (id bigint, name text, amount numeric, numbers text[])
    ),
    due AS MATERIALIZED (
        SELECT o.id, o.number, o.member_id, o.total - o.paid_total AS due, o.recipient, o.postcode, o.placed_at
          FROM orders_order o WHERE o.state = 'placed' AND o.payment <> 'cod' AND o.total > o.paid_total
    ),
    found AS (
        SELECT s.id AS slip_id, d.id FROM slip s JOIN due d ON d.number = ANY (s.numbers)
         UNION
        SELECT s.id, d.id FROM slip s JOIN due d ON d.recipient = s.name
         UNION
        SELECT s.id, d.id FROM slip s JOIN members_person p ON p.name = s.name JOIN due d ON d.member_id = p.id
         UNION
        SELECT slip_id, id FROM (
            SELECT s.id AS slip_id, d.id, row_number() OVER (PARTITION BY s.id ORDER BY d.placed_at, d.id) AS place
              FROM slip s JOIN due d ON d.due = s.amount) a WHERE place <= %s
    )
    SELECT f.slip_id, d.number, d.member_id, d.due, d.recipient, p.name, d.postcode, d.placed_at
      FROM found f JOIN due d ON d.id = f.id JOIN members_person p ON p.id = d.member_id
     ORDER BY f.slip_id, d.placed_at, d.id
"""

# Readers of the payer's name, those of the same postcode first.
_SENDERS: Final = """
    SELECT m.person_id, m.number, p.name, a.recipient, a.phone, concat_ws(' ', concat(a.province, a.city, a.district),
           a.street), a.postcode, a.postcode = %(postcode)s AND a.postcode <> ''
      FROM members_person p JOIN members_member m ON m.person_id = p.id AND m.merged_into_id IS NULL
      LEFT JOIN LATERAL (SELECT * FROM members_address WHERE person_id = p.id
                          ORDER BY postcode = %(postcode)s DESC, is_default DESC, id LIMIT 1) a ON true
     WHERE p.name = %(name)s AND p.erased_at IS NULL
     ORDER BY (a.postcode = %(postcode)s) IS TRUE DESC, p.search_rank DESC, p.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Sender:
    """A reader who may have sent a slip, and where a parcel to them goes."""

    member_id: int
    number: str
    name: str
    recipient: str
    phone: str
    address: str
    postcode: str
    is_of_the_place: bool


@query("orders.take_payment")
def slip_proposals(*, slips: Sequence[SlipRow], actor: Actor) -> Mapping[int, list[Proposal]]:
    """Return, for each slip, the orders it may be for, the likeliest first, in one query."""
    asked = [
        {"id": row.remittance_id, "name": row.payer_name, "amount": str(row.left), "numbers": numbers_in(row.message)}
        for row in slips
    ]
    claims: dict[int, list[Claim]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, [json.dumps(asked), AMOUNT_ONLY])
        for slip_id, number, member_id, due, recipient, name, postcode, placed_at in cursor.fetchall():
            claim = Claim(number, member_id, Decimal(due), recipient, name, postcode, club_day(placed_at))
            claims[slip_id].append(claim)
    return {row.remittance_id: propose(_slip(row), claims[row.remittance_id]) for row in slips}


@query("orders.take_payment")
def senders_of(*, slip: SlipRow, actor: Actor, limit: int = 3) -> list[Sender]:
    """Return readers who may have sent a slip, those of its place first, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_SENDERS, {"name": slip.payer_name, "postcode": slip.postcode, "limit": limit})
        return [
            Sender(member_id, number, name, recipient or name, phone or "", address, postcode or "", bool(is_there))
            for member_id, number, name, recipient, phone, address, postcode, is_there in cursor.fetchall()
        ]


def _slip(row: SlipRow) -> Slip:
    return Slip(row.payer_name, row.left, row.paid_on, row.postcode, row.message)
