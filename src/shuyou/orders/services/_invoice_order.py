"""An invoice for an order: its lines, and the money that was paid and kept for them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.money import ZERO, spread
from shuyou.kernel.usecase import use_case
from shuyou.orders.models import Order, OrderLine
from shuyou.orders.services._hold_order import hold_any_order, source_of
from shuyou.payments import services as money
from shuyou.payments.services import InvoiceDraft, InvoiceItem
from shuyou.supply import queries as supply


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """To whom an invoice is made out; people have no tax number."""

    title: str
    tax_number: str = ""


@use_case("payments.invoice")
def invoice_order(*, number: str, buyer: Buyer, actor: Actor, at: datetime) -> int:
    """
    Ask for the invoice of an order, over what was paid and not given back, and return its id.

    :raises NotFound: there is no such order.
    :raises NothingToInvoice: nothing is paid, or all of it went back.
    :raises TaxNumberWrong: the buyer's number is no unified social credit code.
    :raises InvoiceInForce: there is one already.
    """
    order = hold_any_order(number)
    actor.require_own(order.member_id)
    kept = order.paid_total - money.refunded_of(source=source_of(order))
    draft = InvoiceDraft(
        source=source_of(order), member_id=order.owner_id, buyer_title=buyer.title, tax_number=buyer.tax_number,
        items=_items(order, kept, actor) if kept > 0 else [],
    )  # fmt: skip
    return money.note_invoice(draft, actor=actor, at=at)


def _items(order: Order, kept: Decimal, actor: Actor) -> list[InvoiceItem]:
    """Spread the money kept over the titles and the delivery, so that the lines sum to it to the cent."""
    lines = list(OrderLine.objects.filter(order=order).order_by("position"))
    parts = spread(kept, [*(line.net_amount for line in lines), order.delivery_fee])
    items = []
    for line, part in zip(lines, parts, strict=False):
        percent = supply.article_of(item_id=line.item_id, actor=actor).vat_percent
        rate = percent / 100 if percent else None
        items.append(InvoiceItem(name=line.title, quantity=line.quantity, gross=part, rate=rate))
    if parts[-1] > ZERO:
        items.append(InvoiceItem(name=gettext("Delivery"), quantity=1, gross=parts[-1], rate=None))
    return items
