"""What orders show on pages that show many packages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.addresses import address
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.registry import (
    STRETCH,
    Action,
    Clue,
    Column,
    Fact,
    FactSource,
    Hit,
    NavEntry,
    OneTouchSource,
    Panel,
    TimelineRow,
    TimelineSource,
    Untold,
    WorkList,
    WorkRow,
    WorkSource,
    registry,
)
from shuyou.kernel.templatetags.ui import ago, day, money
from shuyou.kernel.text import nested_marks
from shuyou.orders import queries
from shuyou.orders.panels import appointments as appointment_panels  # noqa: F401 - offers what it shows
from shuyou.orders.panels import bundles as bundle_panels  # noqa: F401 - offers what it shows
from shuyou.orders.panels import coupons as coupon_panels  # noqa: F401 - offers what it shows
from shuyou.orders.panels import prices as price_panels  # noqa: F401 - offers its card
from shuyou.orders.panels import printing as printing_panels  # noqa: F401 - offers what it shows
from shuyou.orders.panels import releases as release_panels  # noqa: F401 - offers what it shows
from shuyou.orders.panels import special as special_panels  # noqa: F401 - offers what it shows
from shuyou.orders.panels import till as till_panels  # noqa: F401 - offers its section
from shuyou.orders.queries import AccountSums, ClerkDay, OrderRow, WorkCount
from shuyou.payments import queries as payments

OPEN_ORDERS = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """Orders that wait for one kind of hand: in which state, paid in which way (empty: any), and how long they may."""

    state: str
    payment: str
    permission: str
    title: Promise
    icon: str
    patience: timedelta


WAITING: Final[Sequence[Waiting]] = (
    Waiting("paid", "", "orders.fulfil", _("Pick what is paid"), "list-checks", timedelta(days=1)),
    Waiting("placed", "cod", "orders.fulfil", _("Pick for cash on delivery"), "list-checks", timedelta(days=1)),
    Waiting("picked", "", "orders.fulfil", _("Hand parcels to the carrier"), "truck", timedelta(days=1)),
    Waiting("placed", "remittance", "payments.import", _("Match remittances"), "banknote", timedelta(days=21)),
    Waiting("shipped", "", "orders.fulfil", _("Confirm deliveries"), "circle-check", timedelta(days=10)),
)
"""What waits, the most pressing first; a remittance takes its time in the post, and who keeps its files matches it."""


@dataclass(frozen=True, slots=True)
class OrdersPanel:
    """A member's latest orders, how many there are in all without the cancelled ones, and how many of those."""

    rows: tuple[OrderRow, ...]
    count: int
    cancelled: int

    @property
    def has_more(self) -> bool:
        """Tell whether there are orders that the panel does not show."""
        return self.count + self.cancelled > len(self.rows)


def _panel(member_id: int, actor: Actor, at: datetime) -> OrdersPanel:
    actor.require_all_stores()
    rows = _told(member_id, before=at, limit=STRETCH + 1)[:OPEN_ORDERS]
    if not rows:
        return OrdersPanel((), 0, 0)
    summary = queries.member_summary(member_id=member_id, at=at, actor=actor)
    return OrdersPanel(tuple(rows), summary.all_orders, summary.cancelled)


def _year_spend(member_ids: Sequence[int], actor: Actor) -> Mapping[int, str]:
    paid = queries.money_in(member_ids=member_ids, since=clock.now() - timedelta(days=365), actor=actor)
    return {member_id: str(amount) for member_id, amount in paid.items()}


def _account(member_id: int, actor: Actor, at: datetime) -> AccountSums:
    return queries.account_sums(member_id=member_id, actor=actor)


def _facts(member_id: int, actor: Actor, at: datetime) -> Sequence[Fact]:
    summary = queries.member_summary(member_id=member_id, at=at, actor=actor)
    note = ngettext("%(count)s order", "%(count)s orders", summary.orders) % {"count": summary.orders}
    titles = ngettext("%(count)s title", "%(count)s titles", summary.titles) % {"count": summary.titles}
    facts = [
        Fact(label=gettext("Twelve months"), value=money(summary.spent), note=f"{note} · {titles}"),
        Fact(label=gettext("Mean order"), value=money(summary.basket)),
    ]
    if summary.last_at:
        facts.append(Fact(label=gettext("Last purchase"), value=ago(summary.last_at), note=summary.last_channel))
    return facts


def _my_day(user_id: int, actor: Actor, at: datetime) -> ClerkDay | None:
    return queries.clerk_day(since=day_start(club_day(at)), actor=actor) if actor.may("orders.place") else None


def _timeline(member_id: int, before: datetime, limit: int) -> Sequence[Untold]:
    return [Untold(row.placed_at, partial(_order_line, row)) for row in _told(member_id, before, limit)]


def _told(member_id: int, before: datetime, limit: int) -> Sequence[OrderRow]:
    """Return a member's orders before a moment: panel and timeline ask alike, so that a page asks once."""
    return queries.member_orders(member_id=member_id, before=before, limit=limit, actor=Actor.job("timeline"))


def _order_line(row: OrderRow) -> TimelineRow:
    titles = ngettext("%(count)s title", "%(count)s titles", row.titles) % {"count": row.titles}
    named = "".join(nested_marks(gettext("“%(title)s”") % {"title": title}) for title in row.first_titles)
    return TimelineRow(
        at=row.placed_at,
        key=f"order-{row.order_id}",
        icon="shopping-bag",
        title=gettext("Ordered %(titles)s, %(total)s") % {"titles": titles, "total": money(row.total)},
        aside=f"{row.channel_label} · {row.number} · {row.state_label}",
        text=gettext("%(titles)s …") % {"titles": named} if row.titles > len(row.first_titles) else named,
        url=address("orders:detail", row.number),
        tone="good" if row.state in ("delivered", "closed") else "",
    )


