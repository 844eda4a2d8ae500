"""What waits for an agent beside the calls that ring: messages to be heard, readers who asked to be called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from shuyou.callcenter.models import WantedCall
from shuyou.callcenter.queries._calls import CallRow, call_row, shown_calls
from shuyou.callcenter.queries._floor import own_seat_id
from shuyou.callcenter.queries._names import named
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.usecase import query

HEARD_WITHIN: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class WantedRow:
    """A reader who asked on a page to be called."""

    uid: UUID
    member_id: int
    member_number: str
    member_name: str
    queue: str
    about: str
    page: str
    page_title: str
    asked_at: datetime


@query("callcenter.view")
def messages_to_hear(*, at: datetime, limit: int, actor: Actor) -> tuple[list[CallRow], int]:
    """Return callers who left a message about which nobody has written anything down, the oldest first."""
    rows = shown_calls().filter(has_message=True, wrapped_at=None, started_at__gte=at - HEARD_WITHIN)
    return [call_row(one) for one in rows.order_by("started_at", "pk")[:limit]], rows.count()


@query("callcenter.view")
def calls_wanted(*, limit: int, actor: Actor) -> tuple[list[WantedRow], int]:
    """Return readers who asked to be called and do not ring yet, the first to ask first (index `calls_wanted`)."""
    rows = WantedCall.objects.filter(state=WantedCall.State.WAITING)
    shown = rows.select_related("member__person", "queue").order_by("due_at", "pk")[:limit]
    return [_wanted(one) for one in shown], rows.count()


@query("callcenter.view")
def wanted_of_call(*, call: UUID, actor: Actor) -> WantedRow | None:
    """Return what a reader said who asked for this call; None: they did not ask for it on a page."""
    one = WantedCall.objects.filter(call__uid=call).select_related("member__person", "queue").first()
    return _wanted(one) if one else None


@query("callcenter.want_call")
def own_wanted_call(*, member_id: int, actor: Actor) -> datetime | None:
    """Return since when a reader waits to be called; None: they do not."""
    actor.require_own(member_id)
    rows = WantedCall.objects.filter(member=member_id, state=WantedCall.State.WAITING)
    return rows.values_list("asked_at", flat=True).first()


@query("callcenter.answer")
def own_calls_today(*, at: datetime, actor: Actor) -> Sequence[CallRow]:
    """Return the calls of whoever asks since midnight, the latest first (index `calls_of_agent`)."""
    rows = shown_calls().filter(agent=own_seat_id(actor), started_at__gte=day_start(club_day(at)))
    return [call_row(one) for one in rows.order_by("-started_at", "-pk")[:50]]


def _wanted(one: WantedCall) -> WantedRow:
    return WantedRow(
        one.uid, one.member_id, one.member.number, one.member.person.name,
        named(one.queue.name_zh, one.queue.name_en), one.about, one.page, one.page_title, one.asked_at,
    )  # fmt: skip
