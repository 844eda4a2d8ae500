"""
The rows of an order by bare SQL: as separate statements, and as one call of a function in the database.

Both lock in the same order and write the same rows as `place_order`; neither checks, prices or explains anything that
the rows do not need. They are the limit that Python over this schema can come near to.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg

from shuyou.kernel.numbers import with_check
from shuyou.kernel.uids import uuid7
from shuyou.orders.services import OrderDraft

POINT_VALUE: Final = "0.01"

_MEMBER: Final = """
    SELECT t.price_list FROM members_member m JOIN members_tier t ON t.id = m.tier_id
     WHERE m.person_id = %s FOR NO KEY UPDATE OF m
"""
_PRICES: Final = """
    SELECT i.id, i.title, i.list_price, p.rate, round(i.list_price * p.rate, 2)
      FROM catalog_item i JOIN catalog_pricelist p ON p.code = %s WHERE i.id = ANY (%s)
"""
_ACCOUNT: Final = "SELECT balance FROM loyalty_pointsaccount WHERE member_id = %s FOR NO KEY UPDATE"
_LOT: Final = """
    SELECT id FROM loyalty_pointslot WHERE account_id = %s AND remaining >= %s AND expires_on >= %s
     ORDER BY expires_on, id LIMIT 1
"""
_SHELVES: Final = """
    SELECT id, item_id FROM supply_shelf WHERE item_id = ANY (%s) AND warehouse_id = 1 AND on_hand - reserved >= 1
     ORDER BY id FOR NO KEY UPDATE
"""
_LAYERS: Final = """
    SELECT DISTINCT ON (shelf_id) id, shelf_id, list_price, discount_rate, unit_cost FROM supply_layer
     WHERE shelf_id = ANY (%s) AND on_hand > 0 AND on_hand > reserved ORDER BY shelf_id, received_at, id
"""
_ORDER: Final = """
    INSERT INTO orders_order (
        uid, number, request_key, member_id, channel, state, payment, recipient, phone, address, postcode, list_total,
        net_total, points_spent, points_value, total, paid_total, note, waybill, placed_by, placed_at)
    VALUES (%s, %s, %s, %s, %s, 'placed', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, '', '', 'staff:1', %s)
    RETURNING id
"""
_LINE: Final = """
    INSERT INTO orders_orderline (order_id, member_id, item_id, position, title, quantity, list_price, discount_rate,
                                  net_price, list_amount, net_amount, price_reason)
    VALUES (%s, %s, %s, %s, %s, 1, %s, %s, %s, %s, %s, 'list')
"""
_TAKE_LAYER: Final = "UPDATE supply_layer SET reserved = reserved + 1 WHERE id = %s"
_TAKE_SHELF: Final = "UPDATE supply_shelf SET reserved = reserved + 1 WHERE id = %s"
_MOVE: Final = """
    INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost, at)
    VALUES (%s, %s, 'RESERVE', 1, %s, %s, %s, %s, %s)
"""
_TAKE_LOT: Final = "UPDATE loyalty_pointslot SET remaining = remaining - %s WHERE id = %s"
_TAKE_POINTS: Final = "UPDATE loyalty_pointsaccount SET balance = balance - %s WHERE member_id = %s"
_ENTRY: Final = """
    INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at)
    VALUES (%s, %s, 'REDEEM', %s, %s, %s)
"""
_EVENT: Final = """
    INSERT INTO kernel_event (uid, name, payload, actor_kind, actor_id, via, at)
    VALUES (%s, 'bench.order_placed', %s, 'staff', '1', 'phone', %s)
"""

_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION bench_place(
    p_number text, p_uid uuid, p_event uuid, p_key uuid, p_member bigint, p_channel text, p_payment text,
    p_recipient text, p_phone text, p_address text, p_postcode text, p_points int, p_items bigint[], p_at timestamptz
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_order bigint; v_list numeric; v_net numeric; v_worth numeric := p_points * 0.01; v_rate numeric; v_lot bigint;
BEGIN
    SELECT l.rate INTO v_rate FROM members_member m JOIN members_tier t ON t.id = m.tier_id
      JOIN catalog_pricelist l ON l.code = t.price_list WHERE m.person_id = p_member FOR NO KEY UPDATE OF m;
    PERFORM FROM loyalty_pointsaccount WHERE member_id = p_member FOR NO KEY UPDATE;
    PERFORM FROM supply_shelf WHERE item_id = ANY (p_items) AND warehouse_id = 1 ORDER BY id FOR NO KEY UPDATE;
    SELECT sum(list_price), sum(round(list_price * v_rate, 2)) INTO v_list, v_net
      FROM catalog_item WHERE id = ANY (p_items);
    INSERT INTO orders_order (
        uid, number, request_key, member_id, channel, state, payment, recipient, phone, address, postcode, list_total,
        net_total, points_spent, points_value, total, paid_total, note, waybill, placed_by, placed_at)
    VALUES (p_uid, p_number, p_key, p_member, p_channel, 'placed', p_payment, p_recipient, p_phone, p_address,
            p_postcode, v_list, v_net, p_points, v_worth, v_net - v_worth, 0, '', '', 'staff:1', p_at)
    RETURNING id INTO v_order;
    INSERT INTO orders_orderline (order_id, member_id, item_id, position, title, quantity, list_price, discount_rate,
                                  net_price, list_amount, net_amount, price_reason)
    SELECT v_order, p_member, i.id, w.place, i.title, 1, i.list_price, v_rate, round(i.list_price * v_rate, 2),
           i.list_price, round(i.list_price * v_rate, 2), 'list'
      FROM unnest(p_items) WITH ORDINALITY AS w (item, place) JOIN catalog_item i ON i.id = w.item;
    WITH layer AS (
        SELECT DISTINCT ON (l.shelf_id) l.id FROM supply_layer l JOIN supply_shelf s ON s.id = l.shelf_id
         WHERE s.item_id = ANY (p_items) AND l.on_hand > 0 AND l.on_hand > l.reserved
         ORDER BY l.shelf_id, l.received_at, l.id
    ), taken AS (
        UPDATE supply_layer SET reserved = reserved + 1 WHERE id IN (SELECT id FROM layer)
        RETURNING id, shelf_id, list_price, discount_rate, unit_cost
    ), shelf AS (
        UPDATE supply_shelf s SET reserved = s.reserved + 1 FROM taken t WHERE s.id = t.shelf_id RETURNING s.id, item_id
    )
    INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost, at)
    SELECT t.id, s.item_id, 'RESERVE', 1, 'order:' || p_number, t.list_price, t.discount_rate, t.unit_cost, p_at
      FROM taken t JOIN shelf s ON s.id = t.shelf_id;
    SELECT id INTO v_lot FROM loyalty_pointslot
     WHERE account_id = p_member AND remaining >= p_points AND expires_on >= p_at::date ORDER BY expires_on, id LIMIT 1;
    UPDATE loyalty_pointslot SET remaining = remaining - p_points WHERE id = v_lot;
    UPDATE loyalty_pointsaccount SET balance = balance - p_points WHERE member_id = p_member;
    INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at)
    VALUES (p_member, v_lot, 'REDEEM', -p_points, 'order:' || p_number, p_at);
    INSERT INTO kernel_event (uid, name, payload, actor_kind, actor_id, via, at)
    VALUES (p_event, 'bench.order_placed', jsonb_build_object(
        'order_id', v_order, 'number', p_number, 'member_id', p_member, 'channel', p_channel,
        'total', (v_net - v_worth)::text), 'staff', '1', 'phone', p_at);
    RETURN v_order;
END $$
"""