def _payments_timeline(member_id: int, before: datetime, limit: int) -> Sequence[Untold]:
    rows = payments.member_receipts(member_id=member_id, before=before, limit=limit, actor=Actor.job("timeline"))
    return [Untold(row.received_at, partial(_receipt_line, row)) for row in rows]


def _receipt_line(row: payments.ReceiptRow) -> TimelineRow:
    return TimelineRow(
        at=row.received_at,
        key=f"receipt-{row.reference}",
        icon="wallet",
        title=gettext("Paid %(amount)s") % {"amount": money(row.amount)},
        aside=f"{row.tender} · {row.reference}",
        url=_place_of(row.source),
    )


def _place_of(source: str) -> str:
    """Return the page of what money was paid for: an order, unless it is a stored-value card."""
    kind, _sep, number = source.partition(":")
    return reverse("loyalty:value_cards") if kind == "card" else address("orders:detail", number)


def _find(clue: Clue, actor: Actor, limit: int) -> Sequence[Hit]:
    if not (clue.is_ascii and any(char.isdigit() for char in clue.text)) or "@" in clue.text:
        return []
    numbers = {clue.text.upper().replace(" ", "")}
    if clue.digits:
        numbers.add(f"SO{clue.digits}")
    rows = queries.find_orders(numbers=sorted(numbers), limit=limit, actor=actor)
    if not rows and len(clue.text) >= 6 and actor.may("payments.view"):
        receipts = payments.find_receipts(reference=clue.text, limit=limit, actor=actor)
        paid_for = [receipt.source.removeprefix("order:") for receipt in receipts]
        rows = queries.find_orders(numbers=paid_for, limit=limit, actor=actor) if paid_for else []
    return [
        Hit(
            url=address("orders:detail", row.number),
            title=row.number,
            detail=f"{row.member_name} · {money(row.total)} · {row.state_label}",
            badge=gettext("Order"),
            icon="package",
        )
        for row in rows
    ]


def _work(actor: Actor, at: datetime, limit: int) -> WorkList:
    counts = queries.work_counts(actor=actor)
    rows = []
    for waiting in WAITING:
        found = [one for one in counts if one.state == waiting.state and waiting.payment in ("", one.payment)]
        if found and actor.may(waiting.permission):
            rows.append(_work_row(waiting, found))
    return WorkList(rows=rows[:limit], total=len(rows))


def _work_row(waiting: Waiting, found: Sequence[WorkCount]) -> WorkRow:
    count, oldest = sum(one.count for one in found), min(one.oldest for one in found)
    wanted = {"state": waiting.state}
    if waiting.payment:
        wanted["payment"] = waiting.payment
    return WorkRow(
        key=f"orders-{waiting.state}-{waiting.payment}",
        icon=waiting.icon,
        title=str(waiting.title),
        url=f"{reverse('orders:list')}?{urlencode(wanted)}",
        text=gettext("the oldest since %(day)s") % {"day": day(oldest)},
        who=ngettext("%(count)s order", "%(count)s orders", count) % {"count": count},
        due_at=oldest + waiting.patience,
    )


registry.offer(
    Action(
        slot="member",
        key="order",
        label=_("Take an order"),
        icon="shopping-bag",
        url_name="orders:entry",
        order=10,
        permission="orders.place",
        shortcut="O",
    ),
    Column(
        slot="member.year_spend",
        key="orders",
        label=_("Twelve months"),
        order=10,
        permission="orders.view",
        load=_year_spend,
    ),
    WorkSource(kind="orders", label=_("Orders"), order=20, permission="orders.view", load=_work),
    Panel(
        slot="member.left",
        key="orders",
        order=30,
        permission="orders.view",
        template="orders/panels/member_orders.html",
        load=_panel,
    ),
    Panel(
        slot="member.left",
        key="account",
        order=32,
        permission="payments.view",
        template="orders/panels/account.html",
        load=_account,
        is_slow=True,
    ),
    Panel(
        slot="home.side",
        key="my-day",
        order=10,
        permission="orders.view",
        template="orders/panels/my_day.html",
        load=_my_day,
    ),
    FactSource(order=20, permission="orders.view", load=_facts),
    TimelineSource(kind="orders", label=_("Orders"), permission="orders.view", load=_timeline),
    TimelineSource(
        kind="payments",
        label=_("Payments"),
        permission="payments.view",
        load=_payments_timeline,
        only_if=payments.HAS_RECEIPTS,
    ),
    OneTouchSource(group="orders", label=_("Orders"), order=20, permission="orders.view", find=_find),
    NavEntry(
        key="promotions",
        label=_("Promotions"),
        icon="tag",
        url_name="orders:promotions",
        order=45,
        permission="orders.see_promotions",
        go_key="Y",
        also=("orders:market", "orders:partners"),
    ),
    NavEntry(
        key="orders",
        label=_("Orders"),
        icon="package",
        url_name="orders:list",
        order=40,
        permission="orders.view",
        go_key="O",
        also=(
            "orders:waves",
            "orders:parcels",
            "orders:returns",
            "orders:messages",
            "orders:specials",
            "orders:releases",
            "orders:agenda",
            "orders:print_board",
            "orders:cycle",
            "orders:switches",
        ),
    ),
)
