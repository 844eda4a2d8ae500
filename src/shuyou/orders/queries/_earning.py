"""What loyalty asks about an order that earns points: its titles, whose it is, and what they bought before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from shuyou.catalog import queries as catalog
from shuyou.kernel.clock import club_day
from shuyou.kernel.money import ZERO
from shuyou.kernel.statements import planned
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.queries import Award, Earning, Line, Purchase, Reader
from shuyou.orders.queries._buyer import tokens_of
from shuyou.orders.rules import PricedBasket

_LINES: Final = """
    SELECT o.id, o.channel, o.delivery_fee, o.placed_at, coalesce((
             SELECT w.code FROM orders_sale s JOIN orders_tillsession t ON t.id = s.session_id
               JOIN orders_till d ON d.id = t.till_id JOIN supply_warehouse w ON w.id = d.store_id
              WHERE %(with_stores)s AND s.order_id = o.id LIMIT 1), ''),
           l.position, l.item_id, l.quantity, l.net_amount
      FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
     WHERE o.id = ANY (%(orders)s) AND o.state <> 'cancelled' ORDER BY o.id, l.position
"""
# Orders before this one only: a first order is still the first when it is paid after the second was placed. The tier is
# that of the moment: what was paid may have raised it since.
_READER: Final = """
    SELECT coalesce((SELECT w.code FROM loyalty_tierchange c JOIN members_tier w ON w.id = c.was_id
                      WHERE c.member_id = m.person_id AND c.at > %(at)s AND c.tier_id <> c.was_id
                      ORDER BY c.at, c.id LIMIT 1), t.code), m.joined_on,
           CASE WHEN p.lunar_birthday <> '' THEN 'moon:' || p.lunar_birthday
                ELSE coalesce('sun:' || to_char(p.birth_date, 'MMDD'), '') END,
           ARRAY(SELECT DISTINCT kind FROM members_card c WHERE c.member_id = m.person_id AND c.status = 'active'),
           ARRAY(SELECT g.name FROM members_persontag x JOIN members_tag g ON g.id = x.tag_id
                  WHERE x.person_id = m.person_id),
           ARRAY(SELECT b.code FROM loyalty_clubmembership x JOIN loyalty_club b ON b.id = x.club_id
                  WHERE x.member_id = m.person_id AND b.is_active AND x.joined_at <= %(at)s
                    AND (x.left_at IS NULL OR x.left_at > %(at)s)),
           NOT EXISTS (SELECT FROM orders_order o WHERE o.member_id = m.person_id AND o.state <> 'cancelled'
                          AND o.id <> %(order)s AND o.placed_at <= %(placed)s),
           ARRAY(SELECT o.paid_at FROM orders_order o WHERE o.member_id = m.person_id AND o.state <> 'cancelled'
                    AND o.id <> %(order)s AND %(since)s::timestamptz IS NOT NULL
                    AND o.paid_at > %(since)s AND o.paid_at <= %(at)s)
      FROM members_member m JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id
     WHERE m.person_id = %(member)s
"""


@dataclass(frozen=True, slots=True)
class Bought:
    """The titles of an order, and where it was bought."""

    order_id: int
    channel: str
    store: str
    fee: Decimal
    placed_at: datetime
    lines: tuple[Line, ...]

    def purchase(self, *, paid: Decimal, at: datetime, store: str = "") -> Purchase:
        """Return it as it earns points on money."""
        return Purchase(
            lines=self.lines, paid=max(paid - self.fee, ZERO), channel=self.channel, store=store or self.store, at=at,
            on=club_day(at),
        )  # fmt: skip


def bought(*, order_ids: Iterable[int], earnings: Sequence[Earning] = ()) -> Mapping[int, Bought]:
    """Return the titles of orders that stand, as they earn points, in two queries; with rules in three or four."""
    has_rules = any(earning.rules for earning in earnings)
    with planned() as cursor:
        cursor.execute(_LINES, {"orders": list(order_ids), "with_stores": has_rules})
        rows = cursor.fetchall()
    known = _known({row[6] for row in rows}, earnings if has_rules else ())
    heads: dict[int, tuple[str, Decimal, datetime, str]] = {}
    lines: dict[int, list[Line]] = {}
    for order_id, *head, position, item_id, copies, net in rows:
        channel, fee, placed_at, store = head
        heads[order_id] = channel, fee, placed_at, store
        tokens, is_pointless = known[item_id]
        lines.setdefault(order_id, []).append(Line(position, item_id, copies, net, tokens, is_pointless))
    return {
        order_id: Bought(order_id, channel, store, fee, placed_at, tuple(lines[order_id]))
        for order_id, (channel, fee, placed_at, store) in heads.items()
    }


def _known(item_ids: Iterable[int], earnings: Sequence[Earning]) -> Mapping[int, tuple[frozenset[str], bool]]:
    """Return what rules may know titles by, and whether they earn no points at all."""
    ids = list(item_ids)
    pointless = catalog.items_without_points(item_ids=ids)
    none = frozenset[str]()
    tokens: Mapping[int, frozenset[str]] = {}
    if earnings:
        tokens = tokens_of(ids, with_suppliers=any(earning.asks("supplier") for earning in earnings))
    return {item_id: (tokens.get(item_id, none), item_id in pointless) for item_id in ids}


def reader_of(
    *, member_id: int, earning: Earning, at: datetime, order_id: int = 0, placed_at: datetime | None = None
) -> Reader:
    """Return what is asked about a reader who buys, in one query; in none without rules and multipliers of tiers."""
    if not earning.rules and not earning.multipliers:
        return Reader(member_id=member_id)
    longest = max((rule.terms.within_days for rule in earning.rules), default=0)
    with planned() as cursor:
        cursor.execute(
            _READER,
            {
                "member": member_id, "order": order_id, "placed": placed_at or at, "at": at,
                "since": at - timedelta(days=longest) if longest else None,
            },
        )  # fmt: skip
        tier, joined_on, birthday, cards, tags, clubs, is_first, bought_at = cursor.fetchone()
    return Reader(
        member_id=member_id, tier=tier, cards=frozenset(cards), tags=frozenset(tags), clubs=frozenset(clubs),
        joined_on=joined_on, birthday=birthday, is_first_order=is_first, bought_at=tuple(bought_at),
    )  # fmt: skip


def foreseen(
    *,
    basket: PricedBasket,
    paid: Decimal,
    member_id: int,
    channel: str,
    earning: Earning,
    at: datetime,
    store: str = "",
) -> list[Award]:
    """
    Return what a basket would earn a reader if it were paid now; the points of the program come first.

    `paid` is the money for its titles, without delivery and what points pay for. In two queries; with rules in six.
    """
    known = _known([line.item_id for line in basket.lines], [earning] if earning.rules else ())
    lines = tuple(
        Line(position, line.item_id, line.quantity, line.net_amount, *known[line.item_id])
        for position, line in enumerate(basket.lines, 1)
    )
    purchase = Purchase(lines=lines, paid=max(paid, ZERO), channel=channel, store=store, at=at, on=club_day(at))
    reader = reader_of(member_id=member_id, earning=earning, at=at)
    return loyalty.would_earn(purchase=purchase, reader=reader, earning=earning)
