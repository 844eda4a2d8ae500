"""Stocktaking: a sheet is frozen, titles are counted while the shop goes on, and differences are approved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import step, use_case
from shuyou.supply.errors import (
    CountDisturbed,
    CountOpen,
    LossReserved,
    NotFree,
    NothingThere,
    NumberWrong,
    TitleUnknown,
    WrongState,
)
from shuyou.supply.events import CountChanged
from shuyou.supply.models import Count, CountLine, Layer, Movement, Supplier, Terms
from shuyou.supply.rules import gtin_of, said
from shuyou.supply.services._carry_titles import carry_on
from shuyou.supply.services._postings import LOCK, NewLayer, put_into_layers, put_layers, take_copies
from shuyou.supply.services._receive import QUEUE
from shuyou.supply.services._scan_keys import forget_scans, is_new_scan
from shuyou.supply.services._scope import require_place

State = Count.State
MOST_COPIES: Final = 99_999

_FREEZE: Final = """
    INSERT INTO supply_countline (count_id, item_id, position, expected, is_disturbed, counted_by)
    SELECT %(count)s, item_id, position, on_hand, false, '' FROM supply_shelf
     WHERE warehouse_id = %(place)s AND on_hand > 0 AND starts_with(position, %(positions)s) ORDER BY position, id
"""

# Under the shelf's lock the ledger says exactly how many copies there are in this moment; what moved after the moment
# at which they were seen (a reader's file comes later) is taken out of that. A title that moved between two scans
# of it is counted anew.
_COUNT: Final = """
    WITH seen AS (
        SELECT n.item_id, n.copies, coalesce(s.on_hand, 0) - coalesce((
                   SELECT sum(CASE WHEN m.kind IN ('RECEIVE', 'ARRIVE', 'GAIN', 'TAKEBACK', 'TAKEOVER') THEN m.quantity
                                   WHEN m.kind IN ('ISSUE', 'SEND', 'LOSS', 'RETURN', 'DAMAGE', 'HANDOVER')
                                   THEN -m.quantity
                                   ELSE 0 END)
                     FROM supply_layer l JOIN supply_movement m ON m.layer_id = l.id
                    WHERE l.shelf_id = s.id AND m.at > %(read_at)s), 0)::int AS on_hand,
               coalesce(s.position, '') AS position
          FROM unnest(%(items)s::bigint[], %(copies)s::int[]) AS n (item_id, copies)
          JOIN catalog_item i ON i.id = n.item_id
          LEFT JOIN supply_shelf s ON s.item_id = n.item_id AND s.warehouse_id = %(place)s
    )
    INSERT INTO supply_countline AS c (count_id, item_id, position, expected, counted, on_hand_then, is_disturbed,
                                       counted_at, counted_by)
    SELECT %(count)s, item_id, position, 0, copies, on_hand, false, %(read_at)s, %(by)s FROM seen ORDER BY item_id
    ON CONFLICT (count_id, item_id) DO UPDATE SET
        counted = EXCLUDED.counted + CASE WHEN %(adds)s THEN coalesce(c.counted, 0) ELSE 0 END,
        on_hand_then = EXCLUDED.on_hand_then,
        is_disturbed = %(adds)s AND c.counted IS NOT NULL
                       AND (c.is_disturbed OR c.on_hand_then <> EXCLUDED.on_hand_then),
        counted_at = EXCLUDED.counted_at, counted_by = EXCLUDED.counted_by
"""

# A tag counts once however often it is read; what is new since the last batch is added to its title.
_TAGS: Final = """
    WITH new AS (
        INSERT INTO supply_counttag (count_id, epc, item_id, read_at)
        SELECT %(count)s, epc, item_id, %(at)s FROM unnest(%(epcs)s::text[], %(items)s::bigint[]) AS t (epc, item_id)
        ON CONFLICT (count_id, epc) DO NOTHING RETURNING item_id
    )
    SELECT item_id, count(*)::int FROM new WHERE item_id IS NOT NULL GROUP BY item_id
