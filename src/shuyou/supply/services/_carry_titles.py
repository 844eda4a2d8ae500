"""The stock and the open papers of a title follow it into the one it is merged with, and go back when they part."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Q

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.carrying import Owned
from shuyou.kernel.events import publish_many
from shuyou.kernel.usecase import step
from shuyou.supply.events import TitleCarried, TitleParted, WantArrived
from shuyou.supply.models import Layer, TitleCarry, Want, Warehouse
from shuyou.supply.queries import stock
from shuyou.supply.services._hold_wants import WAITING, hold_for_readers

type Values = dict[str, int | str | bool | datetime | list[int] | None]


def _of(paper: str, column: str, condition: str) -> str:
    """Return the SQL condition that a line's paper is not one that the line stays on."""
    return f"NOT EXISTS (SELECT FROM {paper} p WHERE p.id = t.{column} AND {condition})"


PAPERS: Final = (
    Owned(
        table="supply_purchaseline", owner="item_id", once=("order_id",),
        unless=_of("supply_purchaseorder", "order_id", "p.state NOT IN ('closed', 'cancelled')"),
    ),
    Owned(
        table="supply_receiptline", owner="item_id", once=("receipt_id",),
        unless=_of("supply_receipt", "receipt_id", "p.state = 'open'"),
    ),
    Owned(
        table="supply_transferline", owner="item_id", once=("transfer_id",),
        unless=_of("supply_transfer", "transfer_id", "p.state IN ('draft', 'sent')"),
    ),
    Owned(
        table="supply_countline", owner="item_id", once=("count_id",),
        unless=_of("supply_count", "count_id", "p.state IN ('open', 'counted')"),
    ),
    Owned(
        table="supply_counttag", owner="item_id",
        unless=_of("supply_count", "count_id", "p.state IN ('open', 'counted')"),
    ),
    Owned(
        table="supply_dispatchline", owner="item_id", once=("dispatch_id",),
        unless=_of("supply_dispatch", "dispatch_id", "p.receipt_id IS NULL"),
    ),
    Owned(table="supply_want", owner="item_id", unless="t.state IN ('done', 'closed')"),
    Owned(table="supply_reorder", owner="item_id", once=("warehouse_id",)),
    Owned(table="supply_occasionitem", owner="item_id", once=("occasion_id",)),
    Owned(table="supply_article", owner="item_id", key="item_id"),
)  # fmt: skip
"""What is still to happen with a title; what is over keeps the title that it was about."""

# Where both titles stand on one paper: a transfer that has not left takes the copies of both as copies of one; of what
# was set by hand nothing is lost; a count of one without the other would book what is missing twice.
_JOIN: Final = (
    """
    UPDATE supply_transferline k SET wanted = k.wanted + t.wanted
      FROM supply_transferline t JOIN supply_transfer p ON p.id = t.transfer_id AND p.state = 'draft'
     WHERE t.item_id = %(gone)s AND k.item_id = %(kept)s AND k.transfer_id = t.transfer_id
    """,
    """
    DELETE FROM supply_transferline t USING supply_transfer p, supply_transferline k
     WHERE p.id = t.transfer_id AND p.state = 'draft' AND t.item_id = %(gone)s AND k.item_id = %(kept)s
       AND k.transfer_id = t.transfer_id
    """,
    """
    UPDATE supply_reorder k SET least = coalesce(k.least, t.least) FROM supply_reorder t
     WHERE t.item_id = %(gone)s AND k.item_id = %(kept)s AND k.warehouse_id = t.warehouse_id AND t.least IS NOT NULL
    """,
    """
    UPDATE supply_countline t SET counted = NULL, on_hand_then = NULL, is_disturbed = false
      FROM supply_countline k JOIN supply_count p ON p.id = k.count_id AND p.state = 'open'
     WHERE t.item_id = %(gone)s AND k.item_id = %(kept)s AND k.count_id = t.count_id AND k.counted IS NULL
    """,
)

_LOCK: Final = "SELECT id FROM supply_shelf WHERE item_id = ANY (%s) ORDER BY id FOR NO KEY UPDATE"

