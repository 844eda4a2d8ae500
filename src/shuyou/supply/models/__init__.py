"""Tables of supply: where stock lies, whose it is, every movement of it, and the papers behind each movement."""

from shuyou.supply.models.accounts import (
    Invoice,
    InvoiceLine,
    ReturnLine,
    Settlement,
    SettlementLine,
    SupplierReturn,
)
from shuyou.supply.models.counts import Count, CountLine, CountTag
from shuyou.supply.models.places import PlaceFigures, PlaceStaff, Position, Warehouse
from shuyou.supply.models.purchases import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine
from shuyou.supply.models.stock import Layer, Movement, Shelf, Transfer, TransferLayer, TransferLine
from shuyou.supply.models.suppliers import Supplier, SupplierContact, Terms
from shuyou.supply.models.wants import Want

__all__ = [
    "Count",
    "CountLine",
    "CountTag",
    "Invoice",
    "InvoiceLine",
    "Layer",
    "Movement",
    "PlaceFigures",
    "PlaceStaff",
    "Position",
    "PurchaseLine",
    "PurchaseOrder",
    "Receipt",
    "ReceiptLine",
    "ReturnLine",
    "Settlement",
    "SettlementLine",
    "Shelf",
    "Supplier",
    "SupplierContact",
    "SupplierReturn",
    "Terms",
    "Transfer",
    "TransferLayer",
    "TransferLine",
    "Want",
    "Warehouse",
]
