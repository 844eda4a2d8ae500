"""What the exchange tells, written down: each fact once, in one transaction, with one event."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.callcenter.events import AgentMoved, CallEnded, CallMoved, CallOpened
from shuyou.callcenter.models import Agent, Call, Offer, Queue, Recording, Spell
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.routing import Reason
from shuyou.callcenter.services._file_recording import brought_in
from shuyou.callcenter.services._numbers import sealed_number, shown_number, typed_number
from shuyou.kernel import live
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

FLOOR = "floor"
"""The topic of pages that show the whole floor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKey:
    """By what a fact is known again when it is told twice."""

    site_id: int
    switch: str
    epoch: int
    seq: int


def agent_topic(agent_id: int) -> str:
    """Return the topic of an agent's own pages."""
    return f"agent:{agent_id}"


def moment(seconds: float) -> datetime:
    """Return the moment that the exchange counts in seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def _codes(reasons: Sequence[Reason]) -> list[list[str]]:
    return [[one.code, one.value] for one in reasons]


def _is_new(key: FactKey, call: Call | None, kind: str, at: datetime, facts: Mapping[str, object]) -> bool:
    """Write a step down; tell whether that had not been done before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO callcenter_callstep (switch, epoch, seq, call_id, kind, at, facts)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb) ON CONFLICT (switch, epoch, seq) DO NOTHING RETURNING id",
            [key.switch, key.epoch, key.seq, call.pk if call else None, kind, at, json.dumps(facts)],
        )
        return cursor.fetchone() is not None


def _held(key: str) -> Call | None:
    return Call.objects.select_for_update(no_key=True).filter(key=key).first()


def _queue(code: str) -> Queue | None:
    return Queue.objects.filter(code=code).first() if code else None


@use_case("callcenter.run_switch")
def open_call(fact: center.Opened, *, key: FactKey, actor: Actor, at: datetime) -> None:
    """Write down that a call has begun; one that an agent dialled is there already."""
    number = typed_number(fact.number)
    call, is_new = Call.objects.get_or_create(
        key=fact.call,
        defaults={
            "site_id": key.site_id, "direction": fact.direction, "started_at": moment(fact.at),
            "sealed": sealed_number(number), "shown": shown_number(number), "called": fact.called[:20],
            "queue": _queue(fact.queue),
        },
    )  # fmt: skip
    if fact.direction == Call.Direction.BACK and is_new:
        _belongs_to_the_same(call)
    if not _is_new(key, call, "opened", at, {"direction": fact.direction}):
        return
    live.tell(FLOOR)
    publish(CallOpened(call_id=call.pk, direction=fact.direction), actor=actor, at=at)


def _belongs_to_the_same(call: Call) -> None:
    """Have a promised call be with whoever asked for it."""
    asked = Call.objects.filter(key=call.key.removesuffix("-back")).first()
    if asked is not None:
        call.member_id, call.known = asked.member_id, asked.known
        call.save(update_fields=["member", "known"])


@use_case("callcenter.run_switch")
def move_call(fact: center.Fact, *, key: FactKey, actor: Actor, at: datetime) -> None:
    """Write down how a call went on."""
    call = _held(fact.call)
    if call is None:
        return
    kind = _KINDS[type(fact)]
    if not _is_new(key, call, kind, at, _facts_of(fact)):
        return
    agents = apply_company(call, fact) or _apply(call, fact)
    live.tell(FLOOR)
    for agent_id in filter(None, agents):
        live.tell(agent_topic(agent_id), code=kind, value=str(call.uid))
    agent_id = agents[0] if agents else 0
    publish(CallMoved(call_id=call.pk, kind=kind, agent_id=agent_id), actor=actor, at=at)


_KINDS: Final[Mapping[type[center.Fact], str]] = {
    center.Queued: "queued", center.Offered: "offered", center.OfferEnded: "offer_ended", center.Answered: "answered",
    center.Held: "held", center.PassedOn: "passed_on", center.Pressed: "pressed", center.BackWanted: "back_wanted",
    center.MessageLeft: "message_left", center.Muted: "muted", center.Consulted: "consulted", center.Met: "met",
    center.Together: "together", center.ConsultEnded: "consult_ended", center.HandedOver: "handed_over",
    center.Parked: "parked", center.Listened: "listened", center.SentOut: "sent_out", center.Surveyed: "surveyed",
    center.Announced: "announced", center.BackLater: "back_later", center.Recorded: "recorded",
}  # fmt: skip


