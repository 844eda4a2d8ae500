"""Lists of readers who are to be called: made, filled, started and paused; every reader is asked of the gate first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import ListElsewhere
from shuyou.callcenter.events import CallListChanged
from shuyou.callcenter.models import CallList, Queue, ToCall
from shuyou.callcenter.rules.notices import OF_LIST, READY
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.notices import tell
from shuyou.kernel.usecase import step, use_case
from shuyou.members import services as members

MOST: Final = 1_000
"""Readers who are added to a list at once."""
QUESTIONS: Final = (
    {"code": "score", "zh": "您对我们的服务满意吗（1–5）？", "en": "How satisfied are you (1–5)?", "kind": "score"},
    {"code": "suggestion", "zh": "您有什么建议？", "en": "What would you suggest?", "kind": "text"},
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDraft:
    """A list: what for, how it is called, what agents say."""

    name: str
    kind: str
    mode: str
    queue: str
    reason: str
    script_zh: str = ""
    script_en: str = ""
    limit: int = 3


@use_case("callcenter.make_lists")
def make_list(draft: ListDraft, *, actor: Actor, at: datetime) -> UUID:
    """
    Make a list without readers yet, and return its uid.

    :raises InvalidValue: there is no such kind, way or queue, or the kind is not made by hand.
    """
    queue = Queue.objects.filter(code=draft.queue, is_active=True).first()
    if draft.kind not in OF_LIST:
        raise InvalidValue(label=_("kind"), value=draft.kind, field="kind")
    if draft.mode not in (CallList.Mode.PREVIEW, CallList.Mode.PROGRESSIVE):
        raise InvalidValue(label=_("way of calling"), value=draft.mode, field="mode")
    if queue is None:
        raise InvalidValue(label=_("queue"), value=draft.queue, field="queue")
    made = CallList.objects.create(
        name=draft.name, kind=draft.kind, mode=draft.mode, queue=queue, reason=draft.reason, limit=draft.limit,
        script_zh=draft.script_zh, script_en=draft.script_en, made_by=actor.signature, made_at=at,
        questions=[] if draft.kind == CallList.Kind.SALES else list(QUESTIONS),
    )  # fmt: skip
    publish(CallListChanged(list_id=made.pk, what="made"), actor=actor, at=at)
    return made.uid


def held_list(uid: UUID) -> CallList:
    """
    Return a list, held.

    :raises NotFound: there is no such list.
    """
    found = CallList.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if found is None:
        raise NotFound(what=_("list"), key=uid)
    return found


@use_case("callcenter.make_lists")
def add_readers(*, uid: UUID, member_ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """
    Have readers called by a list, each once; return how many are new. Whether they may be is for the gate to say.

    :raises NotFound: there is no such list.
    :raises ListElsewhere: it is over, or fills by itself.
    :raises InvalidValue: they are too many at once.
    """
    if len(member_ids) > MOST:
        raise InvalidValue(label=_("readers"), value=len(member_ids), field="numbers")
    kept = members.hold_kept_members(member_ids=list(member_ids))
    found = held_list(uid)
    if found.state == CallList.State.OVER or found.kind not in OF_LIST:
        raise ListElsewhere(state=found.get_state_display())
    ids = sorted(set(kept.values()) - set(found.rows.values_list("member_id", flat=True)))
    for member_id in ids:
        _ask_gate(found, member_id, OF_LIST[found.kind], {"reason": found.reason}, f"{found.pk}:{member_id}", actor, at)
    publish(CallListChanged(list_id=found.pk, what="filled"), actor=actor, at=at)
    return len(ids)


@use_case("callcenter.make_lists")
def move_list(*, uid: UUID, state: str, actor: Actor, at: datetime) -> None:
    """
    Start a list, pause it, or end it.

    :raises NotFound: there is no such list.
    :raises ListElsewhere: it is over, or it is that far already.
    """
    found = held_list(uid)
    is_possible = state in (CallList.State.RUNNING, CallList.State.PAUSED, CallList.State.OVER)
    if found.state in (CallList.State.OVER, state) or not is_possible:
        raise ListElsewhere(state=found.get_state_display())
    found.state = state
    found.save(update_fields=["state"])
    publish(CallListChanged(list_id=found.pk, what=state), actor=actor, at=at)


@step
def announce_ready(*, member_id: int, number: str, place: str, actor: Actor, at: datetime) -> None:
    """Have a reader called by the switch itself when their order lies ready, if such calls are switched on."""
    notices = CallList.objects.filter(kind=CallList.Kind.NOTICE, state=CallList.State.RUNNING).first()
    key = f"{READY.code}:{number}"
    if notices is not None and not ToCall.objects.filter(key=key).exists():
        _ask_gate(notices, member_id, READY.code, {"number": number, "place": place}, number, actor, at)


def _ask_gate(
    found: CallList, member_id: int, kind: str, facts: dict[str, str], key: str, actor: Actor, at: datetime
) -> None:
    ToCall.objects.create(list=found, member_id=member_id, key=f"{kind}:{key}", added_at=at)
    tell(kind, member_id=member_id, facts=facts, key=key, actor=actor, at=at)
