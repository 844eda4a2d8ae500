"""Coming in and going out: one visit for each browser, known by a token of which only the digest is kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import step, use_case
from shuyou.shop.events import BasketsForgotten, CameIn, WentOut
from shuyou.shop.models import Account, Basket, Visit
from shuyou.shop.services._baskets import join_baskets
from shuyou.shop.services._digests import digest_of_token
from shuyou.shop.services._trails import join_trail

STAY: Final = timedelta(days=30)
LEFT_BEHIND: Final = timedelta(days=60)
"""After so long a browser's basket is forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What a browser brings to the door: the tokens it had, of visit, basket and trail; any may be empty."""

    visit: str = ""
    basket: str = ""
    trail: str = ""


@step
def begin_visit(
    account: Account, *, by_code: bool, door: Door, is_new: bool = False, actor: Actor, at: datetime
) -> str:  # fmt: skip
    """Let a reader in and return the new token of their browser; the one it had counts no more."""
    if door.visit:
        Visit.objects.filter(digest=digest_of_token(door.visit)).delete()
    token = secrets.token_urlsafe(32)
    Visit.objects.create(
        account=account, digest=digest_of_token(token), by_code=by_code, began_at=at, ends_at=at + STAY
    )
    if door.basket:
        join_baskets(account_id=account.pk, digest=digest_of_token(door.basket), at=at)
    join_trail(member_id=account.member_id, token=door.trail, is_new=is_new)
    publish(CameIn(account_id=account.pk, member_id=account.member_id, by_code=by_code), actor=actor, at=at)
    return token


@use_case("shop.keep_account")
def go_out(*, account_id: int, token: str, everywhere: bool, actor: Actor, at: datetime) -> None:
    """End the visit of one browser, or of all: none of their tokens opens anything any more."""
    visits = Visit.objects.filter(account_id=account_id)
    if not everywhere:
        visits = visits.filter(digest=digest_of_token(token))
    ended, _each = visits.delete()
    publish(WentOut(account_id=account_id, visits=ended), actor=actor, at=at)


@use_case("shop.come_in")
def forget_baskets(*, actor: Actor, at: datetime) -> int:
    """Forget what browsers left in baskets long ago, and visits that are over; return how many baskets that were."""
    visits = Visit.objects.filter(ends_at__lt=at).delete()[1].get("shop.Visit", 0)
    left = Basket.objects.filter(account=None, changed_at__lt=at - LEFT_BEHIND)
    baskets = left.delete()[1].get("shop.Basket", 0)
    publish(BasketsForgotten(baskets=baskets, visits=visits), actor=actor, at=at)
    return baskets
