"""What a basket would come to for a member, on a channel, at any moment: tried out with nothing written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.members import queries as members
from shuyou.orders.queries._buyer import Asking, buyer_of, with_tokens
from shuyou.orders.queries._coupon_campaigns import coupons_of
from shuyou.orders.queries._promotion_book import all_promotions
from shuyou.orders.rules import PricedBasket, Quote, Tried, Why, try_out

REASONS: Final = {
    Why.PAUSED: _("it does not run: a draft, paused or ended"),
    Why.NOT_YET: _("not begun yet"),
    Why.ENDED: _("over, or a newer version holds"),
    Why.CHANNEL: _("for other channels"),
    Why.STORE: _("for other stores"),
    Why.TIER: _("for other tiers"),
    Why.CARD: _("for other kinds of card"),
    Why.TAG: _("for readers with other tags"),
    Why.WEEKDAY: _("on other days of the week"),
    Why.NOT_FIRST: _("not the first order"),
    Why.SPENT_LITTLE: _("too little was paid in twelve months"),
    Why.NO_COUPON: _("only with a coupon"),
    Why.USED: _("used by this member as often as it may be"),
    Why.USED_UP: _("used up"),
    Why.NO_TITLE: _("none of the titles"),
    Why.AMOUNT: _("the amount is not reached"),
    Why.COPIES: _("too few copies"),
    Why.GIFT_GONE: _("no gift is left"),
    Why.NO_GAIN: _("it saves nothing here"),
    Why.BEATEN: _("others save more"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A basket to try out: a member's number, copies by item, where and when."""

    member_number: str
    copies: Mapping[int, int]
    channel: str
    at: datetime
    coupons: Sequence[str] = ()
    store: str = ""
    """The code of the store, for its prices, its promotions, and what rules of points ask."""


@dataclass(frozen=True, slots=True)
class TriedRow:
    """How one promotion met the basket, in words."""

    code: str
    name: str
    version: int
    why: str
    tried: Tried

    @property
    def counts(self) -> bool:
        """Tell whether it lowers the price, or gives something beside."""
        return self.tried.why is None


@query("orders.see_promotions")
def what_if(*, asked: WhatIf, actor: Actor) -> tuple[PricedBasket, list[TriedRow]]:
    """
    Return what a basket would come to, and for each promotion whether it counts and why not; in about ten queries.

    :raises NotFound: there is no such member.
    :raises DomainError: a coupon that cannot be used.
    """
    head = members.member_head(number=asked.member_number, actor=actor)
    prices = catalog.prices(
        item_ids=asked.copies, price_list=head.tier.price_list, channel=asked.channel, store=asked.store, at=asked.at
    )
    quotes = [
        Quote(item_id, price.title, asked.copies[item_id], price.list_price, price.rate, price.reason)
        for item_id, price in prices.items()
    ]
    book = all_promotions()
    coupons = coupons_of(codes=asked.coupons, member_id=head.member_id, at=asked.at)
    asking = Asking(
        member_id=head.member_id,
        tier=head.tier.code,
        channel=asked.channel,
        at=asked.at,
        coupons=coupons,
        store=asked.store,
    )
    basket, tried = try_out(with_tokens(quotes, book), book, buyer_of(asking, book))
    return basket, [_row(one) for one in tried]


def _row(one: Tried) -> TriedRow:
    promotion = one.promotion
    name = promotion.name_zh if (get_language() or "").startswith("zh") else promotion.name_en
    return TriedRow(promotion.code, name, promotion.version, str(REASONS[one.why]) if one.why else "", one)
