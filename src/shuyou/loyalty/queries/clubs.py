"""What is asked of themed clubs: which there are, who is in them, what they earn and take, and who may join."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import Change, rows_history
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.registry import registry
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import Club, ClubMembership, Reward
from shuyou.loyalty.queries._names import named

# What readers earned by rules for the club alone, and spent on rewards for it alone, in the last twelve months.
_FIGURES: Final = """
    SELECT (SELECT count(*) FROM loyalty_clubmembership m WHERE m.club_id = %(club)s AND m.joined_at >= %(month)s),
           (SELECT count(*) FROM loyalty_clubmembership m WHERE m.club_id = %(club)s AND m.left_at >= %(month)s),
           (SELECT coalesce(sum(l.earned), 0) FROM loyalty_pointslot l
              JOIN loyalty_pointsruleversion v ON v.id = l.award_id
             WHERE v.terms->'clubs' ? %(code)s AND l.earned_at >= %(year)s),
           (SELECT coalesce(sum(u.points), 0) FROM loyalty_rewarduse u JOIN loyalty_reward r ON r.id = u.reward_id
             WHERE %(code)s = ANY (r.clubs) AND u.state = 'taken' AND u.taken_at >= %(year)s)
"""
# The last twelve months: how many were in the club at the end of each.
_GROWTH: Final = """
    SELECT g.month::date, (
             SELECT count(*) FROM loyalty_clubmembership m WHERE m.club_id = %(club)s
                AND m.joined_at < g.month + interval '1 month'
                AND (m.left_at IS NULL OR m.left_at >= g.month + interval '1 month'))
      FROM generate_series(date_trunc('month', %(at)s::timestamptz) - interval '11 months',
                           date_trunc('month', %(at)s::timestamptz), interval '1 month') g (month) ORDER BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubFilter:
    """Which clubs a list shows; empty fields do not filter."""

    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubRow:
    """A club."""

    code: str
    name: str
    name_zh: str
    name_en: str
    detail: str
    segment: str
    welcome: int
    is_active: bool
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubMemberRow:
    """A reader's time in a club."""

    number: str
    name: str
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubPage:
    """A club in full: what it brought, who came lately, and what it was before."""

    row: ClubRow
    joined: int
    left: int
    earned: int
    redeemed: int
    months: tuple[tuple[str, int], ...]
    rewards: tuple[tuple[str, str], ...]
    latest: tuple[ClubMemberRow, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubOfReader:
    """A club as one reader sees it: their times in it, and whether they may join."""

    code: str
    name: str
    detail: str
    welcome: int
    is_in: bool
    may_join: bool
    times: tuple[tuple[datetime, datetime | None], ...]


@query("loyalty.view")
def list_clubs(*, wanted: ClubFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ClubRow]:
    """Return clubs that pass the filter, page by page."""
    rows = _counted()
    if wanted.words:
        rows = rows.filter(Q(name_zh__icontains=wanted.words) | Q(name_en__icontains=wanted.words))
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_row(club) for club in found), after)