"""


# What counting has missed in each layer and has not found again, the newest layers first.
_MISSED: Final = """
    SELECT s.item_id, l.id, sum(CASE m.kind WHEN 'LOSS' THEN m.quantity ELSE -m.quantity END)::int
      FROM supply_shelf s JOIN supply_layer l ON l.shelf_id = s.id JOIN supply_movement m ON m.layer_id = l.id
     WHERE s.warehouse_id = %s AND s.item_id = ANY (%s) AND (m.kind = 'LOSS' OR m.kind = 'GAIN' AND EXISTS (
           SELECT FROM supply_movement b WHERE b.layer_id = l.id AND b.id < m.id))
     GROUP BY s.item_id, l.id HAVING sum(CASE m.kind WHEN 'LOSS' THEN m.quantity ELSE -m.quantity END) > 0
     ORDER BY s.item_id, l.id DESC
"""


@dataclass(frozen=True, slots=True)
class TagsRead:
    """What became of a batch of radio tags: new copies, tags read before, tags of goods nobody knows."""

    counted: int
    known: int
    unknown: tuple[str, ...]


@use_case("supply.count")
def begin_count(*, place_id: int, positions: str = "", is_blind: bool = True, actor: Actor, at: datetime) -> str:
    """
    Freeze what should stand in a place, or in positions that begin with a text, and return the stocktake's number.

    :raises NotYourPlace: the actor belongs to other places.
    :raises CountOpen: the same shelves are being counted.
    """
    require_place(place_id, actor=actor)
    begin = said(positions, field="positions", limit=20).upper()
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [f"count:{place_id}"])
    for other in Count.objects.filter(warehouse_id=place_id, state__in=(State.OPEN, State.COUNTED)).order_by("pk"):
        if other.positions.startswith(begin) or begin.startswith(other.positions):
            raise CountOpen(number=other.number)
    count = Count.objects.create(
        number=next_number("CT", "count", width=6), warehouse_id=place_id, positions=begin, is_blind=is_blind,
        frozen_at=at,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FREEZE, {"count": count.pk, "place": place_id, "positions": begin})
        lines = cursor.rowcount
    _tell(count, "begun", lines, actor, at)
    return count.number


@use_case("supply.count")
def record_counts(
    *, number: str, counted: Mapping[int, int], adds: bool = False, read_at: datetime | None = None, key: str = "",
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """
    Note how many copies of items (by id) were counted: in all, or in addition to what was counted before.

    `read_at` is when they were seen, if that was earlier than now. `key` names a scan: the same one counts once.

    :raises WrongState: the stocktake is decided.
    :raises TitleUnknown: an item is not in the catalog.
    :raises NumberWrong: so many copies cannot be.
    """
    count = _held(number, State.OPEN)
    require_place(count.warehouse_id, actor=actor)
    if wrong := [copies for copies in counted.values() if not 0 <= copies <= MOST_COPIES]:
        raise NumberWrong(value=wrong[0], least=0, most=MOST_COPIES, field="copies")
    if not is_new_scan(key, paper=_source(count)):
        return
    leads = catalog.leading_items(item_ids=counted)
    led = dict[int, int]()
    for item_id, copies in counted.items():
        led[leads[item_id]] = led.get(leads[item_id], 0) + copies
    _note(count, led, adds=adds, read_at=read_at or at, actor=actor)
    _tell(count, "counted", len(counted), actor, at)


@use_case("supply.count")
def record_tags(*, number: str, reads: Iterable[str], read_at: datetime, actor: Actor, at: datetime) -> TagsRead:
    """
    Take a batch of radio tags as counts of the copies that carry them.

    :raises WrongState: the stocktake is decided.
    :raises TagWrong: one of them is no tag of goods.
    """
    count = _held(number, State.OPEN)
    require_place(count.warehouse_id, actor=actor)
    epcs = {epc.strip().upper() for epc in reads if epc.strip()}
    numbers = {epc: gtin_of(epc) for epc in sorted(epcs)}
    items = _items_of(set(numbers.values()))
    known = {epc: items[gtin] for epc, gtin in numbers.items() if gtin in items}
    with connection.cursor() as cursor:
        values: dict[str, int | datetime | list[str] | list[int]] = {
            "count": count.pk, "epcs": list(known), "items": list(known.values()), "at": read_at
        }  # fmt: skip
        cursor.execute(_TAGS, values)
        new = dict(cursor.fetchall())
    _note(count, new, adds=True, read_at=read_at, actor=actor)
    _tell(count, "tags", len(new), actor, at)
    copies = sum(new.values())
    return TagsRead(copies, len(known) - copies, tuple(epc for epc in numbers if epc not in known))


@use_case("supply.count")
def finish_count(*, number: str, leaves_out: bool, actor: Actor, at: datetime) -> None:
    """
    Say that everything was counted. What nobody counted is not there, or is left out of the stocktake.

    :raises WrongState: it is finished already.
    :raises NothingThere: nothing was counted.
    :raises CountDisturbed: titles moved while they were counted.
    """
    count = _held(number, State.OPEN)
    require_place(count.warehouse_id, actor=actor)
    lines = CountLine.objects.filter(count=count)
    if disturbed := lines.filter(is_disturbed=True).count():
        raise CountDisturbed(count=disturbed)
    missing = list(lines.filter(counted=None).values_list("item_id", flat=True))
    if not leaves_out:
        _note(count, dict.fromkeys(missing, 0), adds=False, read_at=at, actor=actor)
    elif not lines.exclude(counted=None).exists():
        raise NothingThere()
    count.state, count.counted_at = State.COUNTED, at
    count.save(update_fields=["state", "counted_at"])
    _tell(count, "finished", lines.count(), actor, at)


@use_case("supply.count")
def reopen_count(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Go on counting.

    :raises WrongState: it is not finished, or decided.
    """
    count = _held(number, State.COUNTED)
    require_place(count.warehouse_id, actor=actor)
    count.state, count.counted_at = State.OPEN, None
    count.save(update_fields=["state", "counted_at"])
    _tell(count, "reopened", 0, actor, at)


