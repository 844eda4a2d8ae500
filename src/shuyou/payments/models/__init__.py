"""Tables of payments: money that came in, each sum once, and the slips it came with."""

from shuyou.payments.models.receipts import Receipt
from shuyou.payments.models.remittances import Remittance, RemittanceFile, RemittanceMapping, RemittanceUse

__all__ = ["Receipt", "Remittance", "RemittanceFile", "RemittanceMapping", "RemittanceUse"]
