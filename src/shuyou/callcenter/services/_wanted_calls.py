"""Readers who asked on a page to be called: kept once, called in turn in the hours of a queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import NumberUnknown
from shuyou.callcenter.events import CallWanted, SwitchAsked
from shuyou.callcenter.models import Call, Holiday, Queue, WantedCall
from shuyou.callcenter.rules.center import CallWhoAsked
from shuyou.callcenter.rules.opening import is_open
from shuyou.callcenter.services._meet_caller import answer_about
from shuyou.callcenter.services._numbers import sealed_number, shown_number
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, club_zone
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members
from shuyou.members import services as writers

USUAL: Final = "club"
"""The queue of readers who do not say what it is about."""
AT_ONCE: Final = 20
State = WantedCall.State


@dataclass(frozen=True, slots=True, kw_only=True)
class WantDraft:
    """Who wants to be called, about what, and the page they asked from, which they send themselves."""

    member_id: int
    key: str
    about: str = ""
    page: str = ""
    page_title: str = ""


@use_case("callcenter.want_call")
def want_call(draft: WantDraft, *, actor: Actor, at: datetime) -> UUID:
    """
    Have a reader called, and return the wish's uid; who waits already goes on waiting, with what they say now.

    :raises NotFound: there is no such member, or it is somebody else.
    :raises NumberUnknown: no telephone number of theirs is on file.
    """
    actor.require_own(draft.member_id)
    writers.hold_member(member_id=draft.member_id)
    reach = members.reach_of(member_ids=[draft.member_id], actor=Actor.job("want_call")).get(draft.member_id)
    if reach is None:
        raise NotFound(what=_("member"), key=draft.member_id)
    if not (reach.mobile or reach.phone):
        raise NumberUnknown()
    if asked := WantedCall.objects.filter(key=draft.key[:60]).first():
        return asked.uid
    row = WantedCall.objects.filter(member=draft.member_id, state=State.WAITING).first()
    row = row or WantedCall(member_id=draft.member_id, key=draft.key[:60], asked_at=at, due_at=at, queue=_usual())
    row.about, row.page, row.page_title = draft.about[:400] or row.about, draft.page[:200], draft.page_title[:120]
    row.save()
    publish(CallWanted(wanted_id=row.pk, member_id=draft.member_id), actor=actor, at=at)
    return row.uid


def _usual() -> Queue:
    rows = Queue.objects.filter(is_active=True).order_by("order", "pk")
    return rows.filter(code=USUAL).first() or rows[0]


@use_case("callcenter.run_switch")
def call_who_asked(*, site_id: int, actor: Actor, at: datetime) -> Sequence[CallWhoAsked]:
    """Bring readers who want to be called into their queues, while these are open."""
    if Holiday.objects.filter(day=club_day(at)).exists():
        return ()
    local = at.astimezone(club_zone())
    due = WantedCall.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    rows = list(due.filter(state=State.WAITING, due_at__lte=at).select_related("queue").order_by("due_at", "pk"))
    now = [row for row in rows if is_open(local, row.queue.opens, row.queue.closes, row.queue.days)][:AT_ONCE]
    if not now:
        return ()
    reach = members.reach_of(member_ids=[row.member_id for row in now], actor=actor)
    found = []
    for row in now:
        known = reach.get(row.member_id)
        number = (known.mobile or known.phone) if known else ""
        if number:
            found.append(_bring(row, number, site_id, at))
        else:
            row.state = State.DROPPED
            row.save(update_fields=["state"])
    publish(SwitchAsked(agent_id=0, verb="call_who_asked"), actor=actor, at=at)
    return found


def _bring(row: WantedCall, number: str, site_id: int, at: datetime) -> CallWhoAsked:
    call = Call.objects.create(
        key=f"wanted-{row.uid}", site_id=site_id, direction=Call.Direction.BACK, stage=Call.Stage.QUEUE,
        sealed=sealed_number(number), shown=shown_number(number), member_id=row.member_id, queue=row.queue,
        known=Call.Known.NUMBER, started_at=at,
    )  # fmt: skip
    row.state, row.call = State.CALLED, call
    row.save(update_fields=["state", "call"])
    rows = members.member_rows(member_ids=[row.member_id])
    answer = answer_about(call, rows, {}, at=at)
    return CallWhoAsked(
        agent=0, call=call.key, number=number, queue=row.queue.code, since=row.asked_at.timestamp(),
        bonus=answer.bonus, why=answer.why, wanted=answer.wanted, soothing=answer.soothing,
    )  # fmt: skip


@use_case("callcenter.want_call")
def want_no_call(*, member_id: int, actor: Actor, at: datetime) -> None:
    """
    Have a reader not called who asked for it; who rings already is called.

    :raises NotFound: nobody was to call them, or it is somebody else.
    """
    actor.require_own(member_id)
    row = WantedCall.objects.select_for_update(no_key=True).filter(member=member_id, state=State.WAITING).first()
    if row is None:
        raise NotFound(what=_("call"), key=member_id)
    row.state = State.DROPPED
    row.save(update_fields=["state"])
    publish(CallWanted(wanted_id=row.pk, member_id=member_id), actor=actor, at=at)
