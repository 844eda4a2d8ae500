"""Holding data for a lawsuit or an inquiry: while a hold stands nothing about the person goes."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import ReasonMissing
from shuyou.members.errors.privacy import HoldLifted, UnderLegalHold
from shuyou.members.events.privacy import LegalHoldLifted, LegalHoldPlaced
from shuyou.members.models import LegalHold, Member
from shuyou.members.rules import day, one_line
from shuyou.members.services._hold_member import hold_kept_member, hold_member

LONGEST = 300
LATEST = date(2200, 1, 1)


@use_case("members.hold_data")
def place_legal_hold(*, member_id: int, reason: str, until: str = "", actor: Actor, at: datetime) -> int:
    """
    Keep everything about a member until a day, or until somebody lifts the hold; return its id.

    :raises NotFound: there is no such member.
    :raises ReasonMissing: nobody says why.
    :raises DomainError: the day cannot be read, or is over.
    """
    told = one_line(reason, field="reason", limit=LONGEST)
    if not told:
        raise ReasonMissing(value=reason)
    last = day(until, field="until", first=club_day(at), last=LATEST) if until.strip() else None
    hold_member(member_id=member_id, even_restricted=True)
    hold = LegalHold.objects.create(
        person_id=member_id, reason=told, until=last, placed_by=actor.signature, placed_at=at
    )
    publish(LegalHoldPlaced(person_id=member_id, hold_id=hold.pk), actor=actor, at=at)
    return hold.pk


@use_case("members.hold_data")
def lift_legal_hold(*, hold_id: int, why: str, actor: Actor, at: datetime) -> None:
    """
    Lift a hold, for a reason: what is due goes from then on.

    :raises NotFound: there is no such hold.
    :raises ReasonMissing: nobody says why.
    :raises HoldLifted: somebody lifted it before.
    """
    told = one_line(why, field="why", limit=LONGEST)
    if not told:
        raise ReasonMissing(field="why", value=why)
    person_id = LegalHold.objects.filter(pk=hold_id).values_list("person_id", flat=True).first()
    if person_id is None:
        raise NotFound(what=_("hold"), key=hold_id)
    hold_kept_member(member_id=person_id, even_restricted=True)
    open_one = LegalHold.objects.filter(pk=hold_id, lifted_at=None)
    if not open_one.update(lifted_at=at, lifted_by=actor.signature, lifted_why=told):
        raise HoldLifted()
    publish(LegalHoldLifted(person_id=person_id, hold_id=hold_id), actor=actor, at=at)


def holds_against(people: Sequence[int], *, at: datetime) -> list[DomainError]:
    """Return each hold that keeps persons from being erased at a moment, in one query."""
    rows = LegalHold.objects.filter(standing(at), person_id__in=people).order_by("pk")
    return [UnderLegalHold(reason=reason) for reason in rows.values_list("reason", flat=True)]


def people_held(*, at: datetime) -> list[int]:
    """Return everybody whose data are held at a moment, with those who were merged into them, in two queries."""
    held = list(LegalHold.objects.filter(standing(at)).order_by("person_id").values_list("person_id", flat=True))
    merged = Member.objects.filter(merged_into__in=held).order_by("pk").values_list("pk", flat=True)
    return sorted({*held, *merged})


def standing(at: datetime) -> Q:
    """Return the condition of holds that stand at a moment; the last day belongs to them."""
    return Q(lifted_at=None) & (Q(until=None) | Q(until__gte=club_day(at)))