_SHELVES: Final = """
    INSERT INTO supply_shelf AS k (warehouse_id, item_id, on_hand, reserved, position, average_cost)
    SELECT DISTINCT ON (s.warehouse_id) s.warehouse_id, %(target)s, 0, 0, s.position, 0
      FROM supply_shelf s JOIN supply_layer l ON l.shelf_id = s.id
     WHERE l.id = ANY (%(layers)s) ORDER BY s.warehouse_id, s.id
    ON CONFLICT (item_id, warehouse_id) DO UPDATE
       SET position = CASE WHEN k.position = '' THEN EXCLUDED.position ELSE k.position END
"""

# Copies leave their layers and come as layers with the same terms; whoever holds some holds them there. On the way back
# those stay that somebody had set aside only since: they were promised as copies of the other title.
_MOVE: Final = """
    WITH held AS (
        SELECT m.layer_id, m.item_id, m.source, m.quantity, m.list_price, m.discount_rate, m.unit_cost,
               NOT %(is_back)s OR EXISTS (
                   SELECT FROM supply_movement b
                    WHERE b.source = m.source AND b.kind = 'RESERVE' AND b.layer_id = l.carried_from_id) AS goes
          FROM supply_movement m JOIN supply_layer l ON l.id = m.layer_id
         WHERE m.layer_id = ANY (%(layers)s) AND m.kind = 'RESERVE' AND NOT EXISTS (
            SELECT FROM supply_movement x
             WHERE x.source = m.source AND x.layer_id = m.layer_id AND x.kind IN ('RELEASE', 'ISSUE'))
    ),
    going AS MATERIALIZED (
        SELECT l.*, s.item_id, t.id AS target_id, nextval(pg_get_serial_sequence('supply_layer', 'id')) AS new_id,
               l.on_hand - coalesce(h.stays, 0) AS copies, coalesce(h.goes, 0) AS held
          FROM supply_layer l JOIN supply_shelf s ON s.id = l.shelf_id AND s.item_id <> %(target)s
          JOIN supply_shelf t ON t.warehouse_id = s.warehouse_id AND t.item_id = %(target)s
          LEFT JOIN (SELECT layer_id, (sum(quantity) FILTER (WHERE goes))::int AS goes,
                            (sum(quantity) FILTER (WHERE NOT goes))::int AS stays FROM held GROUP BY 1) h
            ON h.layer_id = l.id
         WHERE l.id = ANY (%(layers)s) AND l.on_hand > coalesce(h.stays, 0)
    ),
    layers AS (
        INSERT INTO supply_layer (id, shelf_id, supplier_id, terms, list_price, discount_rate, unit_cost, return_by,
                                  received_at, on_hand, reserved, carried_from_id, carry_id)
        SELECT new_id, target_id, supplier_id, terms, list_price, discount_rate, unit_cost, return_by, received_at,
               copies, held, id, %(carry)s FROM going ORDER BY new_id
    ),
    emptied AS (
        UPDATE supply_layer l SET on_hand = l.on_hand - g.copies, reserved = l.reserved - g.held
          FROM going g WHERE g.id = l.id
    ),
    left_behind AS (
        UPDATE supply_shelf s SET on_hand = s.on_hand - g.copies, reserved = s.reserved - g.held
          FROM (SELECT shelf_id, sum(copies)::int AS copies, sum(held)::int AS held FROM going GROUP BY 1) g
         WHERE g.shelf_id = s.id
    ),
    filled AS (
        UPDATE supply_shelf s SET on_hand = s.on_hand + g.copies, reserved = s.reserved + g.held,
               average_cost = round((s.on_hand * s.average_cost + g.cost) / (s.on_hand + g.copies), 4)
          FROM (SELECT target_id, sum(copies)::int AS copies, sum(held)::int AS held, sum(copies * unit_cost) AS cost
                  FROM going GROUP BY 1) g
         WHERE g.target_id = s.id
    ),
    movements AS (
        INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost,
                                     at)
        SELECT layer_id, item_id, kind, copies, source, list_price, discount_rate, unit_cost, %(at)s FROM (
            SELECT 1 AS turn, h.layer_id, h.item_id, 'RELEASE' AS kind, h.quantity AS copies, h.source, h.list_price,
                   h.discount_rate, h.unit_cost FROM held h JOIN going g ON g.id = h.layer_id WHERE h.goes
            UNION ALL
            SELECT 2, id, item_id, 'HANDOVER', copies, %(source)s, list_price, discount_rate, unit_cost FROM going
            UNION ALL
            SELECT 3, new_id, %(target)s, 'TAKEOVER', copies, %(source)s, list_price, discount_rate, unit_cost
              FROM going
            UNION ALL
            SELECT 4, g.new_id, %(target)s, 'RESERVE', h.quantity, h.source, h.list_price, h.discount_rate, h.unit_cost
              FROM held h JOIN going g ON g.id = h.layer_id WHERE h.goes
        ) m ORDER BY layer_id, turn
    )
    SELECT id, new_id, copies FROM going ORDER BY new_id
"""

