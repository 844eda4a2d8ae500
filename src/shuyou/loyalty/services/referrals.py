"""Friends whom readers bring: the code they pass on, who came by it, and points for both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from secrets import randbelow
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.events import publish
from shuyou.kernel.numbers import is_sound, with_check
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty.errors import AlreadyReferred, ReferralCodeUnknown
from shuyou.loyalty.events import FriendBought, FriendNamed, FriendsPointsBack, ProgramChanged
from shuyou.loyalty.models import Referral, ReferralCode, ReferralTerms
from shuyou.loyalty.rules.referrals import Acquaintance, why_not_counted
from shuyou.loyalty.services._award import award_points
from shuyou.loyalty.services._returns import take_points_back
from shuyou.members import services as members

DIGITS: Final = 8
"""Of a code, without its check digit: nobody can write down all codes of a club and try them."""
LONGEST_CIRCLE: Final = 20
WHY: Final = {"join": _("a friend joined"), "order": _("a friend’s first order")}

# Everything about two people in one statement. Addresses count as one where street and city are the same.
_KNOWN: Final = """
    WITH RECURSIVE line AS (
        SELECT referrer_id AS id, 1 AS far FROM loyalty_referral WHERE friend_id = %(referrer)s AND state <> 'refused'
        UNION ALL
        SELECT r.referrer_id, line.far + 1 FROM loyalty_referral r JOIN line ON r.friend_id = line.id
         WHERE r.state <> 'refused' AND line.far < %(circle)s
    )
    SELECT %(today)s::date - (SELECT joined_on FROM members_member WHERE person_id = %(friend)s),
           EXISTS (SELECT FROM line WHERE id = %(friend)s),
           EXISTS (SELECT FROM members_householdperson a JOIN members_householdperson b USING (household_id)
                    WHERE a.person_id = %(friend)s AND b.person_id = %(referrer)s),
           EXISTS (SELECT FROM members_phone a JOIN members_phone b USING (digits)
                    WHERE a.person_id = %(friend)s AND b.person_id = %(referrer)s)
           OR EXISTS (SELECT FROM members_email a JOIN members_email b ON lower(a.address) = lower(b.address)
                       WHERE a.person_id = %(friend)s AND b.person_id = %(referrer)s),
           EXISTS (SELECT FROM members_address a JOIN members_address b ON a.city = b.city
                      AND replace(a.street, ' ', '') = replace(b.street, ' ', '')
                    WHERE a.person_id = %(friend)s AND b.person_id = %(referrer)s AND a.street <> ''),
           %(device)s <> '' AND EXISTS (SELECT FROM loyalty_referral WHERE device = %(device)s
                                           AND (referrer_id = %(referrer)s OR friend_id = %(referrer)s)),
           (SELECT count(*) FROM loyalty_referral
             WHERE referrer_id = %(referrer)s AND noted_at >= %(month)s AND state <> 'refused')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsDraft:
    """What friends bring from now on, as typed."""

    referrer_joining: int
    friend_joining: int
    referrer_buying: int
    friend_buying: int
    least_order: Decimal
    friends_per_month: int
    days_to_name: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What came of naming who brought a friend: points for both, or why it does not count."""

    referrer_points: int
    friend_points: int
    why: str


@dataclass(frozen=True, slots=True)
class FirstOrder:
    """An order that is paid, by whom, and how much; or how much is left of that."""

    member_id: int
    order_id: int
    paid: Decimal
    at: datetime


@use_case("loyalty.keep_program")
def set_referral_terms(draft: TermsDraft, *, actor: Actor, at: datetime) -> None:
    """Say what friends bring from now on; what was given stays given."""
    terms = ReferralTerms.objects.create(
        referrer_joining=draft.referrer_joining, friend_joining=draft.friend_joining,
        referrer_buying=draft.referrer_buying, friend_buying=draft.friend_buying, least_order=draft.least_order,
        friends_per_month=draft.friends_per_month, days_to_name=draft.days_to_name,
        set_by=actor.signature, valid_from=at,
    )  # fmt: skip
    publish(ProgramChanged(what="referral terms", row_id=terms.pk), actor=actor, at=at)


@use_case("loyalty.refer")
def referral_code(*, member_id: int, actor: Actor, at: datetime) -> str:
    """Return the code that a reader passes on to friends; the first time it is made."""
    member = members.hold_kept_member(member_id=member_id).member_id
    if known := ReferralCode.objects.filter(member_id=member).first():
        return known.code
    code = _new_code()
    while ReferralCode.objects.filter(code=code).exists():
        code = _new_code()
    row = ReferralCode.objects.create(member_id=member, code=code, made_at=at)
    publish(ProgramChanged(what="referral code", row_id=row.pk), actor=actor, at=at)
    return code


@use_case("loyalty.refer")
def name_referrer(*, friend_id: int, code: str, device: str = "", actor: Actor, at: datetime) -> Named:
    """
    Note who brought a reader who joined lately, and give both their points; what does not count is noted with why.

    `device` is whatever a page knows the device by; only a digest is kept.

    :raises ReferralCodeUnknown: the code is nobody's, or has a digit wrong.
    :raises AlreadyReferred: somebody was named before.
    """
    code = "".join(code.split()).replace("-", "")
    found = (
        ReferralCode.objects.filter(code=code).values_list("member_id", flat=True).first() if is_sound(code) else None
    )
    if found is None:
        raise ReferralCodeUnknown(code=code[:20])
    held = members.hold_kept_members(member_ids=[friend_id, found])
    friend = members.hold_kept_member(member_id=friend_id).member_id
    referrer = held.get(found, found)
    if Referral.objects.filter(friend_id=friend).exists():
        raise AlreadyReferred()
    terms = ReferralTerms.objects.filter(valid_from__lte=at).order_by("-valid_from", "-pk")[0]
    digest = blake2b(device.encode(), digest_size=16).hexdigest() if device else ""
    why = _why_not(friend, referrer, digest, terms, at)
    given = (
        (0, 0) if why else _give((referrer, terms.referrer_joining), (friend, terms.friend_joining), friend, "join", at)
    )
    Referral.objects.create(
        friend_id=friend, referrer_id=referrer, why=why, device=digest, points=sum(given), noted_at=at,
        state=Referral.State.REFUSED if why else Referral.State.JOINED, noted_by=actor.signature,
    )  # fmt: skip
    told = FriendNamed(member_id=friend, referrer_id=referrer, why=why, points=sum(given))
    publish(told, actor=actor, at=at)
    return Named(referrer_points=given[0], friend_points=given[1], why=why)


@step
def reward_first_orders(*, orders: Sequence[FirstOrder], actor: Actor) -> int:
    """
    Give both sides their points for the first order of a friend that is paid; return how many friends that were.

    Orders of everybody else, later ones, and those below the least amount give nothing; a repeat neither.
    """
    brought = Referral.objects.filter(friend_id__in={one.member_id for one in orders}, state=Referral.State.JOINED)
    waiting = dict(brought.values_list("friend_id", "referrer_id"))
    if not waiting:
        return 0
    members.hold_kept_members(member_ids={*waiting, *waiting.values()})
    done = 0
    for order in orders:
        referral = Referral.objects.filter(friend_id=order.member_id, state=Referral.State.JOINED).first()
        terms = ReferralTerms.objects.filter(valid_from__lte=order.at).order_by("-valid_from", "-pk")[0]
        if referral is None or order.paid < terms.least_order:
            continue
        friend, referrer = referral.friend_id, referral.referrer_id
        sides = (referrer, terms.referrer_buying), (friend, terms.friend_buying)
        given = _give(*sides, order.order_id, "order", order.at)
        referral.state, referral.bought_at, referral.order_id = Referral.State.BOUGHT, order.at, order.order_id
        referral.points += sum(given)
        referral.save(update_fields=["state", "bought_at", "order_id", "points"])
        told = FriendBought(member_id=friend, referrer_id=referrer, order_id=order.order_id, points=sum(given))
        publish(told, actor=actor, at=order.at)
        done += 1
    return done


@step
def take_friends_points_back(*, orders: Sequence[FirstOrder], actor: Actor) -> int:
    """
    Take back what both sides got for first orders of which too little is left; return how many orders that were.

    The friend's next order may count then, unless points are spent and gone: they would be given twice.
    """
    rewarded = Referral.objects.filter(order_id__in={one.order_id for one in orders}, state=Referral.State.BOUGHT)
    people = {person for pair in rewarded.values_list("friend_id", "referrer_id") for person in pair}
    if not people:
        return 0
    members.hold_kept_members(member_ids=people)
    done = 0
    for order in orders:
        referral = Referral.objects.filter(order_id=order.order_id, state=Referral.State.BOUGHT).first()
        if referral is None or referral.bought_at is None:
            continue
        terms = ReferralTerms.objects.filter(valid_from__lte=referral.bought_at).order_by("-valid_from", "-pk")[0]
        if order.paid < terms.least_order:
            _take_back(referral, order, actor)
            done += 1
    return done


@step
def _take_back(referral: Referral, order: FirstOrder, actor: Actor) -> None:
    taken = [
        take_points_back(
            member_id=member, source=source, back=f"{source}:back:order", part=Decimal(1), whole=Decimal(1), at=order.at
        )
        for member, source in (
            (referral.referrer_id, _source("order", "by", order.order_id)),
            (referral.friend_id, _source("order", "of", order.order_id)),
        )
    ]
    points, short = sum(one.points for one in taken), sum(one.short for one in taken)
    referral.points -= points
    if not short:
        referral.state, referral.bought_at, referral.order_id = Referral.State.JOINED, None, None
    referral.save(update_fields=["state", "bought_at", "order_id", "points"])
    told = FriendsPointsBack(
        member_id=referral.friend_id, referrer_id=referral.referrer_id, order_id=order.order_id, points=points,
        short=short,
    )  # fmt: skip
    publish(told, actor=actor, at=order.at)
    members.measure_members(member_ids=[referral.friend_id, referral.referrer_id], at=order.at)


def _new_code() -> str:
    return with_check(str(randbelow(10**DIGITS)).zfill(DIGITS))


def _why_not(friend: int, referrer: int, digest: str, terms: ReferralTerms, at: datetime) -> str:
    today = club_day(at)
    with connection.cursor() as cursor:
        cursor.execute(
            _KNOWN,
            {
                "friend": friend, "referrer": referrer, "device": digest, "today": today, "circle": LONGEST_CIRCLE,
                "month": day_start(today.replace(day=1)),
            },
        )  # fmt: skip
        days, circle, household, contact, address, device, friends = cursor.fetchone()
    known = Acquaintance(
        is_same=friend == referrer, days_a_member=days, is_circle=circle, shares_household=household,
        shares_contact=contact, shares_address=address, shares_device=device, friends_this_month=friends,
    )  # fmt: skip
    return why_not_counted(known, days_to_name=terms.days_to_name, friends_per_month=terms.friends_per_month)


def _source(when: str, side: str, about: int) -> str:
    """Return what one side's points come from: the friend who joined, or the order that was paid."""
    return f"referral:{when}:{side}-{about}"


@step
def _give(referrer: tuple[int, int], friend: tuple[int, int], about: int, when: str, at: datetime) -> tuple[int, int]:
    """Give the one who brought a friend, and the friend, their points; return what each got."""
    sides = (("by", *referrer), ("of", *friend))
    given = [
        award_points(member_id=member, points=points, source=_source(when, side, about), why=str(WHY[when]), at=at)
        if points
        else 0
        for side, member, points in sides
    ]
    return given[0], given[1]
