"""What readers say of the club by telephone: taken down, and answered; senior members on a way of their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import AlreadyAnswered, AlreadyTaken
from shuyou.callcenter.events import FeedbackChanged
from shuyou.callcenter.models import Call, Feedback
from shuyou.callcenter.rules.worth import SENIOR_YEARS
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members

DAYS: Final = 3
SENIOR_DAYS: Final = 1
"""Days within which somebody answers; complaints, and whatever senior members say, sooner."""
ANSWER_SENIORS: Final = "callcenter.answer_seniors"
LONGEST: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidDraft:
    """What a reader said: in a call, or as a member whose number is known."""

    kind: str
    text: str
    call: UUID | None = None
    number: str = ""


def is_senior(*, member_id: int | None, at: datetime) -> bool:
    """Tell whether somebody has been a member for long."""
    rows = members.member_rows(member_ids=[member_id]) if member_id else []
    return any((club_day(at) - row.joined_on).days / 365 >= SENIOR_YEARS for row in rows)


@use_case("callcenter.take_feedback")
def take_feedback(draft: SaidDraft, *, actor: Actor, at: datetime) -> UUID:
    """
    Take down a suggestion or a complaint, to be answered by a day.

    :raises NotFound: there is no such call or member.
    :raises InvalidValue: it is neither, or says nothing.
    :raises AlreadyTaken: the like of this call has been taken down.
    """
    if draft.kind not in (Feedback.Kind.SUGGESTION, Feedback.Kind.COMPLAINT):
        raise InvalidValue(label=_("kind"), value=draft.kind, field="kind")
    text = draft.text.strip()[:LONGEST]
    if not text:
        raise InvalidValue(label=_("Words"), value=text, field="text")
    call, member_id = _whose(draft)
    if call is not None and Feedback.objects.filter(call=call, kind=draft.kind).exists():
        raise AlreadyTaken()
    senior = is_senior(member_id=member_id, at=at)
    is_soon = senior or draft.kind == Feedback.Kind.COMPLAINT
    said = Feedback.objects.create(
        kind=draft.kind, member_id=member_id, call=call, is_senior=senior, text=text, came_at=at,
        due_at=at + timedelta(days=SENIOR_DAYS if is_soon else DAYS),
    )  # fmt: skip
    publish(FeedbackChanged(feedback_id=said.pk, member_id=member_id or 0, what="taken"), actor=actor, at=at)
    return said.uid


def _whose(draft: SaidDraft) -> tuple[Call | None, int | None]:
    """Return the call, held, and the member."""
    if draft.call is not None:
        call = Call.objects.select_for_update(no_key=True).filter(uid=draft.call).first()
        if call is None:
            raise NotFound(what=_("call"), key=draft.call)
        return call, call.member_id
    if not draft.number.strip():
        return None, None
    member_id = members.member_id_of(number=draft.number.strip().upper())
    return None, member_id


@use_case("callcenter.answer_feedback")
def answer_feedback(*, uid: UUID, answer: str, result: str, actor: Actor, at: datetime) -> None:
    """
    Write down what a reader was answered and what came of it, once.

    :raises NotFound: there is no such thing.
    :raises NotPermitted: a senior member said it, whom others answer.
    :raises AlreadyAnswered: somebody was quicker.
    :raises InvalidValue: nothing is said, or there is no such result.
    """
    said = Feedback.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if said is None:
        raise NotFound(what=_("suggestion"), key=uid)
    if said.is_senior:
        actor.require(ANSWER_SENIORS)
    if said.answered_at is not None:
        raise AlreadyAnswered()
    if result not in Feedback.Result.values:
        raise InvalidValue(label=_("result"), value=result, field="result")
    said.answer = answer.strip()[:LONGEST]
    if not said.answer:
        raise InvalidValue(label=_("answer"), value="", field="answer")
    said.result, said.answered_by, said.answered_at = result, actor.signature, at
    said.save(update_fields=["answer", "result", "answered_by", "answered_at"])
    publish(FeedbackChanged(feedback_id=said.pk, member_id=said.member_id or 0, what="answered"), actor=actor, at=at)
