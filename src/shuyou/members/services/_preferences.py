"""What is said about a reader: written down with its source, taken back, or put off; nothing is ever written over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import JSONNull
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.preferences import AttributeRetired, AttributeUnknown, NothingToTakeBack
from shuyou.members.errors.privacy import PersonRestricted
from shuyou.members.events.preferences import PreferenceRecorded, PreferenceTakenBack, QuestionDeferred
from shuyou.members.models import Attribute, Member, Person, Preference, QuestionPutOff
from shuyou.members.rules.fields import FILLED, MINE
from shuyou.members.rules.preferences import REFUSED_FOR, SKIPPED_FOR, Asked, Value, choices_in, read_value
from shuyou.members.rules.touches import one_of
from shuyou.members.services._hold_member import hold_member
from shuyou.members.services._note_field_use import note_field_use

CONFIDENCE: Final = {
    Preference.Source.DECLARED: Decimal(1), Preference.Source.SURVEY: Decimal("0.90"),
    Preference.Source.OBSERVED: Decimal("0.70"), Preference.Source.PARTNER: Decimal("0.60"),
}  # fmt: skip
"""How far a word is trusted, by who said it; what is derived says so itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPreference:
    """What is said about a person in a field, as typed or chosen."""

    person_id: int
    attribute: str
    value: Sequence[str]
    source: str = Preference.Source.DECLARED


@use_case("members.record_preferences")
def record_preference(draft: NewPreference, *, actor: Actor, at: datetime) -> int:
    """
    Write down what is said about a person and return the row's id; what its source said last already stays as it is.

    :raises NotFound: there is no such person.
    :raises AttributeUnknown: there is no such field.
    :raises AttributeRetired: the club asks for it no more.
    :raises DomainError: the value is none that the field takes.
    """
    source = one_of(draft.source, tuple(CONFIDENCE), field="source")
    attribute = attribute_asked(draft.attribute)
    value = read_value(asked_of(attribute), draft.value)
    hold_person(draft.person_id)
    QuestionPutOff.objects.filter(person_id=draft.person_id, attribute=attribute).delete()
    latest = latest_word(draft.person_id, attribute.pk, source)
    if latest is not None and latest.value == value and type(latest.value) is type(value):
        return latest.pk
    row = _write(draft.person_id, attribute, value, source, actor=actor, at=at)
    told = PreferenceRecorded(member_id=draft.person_id, attribute=attribute.code, source=source)
    publish(told, actor=actor, at=at)
    note_field_use(fields=[f"{MINE}{attribute.code}"], purpose=FILLED, at=at)
    return row.pk


@use_case("members.record_preferences")
def take_preference_back(*, person_id: int, attribute: str, source: str, actor: Actor, at: datetime) -> None:
    """
    Let what a source said about a person count no more; it stays in the history.

    :raises NotFound: there is no such person.
    :raises AttributeUnknown: there is no such field.
    :raises NothingToTakeBack: the source says nothing now.
    """
    kept = one_of(source, Preference.Source.values, field="source")
    field = attribute_of(attribute)
    hold_person(person_id)
    latest = latest_word(person_id, field.pk, kept)
    if latest is None or latest.value is None:
        raise NothingToTakeBack(value=field.code)
    _write(person_id, field, None, kept, actor=actor, at=max(at, latest.at))
    publish(PreferenceTakenBack(member_id=person_id, attribute=field.code, source=kept), actor=actor, at=at)


@use_case("members.record_preferences")
def put_question_off(*, person_id: int, attribute: str, is_refused: bool, actor: Actor, at: datetime) -> None:
    """
    Leave a person in peace with a question: for a month if they put it off, for a year if they refuse.

    :raises NotFound: there is no such person.
    :raises AttributeUnknown: there is no such field.
    """
    field = attribute_of(attribute)
    hold_person(person_id)
    until = at + (REFUSED_FOR if is_refused else SKIPPED_FOR)
    QuestionPutOff.objects.update_or_create(
        person_id=person_id,
        attribute=field,
        defaults={"is_refused": is_refused, "until": until, "recorded_by": _by(actor), "at": at},
    )
    told = QuestionDeferred(member_id=person_id, attribute=field.code, is_refused=is_refused)
    publish(told, actor=actor, at=at)


def attribute_of(code: str) -> Attribute:
    """
    Return a field by its code.

    :raises AttributeUnknown: there is none.
    """
    found = Attribute.objects.filter(code=code).first()
    if found is None:
        words = Attribute.objects.filter(retired_at=None).order_by("rank", "pk").values_list("code", flat=True)
        raise AttributeUnknown(value=code, words=", ".join(words))
    return found


def attribute_asked(code: str) -> Attribute:
    """
    Return a field that is in use by its code.

    :raises AttributeUnknown: there is none.
    :raises AttributeRetired: it is asked for no more.
    """
    found = attribute_of(code)
    if found.retired_at is not None:
        raise AttributeRetired(value=found.code)
    return found


def asked_of(attribute: Attribute) -> Asked:
    """Return a field as answers are read by it."""
    is_chinese = (get_language() or "").startswith("zh")
    name = attribute.name_zh if is_chinese else attribute.name_en
    return Asked(attribute.kind, name, choices_in(attribute.options))


def hold_person(person_id: int) -> None:
    """
    Lock a person, member or not, until the transaction ends.

    :raises NotFound: there is no such person.
    :raises MemberMerged: the member turned out to be another one.
    :raises PersonRestricted: the reader asked that their data only be kept.
    """
    if Member.objects.filter(pk=person_id).exists():
        hold_member(member_id=person_id)
        return
    person = Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk=person_id, erased_at=None).first()
    if person is None:
        raise NotFound(what=_("person"), key=person_id)
    if person.is_restricted:
        raise PersonRestricted(name=person.name)


def latest_word(person_id: int, attribute_id: int, source: str) -> Preference | None:
    """Return what a source said last about a person in a field; its value is None if that was taken back."""
    words = Preference.objects.filter(person_id=person_id, attribute_id=attribute_id, source=source)
    return words.order_by("-at", "-pk").first()


def _write(
    person_id: int, attribute: Attribute, value: Value, source: str, *, actor: Actor, at: datetime
) -> Preference:
    return Preference.objects.create(
        person_id=person_id, attribute=attribute, value=JSONNull() if value is None else value, source=source,
        confidence=CONFIDENCE.get(Preference.Source(source), Decimal(1)), via=actor.via[:20], recorded_by=_by(actor),
        at=at,
    )  # fmt: skip


def _by(actor: Actor) -> str:
    return actor.signature
