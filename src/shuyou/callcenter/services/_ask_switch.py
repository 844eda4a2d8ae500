"""What agents ask of the switch: kept in order, told at once, done by the process that holds the switch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import NoAgent, NumberUnknown, SeatBusy, SwitchUnable
from shuyou.callcenter.events import SwitchAsked
from shuyou.callcenter.models import Agent, Call, PauseReason, Queue, Site, SwitchOrder
from shuyou.callcenter.models.people import SeatState
from shuyou.callcenter.services._numbers import sealed_number, shown_number, typed_number
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members

CHANNEL: Final = "shuyou_switch"
"""The channel of the database's notifications on which switches hear of orders."""
AT_EASE: Final = ("ready", "paused", "unreachable")
"""What an agent does who can call somebody."""
STALE: Final = timedelta(seconds=30)
"""An order that is older is not done any more: whoever gave it has gone on."""
MONITOR: Final = ("listen", "whisper", "barge")
IN_CALL: Final = frozenset(
    {"pick_up", "turn_down", "put_down", "hold", "take_back", "mute", "unmute", "pass_on", "consult", "together",
     "hand_over", "let_go", "park"}
)  # fmt: skip
"""What is asked about the call that the agent sees; about another one it is not done."""
VERBS: Final = frozenset(
    {"ready", "pause", "sign_out", "pick_up", "turn_down", "put_down", "hold", "take_back", "mute", "unmute", "pass_on",
     "wrapped", "more_time", "consult", "together", "hand_over", "let_go", "park", "fetch", *MONITOR}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an agent asks of the switch."""

    verb: str
    reason: str = ""
    queue: str = ""
    to_agent: int = 0
    call: UUID | None = None


def own_seat(actor: Actor) -> Agent:
    """
    Return the seat of whoever acts.

    :raises NoAgent: they have none.
    """
    seat = Agent.objects.filter(pk=int(actor.id), is_active=True).first() if actor.kind == STAFF else None
    if seat is None:
        raise NoAgent()
    return seat


def nudge(site: Site | None, *, what: str = "order") -> None:
    """Have the switch of a site, or all of them, look up what is new once this transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{what} {site.pk if site else 0}"])


def put_order(agent: Agent, verb: str, facts: Mapping[str, object], *, at: datetime) -> None:
    """Keep an order and tell the agent's switch."""
    SwitchOrder.objects.create(site_id=agent.site_id, agent=agent, verb=verb, facts=dict(facts), asked_at=at)
    nudge(agent.site)


@use_case("callcenter.answer")
def ask_switch(wish: Wish, *, actor: Actor, at: datetime) -> None:
    """
    Ask the switch for something: to be ready, to answer, to hold, to pass on.

    :raises NoAgent: whoever asks has no seat.
    :raises InvalidValue: there is no such thing to be asked, no such reason or queue.
    """
    seat = own_seat(actor)
    if wish.verb not in VERBS:
        raise InvalidValue(label=_("order"), value=wish.verb, field="verb")
    facts: dict[str, object] = {}
    if wish.verb == "pause":
        if not PauseReason.objects.filter(code=wish.reason, is_active=True).exists():
            raise InvalidValue(label=_("reason"), value=wish.reason, field="reason")
        facts["reason"] = wish.reason
    if wish.verb in ("pass_on", "consult"):
        facts = _where_to(wish, seat)
    if wish.verb in MONITOR or wish.verb == "fetch":
        facts = {"call": _which(wish, seat, actor)}
    if wish.verb in IN_CALL and wish.call:
        facts["about"] = Call.objects.filter(uid=wish.call).values_list("key", flat=True).first() or "—"
    put_order(seat, wish.verb, facts, at=at)
    publish(SwitchAsked(agent_id=seat.pk, verb=wish.verb), actor=actor, at=at)


def _which(wish: Wish, seat: Agent, actor: Actor) -> str:
    """
    Return the key of the call that somebody wants to fetch or listen to, at their own site.

    :raises NotFound: there is no such call there, or it is not that far.
    :raises NotPermitted: who only answers takes no one out of a queue, and listens to no one.
    :raises SwitchUnable: the site's switch cannot do it.
    """
    stages = ("talking",) if wish.verb in MONITOR else ("parked", "queue")
    call = Call.objects.filter(uid=wish.call, site=seat.site_id, stage__in=stages).first() if wish.call else None
    if call is None:
        raise NotFound(what=_("call"), key=wish.call or "—")
    if call.stage != Call.Stage.PARKED:
        actor.require("callcenter.supervise")
    if wish.verb in MONITOR and wish.verb not in seat.site.capabilities:
        raise SwitchUnable(what=wish.verb)
    return call.key


def _where_to(wish: Wish, seat: Agent) -> dict[str, object]:
    if wish.to_agent:
        there = Agent.objects.filter(pk=wish.to_agent, is_active=True, site=seat.site).exclude(state="out")
        if not there.exclude(pk=seat.pk).exists():
            raise InvalidValue(label=_("agent"), value=wish.to_agent, field="to_agent")
    elif wish.verb == "consult":
        raise InvalidValue(label=_("agent"), value="", field="to_agent")
    elif not Queue.objects.filter(code=wish.queue, is_active=True).exists():
        raise InvalidValue(label=_("queue"), value=wish.queue, field="queue")
    return {"queue": wish.queue, "to_agent": wish.to_agent}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDraft:
    """Whom to call: a member by their number on file, or a telephone number as typed."""

    member_id: int | None = None
    number: str = ""
    queue: str = ""


@use_case("callcenter.answer")
def call_out(draft: CallDraft, *, actor: Actor, at: datetime) -> UUID:
    """
    Call somebody: the agent's own telephone rings first. Return the call's uid.

    :raises NoAgent: whoever asks has no seat.
    :raises SeatBusy: they are in a call, in the work after one, or signed out.
    :raises NumberUnknown: no number is typed, and none is on file.
    :raises NotFound: there is no such member.
    """
    seat = Agent.objects.select_for_update(no_key=True, of=("self",)).get(pk=own_seat(actor).pk)
    if seat.state not in AT_EASE:
        raise SeatBusy(state=seat.get_state_display())
    begun = Call.objects.filter(agent=seat, direction=Call.Direction.OUT, started_at__gt=at - STALE)
    if begun.exclude(stage=Call.Stage.OVER).exists():  # at another desk, and the switch has not told of it yet
        raise SeatBusy(state=SeatState.RINGING.label)
    number = typed_number(draft.number)
    if not number and draft.member_id:
        reach = members.reach_of(member_ids=[draft.member_id], actor=Actor.job("call_out")).get(draft.member_id)
        if reach is None:
            raise NotFound(what=_("member"), key=draft.member_id)
        number = reach.phone
    if not number:
        raise NumberUnknown()
    queue = Queue.objects.filter(code=draft.queue).first()
    uid = uuid7()
    call = Call.objects.create(
        uid=uid, key=f"out-{uid}", site_id=seat.site_id, direction=Call.Direction.OUT, stage=Call.Stage.QUEUE,
        sealed=sealed_number(number), shown=shown_number(number), member_id=draft.member_id, queue=queue,
        known=Call.Known.NUMBER if draft.member_id else Call.Known.NONE, started_at=at, agent=seat,
    )  # fmt: skip
    put_order(seat, "call_out", {"call": call.key, "queue": draft.queue, "number": call.sealed}, at=at)
    publish(SwitchAsked(agent_id=seat.pk, verb="call_out"), actor=actor, at=at)
    return uid