@use_case("supply.approve_counts")
def approve_count(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Book the differences: what is missing leaves the oldest free layers, what was found comes (see `find_copies`).

    :raises WrongState: it is not finished, or decided.
    :raises LossReserved: of a title more is missing than is free.
    """
    count = _held(number, State.COUNTED)
    source = _source(count)
    forget_scans(paper=source)
    by_item = _differences(count)
    missing = {item_id: -copies for item_id, copies in by_item.items() if copies < 0}
    found = {item_id: copies for item_id, copies in by_item.items() if copies > 0}
    with connection.cursor() as cursor:
        absorbed = catalog.absorbed_items(item_ids=found)
        cursor.execute(LOCK, [[*missing, *found, *absorbed], count.warehouse_id])
    try:
        take_copies(missing, warehouse_id=count.warehouse_id, kind=Movement.Kind.LOSS, source=source, at=at)
    except NotFree as short:
        raise LossReserved(**short.params) from short
    find_copies(found, warehouse_id=count.warehouse_id, source=source, at=at)
    count.state, count.approved_at = State.APPROVED, at
    count.save(update_fields=["state", "approved_at"])
    _tell(count, "approved", len(missing) + len(found), actor, at)


@use_case("supply.count")
def cancel_count(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Give up a stocktake; nothing is booked.

    :raises WrongState: it is decided.
    """
    count = _held(number, State.OPEN, State.COUNTED)
    require_place(count.warehouse_id, actor=actor)
    forget_scans(paper=_source(count))
    count.state = State.CANCELLED
    count.save(update_fields=["state"])
    _tell(count, "cancelled", 0, actor, at)


def _differences(count: Count) -> dict[int, int]:
    """Return by item how many copies more were counted than stood there; titles that were merged since count as one."""
    lines = list(CountLine.objects.filter(count=count, counted__isnull=False).order_by("item_id"))
    leads, by_item = catalog.leading_items(item_ids=[line.item_id for line in lines]), dict[int, int]()
    for line in lines:
        more = (line.counted or 0) - (line.on_hand_then or 0)
        by_item[leads[line.item_id]] = by_item.get(leads[line.item_id], 0) + more
    return by_item


def _note(count: Count, counted: Mapping[int, int], *, adds: bool, read_at: datetime, actor: Actor) -> None:
    if not counted:
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [list(counted), count.warehouse_id])
        cursor.execute(_COUNT, {
            "count": count.pk, "place": count.warehouse_id, "items": list(counted), "copies": list(counted.values()),
            "adds": adds, "read_at": read_at, "by": actor.id[:60],
        })  # fmt: skip
        if cursor.rowcount < len(counted):
            known = {row.item_id for row in catalog.item_rows(item_ids=list(counted))}
            raise TitleUnknown(value=next(item_id for item_id in counted if item_id not in known))


