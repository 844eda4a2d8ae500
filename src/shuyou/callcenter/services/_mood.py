"""How callers feel, by what is written down of their last contacts; and by which signs the club goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.events import SetUpChanged
from shuyou.callcenter.models import Call, Feedback, MoodTerms, Skill
from shuyou.callcenter.rules import mood as rules
from shuyou.callcenter.rules.mood import Contact, Mood, mood_of
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

LAST: Final = 12
"""Calls that are looked at, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodDraft:
    """What each sign weighs, from how many points on somebody is upset, what agents are good at whom they come to."""

    complaint: int
    low_score: int
    in_vain: int
    was_upset: int
    from_points: int
    days: int
    skill: str
    level: int
    waits: int


def mood_of_call(call: Call, *, at: datetime) -> Mood:
    """Return how a caller is taken to feel, in three queries (indexes `calls_of_member`, `calls_of_number`)."""
    terms = MoodTerms.objects.select_related("skill").get(pk=1)
    if not (call.member_id or call.sealed):
        return Mood()
    whose = {"member_id": call.member_id} if call.member_id else {"sealed": call.sealed}
    earlier = Call.objects.filter(**whose, started_at__gte=at - timedelta(days=terms.days), stage=Call.Stage.OVER)
    rows = earlier.exclude(pk=call.pk).exclude(direction=Call.Direction.OUT).order_by("-started_at")[:LAST]
    contacts = [
        Contact(
            is_answered=row.answered_at is not None, is_in_vain=row.cause == "abandoned", score=row.score,
            is_wrapped=row.wrapped_at is not None, was_upset=row.was_upset,
        )
        for row in rows.only("answered_at", "cause", "score", "wrapped_at", "was_upset")
    ]  # fmt: skip
    said = Feedback.objects.filter(member=call.member_id, kind=Feedback.Kind.COMPLAINT, answered_at=None)
    return mood_of(contacts, said.count() if call.member_id else 0, terms_of(terms))


def terms_of(row: MoodTerms) -> rules.MoodTerms:
    """Return the terms as the rule takes them."""
    return rules.MoodTerms(
        complaint=row.complaint, low_score=row.low_score, in_vain=row.in_vain, was_upset=row.was_upset,
        from_points=row.from_points, skill=row.skill.code if row.skill else "", level=row.level, waits=row.waits,
    )  # fmt: skip


@use_case("callcenter.set_up")
def put_mood_terms(draft: MoodDraft, *, actor: Actor, at: datetime) -> None:
    """
    Say by which signs a caller is taken to be upset, and to whom they come then; the next call goes by it.

    :raises InvalidValue: a figure is out of bounds, or there is no such skill.
    """
    for name, (least, most) in rules.BOUNDS.items():
        if not least <= getattr(draft, name) <= most:
            raise InvalidValue(label=_("value"), value=str(getattr(draft, name)), field=name)
    skill = Skill.objects.filter(code=draft.skill).first() if draft.skill else None
    if draft.skill and skill is None:
        raise InvalidValue(label=_("skill"), value=draft.skill, field="skill")
    terms = MoodTerms.objects.select_for_update(no_key=True, of=("self",)).get(pk=1)
    for name in rules.BOUNDS:
        setattr(terms, name, getattr(draft, name))
    terms.skill = skill
    terms.save()
    publish(SetUpChanged(what="terms", code="mood"), actor=actor, at=at)
