"""What payments do about their own events: refunds go to the providers, invoices to the tax service."""

from datetime import datetime

from shuyou.kernel.events import subscribe
from shuyou.payments import tasks
from shuyou.payments.events import InvoiceAsked, RefundAsked


@subscribe(RefundAsked)
def send_refunds(event: RefundAsked, at: datetime) -> None:
    """Have refunds sent that a provider can give back; others wait for a hand."""
    for refund_id in event.refund_ids:
        tasks.send_refund.defer(refund_id=refund_id)


@subscribe(InvoiceAsked)
def issue_invoices(event: InvoiceAsked, at: datetime) -> None:
    """Have invoices issued as soon as they are asked for."""
    tasks.issue_invoice.defer(invoice_id=event.invoice_id)
