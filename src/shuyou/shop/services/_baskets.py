"""Baskets: what somebody means to buy. Nothing has happened yet, so nothing is told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from shuyou.catalog import queries as catalog
from shuyou.kernel.clock import club_day
from shuyou.kernel.usecase import step
from shuyou.shop.errors import BasketFull, CopiesWrong, ShowOver, TitleNotSold
from shuyou.shop.models import Basket, BasketLine
from shuyou.shop.rules import MOST_COPIES, MOST_TITLES

_JOIN = """
    INSERT INTO shop_basketline (basket_id, item_id, copies, added_at)
    SELECT %(into)s, item_id, copies, added_at FROM shop_basketline WHERE basket_id = %(out)s
    ON CONFLICT (basket_id, item_id) DO UPDATE SET copies = greatest(shop_basketline.copies, excluded.copies)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketOwner:
    """Whose basket it is: an account's, or else the browser's that has a token of this digest."""

    account_id: int | None = None
    digest: str = ""

    @property
    def by(self) -> dict[str, int | str | None]:
        """Return by which columns the basket is found."""
        if self.account_id:
            return {"account_id": self.account_id, "digest": ""}
        return {"account_id": None, "digest": self.digest}


def put_into_basket(*, owner: BasketOwner, item_id: int, copies: int, at: datetime) -> None:
    """
    Add copies of a title to a basket, begun now if there is none.

    :raises CopiesWrong: so many copies cannot be.
    :raises TitleNotSold: the shop does not sell it; ShowOver: it is a ticket for what has been.
    :raises BasketFull: it holds as many titles as it can.
    """
    if not 1 <= copies <= MOST_COPIES:
        raise CopiesWrong(value=copies)
    price = catalog.prices(item_ids=[item_id], price_list="list", channel="web", at=at).get(item_id)
    if price and price.is_barred and catalog.tickets_over(item_ids=[item_id], on=club_day(at)):
        raise ShowOver
    if price is None or price.is_barred or price.status in ("withdrawn", "out_of_print"):
        raise TitleNotSold(item_id=item_id)
    with transaction.atomic():
        basket = _held(owner, at)
        line = BasketLine.objects.filter(basket=basket, item_id=item_id).first()
        if line is None and BasketLine.objects.filter(basket=basket).count() >= MOST_TITLES:
            raise BasketFull(most=MOST_TITLES)
        if line is None:
            BasketLine.objects.create(basket=basket, item_id=item_id, copies=copies, added_at=at)
        elif line.copies + copies > MOST_COPIES:
            raise CopiesWrong(value=line.copies + copies)
        else:
            BasketLine.objects.filter(pk=line.pk).update(copies=line.copies + copies)


def set_copies(*, owner: BasketOwner, item_id: int, copies: int, at: datetime) -> None:
    """
    Have a title in a basket so many times; none at all takes it out. What is not in it stays out.

    :raises CopiesWrong: so many copies cannot be.
    """
    if not 0 <= copies <= MOST_COPIES:
        raise CopiesWrong(value=copies)
    with transaction.atomic():
        lines = BasketLine.objects.filter(basket=_held(owner, at), item_id=item_id)
        if copies:
            lines.update(copies=copies)
        else:
            lines.delete()


def empty_basket(*, owner: BasketOwner, request_key: UUID) -> None:
    """Forget a basket that became an order; the next one has another key. One that began meanwhile stays."""
    Basket.objects.filter(request_key=request_key, **owner.by).delete()


@step
def join_baskets(*, account_id: int, digest: str, at: datetime) -> None:
    """Put what a browser's basket holds into its reader's own: of each title the larger number of copies."""
    out = Basket.objects.select_for_update().filter(digest=digest).first()
    if out is None:
        return
    into = _held(BasketOwner(account_id=account_id), at)
    with connection.cursor() as cursor:
        cursor.execute(_JOIN, {"into": into.pk, "out": out.pk})
    out.delete()


def _held(owner: BasketOwner, at: datetime) -> Basket:
    Basket.objects.bulk_create([Basket(**owner.by, changed_at=at)], ignore_conflicts=True)
    basket = Basket.objects.select_for_update().get(**owner.by)
    Basket.objects.filter(pk=basket.pk).update(changed_at=at)
    return basket
