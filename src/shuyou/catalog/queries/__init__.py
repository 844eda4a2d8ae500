"""What is asked of the catalog: the front door."""

from shuyou.catalog.queries._page import ItemPage, category_shelves, item_id_of, item_page
from shuyou.catalog.queries._prices import ItemPrice, ListedPrice, price_ladder, prices
from shuyou.catalog.queries._search import ItemRow, item_rows, items_by_code, newest_items, search_titles
from shuyou.catalog.queries._shop import BookPage, ShelfPage, book_page, shelf_neighbours, shelf_page

__all__ = [
    "BookPage",
    "ItemPage",
    "ItemPrice",
    "ItemRow",
    "ListedPrice",
    "ShelfPage",
    "book_page",
    "category_shelves",
    "item_id_of",
    "item_page",
    "item_rows",
    "items_by_code",
    "newest_items",
    "price_ladder",
    "prices",
    "search_titles",
    "shelf_neighbours",
    "shelf_page",
]
