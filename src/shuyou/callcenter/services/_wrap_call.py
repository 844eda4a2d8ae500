"""What is written down about a call: what it was about, what came of it, who it was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import StillOnTheLine
from shuyou.callcenter.events import CallerMet, CallWrapped
from shuyou.callcenter.models import Agent, Call, WrapCode
from shuyou.callcenter.services._ask_switch import own_seat, put_order
from shuyou.callcenter.services._note import agent_topic
from shuyou.kernel import live
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import InvalidValue, NotFound, NotPermitted
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members

LONGEST_NOTE, LONGEST_STEP = 1000, 200
PASSED_ON: Final = "↪"
"""How a line of a note begins that is of a colleague who passed the call on."""
SUPERVISE: Final = "callcenter.supervise"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapDraft:
    """What an agent writes down about a call."""

    code: str = ""
    outcome: str = ""
    note: str = ""
    next_step: str = ""
    was_upset: bool = False
    """The caller was upset: the next time they come to whom the terms of mood say."""


def _own_call(uid: UUID, actor: Actor) -> Call:
    """
    Return a call of whoever acts, a message that was left for all, or any call to those who supervise, held.

    :raises NotFound: there is no such call.
    :raises NotPermitted: it is a colleague's.
    """
    call = Call.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if call is None:
        raise NotFound(what=_("call"), key=uid)
    is_own = actor.kind == STAFF and _has_spoken(call, int(actor.id))
    is_message = call.has_message and call.agent_id is None and call.stage == Call.Stage.OVER
    if not is_own and not is_message and not actor.may(SUPERVISE):
        raise NotPermitted(permission=SUPERVISE)
    return call


def _has_spoken(call: Call, agent_id: int) -> bool:
    """Tell whether a call is an agent's, or they spoke with the caller before it went on to a colleague."""
    return call.agent_id == agent_id or call.offers.filter(agent=agent_id, answered_at__isnull=False).exists()


@use_case("callcenter.answer")
def wrap_call(draft: WrapDraft, *, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Write down what a call was about and what came of it; whoever wraps up their last call is ready for the next.

    :raises NotFound: there is no such call.
    :raises NotPermitted: it is a colleague's.
    :raises StillOnTheLine: it is not over.
    :raises InvalidValue: there is no such code or outcome.
    """
    call = _own_call(uid, actor)
    has_left = call.agent_id != int(actor.id) and _has_spoken(call, int(actor.id))
    if call.stage != Call.Stage.OVER and not has_left:
        raise StillOnTheLine()
    code = WrapCode.objects.filter(code=draft.code).first() if draft.code else None
    if draft.code and code is None:
        raise InvalidValue(label=_("reason of the call"), value=draft.code, field="code")
    if draft.outcome and draft.outcome not in Call.Outcome.values:
        raise InvalidValue(label=_("outcome"), value=draft.outcome, field="outcome")
    if has_left:
        _add(call, draft, code, actor)
    else:
        call.wrap_code, call.outcome, call.wrapped_at = code, draft.outcome, at
        call.note, call.next_step = _with_earlier(call, draft.note), draft.next_step.strip()[:LONGEST_STEP]
        call.was_upset = draft.was_upset
    call.save(update_fields=["wrap_code", "outcome", "wrapped_at", "note", "next_step", "was_upset"])
    if Agent.objects.filter(call=call, state="wrapping", pk=int(actor.id)).exists():
        put_order(own_seat(actor), "wrapped", {}, at=at)
    wrapped = CallWrapped(
        call_id=call.pk, member_id=call.member_id or 0, code=code.code if code else "", outcome=draft.outcome
    )
    publish(wrapped, actor=actor, at=at)


def _add(call: Call, draft: WrapDraft, code: WrapCode | None, actor: Actor) -> None:
    """Add what somebody writes who passed the call on; the last word about it is their colleague's."""
    name = Agent.objects.values_list("user__full_name", flat=True).filter(pk=int(actor.id)).first() or ""
    begins, said = f"{PASSED_ON} {name}: ", " ".join(draft.note.split())
    lines = [line for line in call.note.splitlines() if not line.startswith(begins)]
    call.note = "\n".join([*([f"{begins}{said}"] if said else []), *lines])[:LONGEST_NOTE]
    call.wrap_code, call.outcome = call.wrap_code or code, call.outcome or draft.outcome
    call.was_upset = call.was_upset or draft.was_upset
    call.next_step = call.next_step or draft.next_step.strip()[:LONGEST_STEP]


def _with_earlier(call: Call, note: str) -> str:
    """Return a note with what colleagues wrote who had passed the call on, whether the page showed it or not."""
    written = note.strip().splitlines()
    earlier = [line for line in call.note.splitlines() if line.startswith(PASSED_ON) and line not in written]
    return "\n".join([*earlier, *written])[:LONGEST_NOTE]


@use_case("callcenter.answer")
def name_caller(*, uid: UUID, number: str, actor: Actor, at: datetime) -> None:
    """
    Say which member a caller is, by the member's number; an empty one: nobody we know.

    :raises NotFound: there is no such call, or no such member.
    :raises NotPermitted: it is a colleague's call.
    """
    call = _own_call(uid, actor)
    number = number.strip()
    call.member_id = members.member_id_of(number=number) if number else None
    call.known = Call.Known.HAND if call.member_id else Call.Known.NONE
    call.save(update_fields=["member", "known"])
    if call.agent_id:
        live.tell(agent_topic(call.agent_id), code="caller", value=str(call.uid))
    publish(CallerMet(call_id=call.pk, member_id=call.member_id or 0, known=call.known), actor=actor, at=at)
