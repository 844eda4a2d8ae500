"""What waits for the warehouse: orders for copies, waves to walk, parcels to pack and to follow; how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.orders.models import Order, OrderHold, OrderWish, Shipment, Switch, Wave
from shuyou.orders.queries._sight import orders_of_store, require_sight
from shuyou.supply import queries as supply

YEAR: Final = timedelta(days=365)

# Orders with copies to come of which some are free by now. Who asked first is first; or who bought most in a year.
_WAITING: Final = """
    SELECT o.number FROM orders_order o
     WHERE o.state IN ('placed', 'paid') AND o.id IN (
        SELECT l.order_id FROM orders_orderline l JOIN catalog_item i ON i.id = l.item_id
          JOIN supply_shelf s ON s.item_id = coalesce(i.merged_into_id, i.id)
          JOIN supply_warehouse w ON w.id = s.warehouse_id AND w.code = %(warehouse)s
         WHERE l.waiting > 0 AND s.on_hand > s.reserved)
     ORDER BY CASE WHEN %(value_first)s THEN (
        SELECT sum(x.total) FROM orders_order x WHERE x.member_id = o.member_id AND x.state <> 'cancelled'
           AND x.placed_at > %(since)s) END DESC NULLS LAST, o.placed_at, o.id
     LIMIT %(limit)s
"""


@query("orders.fulfil")
def waiting_orders(*, at: datetime, limit: int, actor: Actor) -> list[str]:
    """Return orders for which copies have come that they wait for, in the order in which they are served."""
    is_on = Switch.objects.filter(code=Switch.Code.VALUE_FIRST, is_on=True).exists()
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"warehouse": supply.MAIN, "value_first": is_on, "since": at - YEAR, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class PickRow:
    """Copies to take from one place of the shelves, and the slots of the cart they go into."""

    position: str
    item_id: int
    title: str
    isbn: str
    copies: int
    slots: tuple[tuple[int, int], ...]
    """Slot and copies; slots stand for the wave's orders, in order of their numbers."""


@dataclass(frozen=True, slots=True)
class PickList:
    """What is to be taken off the shelves for a wave, along the way past them."""

    number: str
    created_at: datetime
    picked_at: datetime | None
    orders: tuple[tuple[int, str], ...]
    rows: tuple[PickRow, ...]

    @property
    def copies(self) -> int:
        """Return how many copies are to be taken in all."""
        return sum(row.copies for row in self.rows)


@query("orders.fulfil")
def pick_list(*, number: str, actor: Actor) -> PickList:
    """
    Return the pick list of a wave in five queries.

    :raises NotFound: there is no such wave.
    """
    wave = Wave.objects.filter(number=number).first()
    if wave is None:
        raise NotFound(what=_("wave"), key=number)
    orders = list(wave.orders.order_by("number").values_list("pk", "number"))
    slots = {pk: slot for slot, (pk, _number) in enumerate(orders, 1)}
    wanted: dict[int, dict[int, int]] = {}
    titles: dict[int, str] = {}
    for item_id, order_id, title, copies in _to_pick(list(slots)):
        titles[item_id] = title
        wanted.setdefault(item_id, {})[slots[order_id]] = copies
    places = supply.stock(item_ids=wanted)
    isbns = {row.item_id: row.isbn for row in catalog.item_rows(item_ids=list(wanted))}
    rows = [
        PickRow(
            places[item_id].position if item_id in places else "", item_id, titles[item_id], isbns.get(item_id, ""),
            sum(slotted.values()), tuple(sorted(slotted.items())),
        )
        for item_id, slotted in wanted.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.position == "", row.position, row.title))
    numbered = tuple((slots[pk], order) for pk, order in orders)
    return PickList(wave.number, wave.created_at, wave.picked_at, numbered, tuple(rows))


