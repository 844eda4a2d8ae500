"""
What orders keeps about persons: where parcels went and what was noted; sums and titles stay in the books.

It also tells what they bought and how, so that their likings can be worked out and wishes be measured by deeds.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError
from shuyou.kernel.registry import (
    BehaviourSource,
    ErasureGuard,
    Fate,
    MeasureSource,
    MemberFigure,
    PersonalTable,
    PurchaseSource,
    RetentionPart,
    TextPlace,
    registry,
)
from shuyou.orders.errors import OrdersOpen
from shuyou.orders.models import Order
from shuyou.orders.personal import appointments as appointment_tables  # noqa: F401 - offers its tables
from shuyou.orders.personal import coupons as coupon_tables  # noqa: F401 - offers its tables
from shuyou.orders.personal import printing as printing_tables  # noqa: F401 - offers its tables
from shuyou.orders.personal import releases as release_tables  # noqa: F401 - offers its tables
from shuyou.orders.personal import special as special_tables  # noqa: F401 - offers its tables
from shuyou.orders.personal import till as till_tables  # noqa: F401 - offers its tables
from shuyou.payments import services as payments

NAMED = 5
"""So many orders are named in a refusal."""

_DESTINATION = dict.fromkeys(("recipient", "phone", "address", "postcode", "note", "waybill"), "''")
_FINISHED = (Order.State.DELIVERED, Order.State.CLOSED, Order.State.CANCELLED)


def _is_settled(number: str, state: str, payment: str, paid: Decimal) -> bool:
    """Tell whether all the money of a cancelled order went back, or nothing is owed for one that came back unpaid."""
    if state == Order.State.DELIVERED and payment == Order.Payment.ACCOUNT:
        return payments.owed_for(source=f"order:{number}") == 0
    return state == Order.State.CANCELLED and payments.refunded_of(source=f"order:{number}") >= paid


def _open_orders(people: Sequence[int]) -> Sequence[DomainError]:
    """Return a refusal if parcels are under way, or money is due or to be given back."""
    is_due = Q(state=Order.State.DELIVERED) & ~Q(paid_total=F("total"))
    is_to_give_back = Q(state=Order.State.CANCELLED, paid_total__gt=0)
    waiting = Order.objects.filter(~Q(state__in=_FINISHED) | is_due | is_to_give_back, member_id__in=people)
    found = waiting.order_by("placed_at", "pk").values_list("number", "state", "payment", "paid_total")
    numbers = [number for number, state, way, paid in found if not _is_settled(number, state, way, paid)][: NAMED + 1]
    if not numbers:
        return []
    return [OrdersOpen(numbers=", ".join(numbers[:NAMED]) + ("…" if len(numbers) > NAMED else ""))]


# A title's letter of the Chinese Library Classification: from its shelf, else from the numbers its publisher gave it.
_LETTERS = """
    SELECT i.id AS title_id, left(coalesce(c.code, j.code), 1) AS value FROM catalog_item i
      LEFT JOIN catalog_category c ON c.id = i.category_id AND c.scheme = 'clc'
      LEFT JOIN LATERAL (
        SELECT s.code FROM catalog_subject s WHERE s.item_id = i.id AND s.scheme = 'clc'
         ORDER BY NOT s.is_main, s.id LIMIT 1) j ON c.id IS NULL
     WHERE {titles} AND coalesce(c.code, j.code) IS NOT NULL
"""
_FORMATS = """
    SELECT i.id AS title_id, CASE
        WHEN i.binding LIKE '%%线装%%' THEN 'thread' WHEN i.binding ~* '盒|函|套|box' THEN 'boxed'
        WHEN i.binding ~* '精|hard|cloth' THEN 'hardback' WHEN i.binding ~* '平|简|soft|paper' THEN 'paperback'
        WHEN i.kind = 'epub' THEN 'ebook' WHEN i.kind = 'av' THEN 'audio' END AS value
      FROM catalog_item i WHERE i.id = ANY (%(titles)s)
