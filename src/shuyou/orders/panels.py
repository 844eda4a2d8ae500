"""What orders show on pages that show many packages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import (
    Clue,
    Fact,
    FactSource,
    Hit,
    NavEntry,
    OneTouchSource,
    Panel,
    TimelineRow,
    TimelineSource,
    registry,
)
from shuyou.orders import queries
from shuyou.orders.queries import OrderRow
from shuyou.payments import queries as payments

OPEN_ORDERS = 5


@dataclass(frozen=True, slots=True)
class OrdersPanel:
    """A member's latest orders and how many there are in all."""

    rows: tuple[OrderRow, ...]
    count: int


def money(amount: Decimal) -> str:
    """Return an amount as facts and lines show it."""
    return f"¥{number_format(amount, 2, use_l10n=True, force_grouping=True)}"


def _panel(member_id: int, actor: Actor, at: datetime) -> OrdersPanel:
    rows = queries.member_orders(member_id=member_id, before=at, limit=OPEN_ORDERS, actor=actor)
    count = queries.member_summary(member_id=member_id, at=at, actor=actor).all_orders if rows else 0
    return OrdersPanel(tuple(rows), count)


def _facts(member_id: int, actor: Actor, at: datetime) -> Sequence[Fact]:
    summary = queries.member_summary(member_id=member_id, at=at, actor=actor)
    note = ngettext("%(count)s order", "%(count)s orders", summary.orders) % {"count": summary.orders}
    titles = ngettext("%(count)s title", "%(count)s titles", summary.titles) % {"count": summary.titles}
    facts = [
        Fact(label=gettext("Twelve months"), value=money(summary.spent), note=f"{note} · {titles}"),
        Fact(label=gettext("Mean order"), value=money(summary.basket)),
    ]
    if summary.last_at:
        days = (at - summary.last_at).days
        ago = ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days} if days else gettext("Today")
        facts.append(Fact(label=gettext("Last purchase"), value=ago, note=summary.last_channel))
    return facts


def _timeline(member_id: int, before: datetime, limit: int) -> Sequence[TimelineRow]:
    actor = Actor.job("timeline")
    rows = queries.member_orders(member_id=member_id, before=before, limit=limit, actor=actor)
    return [_order_line(row) for row in rows]


def _order_line(row: OrderRow) -> TimelineRow:
    titles = ngettext("%(count)s title", "%(count)s titles", row.titles) % {"count": row.titles}
    return TimelineRow(
        at=row.placed_at,
        key=f"order-{row.order_id}",
        icon="shopping-bag",
        title=gettext("Ordered %(titles)s, %(total)s") % {"titles": titles, "total": money(row.total)},
        aside=f"{row.channel_label} · {row.number} · {row.state_label}",
        text="".join(gettext("“%(title)s”") % {"title": title} for title in row.first_titles),
        url=reverse("orders:detail", args=[row.number]),
        tone="good" if row.state == "delivered" else "",
    )


def _payments_timeline(member_id: int, before: datetime, limit: int) -> Sequence[TimelineRow]:
    rows = payments.member_receipts(member_id=member_id, before=before, limit=limit, actor=Actor.job("timeline"))
    return [
        TimelineRow(
            at=row.received_at,
            key=f"receipt-{row.reference}",
            icon="wallet",
            title=gettext("Paid %(amount)s") % {"amount": money(row.amount)},
            aside=f"{row.tender} · {row.reference}",
            url=reverse("orders:detail", args=[row.source.removeprefix("order:")]),
        )
        for row in rows
    ]


def _find(clue: Clue, actor: Actor, limit: int) -> Sequence[Hit]:
    numbers = {clue.text.upper().replace(" ", "")}
    if clue.digits:
        numbers.add(f"SO{clue.digits}")
    rows = queries.find_orders(numbers=sorted(numbers), limit=limit, actor=actor)
    if not rows and len(clue.text) >= 6 and clue.is_ascii and actor.may("payments.view"):
        receipts = payments.find_receipts(reference=clue.text, limit=limit, actor=actor)
        paid_for = [receipt.source.removeprefix("order:") for receipt in receipts]
        rows = queries.find_orders(numbers=paid_for, limit=limit, actor=actor) if paid_for else []
    return [
        Hit(
            url=reverse("orders:detail", args=[row.number]),
            title=row.number,
            detail=f"{row.member_name} · {money(row.total)} · {row.state_label}",
            badge=gettext("Order"),
            icon="package",
        )
        for row in rows
    ]


registry.offer(
    Panel(
        slot="member.left",
        key="orders",
        order=30,
        permission="orders.view",
        template="orders/panels/member_orders.html",
        load=_panel,
    ),
    FactSource(order=20, permission="orders.view", load=_facts),
    TimelineSource(kind="orders", label=_("Orders"), permission="orders.view", load=_timeline),
    TimelineSource(kind="payments", label=_("Payments"), permission="payments.view", load=_payments_timeline),
    OneTouchSource(group="orders", label=_("Orders"), order=20, permission="orders.view", find=_find),
    NavEntry(
        key="orders",
        label=_("Orders"),
        icon="package",
        url_name="orders:list",
        order=40,
        permission="orders.view",
        go_key="O",
    ),
)
