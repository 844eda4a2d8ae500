"""Numbered copies are reserved for readers whose turn it is, ordered in time, or go on to the next who asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import MEMBER, Actor
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty import queries as loyalty
from shuyou.members import queries as member_queries
from shuyou.members import services as members
from shuyou.orders.errors import MemberBlocked
from shuyou.orders.errors.releases import EnoughCopies, ReleaseNotOpen, ReservationOver
from shuyou.orders.events.releases import CopyMoved
from shuyou.orders.models import CopyReservation, Notice, Release, ReleaseIntent
from shuyou.orders.services._place_order import Destination, OrderDraft, Placed, Wanted, Wish, place_one
from shuyou.orders.services._releases import exact, hold_release
from shuyou.supply import services as supply
from shuyou.supply.errors import OutOfStock
from shuyou.supply.queries import MAIN

State = CopyReservation.State
TAKEN: Final = (State.HELD, State.CLAIMED)
LAPSED_AT_ONCE: Final = 200

_FREE: Final = """
    SELECT c.id, c.number FROM orders_releasecopy c WHERE c.release_id = %s AND NOT EXISTS (
        SELECT FROM orders_copyreservation r WHERE r.copy_id = c.id AND r.state IN ('held', 'claimed'))
     ORDER BY c.id LIMIT 1
"""
# Whoever asked when all was taken: higher tiers first while it is their turn, then who asked first.
_NEXT: Final = """
    SELECT i.member_id FROM orders_releaseintent i
      JOIN members_member m ON m.person_id = i.member_id AND m.status = 'active' AND NOT m.is_blocked
      JOIN members_tier t ON t.id = m.tier_id
      CROSS JOIN (SELECT x.rank FROM members_tier x WHERE x.code = %(tier)s) first
     WHERE i.release_id = %(release)s AND i.asked_at IS NOT NULL AND (%(is_for_all)s OR t.rank >= first.rank)
     ORDER BY t.rank >= first.rank DESC, i.asked_at, i.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Reserved:
    """What came of asking for a copy: its number and until when it waits, or the place in the queue."""

    reservation_id: int
    copy: str
    until: datetime | None
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimGoing:
    """How a reserved copy is paid for and where it goes."""

    payment: str
    destination: Destination | None = None
    pickup_place: str = ""


@use_case("orders.place")
def ask_for_copy(number: str, *, member_id: int, actor: Actor, at: datetime) -> Reserved:
    """
    Set a numbered copy aside for a reader whose turn it is; when all are taken, the reader queues for the next.

    :raises NotFound: there is no such limited edition.
    :raises ReleaseNotOpen: it is not given out, or it is not this reader's turn.
    :raises MemberBlocked: staff have stopped this member's orders.
    :raises EnoughCopies: the reader has as many as anybody may have.
    """
    member = members.hold_kept_member(member_id=member_id)
    release = hold_release(number)
    _require_turn(release, member.tier_code, at)
    if member.is_blocked:
        raise MemberBlocked(name=member.name, reason=member.block_reason)
    own = CopyReservation.objects.filter(release=release, member_id=member.member_id, state__in=TAKEN).count()
    if own >= release.most_per_member:
        raise EnoughCopies(most=release.most_per_member, title=release.title)
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [release.pk])
        free = cursor.fetchone()
    if free is None:
        return _queue(release, member.member_id, actor, at)
    reservation = CopyReservation.objects.create(
        release=release, copy_id=free[0], member_id=member.member_id, reserved_at=at,
        until=at + timedelta(hours=release.hold_hours),
    )  # fmt: skip
    supply.reserve_copies(
        wanted={release.item_id: 1}, titles={release.item_id: release.title}, warehouse=MAIN,
        source=_source(reservation), at=at,
    )  # fmt: skip
    ReleaseIntent.objects.filter(release=release, member_id=member.member_id).update(asked_at=None)
    _tell(reservation, "reserved", actor, at)
    return Reserved(reservation.pk, free[1], reservation.until, 0)


