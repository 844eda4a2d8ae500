"""Three years of orders with their lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

import psycopg

from benchmarks.data.plan import AT, CHUNK, Chunk, Plan, Rows
from shuyou.demo.rules.chance import Chance
from shuyou.kernel.numbers import with_check

DAYS: Final = 3 * 365
RATE: Final = 88
"""The discount rate of every line, in percent of the list price."""

ORDER: Final = (
    "id, uid, number, request_key, member_id, channel, state, payment, recipient, phone, address, postcode, list_total,"
    " net_total, points_spent, points_value, total, paid_total, note, waybill, placed_by, placed_at, paid_at,"
    " picked_at, shipped_at, delivered_at"
)
LINE: Final = (
    "order_id, member_id, item_id, position, title, quantity, list_price, discount_rate, net_price, list_amount,"
    " net_amount, price_reason"
)
CHANNELS: Final = ("phone", "phone", "phone", "web", "web", "web", "web", "till", "till", "sms", "post")


@dataclass(frozen=True, slots=True)
class _Book:
    """What a line says of a title."""

    item: int
    title: str
    fen: int


@cache
def _books(url: str) -> list[_Book]:
    """Return the titles, the best seller first."""
    with psycopg.connect(url) as session:
        rows = session.execute(
            "SELECT i.id, i.title, (i.list_price * 100)::int FROM catalog_item i"
            " JOIN catalog_titlesearch s ON s.item_id = i.id ORDER BY s.rank DESC, i.id"
        )
        return [_Book(*row) for row in rows]


def order_chunks(plan: Plan) -> Iterator[Chunk]:
    """Yield the chunks of orders, in the order of time."""
    for first in range(1, plan.orders + 1, CHUNK):
        yield Chunk(plan, "orders", first, min(CHUNK, plan.orders + 1 - first))


def orders(chunk: Chunk, url: str) -> list[Rows]:
    """Make the rows of a chunk of orders; few members order much, few titles sell much."""
    books = _books(url)
    chance = Chance.of(chunk.plan.seed, f"orders/{chunk.first}")
    heads: list[str] = []
    lines: list[str] = []
    for number in chunk.numbers:
        member = 1 + int(chunk.plan.members * chance.random() ** 2)
        count = 1 + int(5 * chance.random())
        places = {int(len(books) * chance.random() ** 3) for _ in range(count)}
        heads.append(_order(number, member, [books[place] for place in sorted(places)], chance, chunk.plan, lines))
    return [Rows("orders_order", ORDER, heads), Rows("orders_orderline", LINE, lines)]


def _order(number: int, member: int, wanted: list[_Book], chance: Chance, plan: Plan, lines: list[str]) -> str:
    list_total = net_total = 0
    for position, book in enumerate(wanted, 1):
        net, copies = (book.fen * RATE + 50) // 100, 1 if chance.yes(0.9) else 2
        list_total, net_total = list_total + book.fen * copies, net_total + net * copies
        lines.append(
            f"{number}\t{member}\t{book.item}\t{position}\t{book.title}\t{copies}\t{_yuan(book.fen)}\t0.{RATE}\t"
            f"{_yuan(net)}\t{_yuan(book.fen * copies)}\t{_yuan(net * copies)}\tlist:member"
        )
    at = AT - timedelta(seconds=round(DAYS * 86400 * (1 - number / (plan.orders + 1))))
    total = _yuan(net_total)
    return (
        f"{number}\t019a0000-0000-7000-8003-{number:012x}\tSO{with_check(f'{number:08d}')}"
        f"\t019a0000-0000-7000-8004-{number:012x}\t{member}\t{chance.pick(CHANNELS)}\tdelivered\tonline\t\t\t\t"
        f"\t{_yuan(list_total)}\t{total}\t0\t0\t{total}\t{total}\t\tZD{number:010d}\tstaff:1\t{_moments(at)}"
    )


def _moments(at: datetime) -> str:
    return "\t".join(str(at + timedelta(hours=hours)) for hours in (0, 1, 20, 26, 70))


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
