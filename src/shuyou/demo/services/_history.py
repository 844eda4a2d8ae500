"""Three years of orders into the database, with the money, the points and the stock that go with them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain, count

from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.history import Order
from shuyou.demo.rules.points import PointsBook
from shuyou.demo.rules.stock import Wish
from shuyou.demo.services._copy import Moneys, continue_ids, copy_lines, first_id, moment
from shuyou.demo.services._known import Known, Reader, Title
from shuyou.kernel.numbers import with_check
from shuyou.kernel.permissions import Role

NUMBER_WIDTH = 8
GIFT_NOTE = "礼品，请附贺卡"
NOWHERE = "\t\t\t"
"""No recipient, phone, address, postcode: the reader took the books along."""
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
WISH = ("order_id", "pickup_place", "is_gift", "gift_message")
RECEIPT = ("member_id", "tender", "reference", "source", "amount", "received_at")


class HistoryWriter:
    """Writes orders, and gathers what they mean for points and stock."""

    def __init__(self, known: Known, readers: Sequence[Reader], staff: Mapping[Role, int], book: PointsBook,
                 chance: Chance, first_serial: int) -> None:  # fmt: skip
        self.known, self.readers, self.staff, self.book, self.chance = known, readers, staff, book, chance
        self.serial = first_serial
        self.wishes: defaultdict[int, list[Wish]] = defaultdict(list)
        self.times: Counter[int] = Counter()
        self._orders: list[str] = []
        self._receipts: list[str] = []
        self._wrapped: list[str] = []
        self._nets: dict[tuple[int, str], int] = {}
        self._moneys = Moneys()

    def write(self, orders: Iterable[Order]) -> None:
        """Write orders, their lines and the money that came in for them."""
        first = first_id("orders_order")
        copy_lines("orders_orderline", LINE, chain.from_iterable(map(self._lines_of, count(first), orders)))
        copy_lines("orders_order", ORDER, self._orders)
        copy_lines("orders_orderwish", WISH, self._wrapped)
        copy_lines("payments_receipt", RECEIPT, self._receipts)
        continue_ids("orders_order", first + len(self._orders))

    def _lines_of(self, order_id: int, order: Order) -> list[str]:
        """Return an order's lines, and keep its row and its money for afterwards."""
        reader, course, moneys = self.readers[order.member], order.course, self._moneys
        member_id = reader.member_id
        number = f"SO{with_check(f'{self.serial:0{NUMBER_WIDTH}d}')}"
        source = f"order:{number}"
        lines, list_total, net_total = self._priced(order_id, order, reader, source)
        is_open = course.state != "cancelled"
        points = self.book.spend(member_id, cents=net_total, source=source, at=order.placed_at) if is_open else 0
        total = net_total - self.book.worth(points)
        if course.paid_at:
            self.book.await_money(member_id, cents=total, source=source, at=course.paid_at)
            reference = self._reference(order, number)
            self._receipts.append(
                f"{member_id}\t{order.payment}\t{reference}\t{source}\t{moneys[total]}\t{moment(course.paid_at)}"
            )
        self._orders.append("\t".join((
            str(order_id), self._uid(order.placed_at), number, self._uid(order.placed_at), str(member_id),
            order.channel, course.state, order.payment, NOWHERE if order.channel == "till" else reader.destination,
            moneys[list_total], moneys[net_total], str(points), moneys[net_total - total], moneys[total],
            moneys[total if course.paid_at else 0], GIFT_NOTE if order.is_gift else "", self._waybill(order),
            self._placed_by(order, reader), moment(order.placed_at), moment(course.paid_at), moment(course.picked_at),
            moment(course.shipped_at), moment(course.delivered_at), moment(course.cancelled_at),
        )))  # fmt: skip
        if order.is_wrapped:
            self._wrapped.append(f"{order_id}\t\tt\t{GIFT_NOTE}")
        self.serial += 1
        self.times[member_id] += 1
        return lines

    def _priced(self, order_id: int, order: Order, reader: Reader, source: str) -> tuple[list[str], int, int]:
        """Return the lines of an order, its list total and its net total in cents."""
        lines, list_total, net_total = [], 0, 0
        course, moneys = order.course, self._moneys
        has_left, settled_at = course.shipped_at is not None, course.shipped_at or course.cancelled_at
        begin, rate = f"{order_id}\t{reader.member_id}", self.known.rates[reader.price_list]
        for position, line in enumerate(order.lines, start=1):
            title, copies = self.known.titles[line.isbn], line.quantity
            net = self._net(title, reader.price_list)
            list_amount, net_amount = title.list_cents * copies, net * copies
            list_total += list_amount
            net_total += net_amount
            lines.append(
                f"{begin}\t{title.item_id}\t{position}\t{title.title}\t{copies}\t{moneys[title.list_cents]}\t{rate}"
                f"\t{moneys[net]}\t{moneys[list_amount]}\t{moneys[net_amount]}\tlist:{reader.price_list}"
            )
            self.wishes[title.item_id].append(Wish(source, copies, order.placed_at, settled_at, has_left))
        return lines, list_total, net_total

    def _net(self, title: Title, price_list: str) -> int:
        key = (title.list_cents, price_list)
        if key not in self._nets:
            self._nets[key] = self.known.net_cents(*key)
        return self._nets[key]

    def _placed_by(self, order: Order, reader: Reader) -> str:
        role = TAKEN_BY.get(order.channel)
        return f"staff:{self.staff[role]}" if role else f"member:{reader.member_id}"

    def _reference(self, order: Order, number: str) -> str:
        """Return what stands on the slip: a remittance's own number, a transaction, else the order's number."""
        if order.payment == "remittance":
            return f"{self.chance.between(10**6, 10**7 - 1)}{order.number:07d}"
        return f"OL{order.number:09d}" if order.payment == "online" else number

    def _waybill(self, order: Order) -> str:
        is_sent = order.course.shipped_at is not None and order.channel != "till"
        return f"SF{self.chance.between(10**12, 10**13 - 1)}" if is_sent else ""

    def _uid(self, at: datetime) -> str:
        """Return a UUID of version 7 made at a moment, in hexadecimal."""
        bits = f"{int(self.chance.random() * 2**52):013x}"
        return f"{int(at.timestamp() * 1000):012x}7{bits[:3]}8{bits[3:]}{self.serial % 2**20:05x}"
