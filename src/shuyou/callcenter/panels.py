"""What the call center shows on pages that show many packages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuyou.callcenter import queries
from shuyou.callcenter.queries import CallRow, ReaderRow, SaidRow
from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import (
    Action,
    NavEntry,
    Panel,
    TimelineRow,
    TimelineSource,
    Untold,
    WorkList,
    WorkRow,
    WorkSource,
    registry,
)

HELD: Final = "EXISTS (SELECT FROM callcenter_call WHERE member_id = %(member)s)"
SAID: Final = "EXISTS (SELECT FROM callcenter_feedback WHERE member_id = %(member)s)"

LATEST: Final = 5


@dataclass(frozen=True, slots=True)
class CallsPanel:
    """A member's calls, and what they said in calls of lists."""

    calls: Sequence[CallRow]
    asked: Sequence[ReaderRow]


def _panel(member_id: int, actor: Actor, at: datetime) -> CallsPanel | None:
    calls = queries.member_calls(member_id=member_id, before=at, limit=LATEST, actor=actor)
    asked = queries.calls_to_member(member_id=member_id, limit=LATEST, actor=actor)
    return CallsPanel(calls, asked) if calls or asked else None


def _said(member_id: int, actor: Actor, _at: datetime) -> Sequence[SaidRow] | None:
    return queries.member_feedback(member_id=member_id, limit=LATEST, actor=actor) or None


def _to_answer(actor: Actor, _at: datetime, limit: int) -> WorkList:
    rows, total = queries.feedback_to_answer(limit=limit, actor=actor)
    found = [
        WorkRow(
            key=f"said-{row.uid}", icon="message-square", title=row.member_name or row.kind_label,
            url=reverse("callcenter:feedback_one", args=[row.uid]), badge=row.kind_label, due_at=row.due_at,
        )
        for row in rows
    ]  # fmt: skip
    return WorkList(rows=found, total=total)


def _to_see(actor: Actor, at: datetime, limit: int) -> WorkList:
    rows = queries.alerts_to_see(at=at, actor=actor)
    found = [
        WorkRow(
            key=f"call-alert-{row.alert_id}", icon="triangle-alert", title=f"{row.label} {row.limit}: {row.figure}",
            url=reverse("callcenter:morning"), badge=row.queue, due_at=row.began_at,
        )
        for row in rows[:limit]
    ]  # fmt: skip
    return WorkList(rows=found, total=len(rows))


def _timeline(member_id: int, before: datetime, limit: int) -> Sequence[Untold]:
    rows = queries.member_calls(member_id=member_id, before=before, limit=limit, actor=Actor.job("timeline"))
    return [Untold(row.started_at, partial(_told, row)) for row in rows]


def _told(row: CallRow) -> TimelineRow:
    icon = "phone-incoming" if row.direction == "in" else "phone-outgoing"
    return TimelineRow(
        at=row.started_at, key=f"call-{row.call_id}", icon=icon, title=row.code or row.direction_label,
        aside=" · ".join(filter(None, (row.result, row.agent))), text=row.note,
        url=reverse("callcenter:call", args=[row.uid]),
    )  # fmt: skip


def _to_return(actor: Actor, _at: datetime, limit: int) -> WorkList:
    rows, total = queries.calls_to_return(limit=limit, actor=actor)
    return _calls_waiting("call-back", "phone-outgoing", rows, total)


def _to_hear(actor: Actor, at: datetime, limit: int) -> WorkList:
    rows, total = queries.messages_to_hear(at=at, limit=limit, actor=actor)
    return _calls_waiting("voice", "phone-incoming", rows, total)


def _calls_waiting(kind: str, icon: str, rows: Sequence[CallRow], total: int) -> WorkList:
    found = [
        WorkRow(
            key=f"{kind}-{row.call_id}", icon=icon, title=row.who or row.direction_label,
            url=reverse("callcenter:call", args=[row.uid]), badge=row.queue, due_at=row.started_at,
        )
        for row in rows
    ]  # fmt: skip
    return WorkList(rows=found, total=total)


def _to_call_who_asked(actor: Actor, _at: datetime, limit: int) -> WorkList:
    rows, total = queries.calls_wanted(limit=limit, actor=actor)
    found = [
        WorkRow(
            key=f"wanted-{row.uid}", icon="phone-outgoing", title=row.about or row.page_title or row.queue,
            who=row.member_name, url=reverse("callcenter:dial", args=[row.member_number]), badge=row.queue,
            due_at=row.asked_at,
        )
        for row in rows
    ]  # fmt: skip
    return WorkList(rows=found, total=total)


registry.offer(
    Panel(
        slot="member.right",
        key="calls",
        order=58,
        permission="callcenter.view",
        template="callcenter/panels/calls.html",
        load=_panel,
        is_slow=True,
        only_if=HELD,
    ),
    Panel(
        slot="member.right",
        key="said",
        order=59,
        permission="callcenter.view",
        template="callcenter/panels/said.html",
        load=_said,
        is_slow=True,
        only_if=SAID,
    ),
    WorkSource(
        kind="said",
        label=_("Words of readers to be answered"),
        order=24,
        permission="callcenter.answer_feedback",
        load=_to_answer,
    ),
    WorkSource(
        kind="call-alerts",
        label=_("Alerts of the call center"),
        order=12,
        permission="callcenter.supervise",
        load=_to_see,
    ),
    Action(
        slot="member",
        key="dial",
        label=_("Call them"),
        icon="phone-outgoing",
        url_name="callcenter:dial",
        order=74,
        permission="callcenter.answer",
    ),
    WorkSource(
        kind="calls-back", label=_("To be called back"), order=23, permission="callcenter.answer", load=_to_return
    ),
    WorkSource(kind="voice", label=_("Messages to be heard"), order=23, permission="callcenter.answer", load=_to_hear),
    WorkSource(
        kind="calls-wanted",
        label=_("Asked on a page to be called"),
        order=23,
        permission="callcenter.answer",
        load=_to_call_who_asked,
    ),
    NavEntry(
        key="calls",
        label=_("Calls"),
        icon="phone",
        url_name="callcenter:desk",
        order=25,
        permission="callcenter.answer",
        also=("callcenter:calls",),
    ),
    TimelineSource(kind="calls", label=_("Calls"), permission="callcenter.view", load=_timeline, only_if=HELD),
)
