"""Invoices without a tax service: numbered here, and good for nothing but trying out."""

import hashlib

from django.conf import settings
from django.utils.translation import gettext

from shuyou.kernel import clock
from shuyou.payments.errors import ProviderOff
from shuyou.payments.ports import InvoiceAskedFor, InvoiceProvider, Seller


class LocalInvoices:
    """Numbers invoices as the tax service does: the year, a district, and digits that follow from the serial."""

    def issue(self, asked: InvoiceAskedFor) -> str:
        """Issue an invoice and return its number of twenty digits; the same serial always gets the same one."""
        year = asked.at.astimezone(clock.club_zone()).year % 100
        digits = int(hashlib.sha256(asked.serial.encode()).hexdigest()[:15], 16) % 10**16
        return f"{year:02d}33{digits:016d}"


def seller() -> Seller:
    """
    Return who sells, as invoices name them.

    :raises ProviderOff: nobody said so.
    """
    if not settings.SHUYOU_SELLER:
        raise ProviderOff(provider=gettext("The tax service"), reason="off", setting="SHUYOU_SELLER")
    return Seller(*settings.SHUYOU_SELLER)


def invoice_provider() -> InvoiceProvider:
    """
    Return who issues invoices.

    :raises ProviderOff: no tax service is set up, and this is no demo: a number made here is no invoice.
    """
    if not settings.SHUYOU_SANDBOX:
        raise ProviderOff(provider=gettext("The tax service"), reason="off", setting="SHUYOU_SANDBOX")
    return LocalInvoices()
