"""Readers who follow the club at WeChat: tied to their card by a code that they write there, until they leave."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.messaging.events import FollowerChanged
from shuyou.messaging.models import Channel, Follower, Inbound, OneTimeCode
from shuyou.messaging.services._addresses import digest_of, sealed, unsealed

PURPOSE: Final = "wechat.follow"
FIGURES: Final = 8
COUNTS_FOR: Final = timedelta(minutes=15)
MOST_TRIES: Final = 10
"""How many messages of an account in an hour are looked at for a code."""


@use_case("messaging.send")
def ask_follow_code(*, member_id: int, actor: Actor, at: datetime) -> str:
    """
    Return the figures that a member writes to the club at WeChat to get their notices there; they count a while, once.

    :raises DomainError: there is no such member.
    """
    members.hold_member(member_id=member_id)
    said = f"{secrets.randbelow(10**FIGURES):0{FIGURES}d}"
    row = OneTimeCode.objects.create(
        purpose=PURPOSE, channel=Channel.WECHAT, digest=digest_of(f"follow:{member_id}"), sealed=sealed(str(member_id)),
        answer=_answer(said), tries_left=1, made_at=at, expires_at=at + COUNTS_FOR,
    )  # fmt: skip
    events.publish(FollowerChanged(member_id=member_id, what=f"code {row.pk}"), actor=actor, at=at)
    return said


@use_case("messaging.send")
def tie_follower(*, account: str, text: str, actor: Actor, at: datetime) -> bool:
    """Tie an account at WeChat to the member whose code it wrote, and tell whether it was one."""
    digest, said = digest_of(account), "".join(text.split())
    lately = Inbound.objects.filter(
        channel=Channel.WECHAT, digest=digest, received_at__gt=at - timedelta(hours=1)
    ).count()  # fmt: skip
    code = None
    if len(said) == FIGURES and said.isascii() and said.isdigit() and lately < MOST_TRIES:
        live = OneTimeCode.objects.select_for_update(no_key=True).filter(purpose=PURPOSE, expires_at__gt=at)
        code = live.filter(answer=_answer(said), used_at=None).order_by("pk").first()
    member_id = members.hold_kept_member(member_id=int(unsealed(code.sealed))).member_id if code else 0
    if code:
        OneTimeCode.objects.filter(pk=code.pk).update(used_at=at)
        Follower.objects.update_or_create(
            digest=digest, defaults={"member_id": member_id, "sealed": sealed(account), "since": at, "left_at": None}
        )
    events.publish(FollowerChanged(member_id=member_id, what="tied" if code else "nothing"), actor=actor, at=at)
    return bool(code)


@use_case("messaging.send")
def note_follower(*, account: str, follows: bool, actor: Actor, at: datetime) -> None:
    """Note that an account at WeChat follows the club again, or has left it; one that nobody tied is passed over."""
    row = Follower.objects.select_for_update(no_key=True).filter(digest=digest_of(account)).first()
    if row:
        Follower.objects.filter(pk=row.pk).update(left_at=None if follows else at)
    what = "follows" if follows else "left"
    events.publish(FollowerChanged(member_id=row.member_id if row else 0, what=what), actor=actor, at=at)


def accounts_of(member_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the accounts at WeChat at which members are reached, the latest of each, in one query."""
    if not member_ids:
        return {}
    rows = Follower.objects.filter(member_id__in=member_ids, left_at=None).order_by("since", "pk")
    return {row.member_id: unsealed(row.sealed) for row in rows}


def _answer(said: str) -> str:
    return digest_of(f"follow-code:{said}")