# Copies that are to go back to a supplier go from the layer in which they stand now.
_RETURNS: Final = """
    UPDATE supply_returnline t SET layer_id = n.new_id
      FROM unnest(%(old)s::bigint[], %(new)s::bigint[]) AS n (old_id, new_id), supply_supplierreturn p
     WHERE t.layer_id = n.old_id AND p.id = t.supplier_return_id AND p.state IN ('draft', 'agreed')
"""

_HEIRS: Final = """
    WITH RECURSIVE heir AS (
        SELECT id FROM supply_layer WHERE carry_id = %s
        UNION SELECT l.id FROM supply_layer l JOIN heir h ON h.id = l.carried_from_id
    )
    SELECT l.id, s.item_id FROM heir JOIN supply_layer l USING (id) JOIN supply_shelf s ON s.id = l.shelf_id
     WHERE l.on_hand > 0 ORDER BY l.id
"""


@step
def carry_title(*, merge_id: int, kept_id: int, gone_id: int, actor: Actor, at: datetime) -> None:
    """
    Have the stock and the open papers of a title that was merged follow it: layers with their terms and deadlines.

    What is set aside stays set aside for the same, so that it can be issued, released and brought back as before.
    Copies that readers waited for under the other name are held for them. A repeat changes nothing.
    """
    if TitleCarry.objects.filter(merge_id=merge_id).exists():
        return
    carry = TitleCarry.objects.create(merge_id=merge_id, kept_id=kept_id, gone_id=gone_id, carried_at=at)
    _lock([kept_id, gone_id])
    layers = list(
        Layer.objects.filter(shelf__item_id=gone_id, on_hand__gt=0)
        .order_by("received_at", "pk")
        .values_list("pk", flat=True)
    )
    carry.copies = sum(_move(layers, target_id=kept_id, source=f"merge:{merge_id}", carry=carry, at=at).values())
    both: Values = {"kept": kept_id, "gone": gone_id}
    with connection.cursor() as cursor:
        for statement in _JOIN:
            cursor.execute(statement, both)
    carry.moved = {owned.table: _carry_rows(owned, both) for owned in PAPERS}
    carry.save(update_fields=["copies", "moved"])
    told = TitleCarried(carry_id=carry.pk, kept_id=kept_id, gone_id=gone_id, copies=carry.copies)
    arrived = _hold(kept_id, carry.moved["supply_want"], at)
    publish_many([told, *arrived], actor=actor, at=at)


@step
def part_title(*, merge_id: int, actor: Actor, at: datetime) -> None:
    """
    Give a title that was merged back what was carried and is still there; what is not there is counted.

    Copies that were sold, moved or set aside for others since stay where they are.
    """
    carries = TitleCarry.objects.select_for_update(no_key=True)
    carry = carries.filter(merge_id=merge_id, parted_at=None).first()
    if carry is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_HEIRS, [carry.pk])
        _lock([carry.gone_id, *{item_id for _layer, item_id in cursor.fetchall()}])
        cursor.execute(_HEIRS, [carry.pk])
        layers = [layer_id for layer_id, _item in cursor.fetchall()]
    back = _move(layers, target_id=carry.gone_id, source=f"part:{merge_id}", carry=None, at=at)
    carry.came_back, carry.parted_at, carry.stayed_lines = sum(back.values()), at, _bring_rows_back(carry)
    carry.save(update_fields=["came_back", "parted_at", "stayed_lines"])
    told = TitleParted(
        carry_id=carry.pk, kept_id=carry.kept_id, gone_id=carry.gone_id, came_back=carry.came_back,
        stayed=max(carry.copies - carry.came_back, 0), stayed_lines=carry.stayed_lines,
    )  # fmt: skip
    publish_many([told], actor=actor, at=at)


