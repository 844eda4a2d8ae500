"""What is asked of the catalog: the front door."""

from shuyou.catalog.queries._prices import ItemPrice, ListedPrice, price_ladder, prices

__all__ = ["ItemPrice", "ListedPrice", "price_ladder", "prices"]
