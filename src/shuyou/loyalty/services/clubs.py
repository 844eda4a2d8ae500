"""Themed clubs: kept, joined by whoever may, and left; the memberships are the history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.registry import registry
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty.errors import ClubNotForReader, ClubRefused
from shuyou.loyalty.events import ClubJoined, ClubLeft, ProgramChanged
from shuyou.loyalty.models import Club, ClubMembership
from shuyou.loyalty.queries.clubs import is_in_segment
from shuyou.loyalty.services._award import Caps, award_points
from shuyou.loyalty.services.coalition import CODE
from shuyou.members import services as members

MOST_WELCOME: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubDraft:
    """A club, as typed."""

    code: str
    name_zh: str
    name_en: str
    detail: str
    segment: str
    welcome: int
    is_active: bool


@use_case("loyalty.keep_program")
def keep_club(draft: ClubDraft, *, actor: Actor, at: datetime) -> str:
    """
    Add a club, or change the one of this code, and return the code; the row history keeps what it was.

    :raises ClubRefused: its code cannot stand in an address, it has no name, or its readers are of no segment.
    """
    code, name = draft.code.strip().lower(), tidy(draft.name_zh)[:60]
    if not CODE.fullmatch(code):
        raise ClubRefused(why=_("its code must be letters, digits and hyphens"), field="code")
    if not name:
        raise ClubRefused(why=_("it has no name"), field="name_zh")
    if not 0 <= draft.welcome <= MOST_WELCOME:
        raise ClubRefused(why=_("it gives too many points"), field="welcome")
    club = Club.objects.select_for_update(no_key=True).filter(code=code).first() or Club(code=code, made_at=at)
    if draft.segment not in ("", club.segment, *(value for value, _name in segments_for(actor))):
        raise ClubRefused(why=_("there is no such segment"), field="segment")
    club.name_zh, club.name_en = name, tidy(draft.name_en)[:60] or name
    club.detail, club.segment = tidy(draft.detail)[:500], draft.segment
    club.welcome, club.is_active = draft.welcome, draft.is_active
    club.save()
    publish(ProgramChanged(what="club", row_id=club.pk), actor=actor, at=at)
    return code


def segments_for(actor: Actor) -> list[tuple[str, str]]:
    """Return the groups of readers that a club can be for; clubs themselves are none."""
    sources = sorted((one for one in registry.segments if one.kind != "club"), key=lambda one: one.order)
    return [(f"{source.kind}:{key}", name) for source in sources for key, name in source.choices(actor)]


@use_case("loyalty.take_part")
def join_club(code: str, *, member_id: int, actor: Actor, at: datetime) -> int:
    """
    Take a reader into a club and return the points of welcome that they got; whoever is in it already gets none.

    :raises NotFound: there is no such club, or member.
    :raises ClubNotForReader: it is closed, for others, or staff have stopped the reader.
    """
    member = members.hold_kept_member(member_id=member_id)
    club = _club(code)
    if ClubMembership.objects.filter(club=club, member_id=member.member_id, left_at=None).exists():
        return 0
    why = {
        _("it is closed"): not club.is_active,
        _("staff have stopped them"): member.is_blocked,
        _("it is for other readers"): not is_in_segment(club.segment, member_id=member.member_id, at=at),
    }
    for said, holds in why.items():
        if holds:
            raise ClubNotForReader(name=member.name, why=said)
    ClubMembership.objects.create(
        club=club, member_id=member.member_id, via=actor.via[:12], joined_by=actor.signature, joined_at=at
    )
    points = _welcome(club, member.member_id, at)
    publish(ClubJoined(club_id=club.pk, member_id=member.member_id, points=points), actor=actor, at=at)
    return points


@use_case("loyalty.take_part")
def leave_club(code: str, *, member_id: int, actor: Actor, at: datetime) -> bool:
    """
    Let a reader leave a club, and tell whether they were in it; points stay theirs.

    :raises NotFound: there is no such club, or member.
    """
    member = members.hold_kept_member(member_id=member_id, even_restricted=True)
    club = _club(code)
    inside = ClubMembership.objects.filter(club=club, member_id=member.member_id, left_at=None)
    if not inside.update(left_at=at, left_by=actor.signature):
        return False
    publish(ClubLeft(club_id=club.pk, member_id=member.member_id), actor=actor, at=at)
    return True


@step
def _welcome(club: Club, member_id: int, at: datetime) -> int:
    if not club.welcome:
        return 0
    occasion = f"club:{club.code}"
    caps = Caps(per_member=club.welcome, occasion=occasion)
    return award_points(
        member_id=member_id, points=club.welcome, source=f"{occasion}:{member_id}", why=club.name_zh, at=at, caps=caps
    )


def _club(code: str) -> Club:
    club = Club.objects.filter(code=code).first()
    if club is None:
        raise NotFound(what=_("club"), key=code)
    return club
