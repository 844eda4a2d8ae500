"""Tables of supply: where stock lies, whose it is, every movement of it, and the papers behind each movement."""

from shuyou.supply.models.accounts import (
    Invoice,
    InvoiceLine,
    ReturnLine,
    Settlement,
    SettlementLine,
    SupplierReturn,
)
from shuyou.supply.models.articles import Article
from shuyou.supply.models.counts import Count, CountLine, CountTag
from shuyou.supply.models.figures import Figure, ShelfFigures
from shuyou.supply.models.letters import PurchaseLetter
from shuyou.supply.models.partners import Dispatch, DispatchLine, SupplierAccess
from shuyou.supply.models.payments import BankEntry, BankStatement, OwnAccount, Payment, PaymentRun
from shuyou.supply.models.places import PlaceFigures, PlaceStaff, Position, Warehouse
from shuyou.supply.models.purchases import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine
from shuyou.supply.models.reorders import Occasion, OccasionItem, Reorder, ReorderRun
from shuyou.supply.models.scans import ScanKey
from shuyou.supply.models.stock import Layer, Movement, Shelf, TitleCarry, Transfer, TransferLayer, TransferLine
from shuyou.supply.models.suppliers import ExchangeRate, Supplier, SupplierContact, Terms
from shuyou.supply.models.wants import Want

__all__ = [
    "Article",
    "BankEntry",
    "BankStatement",
    "Count",
    "CountLine",
    "CountTag",
    "Dispatch",
    "DispatchLine",
    "ExchangeRate",
    "Figure",
    "Invoice",
    "InvoiceLine",
    "Layer",
    "Movement",
    "Occasion",
    "OccasionItem",
    "OwnAccount",
    "Payment",
    "PaymentRun",
    "PlaceFigures",
    "PlaceStaff",
    "Position",
    "PurchaseLetter",
    "PurchaseLine",
    "PurchaseOrder",
    "Receipt",
    "ReceiptLine",
    "Reorder",
    "ReorderRun",
    "ReturnLine",
    "ScanKey",
    "Settlement",
    "SettlementLine",
    "Shelf",
    "ShelfFigures",
    "Supplier",
    "SupplierAccess",
    "SupplierContact",
    "SupplierReturn",
    "Terms",
    "TitleCarry",
    "Transfer",
    "TransferLayer",
    "TransferLine",
    "Want",
    "Warehouse",
]