@query("loyalty.view")
def club_page(*, code: str, at: datetime, actor: Actor) -> ClubPage:
    """
    Return a club in full, in six queries.

    :raises NotFound: there is no such club.
    """
    club = _counted().filter(code=code).first()
    if club is None:
        raise NotFound(what=_("club"), key=code)
    asked: dict[str, int | str | datetime] = {
        "club": club.pk, "code": code, "at": at, "month": at.replace(day=1, hour=0, minute=0, second=0, microsecond=0),
        "year": at.replace(year=at.year - 1, day=min(at.day, 28)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, asked)
        joined, left, earned, redeemed = cursor.fetchone()
        cursor.execute(_GROWTH, asked)
        months = tuple((f"{month:%Y-%m}", int(count)) for month, count in cursor.fetchall())
    rewards = Reward.objects.filter(clubs__contains=[code]).order_by("-pk")[:PAGE]
    times = ClubMembership.objects.filter(club=club).select_related("member__person").order_by("-pk")[:PAGE]
    return ClubPage(
        row=_row(club), joined=joined, left=left, earned=earned, redeemed=redeemed, months=months,
        rewards=tuple((str(one.uid), named(one.name_zh, one.name_en)) for one in rewards),
        latest=tuple(
            ClubMemberRow(
                number=one.member.number, name=one.member.person.name, joined_at=one.joined_at, left_at=one.left_at
            )
            for one in times
        ),
        changes=tuple(rows_history([("loyalty_club", club.pk)])),
    )  # fmt: skip


_CLUBS_OF_READER: Final = """
SELECT c.code, c.name_zh, c.name_en, c.detail, c.welcome, c.segment, c.is_active,
       coalesce(array_agg(m.joined_at ORDER BY m.id DESC) FILTER (WHERE m.id IS NOT NULL), '{}'),
       coalesce(array_agg(m.left_at ORDER BY m.id DESC) FILTER (WHERE m.id IS NOT NULL), '{}')
FROM loyalty_club c LEFT JOIN loyalty_clubmembership m ON m.club_id = c.id AND m.member_id = %(member)s
GROUP BY c.id ORDER BY c.name_zh, c.id
"""


@query("loyalty.view")
def clubs_of_reader(*, member_id: int, at: datetime, actor: Actor) -> list[ClubOfReader]:
    """Return the clubs that a reader is or was in, and those that they may join, by name."""
    with planned() as cursor:
        cursor.execute(_CLUBS_OF_READER, {"member": member_id})
        rows = cursor.fetchall()
    found = []
    for code, name_zh, name_en, detail, welcome, segment, is_active, joined, left in rows:
        times = tuple(zip(joined, left, strict=True))
        is_in = None in left
        may_join = not is_in and is_active and is_in_segment(segment, member_id=member_id, at=at)
        if times or may_join:
            name = named(name_zh, name_en)
            found.append(
                ClubOfReader(
                    code=code, name=name, detail=detail, welcome=welcome, is_in=is_in, may_join=may_join, times=times
                )
            )
    return found


@query("loyalty.view")
def clubs_to_choose(*, actor: Actor) -> list[tuple[str, str]]:
    """Return the code and the name of each club that is open."""
    return club_names()


def club_names() -> list[tuple[str, str]]:
    """Return the code and the name of each club that is open, by name, in one query."""
    return [
        (club.code, named(club.name_zh, club.name_en))
        for club in Club.objects.filter(is_active=True).order_by("name_zh")
    ]


def club_codes_of(*, member_id: int) -> frozenset[str]:
    """Return the codes of the clubs that a member is in, in one query."""
    inside = ClubMembership.objects.filter(member_id=member_id, left_at=None)
    return frozenset(inside.values_list("club__code", flat=True))


def is_in_segment(segment: str, *, member_id: int, at: datetime) -> bool:
    """Tell whether a member is in a group that staff have named; no group: everybody is."""
    if not segment:
        return True
    kind, _colon, key = segment.partition(":")
    source = next((one for one in registry.segments if one.kind == kind), None)
    return source is not None and list(source.part(key, after=member_id - 1, limit=1, at=at)) == [member_id]


def members_of_club(key: str, *, after: int, limit: int, at: datetime) -> Sequence[int]:
    """Return the next members of a club (by its code) behind an id, for whoever does something for each of them."""
    inside = ClubMembership.objects.filter(club__code=key, left_at=None, member_id__gt=after)
    active = inside.filter(member__status="active", member__person__is_restricted=False)
    return list(active.order_by("member_id").values_list("member_id", flat=True)[:limit])


def _counted() -> QuerySet[Club]:
    return Club.objects.annotate(members=Count("memberships", filter=Q(memberships__left_at=None)))


def _row(club: Club) -> ClubRow:
    return ClubRow(
        code=club.code, name=named(club.name_zh, club.name_en), name_zh=club.name_zh, name_en=club.name_en,
        detail=club.detail, segment=club.segment, welcome=club.welcome, is_active=club.is_active,
        members=club.members,  # type: ignore[attr-defined]
    )  # fmt: skip
