"""What lies in a basket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from shuyou.kernel.statements import planned
from shuyou.shop.services._baskets import BasketOwner

_LINES: Final = """
    SELECT b.request_key, l.item_id, l.copies FROM shop_basket b LEFT JOIN shop_basketline l ON l.basket_id = b.id
     WHERE CASE WHEN %(account)s::bigint IS NULL THEN b.digest = %(digest)s ELSE b.account_id = %(account)s END
     ORDER BY l.added_at, l.id
"""


@dataclass(frozen=True, slots=True)
class BasketContent:
    """Copies by item, and the key of the order that comes of it; None: there is no basket."""

    request_key: UUID | None = None
    copies: Mapping[int, int] = field(default_factory=dict)


def basket_content(*, owner: BasketOwner) -> BasketContent:
    """Return what lies in a basket, what was put in first at the head, in one query."""
    if not owner.account_id and not owner.digest:
        return BasketContent()
    with planned() as cursor:
        cursor.execute(_LINES, {"account": owner.account_id, "digest": owner.digest})
        rows = cursor.fetchall()
    if not rows:
        return BasketContent()
    return BasketContent(rows[0][0], {item_id: copies for _key, item_id, copies in rows if item_id})
