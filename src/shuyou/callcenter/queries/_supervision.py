"""The floor as a supervisor sees it: agents with their calls, who waits, what is wrong now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext

from shuyou.callcenter.models import Agent, Site
from shuyou.callcenter.queries._calls import CallRow, call_row, shown_calls
from shuyou.callcenter.queries._floor import Floor, SeatRow, WaitingRow, floor, own_seat_id, waiting_calls, waiting_row
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query

LONG_PAUSE: Final = timedelta(minutes=30)
LONG_TALK: Final = timedelta(minutes=20)
MOST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """The floor, who is in which call, who waits, and what is wrong."""

    floor: Floor
    seats: Sequence[tuple[SeatRow, CallRow | None]]
    waiting: Sequence[WaitingRow]
    alerts: Sequence[str]
    able: frozenset[str]
    """What the switch of the supervisor's own site can do; nothing, if they have no seat."""
    may_act: bool
    """Whether they sit at ease, so that they can fetch or listen."""


@query("callcenter.supervise")
def supervision(*, at: datetime, actor: Actor) -> Supervision:
    """Return the floor for whoever supervises it."""
    seen = floor(at=at, actor=actor)
    uids = [seat.call for seat in seen.seats if seat.call]
    rows = shown_calls().filter(uid__in=uids)
    calls = {row.uid: call_row(row) for row in rows}
    own = Agent.objects.select_related("site").filter(pk=own_seat_id(actor), is_active=True).first()
    return Supervision(
        floor=seen,
        seats=[(seat, calls.get(seat.call) if seat.call else None) for seat in seen.seats],
        waiting=[waiting_row(one, at) for one in waiting_calls().order_by("queued_at", "pk")[:MOST]],
        alerts=_alerts(seen, at),
        able=frozenset(own.site.capabilities) if own else frozenset(),
        may_act=own is not None and own.state in ("ready", "paused", "listening"),
    )


def _alerts(seen: Floor, at: datetime) -> list[str]:
    found = [gettext("%(queue)s: somebody waits too long.") % {"queue": row.name} for row in seen.queues if row.is_long]
    found += [gettext("%(queue)s: goal missed today.") % {"queue": row.name} for row in seen.queues if not row.is_met]
    for seat in seen.seats:
        spent = at - seat.since if seat.since else timedelta()
        if seat.state == "paused" and spent > LONG_PAUSE:
            found.append(gettext("%(agent)s has paused for long.") % {"agent": seat.name})
        elif seat.state == "talking" and spent > LONG_TALK:
            found.append(gettext("%(agent)s has been in a call for long.") % {"agent": seat.name})
        elif seat.state == "unreachable":
            found.append(gettext("%(agent)s cannot be reached.") % {"agent": seat.name})
    silent = Site.objects.filter(is_active=True, capabilities=[]).values_list("name", flat=True)
    return found + [gettext("The switch of %(site)s has not run yet.") % {"site": name} for name in silent]