"""


registry.offer(
    MeasureSource(
        key="trade",
        figures=("orders", "spent", "year_spent", "bought_on"),
        sql="SELECT member_id AS person_id, count(*)::int AS orders, sum(total) AS spent,"
        " sum(total) FILTER (WHERE placed_at > %(at)s::timestamptz - interval '365 days') AS year_spent,"
        " (max(placed_at) AT TIME ZONE %(zone)s)::date AS bought_on"
        " FROM orders_order WHERE member_id = ANY (%(people)s) AND state <> 'cancelled' GROUP BY member_id",
    ),
    MemberFigure(
        key="spent",
        label=_("Paid for orders"),
        unit="money",
        order=10,
        sql="SELECT person_id, sum(value) AS value FROM ("
        " SELECT member_id AS person_id, paid_total AS value FROM orders_order"
        "  WHERE member_id = ANY (%(people)s) AND placed_at >= %(since)s AND state <> 'cancelled'"
        " UNION ALL SELECT r.member_id, r.kept_back - r.amount FROM orders_return r"
        "  JOIN orders_order o ON o.id = r.order_id WHERE r.member_id = ANY (%(people)s) AND r.state = 'done'"
        "   AND o.placed_at >= %(since)s AND o.state <> 'cancelled') paid GROUP BY person_id",
    ),
    MemberFigure(
        key="orders",
        label=_("Orders"),
        unit="times",
        order=20,
        sql="SELECT member_id AS person_id, count(*)::numeric AS value FROM orders_order"
        " WHERE member_id = ANY (%(people)s) AND placed_at >= %(since)s"
        " AND state <> 'cancelled' AND paid_total > 0 GROUP BY member_id",
    ),
    PurchaseSource(
        key="orders",
        changed="SELECT DISTINCT member_id FROM orders_order WHERE placed_at >= %(since)s",
        bought="SELECT DISTINCT l.member_id AS person_id, l.item_id AS title_id,"
        " i.audience = 'children' AS is_for_child FROM orders_orderline l"
        " JOIN orders_order o ON o.id = l.order_id JOIN catalog_item i ON i.id = l.item_id"
        " WHERE l.member_id = ANY (%(people)s) AND o.state <> 'cancelled' AND o.placed_at >= %(since)s",
        words={
            "subjects": _LETTERS.format(titles="i.id = ANY (%(titles)s)"),
            "authors": "SELECT w.item_id AS title_id, a.name AS value FROM catalog_contribution w"
            " JOIN catalog_contributor a ON a.id = w.contributor_id"
            " WHERE w.item_id = ANY (%(titles)s) AND w.role = 'author'",
            "series": "SELECT i.id AS title_id, s.name AS value FROM catalog_item i"
            " JOIN catalog_series s ON s.id = i.series_id WHERE i.id = ANY (%(titles)s)",
            "formats": _FORMATS,
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
        sql="SELECT l.member_id AS person_id, o.placed_at AS at, t.value FROM orders_order o"  # noqa: S608 - ours
        f" JOIN orders_orderline l ON l.order_id = o.id JOIN ({_LETTERS.format(titles='true')}) t"
        " ON t.title_id = l.item_id WHERE o.placed_at >= %(since)s AND o.state <> 'cancelled'",
    ),
    BehaviourSource(
        key="payment_way",
        label=_("Orders paid in the way the reader likes"),
        field="payment_way",
        sql="SELECT member_id AS person_id, placed_at AS at, payment AS value FROM orders_order"
        " WHERE placed_at >= %(since)s AND state <> 'cancelled'",
    ),
)

_IN_EXPORTS = "name IN ('orders.orders_exported', 'orders.promotions_exported')"
_OF_RELATIVES = "t.member_id = ANY (%(related)s)"
_IN_FILES = (
    "t.id IN (SELECT f.file_id FROM orders_filedorder f JOIN orders_order o ON o.id = f.order_id"
    " WHERE o.member_id = ANY (%(people)s) OR o.member_id = ANY (%(related)s))"
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
        name="orders_shipment",
        label=_("Parcels"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        wiped={"waybill": "''"},
        hidden=("source",),
        shown={"shipped_at": _("When"), "state": _("State"), "carrier": _("Carrier"), "waybill": _("Waybill")},
    ),
    PersonalTable(
        name="orders_orderwish",
        label=_("Gifts and orders fetched in a shop"),
        fate=Fate.WIPED,
        rows="order_id IN (SELECT id FROM orders_order WHERE member_id = ANY (%(people)s))",
        gone="false",
        key="order_id",
        wiped={"gift_message": "''", "invoice_title": "''", "tax_number": "''"},
        shown={
            "pickup_place": _("Fetched at"), "is_gift": _("Wrapped as a gift"), "gift_message": _("Message"),
            "invoice_title": _("Invoice made out to"), "tax_number": _("Tax number"),
        },
    ),
    PersonalTable(
        name="orders_promotionuse",
        label=_("Promotions made use of"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        shown={"used_at": _("When"), "saving": _("Saved")},
    ),
    PersonalTable(
        name="orders_return",
        label=_("Returns"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        shown={"asked_at": _("When"), "number": _("Number"), "state": _("State"), "amount": _("Amount")},
    ),
    PersonalTable(
        name="orders_priceclaim",
        label=_("Lower prices claimed"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        wiped={"seen_at": "''"},
        shown={"asked_at": _("When"), "price": _("Price"), "seen_at": _("Seen at"), "amount": _("Amount")},
    ),
    PersonalTable(
        name="orders_message",
        label=_("Orders written as messages"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s) OR sender = ANY (%(clues)s)",
        gone="false",
        shown={"received_at": _("When"), "channel": _("Channel"), "sender": _("From"), "text": _("Text")},
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
    TextPlace(table="kernel_event", column="payload", where=_IN_EXPORTS, names_where=_IN_EXPORTS, is_json=True),
    *(
        TextPlace(table="orders_order", column=column, where=_OF_RELATIVES, names_where=_OF_RELATIVES)
        for column in ("recipient", "phone", "address", "note")
    ),
    TextPlace(
        table="orders_orderwish",
        column="gift_message",
        where="t.order_id IN (SELECT id FROM orders_order WHERE member_id = ANY (%(related)s))",
        names_where="t.order_id IN (SELECT id FROM orders_order WHERE member_id = ANY (%(related)s))",
        key="order_id",
    ),
    TextPlace(table="orders_orderfile", column="file_name", where=_IN_FILES, names_where=_IN_FILES),
    TextPlace(table="orders_priceclaim", column="seen_at", where=_OF_RELATIVES, names_where=_OF_RELATIVES),
    TextPlace(table="orders_message", column="text", names_where="true"),
    TextPlace(table="orders_tillsession", column="reason", names_where="true"),
    TextPlace(
        table="orders_draft", column="content", where=_OF_RELATIVES, names_where=_OF_RELATIVES, key="member_id",
        is_json=True,
    ),
    ErasureGuard(key="orders", load=_open_orders),
    RetentionPart(
        key="draft", label=_("Orders begun and left"), order=70, table="orders_draft",
        overdue="t.updated_at < %(before)s", key_column="uid", person="t.member_id",
    ),
    RetentionPart(
        key="destination", label=_("Where delivered parcels went"), order=80, table="orders_order",
        overdue="coalesce(t.delivered_at, t.cancelled_at) < %(before)s"
        " AND t.state IN ('delivered', 'closed', 'cancelled')"
        " AND (t.recipient <> '' OR t.address <> '' OR t.phone <> '')",
        wiped=_DESTINATION, person="t.member_id",
    ),
)  # fmt: skip