def _items_of(gtins: set[str]) -> dict[str, int]:
    """Return the item that goes by each number; of several the newest, whose copies are tagged now."""
    items = {}
    for gtin in sorted(gtins):
        if rows := catalog.items_by_code(code=gtin, limit=1):
            items[gtin] = rows[0].item_id
    return items


@step
def find_copies(found: Mapping[int, int], *, warehouse_id: int, source: str, at: datetime) -> None:
    """
    Book copies (by item id) that were found: into the layers that they were missed in, so that no supplier is paid for
    them twice; what was never missed comes as a layer like the last. The caller holds the shelves.

    What was missed of a title before it was merged is found in its layer, and follows it as the others did.
    """
    left, again = dict(found), dict[int, int]()
    absorbed = catalog.leading_items(item_ids=catalog.absorbed_items(item_ids=found))
    leads = {**absorbed, **{item_id: item_id for item_id in found}}
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, [warehouse_id, list(leads)])
        missed_in = sorted(cursor.fetchall(), key=lambda row: row[0] != leads[row[0]])
    for item_id, layer_id, missed in missed_in:
        if taken := min(left.get(leads[item_id], 0), missed):
            again[layer_id] = taken
            left[leads[item_id]] -= taken
    new = found_layers(warehouse_id, {item_id: copies for item_id, copies in left.items() if copies}, at)
    put_layers(new, warehouse_id=warehouse_id, source=source, at=at, kind=Movement.Kind.GAIN)
    put_into_layers(again, kind=Movement.Kind.GAIN, source=source, at=at)
    carry_on(sorted(again), source=source, at=at)


def found_layers(warehouse_id: int, found: Mapping[int, int], at: datetime) -> list[NewLayer]:
    """Return copies (by item id) that the books of a place did not know, on the terms of the last that came there."""
    last = (
        Layer.objects.filter(shelf__warehouse_id=warehouse_id, shelf__item_id__in=found)
        .order_by("shelf__item_id", "-pk")
        .distinct("shelf__item_id")
        .select_related("shelf")
    )
    by_item = {layer.shelf.item_id: layer for layer in last}
    new = [item_id for item_id in found if item_id not in by_item]
    prices = {row.item_id: row.list_price for row in catalog.item_rows(item_ids=new)}
    house = Supplier.objects.get(code="house").pk if new else 0
    return [
        _like(by_item[item_id], item_id, copies, at)
        if item_id in by_item
        else NewLayer(
            item_id=item_id, copies=copies, supplier_id=house, terms=Terms.FIRM, list_price=prices[item_id],
            discount_rate=Supplier._meta.get_field("discount_rate").get_default(), unit_cost=prices[item_id] * 0,
            received_at=at,
        )
        for item_id, copies in found.items()
    ]  # fmt: skip


def _like(layer: Layer, item_id: int, copies: int, at: datetime) -> NewLayer:
    return NewLayer(
        item_id=item_id, copies=copies, supplier_id=layer.supplier_id, terms=layer.terms, list_price=layer.list_price,
        discount_rate=layer.discount_rate, unit_cost=layer.unit_cost, return_by=layer.return_by, received_at=at,
    )  # fmt: skip


def _held(number: str, *states: State) -> Count:
    count = Count.objects.select_for_update(no_key=True).filter(number=number).first()
    if count is None:
        raise NotFound(what=_("stocktake"), key=number)
    if count.state not in states:
        raise WrongState(number=number, state=count.get_state_display())
    return count


def _source(count: Count) -> str:
    return f"count:{count.number}"


def _tell(count: Count, what: str, lines: int, actor: Actor, at: datetime) -> None:
    told = CountChanged(count_id=count.pk, warehouse_id=count.warehouse_id, what=what, lines=lines)
    publish(told, actor=actor, at=at)
