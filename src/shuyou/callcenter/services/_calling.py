"""Readers of lists are called: what the gate let through is taken, dialled, and what came of it goes back to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import ListElsewhere, NobodyLeft, NumberUnknown
from shuyou.callcenter.events import CallListChanged, SwitchAsked
from shuyou.callcenter.models import Agent, Call, CallList, Feedback, Site, ToCall
from shuyou.callcenter.rules.center import Announce
from shuyou.callcenter.rules.ivr import SCORES
from shuyou.callcenter.rules.notices import CONFIRMED, announcement
from shuyou.callcenter.services._ask_switch import own_seat, put_order
from shuyou.callcenter.services._feedback import DAYS, is_senior
from shuyou.callcenter.services._numbers import sealed_number, shown_number, typed_number
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import step, use_case
from shuyou.members import queries as members
from shuyou.messaging import queries as messaging

AT_ONCE: Final = 500
FORGOTTEN: Final = timedelta(hours=4)
"""Somebody who was taken so long ago is to be called by whoever comes next."""
Result = ToCall.Result
VAIN: Final = (Result.MACHINE, Result.NO_ANSWER, Result.BUSY, Result.FAILED, Result.LOST)
LONGEST_WORDS: Final = 1000


@use_case("callcenter.run_switch")
def hear_gate(*, actor: Actor, at: datetime) -> int:
    """Take in what the gate says of readers who are to be called; return of how many it said anything."""
    asked = {row.key: row for row in _held(ToCall.objects.filter(state=ToCall.State.ASKED, is_told=True))[:AT_ONCE]}
    said = [one for one in messaging.asked_calls(keys=list(asked), actor=actor) if one.state != "asked"]
    for one in said:
        row = asked[one.key]
        row.message, row.verdict = one.uid, one.verdict
        if one.state == "sent":
            row.state = ToCall.State.READY
        elif one.state in ("refused", "dropped"):
            row.state, row.ended_at = ToCall.State.REFUSED, at
        elif one.state == "failed":
            row.state, row.ended_at = ToCall.State.GIVEN_UP, at
        row.save(update_fields=["message", "verdict", "state", "ended_at"])
    if said:
        publish(CallListChanged(list_id=0, what="gate"), actor=actor, at=at)
    return len(said)


@use_case("callcenter.run_switch")
def take_announcements(*, site_id: int, actor: Actor, at: datetime) -> list[Announce]:
    """Take readers whom the switch of a site calls by itself, no more at once than the site allows."""
    auto = ToCall.objects.filter(list__mode=CallList.Mode.AUTOMATIC, list__state=CallList.State.RUNNING)
    allowed = Site.objects.values_list("dials_at_once", flat=True).get(pk=site_id)
    free = allowed - auto.filter(state=ToCall.State.TAKEN, taken_at__gt=at - FORGOTTEN).count()
    rows = list(_held(auto.filter(state=ToCall.State.READY)).select_related("list__queue")[: max(free, 0)])
    words = {one.key: one for one in messaging.asked_calls(keys=[row.key for row in rows], actor=actor)}
    found = []
    for row in rows:
        call, number = _begin(row, site_id, None, at)
        said, queue = words[row.key], row.list.queue.code
        language = "en" if said.language.startswith("en") else "zh"
        graph = announcement(said.text, language=language, queue=queue)
        if number:
            found.append(Announce(agent=0, call=call.key, number=number, graph=graph, queue=queue, language=language))
    if rows:
        publish(CallListChanged(list_id=0, what="taken"), actor=actor, at=at)
    return found


@use_case("callcenter.run_switch")
def ring_progressively(*, site_id: int, actor: Actor, at: datetime) -> int:
    """Have the next readers of lists ring at agents who are ready while nobody waits; return how many."""
    to_ring = ToCall.objects.filter(
        list__mode=CallList.Mode.PROGRESSIVE, list__state=CallList.State.RUNNING, state=ToCall.State.READY
    )
    waiting = Call.objects.filter(site=site_id, stage__in=("queue", "ringing"), direction="in")
    if not to_ring.exists() or waiting.exists():
        return 0
    ready = Agent.objects.filter(site=site_id, state="ready", is_active=True).order_by("since", "pk")
    rung = 0
    for agent in ready:
        rows = to_ring.filter(list__queue__skill__in=agent.skills.values("skill"))
        if row := _held(rows).select_related("list__queue").first():
            call, number = _begin(row, site_id, agent, at)
            if number:
                put_order(agent, "call_out", _dialled(call, row), at=at)
                rung += 1
    if rung:
        publish(CallListChanged(list_id=0, what="rung"), actor=actor, at=at)
    return rung


@use_case("callcenter.answer")
def take_reader(*, uid: UUID, actor: Actor, at: datetime) -> UUID:
    """
    Take the next reader of a list to look at and call; whoever has taken one keeps them.

    :raises NoAgent: whoever asks has no seat.
    :raises NotFound: there is no such list.
    :raises ListElsewhere: it does not run, or is not called that way.
    :raises NobodyLeft: nobody is to be called now.
    """
    seat = own_seat(actor)
    found = CallList.objects.filter(uid=uid).first()
    if found is None:
        raise NotFound(what=_("list"), key=uid)
    if found.state != CallList.State.RUNNING or found.mode == CallList.Mode.AUTOMATIC:
        raise ListElsewhere(state=found.get_state_display())
    row = found.rows.filter(taken_by=seat, state=ToCall.State.TAKEN).first()
    row = row or _held(found.rows.filter(state=ToCall.State.READY)).first()
    if row is None:
        raise NobodyLeft()
    row.state, row.taken_by, row.taken_at = ToCall.State.TAKEN, seat, row.taken_at or at
    row.save(update_fields=["state", "taken_by", "taken_at"])
    publish(CallListChanged(list_id=found.pk, what="taken"), actor=actor, at=at)
    return row.uid


def _own_row(uid: UUID, seat: Agent) -> ToCall:
    row = ToCall.objects.select_for_update(no_key=True, of=("self",)).filter(uid=uid, taken_by=seat).first()
    if row is None or row.state != ToCall.State.TAKEN:
        raise NotFound(what=_("reader"), key=uid)
    return row


@use_case("callcenter.answer")
def call_reader(*, uid: UUID, actor: Actor, at: datetime) -> UUID:
    """
    Call the reader whom one has taken: the agent's own telephone rings first. Return the call's uid.

    :raises NoAgent: whoever asks has no seat.
    :raises NotFound: they have taken no such reader.
    :raises NumberUnknown: there is no number to call.
    """
    seat = own_seat(actor)
    row = _own_row(uid, seat)
    call, number = _begin(row, seat.site_id, seat, at)
    if not number:
        raise NumberUnknown()
    put_order(seat, "call_out", _dialled(call, row), at=at)
    publish(SwitchAsked(agent_id=seat.pk, verb="call_out"), actor=actor, at=at)
    return call.uid


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderSaid:
    """What came of a call of a list: the result, answers by the question's code, a note."""

    result: str
    answers: Mapping[str, str]
    note: str = ""