def _facts_of(fact: center.Fact) -> Mapping[str, object]:
    """Return what a step keeps of a fact: all but when and which call; a path only if it is one through a menu."""
    left_out = {"at", "call", "number", "path", "sha256"} - ({"path"} if isinstance(fact, center.Queued) else set())
    found: dict[str, object] = {}
    for field in dataclasses.fields(fact):
        if field.name in left_out:
            continue
        value = getattr(fact, field.name)
        if isinstance(value, tuple):
            value = [[one.code, one.value] if isinstance(one, Reason) else one for one in value]
        found[field.name] = value
    return found


def _apply(call: Call, fact: center.Fact) -> tuple[int, ...]:
    """Change the call as a fact says, and return the agents whom it is about."""
    at, agent_id = moment(fact.at), 0
    match fact:
        case center.Queued():
            call.stage, call.queue, call.queued_at = Call.Stage.QUEUE, _queue(fact.queue), _since(call, fact)
            call.bonus, call.path = int(fact.bonus), list(fact.path) or call.path
        case center.Offered():
            agent_id = fact.agent
            call.stage, call.agent_id, call.offered_at = Call.Stage.RINGING, agent_id, at
            call.why = _codes(fact.reasons)
            Offer.objects.create(
                call=call, agent_id=agent_id, queue=call.queue, leg=fact.leg, reasons=call.why, offered_at=at
            )
        case center.OfferEnded():
            agent_id = fact.agent
            _end_offer(call, agent_id, fact.cause, at)
        case center.Answered():
            agent_id = fact.agent
            call.stage, call.answered_at, call.is_muted = Call.Stage.TALKING, call.answered_at or at, False
            Offer.objects.filter(call=call, agent_id=agent_id, ended_at=None).update(answered_at=at)
        case center.Held():
            call.is_held, agent_id = fact.is_held, call.agent_id or 0
        case center.PassedOn():
            agent_id = fact.agent
            call.stage, call.queue, call.agent, call.is_held = Call.Stage.QUEUE, _queue(fact.queue), None, False
            Offer.objects.filter(call=call, agent_id=agent_id, ended_at=None).update(ended_at=at, cause="passed_on")
        case center.Pressed():
            call.keys = (call.keys + fact.digit)[:60]
        case center.MessageLeft():
            call.has_message, call.queue = True, _queue(fact.queue)
    call.save()
    return (agent_id,)


def _since(call: Call, fact: center.Queued) -> datetime:
    """Return since when a caller waits: anew after somebody has spoken with them, else since they first did."""
    is_anew = bool(fact.why) and fact.why[-1].code in ("passed_on", "parked")
    return moment(fact.at) if is_anew or call.queued_at is None else call.queued_at


def apply_company(call: Call, fact: center.Fact) -> tuple[int, ...]:
    """Change the call as a fact says that is about more than its agent; nobody: it is no such fact."""
    at = moment(fact.at)
    agents: tuple[int, ...] = (call.agent_id or 0, call.helper_id or 0)
    match fact:
        case center.Muted():
            call.is_muted = fact.is_muted
        case center.Consulted():
            call.helper_id, call.helper_stage, agents = fact.to_agent, "ringing", (fact.agent, fact.to_agent)
            Offer.objects.create(
                call=call, agent_id=fact.to_agent, queue=call.queue, leg=fact.leg, reasons=[["asked", ""]],
                offered_at=at,
            )  # fmt: skip
        case center.Met():
            call.helper_stage = "talking"
            Offer.objects.filter(call=call, agent_id=fact.agent, ended_at=None).update(answered_at=at)
        case center.Together():
            call.helper_stage = "together" if fact.is_open else "talking"
        case center.ConsultEnded():
            call.helper, call.helper_stage = None, ""
            Offer.objects.filter(call=call, agent_id=fact.agent, ended_at=None).update(ended_at=at, cause=fact.cause)
        case center.HandedOver():
            call.agent_id, call.helper, call.helper_stage, call.is_muted = fact.to_agent, None, "", False
            Offer.objects.filter(call=call, agent_id=fact.agent, ended_at=None).update(ended_at=at, cause="handed_over")
        case center.Parked():
            call.stage, call.agent, call.is_held, call.is_muted = Call.Stage.PARKED, None, False, False
            Offer.objects.filter(call=call, agent_id=fact.agent, ended_at=None).update(ended_at=at, cause="parked")
        case center.Listened():
            agents = (fact.agent, call.agent_id or 0)
        case _:
            return _apply_alone(call, fact, at)
    call.save()
    return agents


