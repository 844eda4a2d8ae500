"""What appointments and offers of partners show on the member page."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.registry import Panel, TimelineRow, TimelineSource, Untold, registry
from shuyou.kernel.templatetags.ui import clock_time, iso
from shuyou.members import queries as members
from shuyou.orders import queries
from shuyou.orders.queries import AppointmentRow, PartnerRow

MOST = 4


def _offers(member_id: int, actor: Actor, at: datetime) -> tuple[PartnerRow, ...] | None:
    tier = members.member_rows(member_ids=[member_id])[0].tier_code
    rows = queries.member_offers(member_id=member_id, tier=tier, on=club_day(at), actor=actor)
    return tuple(rows[:MOST]) or None


def _timeline(member_id: int, before: datetime, limit: int) -> Sequence[Untold]:
    rows = queries.member_appointments(member_id=member_id, before=before, limit=limit, actor=Actor.job("timeline"))
    return [Untold(row.booked_at, partial(_line, row)) for row in rows]


def _line(row: AppointmentRow) -> TimelineRow:
    return TimelineRow(
        at=row.booked_at,
        key=f"appointment-{row.number}",
        icon="calendar",
        title=row.kind_label,
        aside=f"{row.place} · {row.number} · {row.state_label}",
        text=f"{iso(row.starts_at)} {clock_time(row.starts_at)} {row.item}".strip(),
        url=reverse("orders:appointment", args=[row.number]),
        tone="good" if row.is_accepted else "",
    )


HELD: Final = "EXISTS (SELECT FROM orders_appointment WHERE member_id = %(member)s)"

registry.offer(
    Panel(
        slot="member.left",
        key="partner-offers",
        order=70,
        permission="orders.view",
        template="orders/panels/offers.html",
        load=_offers,
        is_slow=True,
    ),
    TimelineSource(
        kind="appointments", label=_("Appointments"), permission="orders.view", load=_timeline, only_if=HELD
    ),
)