@use_case("orders.place")
def claim_copy(reservation_id: int, *, going: ClaimGoing, actor: Actor, at: datetime) -> Placed:
    """
    Make an order of a copy that is set aside; a repeat returns that order.

    :raises NotFound: there is no such reservation; ReservationOver: it lapsed or was given up.
    :raises DomainError: the order is refused.
    """
    reservation = _held_reservation(reservation_id)
    _require_own(reservation, actor)
    if reservation.order:
        order = reservation.order
        return Placed(order.pk, order.number, order.total, is_repeat=True)
    _require_held(reservation)
    supply.release_copies(source=_source(reservation), at=at)
    draft = OrderDraft(
        member_id=reservation.member_id, wanted=(Wanted(reservation.release.item_id, 1),),
        request_key=uuid5(NAMESPACE_URL, f"copy:{reservation.pk}"), payment=going.payment,
        channel="web" if actor.kind == MEMBER else "phone",
        destination=going.destination, wish=Wish(pickup_place=going.pickup_place) if going.pickup_place else None,
        note=gettext("Copy %(copy)s") % {"copy": reservation.copy.number},
    )  # fmt: skip
    placed = place_one(draft, actor=actor, at=at)
    reservation.state, reservation.order_id = State.CLAIMED, placed.order_id
    reservation.save(update_fields=["state", "order"])
    _tell(reservation, "claimed", actor, at)
    return placed


@use_case("orders.place")
def free_copy(reservation_id: int, *, is_lapsed: bool = False, actor: Actor, at: datetime) -> None:
    """
    Let go of a copy that is set aside: the reader gave it up, or did not claim it in time.

    :raises NotFound: there is no such reservation; ReservationOver: it is not set aside any more, or not due yet.
    """
    reservation = _held_reservation(reservation_id)
    _require_own(reservation, actor)
    if is_lapsed and reservation.until > at:
        raise ReservationOver(copy=reservation.copy.number, state=State(reservation.state).label)
    _require_held(reservation)
    supply.release_copies(source=_source(reservation), at=at)
    reservation.state = State.LAPSED if is_lapsed else State.GIVEN_UP
    reservation.save(update_fields=["state"])
    _tell(reservation, reservation.state, actor, at)


def _require_own(reservation: CopyReservation, actor: Actor) -> None:
    """Refuse a reader who names another's reservation, as one that is not there."""
    if actor.kind == MEMBER:
        actor.require_own(reservation.member_id)


@use_case("orders.place")
def offer_next(number: str, *, member_id: int, actor: Actor, at: datetime) -> None:
    """Tell a reader who queued that a copy is set aside for them by now."""
    reservation = (
        CopyReservation.objects.filter(release__number=number, member_id=member_id, state=State.HELD)
        .select_related("release", "copy")
        .order_by("-pk")
        .first()
    )
    if reservation is None:
        return
    text = gettext("Copy %(copy)s of “%(title)s” waits for you until %(moment)s.") % {
        "copy": reservation.copy.number, "title": reservation.release.title, "moment": exact(reservation.until),
    }  # fmt: skip
    Notice.objects.create(member_id=member_id, channel="sms", about=f"release:{number}", text=text[:500], made_at=at)
    _tell(reservation, "offered", actor, at)


def lapse_copies(*, actor: Actor, at: datetime) -> int:
    """Let go of copies that nobody claimed in time, and give each free one to the next who asked; return how many."""
    due = CopyReservation.objects.filter(state=State.HELD, until__lte=at).order_by("until", "pk")
    for reservation_id in list(due.values_list("pk", flat=True)[:LAPSED_AT_ONCE]):
        free_copy(reservation_id, is_lapsed=True, actor=actor, at=at)
    still_open = Release.objects.filter(state=Release.State.OPEN).order_by("pk")
    return sum(_pass_on(number, actor, at) for number in list(still_open.values_list("number", flat=True)))


@use_case("orders.place")
def leave_queue(number: str, *, member_id: int, actor: Actor, at: datetime) -> None:
    """
    Have a reader wait for a copy no longer.

    :raises NotFound: there is no such limited edition.
    """
    release = hold_release(number)
    ReleaseIntent.objects.filter(release=release, member_id=member_id).update(asked_at=None)
    told = CopyMoved(release_id=release.pk, member_id=member_id, reservation_id=0, what="left")
    events.publish(told, actor=actor, at=at)


