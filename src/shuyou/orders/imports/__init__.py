"""Files of orders: tables in which an order stands in one row for each of its titles."""

from shuyou.orders.imports.order_rows import COLUMNS, BulkDraft, BulkLine, OrderRows, OrderTable, open_orders
from shuyou.orders.imports.order_words import Usual, bulk_draft

__all__ = ["COLUMNS", "BulkDraft", "BulkLine", "OrderRows", "OrderTable", "Usual", "bulk_draft", "open_orders"]
