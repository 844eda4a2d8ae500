"""What readers say they mean to do, kept beside what the model thinks they will."""

from datetime import date, datetime
from typing import Final

from shuyou.insight.errors import IntentBeyondScale, IntentNotYet
from shuyou.insight.events import IntentNoted
from shuyou.insight.models import Intent, MemberValue
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members

MOST: Final = 10


@use_case("insight.note_intent")
def note_intent(*, member_id: int, answer: int, source: str, asked_on: date, actor: Actor, at: datetime) -> int:
    """
    Note how likely a reader said they are to buy here again within half a year; the same day and source once.

    :raises IntentBeyondScale: the answer is not 0 to 10.
    :raises IntentNotYet: the day has not come.
    :raises NotFound: there is no such member.
    """
    if not 0 <= answer <= MOST:
        raise IntentBeyondScale(answer=answer)
    if asked_on > club_day(at):
        raise IntentNotYet(day=asked_on.isoformat())
    members.hold_member(member_id=member_id)
    alive = MemberValue.objects.filter(pk=member_id).values_list("alive", flat=True).first()
    intent, _is_new = Intent.objects.update_or_create(
        member_id=member_id, asked_on=asked_on, source=source.strip()[:40],
        defaults={"answer": answer, "foretold": alive, "noted_by": actor.signature, "noted_at": at},
    )  # fmt: skip
    publish(IntentNoted(intent_id=intent.pk, member_id=member_id), actor=actor, at=at)
    return intent.pk
