"""Three years of orders into the database, with the money, the points and the stock that go with them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.history import Order
from shuyou.demo.rules.points import PointsBook
from shuyou.demo.rules.stock import Wish
from shuyou.demo.services._known import Known, Reader, Title
from shuyou.kernel.bulk import copy_rows, next_ids
from shuyou.kernel.numbers import with_check
from shuyou.kernel.permissions import Role

NUMBER_WIDTH = 8
TAKEN_BY = {
    "phone": Role.CALL_AGENT, "telesales": Role.TELESALES, "till": Role.SHOP_CLERK, "post": Role.SERVICE_AGENT,
    "sms": Role.SERVICE_AGENT, "email": Role.SERVICE_AGENT, "fax": Role.SERVICE_AGENT,
}  # fmt: skip
"""Who typed an order of a channel; readers place those of the web themselves."""

ORDER = (
    "id", "uid", "number", "request_key", "member_id", "channel", "state", "payment", "recipient", "phone", "address",
    "postcode", "list_total", "net_total", "points_spent", "points_value", "total", "paid_total", "note", "waybill",
    "placed_by", "placed_at", "paid_at", "picked_at", "shipped_at", "delivered_at", "cancelled_at",
)  # fmt: skip
LINE = (
    "order_id", "member_id", "item_id", "position", "title", "quantity", "list_price", "discount_rate", "net_price",
    "list_amount", "net_amount", "price_reason",
)  # fmt: skip
RECEIPT = ("member_id", "tender", "reference", "source", "amount", "received_at")

type Row = tuple[object, ...]


@dataclass(slots=True)
class _Rows:
    orders: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    receipts: list[Row] = field(default_factory=list)


class HistoryWriter:
    """Writes orders in batches, and gathers what they mean for points and stock."""

    def __init__(self, known: Known, readers: Sequence[Reader], staff: Mapping[Role, int], book: PointsBook,
                 chance: Chance, first_serial: int) -> None:  # fmt: skip
        self.known, self.readers, self.staff, self.book, self.chance = known, readers, staff, book, chance
        self.serial = first_serial
        self.lines = 0
        self.times: Counter[int] = Counter()
        self.wishes: defaultdict[int, list[Wish]] = defaultdict(list)
        self._nets: dict[tuple[int, str], int] = {}
        self._moneys: dict[int, str] = {}

    def write(self, orders: Sequence[Order]) -> None:
        """Append a batch of orders, their lines and the money that came in for them."""
        rows = _Rows()
        for order_id, order in zip(next_ids("orders_order", len(orders)), orders, strict=True):
            self._add(order_id, order, rows)
        copy_rows("orders_order", ORDER, rows.orders)
        copy_rows("orders_orderline", LINE, rows.lines)
        copy_rows("payments_receipt", RECEIPT, rows.receipts)

    def _add(self, order_id: int, order: Order, rows: _Rows) -> None:
        reader, course = self.readers[order.member], order.course
        number = f"SO{with_check(f'{self.serial:0{NUMBER_WIDTH}d}')}"
        source = f"order:{number}"
        self.serial += 1
        self.times[reader.member_id] += 1
        list_total, net_total = self._add_lines(order_id, order, reader, source, rows)
        is_open = course.state != "cancelled"
        points = self.book.spend(reader.member_id, cents=net_total, source=source, at=order.placed_at) if is_open else 0
        total = net_total - self.book.worth(points)
        money = self._money
        if course.paid_at:
            self.book.await_money(reader.member_id, cents=total, source=source, at=course.paid_at)
            reference = self._reference(order, number)
            rows.receipts.append(
                (reader.member_id, order.payment, reference, source, money(total), course.paid_at.isoformat())
            )
        uid, key = self._uids(order.placed_at)
        rows.orders.append((
            order_id, uid, number, key, reader.member_id, order.channel, course.state, order.payment,
            *_destination(order, reader), money(list_total), money(net_total), points, money(net_total - total),
            money(total), money(total if course.paid_at else 0), "礼品，请附贺卡" if order.is_gift else "",
            f"SF{self.chance.between(10**12, 10**13 - 1)}" if course.shipped_at and order.channel != "till" else "",
            self._placed_by(order, reader), *map(_moment, (
                order.placed_at, course.paid_at, course.picked_at, course.shipped_at, course.delivered_at,
                course.cancelled_at,
            )),
        ))  # fmt: skip

    def _add_lines(self, order_id: int, order: Order, reader: Reader, source: str, rows: _Rows) -> tuple[int, int]:
        """Add the lines of an order; return its list total and its net total, in cents."""
        list_total = net_total = 0
        course, money = order.course, self._money
        settled_at = course.shipped_at or course.cancelled_at
        rate, reason = f"{self.known.rates[reader.price_list]:.4f}", f"list:{reader.price_list}"
        for position, line in enumerate(order.lines, start=1):
            title = self.known.titles[line.isbn]
            net = self._net(title, reader.price_list)
            list_amount, net_amount = title.list_cents * line.quantity, net * line.quantity
            list_total += list_amount
            net_total += net_amount
            rows.lines.append((
                order_id, reader.member_id, title.item_id, position, title.title, line.quantity,
                money(title.list_cents), rate, money(net), money(list_amount), money(net_amount), reason,
            ))  # fmt: skip
            wish = Wish(source, line.quantity, order.placed_at, settled_at, has_left=course.shipped_at is not None)
            self.wishes[title.item_id].append(wish)
        self.lines += len(order.lines)
        return list_total, net_total

    def _net(self, title: Title, price_list: str) -> int:
        key = (title.list_cents, price_list)
        if key not in self._nets:
            self._nets[key] = self.known.net_cents(*key)
        return self._nets[key]

    def _money(self, cents: int) -> str:
        if cents not in self._moneys:
            self._moneys[cents] = str(Decimal(cents).scaleb(-2))
        return self._moneys[cents]

    def _placed_by(self, order: Order, reader: Reader) -> str:
        role = TAKEN_BY.get(order.channel)
        return f"staff:{self.staff[role]}" if role else f"member:{reader.member_id}"

    def _reference(self, order: Order, number: str) -> str:
        """Return what stands on the slip: a remittance's own number, a transaction, else the order's number."""
        if order.payment == "remittance":
            return f"{self.chance.between(10**6, 10**7 - 1)}{order.number:07d}"
        return f"OL{order.number:09d}" if order.payment == "online" else number

    def _uids(self, at: datetime) -> tuple[str, str]:
        """Return two UUIDs of version 7 that were made at a moment, in hexadecimal."""
        millis, draw = int(at.timestamp() * 1000), self.chance.random
        first, second = (f"{millis:012x}7{int(draw() * 4096):03x}8{int(draw() * 2**52):015x}" for _ in range(2))
        return first, second


def _destination(order: Order, reader: Reader) -> tuple[str, str, str, str]:
    if order.channel == "till":
        return "", "", "", ""
    return reader.name, reader.phone, reader.address, reader.postcode


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
