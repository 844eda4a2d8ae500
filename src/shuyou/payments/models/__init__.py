"""Tables of payments: money that came in, each sum once, and the slips it came with."""

from shuyou.payments.models.charges import (
    Bill,
    BillDifference,
    Charge,
    Notice,
    Provider,
    ReceiptReturn,
    Refund,
    SandboxTrade,
)
from shuyou.payments.models.invoices import CreditAccount, CreditEntry, Invoice, InvoiceLine
from shuyou.payments.models.receipts import Receipt
from shuyou.payments.models.remittances import Remittance, RemittanceFile, RemittanceMapping, RemittanceUse

__all__ = [
    "Bill",
    "BillDifference",
    "Charge",
    "CreditAccount",
    "CreditEntry",
    "Invoice",
    "InvoiceLine",
    "Notice",
    "Provider",
    "Receipt",
    "ReceiptReturn",
    "Refund",
    "Remittance",
    "RemittanceFile",
    "RemittanceMapping",
    "RemittanceUse",
    "SandboxTrade",
]
