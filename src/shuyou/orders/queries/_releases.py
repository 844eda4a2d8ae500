"""Limited editions as staff see them, and words for readers that wait to be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.orders.models import CopyReservation, Notice, Release, ReleaseCopy, ReleaseIntent

MOST = 100
TAKEN = ("held", "claimed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """A limited edition with how many of its copies are set aside and ordered, and how many readers queue."""

    number: str
    title: str
    state: str
    state_label: str
    copies: int
    held: int
    claimed: int
    intents: int
    told: int
    queued: int
    most_per_member: int
    first_tier: str
    first_from: datetime
    all_from: datetime
    hold_hours: int

    @property
    def free(self) -> int:
        """Return how many copies are nobody's yet."""
        return self.copies - self.held - self.claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFilter:
    """Which limited editions a list shows; empty: all."""

    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentRow:
    """A reader who may want a copy, and why."""

    member_number: str
    member: str
    tier: str
    score: int
    reasons: Mapping[str, int]
    told_at: datetime | None
    asked_at: datetime | None
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationRow:
    """A copy set aside for a reader."""

    reservation_id: int
    release_number: str
    title: str
    copy: str
    member_number: str
    member: str
    state: str
    state_label: str
    reserved_at: datetime
    until: datetime
    order_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """Words for a reader that wait to be sent, or were."""

    notice_id: int
    member_number: str
    to: str
    channel: str
    about: str
    text: str
    state: str
    state_label: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFilter:
    """Which words a list shows; empty: all."""

    state: str = ""


def open_release_of(*, item_id: int) -> str:
    """Return the number of the limited edition of a title that is given out now; empty: none; in one query."""
    with planned() as cursor:
        cursor.execute(
            "SELECT number FROM orders_release WHERE item_id = %s AND state = 'open' ORDER BY id DESC LIMIT 1",
            [item_id],
        )
        row = cursor.fetchone()
    return row[0] if row else ""


@query("orders.view")
def list_releases(*, wanted: ReleaseFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ReleaseRow]:
    """Return limited editions, the latest first, in four queries."""
    rows = Release.objects.all()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_releases(found)), next_after)


@query("orders.view")
def release_detail(*, number: str, actor: Actor) -> ReleaseRow:
    """
    Return a limited edition, in four queries.

    :raises NotFound: there is none.
    """
    one = Release.objects.filter(number=number).first()
    if one is None:
        raise NotFound(what=_("limited edition"), key=number)
    return _releases([one])[0]


@query("orders.view")
def release_readers(*, number: str, is_queue: bool = False, actor: Actor) -> Sequence[IntentRow]:
    """Return who may want a copy, the likeliest first; or who queues, in the order of asking; in one query."""
    rows = ReleaseIntent.objects.select_related("member__person", "member__tier").filter(release__number=number)
    taken = CopyReservation.objects.filter(release=OuterRef("release"), member=OuterRef("member"), state__in=TAKEN)
    if is_queue:
        rows = rows.filter(asked_at__isnull=False).order_by("asked_at", "pk")
    else:
        rows = rows.filter(~Exists(taken), asked_at=None).order_by("-score", "pk")
    return [
        IntentRow(
            member_number=one.member.number, member=one.member.person.name, tier=one.member.tier.name_zh,
            score=one.score, reasons=one.reasons, told_at=one.told_at, asked_at=one.asked_at, member_id=one.member_id,
        )
        for one in rows[:MOST]
    ]  # fmt: skip


@query("orders.view")
def release_reservations(*, number: str, actor: Actor) -> Sequence[ReservationRow]:
    """Return the copies that are or were set aside, the latest first, in one query."""
    return [_reservation(one) for one in _reservations().filter(release__number=number).order_by("-pk")[:MOST]]


@query("orders.view")
def member_copies(*, member_id: int, actor: Actor) -> Sequence[ReservationRow]:
    """Return the copies set aside for a reader now, in one query."""
    held = _reservations().filter(member_id=member_id, state=CopyReservation.State.HELD).order_by("until", "pk")
    return [_reservation(one) for one in held[:MOST]]


@query("orders.view")
def queued_for(*, member_id: int, actor: Actor) -> frozenset[str]:
    """Return the numbers of limited editions that a reader waits for, in one query."""
    asked = ReleaseIntent.objects.filter(member_id=member_id, asked_at__isnull=False)
    return frozenset(asked.values_list("release__number", flat=True))


@query("orders.place")
def list_notices(*, wanted: NoticeFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[NoticeRow]:
    """Return words for readers, the latest first, in one query."""
    rows = Notice.objects.select_related("member__person")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_notice(one) for one in found), next_after)


@query("orders.place")
def notice_detail(*, notice_id: int, actor: Actor) -> NoticeRow:
    """
    Return words for a reader, in one query.

    :raises NotFound: there are none.
    """
    one = Notice.objects.select_related("member__person").filter(pk=notice_id).first()
    if one is None:
        raise NotFound(what=_("notice"), key=notice_id)
    return _notice(one)


def _releases(found: Sequence[Release]) -> list[ReleaseRow]:
    ids = [one.pk for one in found]
    copies = dict(_counted(ReleaseCopy.objects.filter(release__in=ids)))
    held = {
        release: (one, other)
        for release, one, other in CopyReservation.objects.filter(release__in=ids)
        .values_list("release")
        .annotate(held=Count("pk", filter=Q(state="held")), claimed=Count("pk", filter=Q(state="claimed")))
    }
    readers = {
        release: counts
        for release, *counts in ReleaseIntent.objects.filter(release__in=ids)
        .values_list("release")
        .annotate(
            all=Count("pk"), told=Count("told_at"), queued=Count("asked_at"),
        )
    }  # fmt: skip
    return [
        _release(one, copies.get(one.pk, 0), held.get(one.pk, (0, 0)), readers.get(one.pk, [0, 0, 0])) for one in found
    ]


def _counted(rows: QuerySet[ReleaseCopy]) -> Sequence[tuple[int, int]]:
    return list(rows.values_list("release").annotate(copies=Count("pk")))


def _release(one: Release, copies: int, taken: tuple[int, int], readers: Sequence[int]) -> ReleaseRow:
    return ReleaseRow(
        number=one.number, title=one.title, state=one.state, state_label=str(Release.State(one.state).label),
        copies=copies, held=taken[0], claimed=taken[1], intents=readers[0], told=readers[1], queued=readers[2],
        most_per_member=one.most_per_member, first_tier=one.first_tier, first_from=one.first_from,
        all_from=one.all_from, hold_hours=one.hold_hours,
    )  # fmt: skip


def _reservations() -> QuerySet[CopyReservation]:
    return CopyReservation.objects.select_related("release", "copy", "member__person", "order")


def _reservation(one: CopyReservation) -> ReservationRow:
    return ReservationRow(
        reservation_id=one.pk, release_number=one.release.number, title=one.release.title, copy=one.copy.number,
        member_number=one.member.number, member=one.member.person.name, state=one.state,
        state_label=str(CopyReservation.State(one.state).label), reserved_at=one.reserved_at, until=one.until,
        order_number=one.order.number if one.order else "",
    )  # fmt: skip


def _notice(one: Notice) -> NoticeRow:
    member = one.member
    return NoticeRow(
        notice_id=one.pk, member_number=member.number if member else "",
        to=member.person.name if member else one.sent_to, channel=one.channel, about=one.about, text=one.text,
        state=one.state, state_label=str(Notice.State(one.state).label), made_at=one.made_at,
    )  # fmt: skip
