"""What an item costs whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils.translation import get_language

from shuyou.kernel.money import net_price
from shuyou.kernel.statements import planned


@dataclass(frozen=True, slots=True)
class ItemPrice:
    """An item's list price and its discount rate on one price list, with the reason for the rate."""

    item_id: int
    title: str
    status: str
    list_price: Decimal
    rate: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """What an item costs on one price list."""

    code: str
    name: str
    rate: Decimal
    price: Decimal


def prices(*, item_ids: Iterable[int], price_list: str) -> Mapping[int, ItemPrice]:
    """Return the items' prices on a list, by item id, in one query; unknown items are missing."""
    with planned() as cursor:
        cursor.execute(
            "SELECT i.id, i.title, i.status, i.list_price, coalesce(e.rate, p.rate),"
            " CASE WHEN e.id IS NULL THEN 'list:' ELSE 'entry:' END || p.code"
            " FROM catalog_item i JOIN catalog_pricelist p ON p.code = %s"
            " LEFT JOIN catalog_priceentry e ON e.item_id = i.id AND e.price_list_id = p.id"
            " WHERE i.id = ANY (%s) ORDER BY i.id",
            [price_list, list(item_ids)],
        )
        return {row[0]: ItemPrice(*row) for row in cursor.fetchall()}


def price_ladder(*, item_ids: Iterable[int]) -> Mapping[int, list[ListedPrice]]:
    """Return what each item costs on every price list, dearest list first, in one query."""
    name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
    ladder: dict[int, list[ListedPrice]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT i.id, i.list_price, p.code, p.{name}, coalesce(e.rate, p.rate)"  # noqa: S608 - one of two names
            " FROM catalog_item i CROSS JOIN catalog_pricelist p"
            " LEFT JOIN catalog_priceentry e ON e.item_id = i.id AND e.price_list_id = p.id"
            " WHERE i.id = ANY (%s) ORDER BY i.id, p.rank",
            [list(item_ids)],
        )
        for item_id, list_price, code, label, rate in cursor.fetchall():
            ladder.setdefault(item_id, []).append(ListedPrice(code, label, rate, net_price(list_price, rate)))
    return ladder
