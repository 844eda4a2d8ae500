"""What messaging shows on pages that show many packages."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
from shuyou.messaging import queries
from shuyou.messaging.queries import MessageRow


def _panel(member_id: int, actor: Actor, _at: datetime) -> Sequence[MessageRow] | None:
    return queries.member_messages(member_id=member_id, actor=actor) or None


def _timeline(member_id: int, before: datetime, limit: int) -> Sequence[Untold]:
    rows = queries.message_timeline(member_id=member_id, before=before, limit=limit, actor=Actor.job("timeline"))
    return [Untold(row.sent_at, partial(_sent, row)) for row in rows if row.sent_at]


def _sent(row: MessageRow) -> TimelineRow:
    return TimelineRow(
        at=row.sent_at or row.asked_at, key=f"message-{row.message_id}", icon="mail",
        title=row.subject or row.kind_label, aside=f"{row.channel_label} · {row.state_label}",
        url=reverse("messaging:message", args=[row.uid]),
    )  # fmt: skip


def _to_read(actor: Actor, _at: datetime, limit: int) -> WorkList:
    rows, total = queries.to_read(limit=limit, actor=actor)
    found = [
        WorkRow(
            key=f"heard-{row.inbound_id}", icon="mail", title=row.subject or row.text[:60],
            url=reverse("messaging:thread", args=[row.uid]), who=row.member_name or row.shown, badge=row.channel_label,
        )
        for row in rows
    ]  # fmt: skip
    return WorkList(rows=found, total=total)


HELD: Final = "EXISTS (SELECT FROM messaging_message WHERE member_id = %(member)s)"


def _to_call(actor: Actor, _at: datetime, limit: int) -> WorkList:
    rows, total = queries.calls_to_make(limit=limit, actor=actor)
    found = [
        WorkRow(
            key=f"call-{row.message_id}", icon="phone", title=row.text[:80] or row.kind_label,
            url=reverse("messaging:message", args=[row.uid]), who=row.member_name or row.shown, badge=row.purpose_label,
        )
        for row in rows
    ]  # fmt: skip
    return WorkList(rows=found, total=total)


registry.offer(
    Panel(
        slot="member.right",
        key="messages",
        order=60,
        permission="messaging.view",
        template="messaging/panels/messages.html",
        load=_panel,
        is_slow=True,
        only_if=HELD,
    ),
    Action(
        slot="member",
        key="write",
        label=_("Write to them"),
        icon="mail",
        url_name="messaging:write",
        order=75,
        permission="messaging.write",
        is_form=True,
    ),
    WorkSource(kind="messages-to-read", label=_("From readers"), order=24, permission="messaging.write", load=_to_read),
    WorkSource(kind="calls-to-make", label=_("Calls to make"), order=25, permission="messaging.write", load=_to_call),
    NavEntry(
        key="messages",
        label=pgettext_lazy("outbox", "Messages"),
        icon="mail",
        url_name="messaging:outbox",
        order=48,
        permission="messaging.view",
    ),
    TimelineSource(
        kind="messages",
        label=pgettext_lazy("outbox", "Messages"),
        permission="messaging.view",
        load=_timeline,
        only_if=HELD,
    ),
)