@dataclass(slots=True)
class Numbers:
    """Order numbers of our own: the bench's orders must not meet the shop's."""

    prefix: str
    last: int = 0

    def __call__(self) -> str:
        self.last += 1
        return f"{self.prefix}{with_check(f'{self.last:08d}')}"


def prepare(url: str) -> None:
    """Put the function into the database, once and before anybody orders."""
    with psycopg.connect(url) as session:
        session.execute(_FUNCTION)


class BareOrders:
    """Orders written on one connection of its own, with statements that the server has planned beforehand."""

    def __init__(self, url: str, numbers: Numbers) -> None:
        self._session = psycopg.connect(url)
        self._numbers = numbers

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def take_back(self) -> None:
        """Forget what an order that could not be written to its end has left open."""
        self._session.rollback()

    def by_one_call(self, draft: OrderDraft, at: datetime) -> None:
        """Write an order by one call of a function."""
        to = draft.destination
        assert to is not None
        self._session.execute(
            "SELECT bench_place(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::bigint[], %s)",
            [
                self._numbers(), uuid7(), uuid7(), draft.request_key, draft.member_id, draft.channel, draft.payment,
                to.recipient, to.phone, to.address, to.postcode, draft.points,
                [wanted.item_id for wanted in draft.wanted], at,
            ],
        )  # fmt: skip
        self._session.commit()

    def by_statements(self, draft: OrderDraft, at: datetime) -> None:
        """Write an order by a statement for each row or look-up."""
        number, items = self._numbers(), [wanted.item_id for wanted in draft.wanted]
        source = f"order:{number}"
        (price_list,) = self._one(_MEMBER, [draft.member_id])
        books = self._all(_PRICES, [price_list, items])
        self._one(_ACCOUNT, [draft.member_id])
        (lot,) = self._one(_LOT, [draft.member_id, draft.points, at.date()])
        shelves = dict(self._all(_SHELVES, [items]))
        layers = self._all(_LAYERS, [list(shelves)])
        order = self._order(draft, number, books, at)
        for place, (item, title, list_price, rate, net) in enumerate(books, 1):
            line = [order, draft.member_id, item, place, title, list_price, rate, net, list_price, net]
            self._session.execute(_LINE, line)
        for layer, shelf, *cost in layers:
            self._session.execute(_TAKE_LAYER, [layer])
            self._session.execute(_TAKE_SHELF, [shelf])
            self._session.execute(_MOVE, [layer, shelves[shelf], source, *cost, at])
        self._session.execute(_TAKE_LOT, [draft.points, lot])
        self._session.execute(_TAKE_POINTS, [draft.points, draft.member_id])
        self._session.execute(_ENTRY, [draft.member_id, lot, -draft.points, source, at])
        payload = {"order_id": order, "number": number, "member_id": draft.member_id, "channel": draft.channel}
        self._session.execute(_EVENT, [uuid7(), json.dumps(payload), at])
        self._session.commit()

    def _order(self, draft: OrderDraft, number: str, books: list[Any], at: datetime) -> int:
        to = draft.destination
        assert to is not None
        list_total, net_total = sum(book[2] for book in books), sum(book[4] for book in books)
        worth = draft.points * type(net_total)(POINT_VALUE)
        (order,) = self._one(
            _ORDER,
            [
                uuid7(), number, draft.request_key, draft.member_id, draft.channel, draft.payment, to.recipient,
                to.phone, to.address, to.postcode, list_total, net_total, draft.points, worth, net_total - worth, at,
            ],
        )  # fmt: skip
        return int(order)

    def _one(self, statement: Any, values: list[Any]) -> Any:
        row = self._session.execute(statement, values).fetchone()
        if row is None:
            raise LookupError(statement)
        return row

    def _all(self, statement: Any, values: list[Any]) -> list[Any]:
        return self._session.execute(statement, values).fetchall()
