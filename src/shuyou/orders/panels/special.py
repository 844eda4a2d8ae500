"""What special orders show on pages that show many packages: what lies here for a reader, and their story."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Panel, TimelineRow, TimelineSource, Untold, registry
from shuyou.kernel.text import nested_marks
from shuyou.orders import queries
from shuyou.orders.queries import SpecialRow

MOST = 20


def _waiting(member_id: int, actor: Actor, at: datetime) -> tuple[SpecialRow, ...] | None:
    rows = queries.member_specials(member_id=member_id, before=at, limit=MOST, actor=actor)
    return tuple(row for row in rows if row.closed_at is None and (row.state == "held" or row.deposit)) or None


def _timeline(member_id: int, before: datetime, limit: int) -> Sequence[Untold]:
    rows = queries.member_specials(member_id=member_id, before=before, limit=limit, actor=Actor.job("timeline"))
    return [Untold(row.noted_at, partial(_line, row)) for row in rows]


def _line(row: SpecialRow) -> TimelineRow:
    return TimelineRow(
        at=row.noted_at,
        key=f"special-{row.number}",
        icon="book-heart",
        title=nested_marks(gettext("Asked us to find “%(title)s”") % {"title": row.title}),
        aside=f"{row.number} · {row.state_label}",
        url=reverse("orders:special", args=[row.number]),
        tone="good" if row.state in ("held", "ordered", "fetched") else "",
    )


HELD: Final = "EXISTS (SELECT FROM orders_specialorder WHERE member_id = %(member)s)"

registry.offer(
    Panel(
        slot="member.left",
        key="specials",
        order=31,
        permission="orders.view",
        template="orders/panels/specials.html",
        load=_waiting,
        only_if=HELD,
    ),
    TimelineSource(kind="specials", label=_("Special orders"), permission="orders.view", load=_timeline, only_if=HELD),
)