def _apply_alone(call: Call, fact: center.Fact, at: datetime) -> tuple[int, ...]:
    """Change the call as a fact says that no agent has a part in."""
    match fact:
        case center.SentOut():
            call.stage = Call.Stage.TALKING if fact.is_reached else call.stage
        case center.Surveyed():
            call.score = fact.score
        case center.Announced():
            call.stage = call.stage if fact.is_machine else Call.Stage.MENU
            call.is_machine = call.is_machine or fact.is_machine
        case center.BackLater():
            _end_offer(call, fact.agent, fact.cause, at)
            call.stage, call.agent, call.queued_at = Call.Stage.QUEUE, None, None
        case center.Recorded():
            Recording.objects.get_or_create(
                record_id=fact.record_id,
                defaults={
                    "call": call, "path": fact.path, "seconds": Decimal(f"{fact.seconds:.3f}"), "made_at": at,
                    "sha256": fact.sha256, "is_message": fact.record_id.endswith("-message"),
                },
            )  # fmt: skip
        case _:
            return ()
    call.save()
    return (call.agent_id or 0,)


def _end_offer(call: Call, agent_id: int, cause: str, at: datetime) -> None:
    Offer.objects.filter(call=call, agent_id=agent_id, ended_at=None).update(ended_at=at, cause=cause)
    if call.stage == Call.Stage.RINGING:
        call.stage, call.agent = Call.Stage.QUEUE, None


@use_case("callcenter.run_switch")
def end_call(fact: center.Ended, *, key: FactKey, actor: Actor, at: datetime) -> None:
    """Write down that a call is over."""
    call = _held(fact.call)
    if call is None or not _is_new(key, call, "ended", at, {"cause": fact.cause, "by": fact.by}):
        return
    _close(call, cause=fact.cause, by=fact.by, path=fact.path, at=moment(fact.at))
    _tell_ended(call, actor, at)


def _close(call: Call, *, cause: str, by: str, path: Sequence[str], at: datetime) -> None:
    call.stage, call.ended_at, call.cause, call.ended_by, call.is_held = Call.Stage.OVER, at, cause, by, False
    call.is_muted, call.helper, call.helper_stage = False, None, ""
    call.path = call.path or list(path)  # a survey after the call is not how they came
    if call.answered_at is None and call.agent_id:
        _end_offer(call, call.agent_id, cause, at)
    Offer.objects.filter(call=call, ended_at=None).update(ended_at=at, cause="normal")
    call.save()


def _tell_ended(call: Call, actor: Actor, at: datetime) -> None:
    seconds = int((call.ended_at - call.answered_at).total_seconds()) if call.answered_at and call.ended_at else 0
    live.tell(FLOOR)
    if call.agent_id:
        live.tell(agent_topic(call.agent_id), code="ended", value=str(call.uid))
    ended = CallEnded(
        call_id=call.pk, member_id=call.member_id or 0, direction=call.direction, cause=call.cause, seconds=seconds
    )
    publish(ended, actor=actor, at=at)


@use_case("callcenter.run_switch")
def move_agent(fact: center.Moved, *, key: FactKey, actor: Actor, at: datetime) -> None:
    """Write down what an agent does now."""
    agent = Agent.objects.select_for_update(no_key=True).filter(pk=fact.agent).first()
    facts = {"agent": fact.agent, "state": str(fact.state), "reason": fact.reason}
    call = _held(fact.call) if fact.call else None
    if agent is None or not _is_new(key, call, "agent", at, facts):
        return
    since = moment(fact.at)
    if str(fact.state) != agent.state or agent.reason != fact.reason:
        Spell.objects.filter(agent=agent, until=None).update(until=since)
        if fact.state != center.SeatState.OUT:
            Spell.objects.create(agent=agent, state=str(fact.state), reason=fact.reason, since=since)
        agent.since = since
    agent.state, agent.reason = str(fact.state), fact.reason
    agent.until = moment(fact.until) if fact.until else None
    if call is not None or fact.state != center.SeatState.WRAPPING:
        agent.call = call
    agent.save()
    live.tell(FLOOR)
    live.tell(agent_topic(agent.pk), code="agent", value=agent.state)
    publish(AgentMoved(agent_id=agent.pk, state=agent.state, pause=agent.reason), actor=actor, at=at)


def note_fact(fact: center.Fact, *, key: FactKey, actor: Actor) -> None:
    """Write a fact of the exchange down by the use case that it is for."""
    at = moment(fact.at)
    match fact:
        case center.Recorded():
            filed = dataclasses.replace(fact, path=brought_in(fact.path))
            move_call(filed, key=key, actor=actor, at=at)
        case center.Opened():
            open_call(fact, key=key, actor=actor, at=at)
        case center.Ended():
            end_call(fact, key=key, actor=actor, at=at)
        case center.Moved():
            move_agent(fact, key=key, actor=actor, at=at)
        case _:
            move_call(fact, key=key, actor=actor, at=at)
