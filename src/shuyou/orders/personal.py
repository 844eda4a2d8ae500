"""
What orders keeps about persons: where parcels went and what was noted; sums and titles stay in the books.

It also tells what they bought and how, so that their likings can be worked out and wishes be measured by deeds.
"""

from collections.abc import Sequence

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError
from shuyou.kernel.registry import (
    BehaviourSource,
    ErasureGuard,
    Fate,
    PersonalTable,
    PurchaseSource,
    RetentionPart,
    TextPlace,
    registry,
)
from shuyou.orders.errors import OrdersOpen
from shuyou.orders.models import Order

NAMED = 5
"""So many orders are named in a refusal."""

_DESTINATION = dict.fromkeys(("recipient", "phone", "address", "postcode", "note", "waybill"), "''")
_FINISHED = (Order.State.DELIVERED, Order.State.CANCELLED)


def _open_orders(people: Sequence[int]) -> Sequence[DomainError]:
    """Return a refusal if parcels are under way, or money is due or to be given back."""
    is_due = Q(state=Order.State.DELIVERED) & ~Q(paid_total=F("total"))
    is_to_give_back = Q(state=Order.State.CANCELLED, paid_total__gt=0)
    waiting = Order.objects.filter(~Q(state__in=_FINISHED) | is_due | is_to_give_back, member_id__in=people)
    numbers = list(waiting.order_by("placed_at", "pk").values_list("number", flat=True)[: NAMED + 1])
    if not numbers:
        return []
    return [OrdersOpen(numbers=", ".join(numbers[:NAMED]) + ("…" if len(numbers) > NAMED else ""))]


_BOUGHT = """
    SELECT l.member_id AS person_id, l.item_id AS title_id, {value} AS value, i.audience = 'children' AS is_for_child
      FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id JOIN catalog_item i ON i.id = l.item_id {joined}
     WHERE l.member_id = ANY (%(people)s) AND o.state <> 'cancelled' AND o.placed_at >= %(since)s AND {where}
"""
# A title's letter of the Chinese Library Classification: from its shelf, else from the numbers its publisher gave it.
_CLASSED = """(
    SELECT k.id AS item_id, left(coalesce(s.code, k.clc), 1) AS letter FROM (
        SELECT b.id, (SELECT j.code FROM catalog_subject j WHERE j.item_id = b.id AND j.scheme = 'clc'
                       ORDER BY NOT j.is_main, j.id LIMIT 1) AS clc, b.category_id FROM catalog_item b) k
      LEFT JOIN catalog_category s ON s.id = k.category_id AND s.scheme = 'clc'
     WHERE coalesce(s.code, k.clc) IS NOT NULL)"""
_FORMAT = """CASE WHEN i.binding LIKE '%%线装%%' THEN 'thread' WHEN i.binding ~* '盒|函|套|box' THEN 'boxed'
    WHEN i.binding ~* '精|hard|cloth' THEN 'hardback' WHEN i.binding ~* '平|简|soft|paper' THEN 'paperback'
    WHEN i.kind = 'epub' THEN 'ebook' WHEN i.kind = 'av' THEN 'audio' END"""


def _bought(value: str, joined: str = "", where: str = "true") -> str:
    return _BOUGHT.format(value=value, joined=joined, where=where)


registry.offer(
    PurchaseSource(
        key="orders",
        changed="SELECT DISTINCT member_id FROM orders_order WHERE placed_at >= %(since)s",
        words={
            "subjects": _bought("c.letter", f"JOIN {_CLASSED} c ON c.item_id = i.id"),
            "authors": _bought(
                "a.name",
                "JOIN catalog_contribution w ON w.item_id = i.id JOIN catalog_contributor a ON a.id = w.contributor_id",
                "w.role = 'author'",
            ),
            "series": _bought("s.name", "JOIN catalog_series s ON s.id = i.series_id"),
            "formats": _bought(_FORMAT, where=f"({_FORMAT}) IS NOT NULL"),
        },
    ),
    BehaviourSource(
        key="order_channel",
        label=_("Orders by the way the reader likes"),
        field="order_channel",
        sql="SELECT member_id AS person_id, placed_at AS at, channel AS value FROM orders_order"
        " WHERE placed_at >= %(since)s AND state <> 'cancelled'",
    ),
    BehaviourSource(
        key="subjects",
        label=_("Titles of the subjects the reader named"),
        field="subjects",
        sql="SELECT l.member_id AS person_id, o.placed_at AS at, c.letter AS value FROM orders_order o"  # noqa: S608
        f" JOIN orders_orderline l ON l.order_id = o.id JOIN {_CLASSED} c ON c.item_id = l.item_id"
        " WHERE o.placed_at >= %(since)s AND o.state <> 'cancelled'",
    ),
    BehaviourSource(
        key="payment_way",
        label=_("Orders paid in the way the reader likes"),
        field="payment_way",
        sql="SELECT member_id AS person_id, placed_at AS at, payment AS value FROM orders_order"
        " WHERE placed_at >= %(since)s AND state <> 'cancelled'",
    ),
)

registry.offer(
    PersonalTable(
        name="orders_order",
        label=_("Orders"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        wiped=_DESTINATION,
        shown={
            "placed_at": _("When"), "number": _("Number"), "state": _("State"), "total": _("Total"),
            "recipient": _("Recipient"), "phone": _("Phone"), "address": _("Address"), "note": _("Note"),
        },
        hidden=("request_key", "placed_by"),
    ),
    PersonalTable(
        name="orders_orderline",
        label=_("Titles ordered"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        shown={"title": _("Title"), "quantity": _("Copies"), "list_price": _("List price"), "net_amount": _("Amount")},
    ),
    PersonalTable(
        name="orders_draft",
        label=_("Orders being taken"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        key="uid",
        shown={"updated_at": _("When"), "content": _("Content")},
    ),
    PersonalTable(
        name="kernel_event",
        label=_("Orders cancelled"),
        fate=Fate.WIPED,
        rows="name = 'orders.order_cancelled' AND (payload->>'member_id')::bigint = ANY (%(people)s)",
        gone="false",
        wiped={"payload": "payload || '{\"reason\": \"\"}'"},
        shown={"at": _("When"), "payload": _("What")},
        hidden=("xid", "actor_id", "uid", "recorded_at"),
    ),
    TextPlace(
        table="kernel_event",
        column="payload",
        where="name = 'orders.orders_exported'",
        names_where="name = 'orders.orders_exported'",
    ),
    ErasureGuard(key="orders", load=_open_orders),
    RetentionPart(
        key="draft", label=_("Orders begun and left"), order=70, table="orders_draft",
        overdue="t.updated_at < %(before)s", key_column="uid", person="t.member_id",
    ),
    RetentionPart(
        key="destination", label=_("Where delivered parcels went"), order=80, table="orders_order",
        overdue="coalesce(t.delivered_at, t.cancelled_at) < %(before)s AND t.state IN ('delivered', 'cancelled')"
        " AND (t.recipient <> '' OR t.address <> '' OR t.phone <> '')",
        wiped=_DESTINATION, person="t.member_id",
    ),
)  # fmt: skip
