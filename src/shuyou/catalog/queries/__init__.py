"""What is asked of the catalog: the front door."""

from shuyou.catalog.queries._page import ItemPage, category_shelves, item_id_of, item_page
from shuyou.catalog.queries._prices import ItemPrice, ListedPrice, price_ladder, prices
from shuyou.catalog.queries._search import ItemRow, item_rows, items_by_code, newest_items, search_titles

__all__ = [
    "ItemPage",
    "ItemPrice",
    "ItemRow",
    "ListedPrice",
    "category_shelves",
    "item_id_of",
    "item_page",
    "item_rows",
    "items_by_code",
    "newest_items",
    "price_ladder",
    "prices",
    "search_titles",
]