def _to_pick(order_ids: Sequence[int]) -> Sequence[tuple[int, int, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.item_id, l.order_id, min(l.title), (sum(l.quantity) - coalesce(sum(sent.copies), 0))::int"
            " FROM orders_orderline l LEFT JOIN LATERAL (SELECT sum(s.quantity) AS copies FROM orders_shipmentline s"
            "  WHERE s.line_id = l.id) sent ON true"
            " WHERE l.order_id = ANY (%s) GROUP BY l.item_id, l.order_id"
            " HAVING sum(l.quantity) > coalesce(sum(sent.copies), 0) ORDER BY l.item_id, l.order_id",
            [list(order_ids)],
        )
        return [(item_id, order_id, title, copies) for item_id, order_id, title, copies in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A wave in the list."""

    number: str
    orders: int
    created_at: datetime
    picked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveFilter:
    """Which waves a list shows."""

    is_open: bool = False


@query("orders.fulfil")
def list_waves(*, wanted: WaveFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[WaveRow]:
    """Return waves, the latest first, in two queries."""
    rows = Wave.objects.prefetch_related("orders")
    if wanted.is_open:
        rows = rows.filter(picked_at=None)
    found, next_after = behind(rows, place, limit=limit)
    made = [WaveRow(one.number, len(one.orders.all()), one.created_at, one.picked_at) for one in found]
    return Page(tuple(made), next_after)


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A parcel in a list, or on the page of its order."""

    shipment_id: int
    order_number: str
    sequence: int
    state: str
    carrier: str
    waybill: str
    copies: int
    scanned: int
    begun_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    manifest: str

    @property
    def state_label(self) -> str:
        """Return the state in the reader's language."""
        return str(Shipment.State(self.state).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelFilter:
    """Which parcels a list shows; empty fields do not filter."""

    state: str = ""
    manifest: str = ""


@query("orders.view")
def list_parcels(*, wanted: ParcelFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ParcelRow]:
    """Return parcels, the latest first, in two queries."""
    rows = Shipment.objects.select_related("order", "manifest").prefetch_related("lines")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.manifest:
        rows = rows.filter(manifest__number=wanted.manifest)
    if actor.store:
        rows = rows.filter(order__in=orders_of_store(actor))
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_parcel(one) for one in found), next_after)


@query("orders.view")
def parcels_of(*, number: str, actor: Actor) -> list[ParcelRow]:
    """Return the parcels of an order, in two queries."""
    require_sight(number=number, actor=actor)
    rows = Shipment.objects.filter(order__number=number).select_related("order", "manifest").prefetch_related("lines")
    return [_parcel(one) for one in rows.order_by("sequence")]


def _parcel(one: Shipment) -> ParcelRow:
    lines = list(one.lines.all())
    return ParcelRow(
        one.pk, one.order.number, one.sequence, one.state, one.carrier, one.waybill,
        sum(line.quantity for line in lines), sum(line.scanned for line in lines), one.begun_at, one.shipped_at,
        one.delivered_at, one.manifest.number if one.manifest else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrderAside:
    """What few orders have: a reason why they are stopped, a place to be fetched at, words that go with a gift."""

    held: str = ""
    pickup_place: str = ""
    ready_at: datetime | None = None
    is_gift: bool = False
    gift_message: str = ""

    @property
    def held_label(self) -> str:
        """Return the reason in the reader's language."""
        return str(OrderHold.Reason(self.held).label) if self.held else ""


@query("orders.view")
def order_aside(*, order_id: int, actor: Actor) -> OrderAside:
    """Return what few orders have besides, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(h.reason, ''), coalesce(w.pickup_place, ''), w.ready_at, coalesce(w.is_gift, false),"
            " coalesce(w.gift_message, '') FROM (VALUES (%s::bigint)) AS o (id)"
            " LEFT JOIN orders_orderhold h ON h.order_id = o.id AND h.lifted_at IS NULL"
            " LEFT JOIN orders_orderwish w ON w.order_id = o.id",
            [order_id],
        )
        return OrderAside(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class PackLine:
    """A title of a parcel: how many copies belong in, and how many are in."""

    title: str
    isbn: str
    quantity: int
    scanned: int


@dataclass(frozen=True, slots=True)
class PackPage:
    """A parcel on the packing table, with where it goes."""

    number: str
    sequence: int
    state: str
    recipient: str
    phone: str
    address: str
    postcode: str
    note: str
    collect: Decimal
    is_gift: bool
    gift_message: str
    pickup_place: str
    carrier: str
    waybill: str
    member_id: int | None
    lines: tuple[PackLine, ...]

    @property
    def missing(self) -> int:
        """Return how many copies are not in yet."""
        return sum(line.quantity - line.scanned for line in self.lines)

    @property
    def copies(self) -> int:
        """Return how many copies belong in."""
        return sum(line.quantity for line in self.lines)


@query("orders.fulfil")
def pack_page(*, number: str, sequence: int, actor: Actor) -> PackPage:
    """
    Return a parcel for packing, in four queries.

    :raises NotFound: there is no such parcel.
    """
    parcel = Shipment.objects.filter(order__number=number, sequence=sequence).select_related("order").first()
    if parcel is None:
        raise NotFound(what=_("parcel"), key=f"{number}-{sequence}")
    order = parcel.order
    wish = OrderWish.objects.filter(order=order).first() or OrderWish()
    lines = list(parcel.lines.select_related("line").order_by("line__position"))
    isbns = {row.item_id: row.isbn for row in catalog.item_rows(item_ids=[one.line.item_id for one in lines])}
    collect = order.total - order.paid_total if order.payment == Order.Payment.COD else Decimal(0)
    return PackPage(
        number, sequence, parcel.state, order.recipient, order.phone, order.address, order.postcode, order.note,
        collect, wish.is_gift, wish.gift_message, wish.pickup_place, parcel.carrier, parcel.waybill, order.member_id,
        tuple(PackLine(one.line.title, isbns.get(one.line.item_id, ""), one.quantity, one.scanned) for one in lines),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CycleRow:
    """How long one step of orders takes: half of them at most so many hours, nine of ten at most so many."""

    label: str | Promise
    orders: int
    half: float
    most: float


STRETCHES: Final = (
    ("placed_at", "paid_at", _("From placing to money")),
    ("placed_at", "picked_at", _("From placing to picking")),
    ("picked_at", "packed_at", _("From picking to packing")),
    ("picked_at", "shipped_at", _("From picking to the carrier")),
    ("shipped_at", "delivered_at", _("From the carrier to the reader")),
    ("placed_at", "delivered_at", _("From placing to the reader")),
)


@query("orders.view")
def cycle_times(*, since: datetime, until: datetime, actor: Actor) -> list[CycleRow]:
    """Return how long each step took for orders placed in a time, in one query (index orders_newest)."""
    figures = ", ".join(
        f"count(*) FILTER (WHERE {end} >= {start}),"
        f" percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM {end} - {start}) / 3600)"
        f" FILTER (WHERE {end} >= {start})"
        for start, end, _label in STRETCHES
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {figures} FROM orders_order"  # noqa: S608 - the columns above
            " WHERE placed_at >= %s AND placed_at < %s AND state <> 'cancelled'",
            [since, until],
        )
        found = cursor.fetchone()
    return [
        CycleRow(label, found[2 * place], *(found[2 * place + 1] or (0.0, 0.0)))
        for place, (_start, _end, label) in enumerate(STRETCHES)
    ]
