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
SUPERVISE: Final = "callcenter.supervise"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapDraft:
    """What an agent writes down about a call."""

    code: str = ""
    outcome: str = ""
    note: str = ""
    next_step: str = ""


def _own_call(uid: UUID, actor: Actor) -> Call:
    """
    Return a call of whoever acts, or any call to those who supervise, held.

    :raises NotFound: there is no such call.
    :raises NotPermitted: it is a colleague's.
    """
    call = Call.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if call is None:
        raise NotFound(what=_("call"), key=uid)
    is_own = actor.kind == STAFF and call.agent_id == int(actor.id)
    if not is_own and not actor.may(SUPERVISE):
        raise NotPermitted(permission=SUPERVISE)
    return call


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
    if call.stage != Call.Stage.OVER:
        raise StillOnTheLine()
    code = WrapCode.objects.filter(code=draft.code).first() if draft.code else None
    if draft.code and code is None:
        raise InvalidValue(label=_("reason of the call"), value=draft.code, field="code")
    if draft.outcome and draft.outcome not in Call.Outcome.values:
        raise InvalidValue(label=_("outcome"), value=draft.outcome, field="outcome")
    call.wrap_code, call.outcome, call.wrapped_at = code, draft.outcome, at
    call.note, call.next_step = draft.note.strip()[:LONGEST_NOTE], draft.next_step.strip()[:LONGEST_STEP]
    call.save(update_fields=["wrap_code", "outcome", "wrapped_at", "note", "next_step"])
    if Agent.objects.filter(call=call, state="wrapping", pk=int(actor.id)).exists():
        put_order(own_seat(actor), "wrapped", {}, at=at)
    wrapped = CallWrapped(
        call_id=call.pk, member_id=call.member_id or 0, code=code.code if code else "", outcome=draft.outcome
    )
    publish(wrapped, actor=actor, at=at)


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
