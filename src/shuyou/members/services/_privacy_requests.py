"""What readers ask about their own data: recorded with its due day, answered, refused with a reason."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import step, use_case
from shuyou.members.errors import ReasonMissing, WordUnknown
from shuyou.members.errors.privacy import NotYetDone, RequestClosed, RequestOpen
from shuyou.members.events.privacy import (
    PersonReleased,
    PersonRestricted,
    PrivacyRequestClosed,
    PrivacyRequestRecorded,
)
from shuyou.members.models import Person, PrivacyRequest
from shuyou.members.rules import one_line, short_text
from shuyou.members.rules.consent import due_day
from shuyou.members.services._hold_member import hold_member

LONGEST = 300
LONGEST_VIA = 20
Kind, Status = PrivacyRequest.Kind, PrivacyRequest.Status


@use_case("members.edit")
def record_privacy_request(
    *, member_id: int, kind: str, asked_via: str, note: str = "", actor: Actor, at: datetime
) -> UUID:
    """
    Record what a reader asked about their data and return the request's uid; it is due in so many working days.

    :raises NotFound: there is no such member.
    :raises WordUnknown: there is no such kind of request.
    :raises RequestOpen: the same waits already.
    """
    if kind not in Kind.values:
        raise WordUnknown(field="kind", value=kind, words=", ".join(Kind.values))
    told = one_line(note, field="note", limit=LONGEST)
    via = short_text(asked_via, field="asked_via", limit=LONGEST_VIA)
    hold_member(member_id=member_id, even_restricted=True)
    same = PrivacyRequest.objects.filter(person_id=member_id, kind=kind, status=Status.OPEN).first()
    if same is not None:
        raise RequestOpen(day=club_day(same.asked_at).isoformat())
    made = PrivacyRequest.objects.create(
        person_id=member_id,
        kind=kind,
        asked_via=via or actor.via,
        note=told,
        asked_at=at,
        due_on=due_day(club_day(at), settings.SHUYOU_PRIVACY_DAYS),
        recorded_by=actor.signature,
    )
    publish(PrivacyRequestRecorded(person_id=member_id, request_id=made.pk, kind=kind), actor=actor, at=at)
    return made.uid


@use_case("members.answer_privacy")
def refuse_privacy_request(*, uid: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """
    Say no to a request, for a reason that the reader is told.

    :raises NotFound: there is no such request.
    :raises RequestClosed: it was answered before.
    :raises ReasonMissing: no reason is given.
    """
    told = one_line(reason, field="reason", limit=LONGEST)
    if not told:
        raise ReasonMissing(value=reason)
    close_request(held_request(uid), status=Status.REFUSED, outcome=told, actor=actor, at=at)


@use_case("members.answer_privacy")
def close_correction(*, uid: UUID, outcome: str, actor: Actor, at: datetime) -> None:
    """
    Say what was corrected, once it is.

    :raises NotFound: there is no such request.
    :raises RequestClosed: it was answered before.
    :raises NotYetDone: another kind of request, which closes by being done.
    :raises ReasonMissing: nothing says what was corrected.
    """
    told = one_line(outcome, field="outcome", limit=LONGEST)
    request = held_request(uid)
    if request.kind != Kind.CORRECT:
        raise NotYetDone()
    if not told:
        raise ReasonMissing(field="outcome", value=outcome)
    close_request(request, status=Status.DONE, outcome=told, actor=actor, at=at)


@use_case("members.answer_privacy")
def restrict_person(*, member_id: int, actor: Actor, at: datetime) -> None:
    """
    Keep a reader's data but use them for nothing: no list, no offer, no new order. An open request is done by it.

    :raises NotFound: there is no such member.
    """
    hold_member(member_id=member_id, even_restricted=True)
    _close_open(member_id, Kind.RESTRICT, str(_("Restricted.")), actor, at)
    if Person.objects.filter(pk=member_id, is_restricted=False).update(is_restricted=True):
        publish(PersonRestricted(person_id=member_id), actor=actor, at=at)


@use_case("members.answer_privacy")
def release_person(*, member_id: int, actor: Actor, at: datetime) -> None:
    """
    Use a reader's data again, as they asked.

    :raises NotFound: there is no such member.
    """
    hold_member(member_id=member_id, even_restricted=True)
    if Person.objects.filter(pk=member_id, is_restricted=True).update(is_restricted=False):
        publish(PersonReleased(person_id=member_id), actor=actor, at=at)


@step
def held_request(uid: UUID) -> PrivacyRequest:
    """
    Lock an open request.

    :raises NotFound: there is no such request.
    :raises RequestClosed: it was answered before.
    """
    request = PrivacyRequest.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if request is None:
        raise NotFound(what=_("request"), key=uid)
    if request.status != Status.OPEN:
        raise RequestClosed(status=Status(request.status).label)
    return request


@step
def close_request(
    request: PrivacyRequest, *, status: PrivacyRequest.Status, outcome: str, actor: Actor, at: datetime
) -> None:
    """Close a held request and tell so."""
    PrivacyRequest.objects.filter(pk=request.pk).update(
        status=status, outcome=outcome[:LONGEST], done_at=at, done_by=actor.signature
    )
    told = PrivacyRequestClosed(person_id=request.person_id, request_id=request.pk, status=status.value)
    publish(told, actor=actor, at=at)


@step
def _close_open(person_id: int, kind: PrivacyRequest.Kind, outcome: str, actor: Actor, at: datetime) -> None:
    open_one = PrivacyRequest.objects.select_for_update(no_key=True).filter(
        person_id=person_id, kind=kind, status=Status.OPEN
    )
    for request in open_one.order_by("pk"):
        close_request(request, status=Status.DONE, outcome=outcome, actor=actor, at=at)
