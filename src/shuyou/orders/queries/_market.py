"""Where our prices stand: baskets with their latest day, one with its days and titles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.orders.models import BasketDay, BasketTitle, PriceBasket
from shuyou.orders.rules import Compared

DAYS: Final = 180

_TITLES: Final = """
    SELECT t.item_id, i.title, i.uid, r.rival, r.price, r.seen_on FROM orders_baskettitle t
      JOIN catalog_item i ON i.id = t.item_id
      LEFT JOIN LATERAL (
        SELECT x.rival, x.price, x.seen_on FROM (
            SELECT DISTINCT ON (y.rival) y.rival, y.price, y.seen_on FROM orders_rivalprice y
             WHERE y.item_id = t.item_id AND y.seen_on BETWEEN %(since)s AND %(until)s
             ORDER BY y.rival, y.seen_on DESC) x ORDER BY x.price, x.rival LIMIT 1) r ON true
     WHERE t.basket_id = %(basket)s ORDER BY i.title, t.item_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketRow:
    """A basket and where it stood last."""

    code: str
    name: str
    price_list: str
    titles: int
    day: date | None
    stands: Compared | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketDayRow:
    """Where a basket stood on a day."""

    day: date
    stands: Compared


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedTitle:
    """A title of a basket: what it costs here and at the cheapest of the others."""

    title: str
    uid: str
    ours: Decimal
    rival: str
    price: Decimal | None
    seen_on: date | None

    @property
    def gap(self) -> Decimal:
        """Return by how much it is dearer here; below zero it is cheaper."""
        return self.ours - self.price if self.price is not None else Decimal(0)


@query("orders.see_promotions")
def price_baskets(*, actor: Actor) -> Sequence[BasketRow]:
    """Return every basket with its latest day, in three queries."""
    latest = {one.basket_id: one for one in BasketDay.objects.order_by("basket_id", "-day").distinct("basket_id")}
    titles: dict[int, int] = {}
    for basket_id in BasketTitle.objects.order_by("basket_id").values_list("basket_id", flat=True):
        titles[basket_id] = titles.get(basket_id, 0) + 1
    return [
        BasketRow(
            code=one.code, name=one.name, price_list=one.price_list, titles=titles.get(one.pk, 0),
            day=latest[one.pk].day if one.pk in latest else None,
            stands=_stands(latest[one.pk]) if one.pk in latest else None,
        )
        for one in PriceBasket.objects.order_by("name", "pk")
    ]  # fmt: skip


@query("orders.see_promotions")
def basket_days(*, code: str, actor: Actor) -> Sequence[BasketDayRow]:
    """Return where a basket stood, the latest day first, in one query."""
    days = BasketDay.objects.filter(basket__code=code).order_by("-day")[:DAYS]
    return [BasketDayRow(day=one.day, stands=_stands(one)) for one in days]


@query("orders.see_promotions")
def compared_titles(*, code: str, since: date, until: date, actor: Actor) -> Sequence[ComparedTitle]:
    """
    Return a basket's titles with the lowest price of others in a span, the dearest here first, in three queries.

    :raises NotFound: there is no such basket.
    """
    basket = PriceBasket.objects.filter(code=code).first()
    if basket is None:
        raise NotFound(what=_("basket"), key=code)
    with connection.cursor() as cursor:
        cursor.execute(_TITLES, {"basket": basket.pk, "since": since, "until": until})
        found = cursor.fetchall()
    prices = catalog.prices(item_ids=[row[0] for row in found], price_list=basket.price_list)
    rows = [
        ComparedTitle(
            title=title, uid=str(uid), ours=prices[item_id].list_price * prices[item_id].rate, rival=rival or "",
            price=price, seen_on=seen_on,
        )
        for item_id, title, uid, rival, price, seen_on in found
        if item_id in prices
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.price is None, -row.gap, row.title))


def _stands(one: BasketDay) -> Compared:
    return Compared(one.ours, one.theirs, one.compared, one.dearer)
