"""The points and the stock that a history of orders leaves behind, into their ledgers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain, count

from django.db import connection

from shuyou.demo.rules.books import Book
from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.points import PointsBook
from shuyou.demo.rules.stock import ItemStock, Wish
from shuyou.demo.rules.suppliers import SUPPLIERS, Supplier, supplier_of, trade_in
from shuyou.demo.services._copy import NULL, continue_ids, copy_lines, first_id, moment
from shuyou.demo.services._known import Title
from shuyou.kernel.bulk import next_ids
from shuyou.kernel.money import net_price
from shuyou.supply.queries import MAIN

LOT = ("id", "account_id", "rule_id", "source", "earned", "remaining", "earned_at", "expires_on")
ENTRY = ("account_id", "lot_id", "kind", "points", "source", "posted_at")
SHELF = ("id", "warehouse_id", "item_id", "on_hand", "reserved", "position", "average_cost")
LAYER = (
    "id", "shelf_id", "supplier_id", "terms", "list_price", "discount_rate", "unit_cost", "return_by", "received_at",
    "on_hand", "reserved",
)  # fmt: skip
MOVEMENT = ("layer_id", "item_id", "kind", "quantity", "source", "list_price", "discount_rate", "unit_cost", "at")


def write_points(book: PointsBook, *, rule_id: int) -> None:
    """Write accounts, lots and entries."""
    balances = book.close()
    ids = next_ids("loyalty_pointslot", len(book.lots))
    copy_lines(
        "loyalty_pointsaccount", ("member_id", "balance"), (f"{one}\t{points}" for one, points in balances.items())
    )
    copy_lines("loyalty_pointslot", LOT, (
        f"{ids[lot.number - 1]}\t{lot.member}\t{rule_id}\t{lot.source}\t{lot.earned}\t{lot.remaining}"
        f"\t{moment(lot.earned_at)}\t{lot.expires_on}"
        for lot in book.lots
    ))  # fmt: skip
    copy_lines("loyalty_pointsentry", ENTRY, (
        f"{one.member}\t{ids[one.lot - 1]}\t{one.kind}\t{one.points}\t{one.source}\t{moment(one.posted_at)}"
        for one in book.entries
    ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Goods:
    """A title that the club keeps, as it was imagined and as the catalog has it, with all that readers wished."""

    book: Book
    title: Title
    wishes: Sequence[Wish]


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
        self._shelves: list[str] = []
        self._layers: list[str] = []
        self._next_layer = 0

    def write(self, goods: Iterable[Goods]) -> None:
        """Write shelves, layers and movements of titles."""
        self._next_layer = first_id("supply_layer")
        first_shelf = first_id("supply_shelf")
        copy_lines("supply_movement", MOVEMENT, chain.from_iterable(map(self._moves_of, count(first_shelf), goods)))
        copy_lines("supply_layer", LAYER, self._layers)
        copy_lines("supply_shelf", SHELF, self._shelves)
        continue_ids("supply_layer", self._next_layer)
        continue_ids("supply_shelf", first_shelf + len(self._shelves))

    def _moves_of(self, shelf_id: int, goods: Goods) -> list[str]:
        """Return the movements of one title, and keep its shelf and its layers for afterwards."""
        trade = trade_in(goods.book, self.chance, since=self.since)
        stock = ItemStock(trade, self.chance, self.until)
        stock.live_through(goods.wishes)
        supplier, item_id = supplier_of(goods.book), goods.title.item_id
        price = _price(goods.title, supplier)
        on_hand = sum(layer.on_hand for layer in stock.layers)
        reserved = sum(layer.reserved for layer in stock.layers)
        cost = price.rpartition("\t")[2] if on_hand else 0
        position = f"{chr(65 + shelf_id % 12)}{shelf_id // 12 % 40 + 1:02d}-{shelf_id % 6 + 1}"
        self._shelves.append(f"{shelf_id}\t{self.warehouse}\t{item_id}\t{on_hand}\t{reserved}\t{position}\t{cost}")
        begin = f"{shelf_id}\t{self.suppliers[supplier.code]}\t{trade.terms}\t{price}"
        first_layer = self._next_layer
        for layer_id, layer in enumerate(stock.layers, start=first_layer):
            self._layers.append(
                f"{layer_id}\t{begin}\t{layer.return_by or NULL}\t{moment(layer.received_at)}\t{layer.on_hand}"
                f"\t{layer.reserved}"
            )
        self._next_layer += len(stock.layers)
        return [
            f"{first_layer + layer}\t{item_id}\t{kind}\t{copies}\t{source}\t{price}\t{moment(at)}"
            for layer, kind, copies, source, at in stock.moves
        ]


def goods_of(books: Iterable[Book], titles: Mapping[str, Title], wishes: Mapping[int, Sequence[Wish]]) -> list[Goods]:
    """Return what the club keeps: every title once, by its first printing."""
    kept: dict[int, Goods] = {}
    for book in books:
        title = titles[book.isbn]
        if title.item_id not in kept:
            kept[title.item_id] = Goods(book, title, wishes.get(title.item_id, ()))
    return list(kept.values())


def _price(title: Title, supplier: Supplier) -> str:
    """Return list price, discount rate and net cost of what a supplier sends, as COPY reads them."""
    list_price = Decimal(title.list_cents).scaleb(-2)
    return f"{list_price}\t{supplier.rate}\t{net_price(list_price, supplier.rate)}"


def _warehouse() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM supply_warehouse WHERE code = %s", [MAIN])
        return int(cursor.fetchone()[0])