def _pass_on(number: str, actor: Actor, at: datetime) -> int:
    """Set free copies aside for those who queue, one after the other; return for how many."""
    passed = 0
    while (member_id := _next_reader(number, at)) is not None:
        try:
            if not ask_for_copy(number, member_id=member_id, actor=actor, at=at).copy:
                break
        except OutOfStock:  # the numbers are there, the copies are not
            break
        except DomainError:  # the reader may not have one any more
            leave_queue(number, member_id=member_id, actor=actor, at=at)
            continue
        offer_next(number, member_id=member_id, actor=actor, at=at)
        passed += 1
    return passed


@step
def free_copy_of_cancelled(*, order_id: int, actor: Actor, at: datetime) -> None:
    """Have the copy of an order that was cancelled free again: its stock went back with the order."""
    reservation = CopyReservation.objects.select_for_update(no_key=True).filter(order_id=order_id).first()
    if reservation and reservation.state == State.CLAIMED:
        reservation.state = State.GIVEN_UP
        reservation.save(update_fields=["state"])
        _tell(reservation, "given_up", actor, at)


def _next_reader(number: str, at: datetime) -> int | None:
    """Return who is next for a copy that is free; None: nobody, or none is."""
    release = Release.objects.get(number=number)
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [release.pk])
        if cursor.fetchone() is None:
            return None
        is_for_all = at >= release.all_from
        cursor.execute(_NEXT, {"release": release.pk, "tier": release.first_tier, "is_for_all": is_for_all})
        row = cursor.fetchone()
        return row[0] if row else None


def _queue(release: Release, member_id: int, actor: Actor, at: datetime) -> Reserved:
    intent, _is_new = ReleaseIntent.objects.get_or_create(
        release=release, member_id=member_id, defaults={"noted_at": at, "reasons": {"asked": 1}}
    )
    if intent.asked_at is None:
        intent.asked_at = at
        intent.save(update_fields=["asked_at"])
    told = CopyMoved(release_id=release.pk, member_id=member_id, reservation_id=0, what="queued")
    events.publish(told, actor=actor, at=at)
    place = ReleaseIntent.objects.filter(release=release, asked_at__lte=intent.asked_at).count()
    return Reserved(0, "", None, place)


def _require_turn(release: Release, tier_code: str, at: datetime) -> None:
    upward = [tier.code for tier in member_queries.tiers()]
    is_first = tier_code in upward[upward.index(release.first_tier) :] if release.first_tier in upward else False
    opens = release.first_from if is_first else _opens_early(release, tier_code)
    if release.state != Release.State.OPEN or at < opens:
        raise ReleaseNotOpen(title=release.title, from_=exact(opens))


def _opens_early(release: Release, tier_code: str) -> datetime:
    """Return from when on a tier may choose: some days before everybody, as its terms say, but not before the first."""
    days = loyalty.event_days_by_tier().get(tier_code, 0)
    return max(release.first_from, release.all_from - timedelta(days=days))


def _held_reservation(reservation_id: int) -> CopyReservation:
    """Return a reservation, once its reader and its limited edition are held."""
    known = CopyReservation.objects.filter(pk=reservation_id).select_related("release").first()
    if known is None:
        raise NotFound(what=_("reservation"), key=reservation_id)
    members.hold_kept_member(member_id=known.member_id, even_restricted=True)
    hold_release(known.release.number)
    return CopyReservation.objects.select_related("release", "copy", "order").get(pk=reservation_id)


def _require_held(reservation: CopyReservation) -> None:
    if reservation.state != State.HELD:
        raise ReservationOver(copy=reservation.copy.number, state=State(reservation.state).label)


def _source(reservation: CopyReservation) -> str:
    return f"copy:{reservation.pk}"


def _tell(reservation: CopyReservation, what: str, actor: Actor, at: datetime) -> None:
    told = CopyMoved(
        release_id=reservation.release_id, member_id=reservation.member_id, reservation_id=reservation.pk, what=what
    )
    events.publish(told, actor=actor, at=at)
