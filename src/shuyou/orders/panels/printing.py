"""What books made for readers show on pages that show many packages: those under way, and their story."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Action, Panel, TimelineRow, TimelineSource, Untold, registry
from shuyou.kernel.text import nested_marks
from shuyou.orders import queries
from shuyou.orders.queries import PrintJobRow

MOST = 10
OVER = ("delivered", "cancelled")


def _underway(member_id: int, actor: Actor, at: datetime) -> tuple[tuple[PrintJobRow, str], ...] | None:
    rows = queries.member_print_jobs(member_id=member_id, before=at, limit=MOST, actor=actor)
    return tuple((row, "good" if row.state == "ready" else "info") for row in rows if row.state not in OVER) or None


def _timeline(member_id: int, before: datetime, limit: int) -> Sequence[Untold]:
    rows = queries.member_print_jobs(member_id=member_id, before=before, limit=limit, actor=Actor.job("timeline"))
    return [Untold(row.asked_at, partial(_line, row)) for row in rows]


def _line(row: PrintJobRow) -> TimelineRow:
    return TimelineRow(
        at=row.asked_at,
        key=f"print-{row.number}",
        icon="book-heart",
        title=nested_marks(gettext("Has a book made: “%(title)s”") % {"title": row.title}),
        aside=f"{row.number} · {row.state_label}",
        url=reverse("orders:print_job", args=[row.number]),
        tone="good" if row.state in ("ready", "delivered") else "",
    )


HELD: Final = "EXISTS (SELECT FROM orders_printjob WHERE member_id = %(member)s)"

registry.offer(
    Panel(
        slot="member.left",
        key="print-jobs",
        order=33,
        permission="orders.view",
        template="orders/panels/print_jobs.html",
        load=_underway,
        is_slow=True,
        only_if=HELD,
    ),
    TimelineSource(
        kind="print-jobs", label=_("Books of their own"), permission="orders.view", load=_timeline, only_if=HELD
    ),
    Action(
        slot="member",
        key="print-shelf",
        label=_("Books of their own"),
        icon="book-heart",
        url_name="orders:print_shelf",
        order=62,
        permission="orders.make_books",
    ),
)
