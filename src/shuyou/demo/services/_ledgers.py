"""The points and the stock that a history of orders leaves behind, into their ledgers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import batched

from django.db import connection

from shuyou.demo.rules.books import Book
from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.points import PointsBook
from shuyou.demo.rules.stock import ItemStock, Wish
from shuyou.demo.rules.suppliers import SUPPLIERS, Supplier, supplier_of, trade_in
from shuyou.demo.services._known import Title
from shuyou.kernel.bulk import copy_rows, next_ids
from shuyou.kernel.money import net_price
from shuyou.supply.queries import MAIN

BATCH = 500
LOT = ("id", "account_id", "rule_id", "source", "earned", "remaining", "earned_at", "expires_on")
ENTRY = ("account_id", "lot_id", "kind", "points", "source", "posted_at")
SHELF = ("id", "warehouse_id", "item_id", "on_hand", "reserved", "position")
LAYER = (
    "id", "shelf_id", "supplier_id", "terms", "list_price", "discount_rate", "unit_cost", "return_by", "received_at",
    "on_hand", "reserved",
)  # fmt: skip
MOVEMENT = ("layer_id", "item_id", "kind", "quantity", "source", "list_price", "discount_rate", "unit_cost", "at")

type Row = tuple[object, ...]


def write_points(book: PointsBook, *, rule_id: int) -> None:
    """Write accounts, lots and entries."""
    balances = book.close()
    ids = next_ids("loyalty_pointslot", len(book.lots))
    copy_rows("loyalty_pointsaccount", ("member_id", "balance"), balances.items())
    copy_rows("loyalty_pointslot", LOT, (
        (
            ids[lot.number - 1], lot.member, rule_id, lot.source, lot.earned, lot.remaining, lot.earned_at.isoformat(),
            lot.expires_on.isoformat(),
        )
        for lot in book.lots
    ))  # fmt: skip
    copy_rows("loyalty_pointsentry", ENTRY, (
        (entry.member, ids[entry.lot - 1], entry.kind, entry.points, entry.source, entry.posted_at.isoformat())
        for entry in book.entries
    ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Goods:
    """A title that the club keeps, as it was imagined and as the catalog has it, with all that readers wished."""

    book: Book
    title: Title
    wishes: Sequence[Wish]


@dataclass(slots=True)
class _Rows:
    shelves: list[Row] = field(default_factory=list)
    layers: list[Row] = field(default_factory=list)
    moves: list[Row] = field(default_factory=list)


def add_suppliers() -> dict[str, int]:
    """Make the suppliers known and return their ids."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO supply_supplier (code, name) VALUES (%s, %s) ON CONFLICT (code) DO NOTHING",
            [(supplier.code, supplier.name) for supplier in SUPPLIERS],
        )
        cursor.execute("SELECT code, id FROM supply_supplier")
        return dict(cursor.fetchall())


class StockWriter:
    """Lives through the stock of one title after the other and writes what is left of it."""

    def __init__(self, *, since: datetime, until: datetime, chance: Chance) -> None:
        self.since, self.until, self.chance = since, until, chance
        self.suppliers = add_suppliers()
        self.warehouse = _warehouse()

    def write(self, goods: Iterable[Goods]) -> None:
        """Write shelves, layers and movements of titles."""
        for batch in batched(goods, BATCH, strict=False):
            rows = _Rows()
            for shelf_id, one in zip(next_ids("supply_shelf", len(batch)), batch, strict=True):
                self._add(shelf_id, one, rows)
            copy_rows("supply_shelf", SHELF, rows.shelves)
            copy_rows("supply_layer", LAYER, rows.layers)
            copy_rows("supply_movement", MOVEMENT, rows.moves)

    def _add(self, shelf_id: int, goods: Goods, rows: _Rows) -> None:
        trade = trade_in(goods.book, self.chance, since=self.since)
        stock = ItemStock(trade, self.chance, self.until)
        stock.live_through(goods.wishes)
        supplier, item_id = supplier_of(goods.book), goods.title.item_id
        price = _price(goods.title, supplier)
        ids = next_ids("supply_layer", len(stock.layers))
        on_hand = sum(layer.on_hand for layer in stock.layers)
        reserved = sum(layer.reserved for layer in stock.layers)
        position = f"{chr(65 + shelf_id % 12)}{shelf_id // 12 % 40 + 1:02d}-{shelf_id % 6 + 1}"
        rows.shelves.append((shelf_id, self.warehouse, item_id, on_hand, reserved, position))
        for layer_id, layer in zip(ids, stock.layers, strict=True):
            rows.layers.append((
                layer_id, shelf_id, self.suppliers[supplier.code], trade.terms, *price, layer.return_by,
                layer.received_at.isoformat(), layer.on_hand, layer.reserved,
            ))  # fmt: skip
        rows.moves.extend(
            (ids[move.layer], item_id, move.kind, move.quantity, move.source, *price, move.at.isoformat())
            for move in stock.moves
        )


def goods_of(books: Iterable[Book], titles: Mapping[str, Title], wishes: Mapping[int, Sequence[Wish]]) -> list[Goods]:
    """Return what the club keeps: every title once, by its first printing."""
    kept: dict[int, Goods] = {}
    for book in books:
        title = titles[book.isbn]
        if title.item_id not in kept:
            kept[title.item_id] = Goods(book, title, wishes.get(title.item_id, ()))
    return list(kept.values())


def _price(title: Title, supplier: Supplier) -> tuple[str, str, str]:
    """Return list price, discount rate and net cost of what a supplier sends."""
    list_price = Decimal(title.list_cents).scaleb(-2)
    return str(list_price), str(supplier.rate), str(net_price(list_price, supplier.rate))


def _warehouse() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM supply_warehouse WHERE code = %s", [MAIN])
        return int(cursor.fetchone()[0])