@use_case("callcenter.answer")
def keep_result(said: ReaderSaid, *, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Keep what came of a call: answers go to the reader's page, suggestions to whoever answers them.

    :raises NoAgent: whoever asks has no seat.
    :raises NotFound: they have taken no such reader.
    :raises InvalidValue: there is no such result, or a score is none from 1 to 5.
    """
    row = _own_row(uid, own_seat(actor))
    if said.result not in (Result.REACHED, *VAIN):
        raise InvalidValue(label=_("result"), value=said.result, field="result")
    questions = {one["code"]: one["kind"] for one in row.list.questions}
    answers = {code: text.strip()[:LONGEST_WORDS] for code, text in said.answers.items() if code in questions}
    for code, text in answers.items():
        if questions[code] == "score" and text and text not in SCORES:
            raise InvalidValue(label=_("score"), value=text, field=code)
    row.answers, row.note = {code: text for code, text in answers.items() if text}, said.note.strip()[:LONGEST_WORDS]
    _settle(row, said.result, at)
    if said.result == Result.REACHED:
        _feed_back(row, at)
    publish(CallListChanged(list_id=row.list_id, what="result"), actor=actor, at=at)


def _feed_back(row: ToCall, at: datetime) -> None:
    """Put what a reader said onto their page; suggestions are to be answered."""
    score, text = row.answers.get("score"), row.answers.get("suggestion", "")
    if score or text:
        Feedback.objects.create(
            kind=Feedback.Kind.SUGGESTION if text else Feedback.Kind.SATISFACTION, member_id=row.member_id, came_at=at,
            call=None, score=int(score) if score else None, text=text,
            is_senior=is_senior(member_id=row.member_id, at=at),
            due_at=at + timedelta(days=DAYS) if text else None,
        )  # fmt: skip


@step
def settle_call(*, call_id: int, at: datetime) -> None:
    """Note what came of a call that spoke by itself, or of one of a list that nobody answered."""
    rows = ToCall.objects.select_for_update(no_key=True, of=("self",)).select_related("list")
    row = rows.filter(call=call_id, state=ToCall.State.TAKEN).first()
    if row is None:
        return
    call = Call.objects.get(pk=call_id)
    is_automatic = row.list.mode == CallList.Mode.AUTOMATIC
    if is_automatic and CONFIRMED in call.path:
        _settle(row, Result.CONFIRMED, at)
    elif call.is_machine:
        _settle(row, Result.MACHINE, at)
    elif call.cause in ("busy", "no_answer"):
        _settle(row, call.cause, at)
    elif is_automatic:
        _settle(row, Result.REACHED if call.steps.filter(kind="announced").exists() else Result.FAILED, at)


def _settle(row: ToCall, result: str, at: datetime) -> None:
    row.result, row.tries, row.is_told, row.taken_by = result, row.tries + 1, row.message is None, None
    row.state = ToCall.State.ASKED if result in VAIN else ToCall.State.DONE
    row.ended_at = None if result in VAIN else at
    row.save()


@dataclass(frozen=True, slots=True)
class Untold:
    """A result that the gate does not know of yet."""

    row_id: int
    message: UUID
    is_reached: bool


def results_to_tell(*, actor: Actor) -> Sequence[Untold]:
    """Return results that the gate does not know of yet."""
    actor.require("callcenter.run_switch")
    rows = ToCall.objects.filter(is_told=False, message__isnull=False).order_by("pk")[:AT_ONCE]
    return [Untold(row.pk, row.message, row.result not in VAIN) for row in rows if row.message]


@use_case("callcenter.run_switch")
def note_told(*, row_id: int, actor: Actor, at: datetime) -> None:
    """Note that the gate knows of a result."""
    ToCall.objects.filter(pk=row_id).update(is_told=True)
    publish(CallListChanged(list_id=0, what="told"), actor=actor, at=at)


def _held(rows: QuerySet[ToCall]) -> QuerySet[ToCall]:
    return rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).order_by("pk")


def _begin(row: ToCall, site_id: int, agent: Agent | None, at: datetime) -> tuple[Call, str]:
    """Write down that a reader is called now, and return the call with the number on file; empty: there is none."""
    reach = members.reach_of(member_ids=[row.member_id], actor=Actor.job("call_list")).get(row.member_id)
    number = typed_number(reach.phone) if reach else ""
    uid = uuid7()
    call = Call.objects.create(
        uid=uid, key=f"out-{uid}", site_id=site_id, direction=Call.Direction.OUT,
        stage=Call.Stage.QUEUE if number else Call.Stage.OVER, cause="" if number else "unreachable",
        ended_at=None if number else at, sealed=sealed_number(number), shown=shown_number(number),
        member_id=row.member_id, queue_id=row.list.queue_id, known=Call.Known.NUMBER, started_at=at, agent=agent,
    )  # fmt: skip
    row.call, row.state, row.taken_at, row.taken_by = call, ToCall.State.TAKEN, at, agent
    row.save(update_fields=["call", "state", "taken_at", "taken_by"])
    if not number:
        _settle(row, Result.FAILED, at)
    return call, number


def _dialled(call: Call, row: ToCall) -> dict[str, object]:
    return {"call": call.key, "queue": row.list.queue.code, "number": call.sealed}
