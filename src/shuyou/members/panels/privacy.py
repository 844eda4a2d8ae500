"""What is shown of a reader's rights: a card on their page, work for those who answer, a section of the shell."""

from datetime import UTC, datetime, time
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone
from shuyou.kernel.registry import Action, NavEntry, Panel, WorkList, WorkRow, WorkSource, registry
from shuyou.members import queries
from shuyou.members.queries import Standing

SAID: Final = (
    "(EXISTS (SELECT FROM members_person WHERE id = %(member)s AND (is_restricted OR erased_at IS NOT NULL))"
    " OR EXISTS (SELECT FROM members_legalhold WHERE person_id = %(member)s AND lifted_at IS NULL)"
    " OR EXISTS (SELECT FROM members_privacyrequest WHERE person_id = %(member)s AND status = 'open'))"
)
"""Whether there may be something to say: a hold that ran out counts here, and is left out when it is read."""


def _rights(member_id: int, actor: Actor, at: datetime) -> Standing | None:
    """Return what is worth saying: a restriction, an erasure, a hold, requests that wait; nothing otherwise."""
    standing = queries.person_standing(member_id=member_id, at=at, actor=actor)
    is_said = standing.is_restricted or standing.erased_at or standing.is_held or standing.waiting
    return standing if is_said else None


def _waiting(actor: Actor, _at: datetime, limit: int) -> WorkList:
    page = queries.privacy_requests(actor=actor, limit=limit)
    rows = [
        WorkRow(
            key=f"privacy-{row.uid}",
            icon="shield",
            title=row.kind_label,
            url=reverse("members:privacy_request", args=[row.uid]),
            who=row.name,
            due_at=datetime.combine(row.due_on, time(18), tzinfo=club_zone()).astimezone(UTC),
        )
        for row in page.rows
    ]
    return WorkList(rows=rows, total=queries.privacy_requests_waiting(actor=actor))


registry.offer(
    Panel(
        slot="member.left",
        key="privacy",
        order=1,
        permission="members.view",
        template="members/panels/privacy.html",
        load=_rights,
        only_if=SAID,
    ),
    Action(
        slot="member",
        key="privacy",
        label=_("Privacy"),
        icon="shield",
        url_name="members:privacy",
        order=90,
        permission="members.view",
    ),
    WorkSource(
        kind="privacy",
        label=_("Privacy requests"),
        order=25,
        permission="members.answer_privacy",
        load=_waiting,
    ),
    NavEntry(
        key="privacy",
        label=_("Privacy"),
        icon="shield",
        url_name="members:privacy_requests",
        order=95,
        permission="members.answer_privacy",
        badge=lambda actor: queries.privacy_requests_waiting(actor=actor),
    ),
)
