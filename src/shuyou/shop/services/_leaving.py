"""Baskets that readers left: told once to whoever wants to hear it, and noted with what the reader looked at."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish_many
from shuyou.kernel.notices import MARKETING, Fact, NoticeAsked, NoticeKind, Words, declare
from shuyou.kernel.usecase import use_case
from shuyou.shop.events import BasketLeft

AFTER: Final = timedelta(hours=3)
"""How long a basket stands untouched before it counts as left."""
UNTIL: Final = timedelta(days=3)
"""Older ones are not spoken of any more."""
BATCH: Final = 500

LEFT: Final = NoticeKind(
    code="shop.basket_left",
    label=_("Something stands in the basket"),
    purpose=MARKETING,
    facts=(
        Fact(name="title", label=_("Title"), sample="《庄子集释》"),
        Fact(name="titles", label=_("Titles in the basket"), sample="3"),
    ),
    zh=Words(
        subject="您的购物篮里还有 {titles} 种书",
        body="您选的{title}等 {titles} 种书还在购物篮里。价格与库存以结账时为准；不需要的话，不必理会。",
        short="您选的{title}等 {titles} 种书还在购物篮里。",
    ),
    en=Words(
        subject="{titles} titles wait in your basket",
        body="{title} and what else you chose ({titles} titles) still lie in your basket. Prices and stock are those "
        "of the day you order. If you have changed your mind, there is nothing to do.",
        short="{title} and what else you chose ({titles} titles) still lie in your basket.",
    ),
)
declare(LEFT)

_LEFT: Final = """
    WITH left_ones AS (
        SELECT b.id, a.member_id, b.changed_at FROM shop_basket b JOIN shop_account a ON a.id = b.account_id
         WHERE b.changed_at BETWEEN %(from)s AND %(until)s AND (b.told_at IS NULL OR b.told_at < b.changed_at)
           AND EXISTS (SELECT FROM shop_basketline l WHERE l.basket_id = b.id)
         ORDER BY b.id LIMIT %(batch)s FOR UPDATE OF b SKIP LOCKED
    ), told AS (
        UPDATE shop_basket b SET told_at = %(at)s FROM left_ones o WHERE b.id = o.id RETURNING b.id
    ), noted AS (
        INSERT INTO shop_step (trail_id, kind, item_id, words, key, at)
        SELECT t.id, 'abandoned', l.item_id, '', 'left:' || o.id || ':' || l.id, %(at)s
          FROM left_ones o JOIN shop_basketline l ON l.basket_id = o.id
          JOIN LATERAL (SELECT id FROM shop_trail t WHERE t.member_id = o.member_id
                         ORDER BY last_at DESC LIMIT 1) t ON true
        ON CONFLICT (trail_id, key) DO NOTHING
    )
    SELECT o.id, o.member_id, count(*), (array_agg(i.title ORDER BY l.added_at DESC, l.id DESC))[1], o.changed_at
      FROM left_ones o JOIN told USING (id) JOIN shop_basketline l ON l.basket_id = o.id
      JOIN catalog_item i ON i.id = l.item_id
     GROUP BY o.id, o.member_id, o.changed_at ORDER BY o.id
"""


@use_case("shop.come_in")
def tell_of_left_baskets(*, actor: Actor, at: datetime) -> int:
    """Find readers' baskets that stand untouched for hours, each once, and have their readers told; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"from": at - UNTIL, "until": at - AFTER, "at": at, "batch": BATCH})
        found = cursor.fetchall()
    left = [BasketLeft(basket_id=basket, member_id=member, titles=titles) for basket, member, titles, *_ in found]
    notices = [
        NoticeAsked(
            kind=LEFT.code, member_id=member, key=f"basket:{basket}:{changed:%Y%m%d%H%M%S}",
            facts={"title": f"《{title}》"[:300], "titles": str(titles)},
        )
        for basket, member, titles, title, changed in found
    ]  # fmt: skip
    if found:
        publish_many([*left, *notices], actor=actor, at=at)
    return len(found)