@step
def carry_on(layer_ids: Sequence[int], *, source: str, at: datetime) -> None:
    """Have copies that came back into layers of a title that was merged follow it."""
    left = list(layer_ids)
    while left:
        by_item: dict[int, list[int]] = {}
        for layer_id, item_id in Layer.objects.filter(pk__in=left).order_by("pk").values_list("pk", "shelf__item_id"):
            by_item.setdefault(item_id, []).append(layer_id)
        carries = {one.gone_id: one for one in TitleCarry.objects.filter(gone__in=by_item, parted_at=None)}
        left = []
        for item_id, carry in sorted(carries.items()):
            _lock([item_id, carry.kept_id])
            moved = _move(by_item[item_id], target_id=carry.kept_id, source=source, carry=carry, at=at)
            TitleCarry.objects.filter(pk=carry.pk).update(copies=carry.copies + sum(moved.values()))
            left += moved


def kin_of(item_ids: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """Return with each title those that it was ever one with: copies sold as one of them come back as any."""
    asked = frozenset(item_ids)
    kin = {item_id: {item_id, lead} for item_id, lead in catalog.leading_items(item_ids=asked).items()}
    pairs = TitleCarry.objects.filter(Q(gone__in=asked) | Q(kept__in=asked)).order_by("pk")
    for gone_id, kept_id in pairs.values_list("gone_id", "kept_id"):
        for one, other in ((gone_id, kept_id), (kept_id, gone_id)):
            if one in asked:
                kin[one].add(other)
    return {item_id: frozenset(others) for item_id, others in kin.items()}


def _lock(item_ids: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [sorted(item_ids)])


def _move(
    layer_ids: Sequence[int], *, target_id: int, source: str, carry: TitleCarry | None, at: datetime
) -> dict[int, int]:
    """Move what stands in layers to the shelves of another title, and return how many copies stand in which now."""
    values: Values = {
        "layers": list(layer_ids), "target": target_id, "source": source, "carry": carry.pk if carry else None,
        "is_back": carry is None, "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SHELVES, values)
        cursor.execute(_MOVE, values)
        moved = cursor.fetchall()
        returns: Values = {"old": [row[0] for row in moved], "new": [row[1] for row in moved]}
        cursor.execute(_RETURNS, returns)
    return {new_id: copies for _old, new_id, copies in moved}


def _carry_rows(owned: Owned, values: Values) -> list[int]:
    """Give rows to the other title, but for those whose paper has it already; return their keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {owned.table} t SET {owned.owner} = %(kept)s"  # noqa: S608 - names are ours
            f" WHERE t.{owned.owner} = %(gone)s AND {owned.moving()} RETURNING t.{owned.key}",
            values,
        )
        return [row[0] for row in cursor.fetchall()]


def _bring_rows_back(carry: TitleCarry) -> int:
    """Give back the rows that were carried, whatever became of them since; return how many are not there."""
    missing = 0
    for owned in PAPERS:
        if keys := carry.moved.get(owned.table, []):
            named = replace(owned, unless=f"t.{owned.key} <> ALL (%(keys)s)")
            missing += len(keys) - len(_carry_rows(named, {"kept": carry.gone_id, "gone": carry.kept_id, "keys": keys}))
    return missing


def _hold(item_id: int, want_ids: Sequence[int], at: datetime) -> list[WantArrived]:
    """Hold copies that are free for readers whose wishes were carried here, and return who is to be told."""
    waiting = Want.objects.filter(pk__in=want_ids, state__in=WAITING).order_by("warehouse_id")
    places = Warehouse.objects.filter(pk__in=waiting.values("warehouse_id")).order_by("pk")
    arrived = []
    for place in places:
        row = stock(item_ids=[item_id], warehouse=place.code).get(item_id)
        if row and row.free > 0:
            arrived += hold_for_readers({item_id: row.free}, warehouse_id=place.pk, at=at)
    return arrived
