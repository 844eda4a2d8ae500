"""An invoice for an order: its lines, and the money that was paid and kept for them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.money import ZERO, spread
from shuyou.kernel.usecase import step, use_case
from shuyou.orders.models import Order, OrderLine, OrderWish
from shuyou.orders.queries._return_worth import come_back
from shuyou.orders.queries._sight import require_sight
from shuyou.orders.services._hold_order import hold_sold_order, source_of
from shuyou.payments import services as money
from shuyou.payments.errors import InvoiceInForce, NothingToInvoice
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
    order = hold_sold_order(number)
    actor.require_own(order.member_id)
    require_sight(number=order.number, actor=actor)
    return money.note_invoice(_draft(order, buyer, actor), actor=actor, at=at)


@step
def invoice_as_asked(*, order_id: int, actor: Actor, at: datetime) -> None:
    """Ask for the invoice that was wished for when the order was placed, now that it is paid; once."""
    wish = OrderWish.objects.filter(order_id=order_id).exclude(invoice_title="").select_related("order").first()
    if wish is None:
        return
    order = hold_sold_order(wish.order.number)
    buyer = Buyer(title=wish.invoice_title, tax_number=wish.tax_number)
    try:
        money.note_invoice(_draft(order, buyer, actor), actor=actor, at=at)
    except (InvoiceInForce, NothingToInvoice):  # asked for by hand meanwhile, or given back
        return


@step
def put_invoice_right(*, order_id: int, actor: Actor, at: datetime) -> None:
    """
    Have a red invoice take back the one of an order of which something came back, and ask for one over what is kept.

    One that was only asked for is given up, and another asked for over what is kept.
    """
    number = Order.objects.values_list("number", flat=True).get(pk=order_id)
    order = hold_sold_order(number)
    reason = gettext("Titles of %(number)s came back") % {"number": number}
    taken = money.take_back_invoice(source=source_of(order), reason=reason, actor=actor, at=at)
    if taken is None:
        return
    draft = _draft(order, Buyer(title=taken.buyer_title, tax_number=taken.tax_number), actor)
    if sum((item.gross for item in draft.items), ZERO) > 0:
        money.note_invoice(draft, actor=actor, at=at)


def _draft(order: Order, buyer: Buyer, actor: Actor) -> InvoiceDraft:
    kept = order.paid_total - money.refunded_of(source=source_of(order))
    return InvoiceDraft(
        source=source_of(order), member_id=order.member_id, buyer_title=buyer.title, tax_number=buyer.tax_number,
        items=_items(order, kept, actor) if kept > 0 else [],
    )  # fmt: skip


def _items(order: Order, kept: Decimal, actor: Actor) -> list[InvoiceItem]:
    """Spread the money kept over the copies that are kept and the delivery, so that the lines sum to it to the cent."""
    back = come_back(order)
    lines = [
        (line, copies)
        for line in OrderLine.objects.filter(order=order).order_by("position")
        if (copies := line.quantity - back.get(line.pk, 0)) > 0
    ]
    parts = spread(kept, [*(line.net_price * copies for line, copies in lines), order.delivery_fee])
    items = []
    for (line, copies), part in zip(lines, parts, strict=False):
        percent = supply.article_of(item_id=line.item_id, actor=actor).vat_percent
        rate = percent / 100 if percent else None
        items.append(InvoiceItem(name=line.title, quantity=copies, gross=part, rate=rate))
    if parts[-1] > ZERO:
        items.append(InvoiceItem(name=gettext("Delivery"), quantity=1, gross=parts[-1], rate=None))
    return items
