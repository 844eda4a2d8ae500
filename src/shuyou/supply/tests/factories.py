"""Makes stock, places and suppliers for tests, through the services that do."""

from datetime import date, datetime
from decimal import Decimal

from shuyou.kernel.actor import Actor
from shuyou.supply.models import Supplier, Warehouse
from shuyou.supply.services import (
    Delivery,
    DeliveryLine,
    PurchaseDraft,
    PurchaseItem,
    approve_purchase,
    draft_purchase,
    receive_delivery,
    send_purchase,
)

RECEIVER = Actor.job("test")


def stock_up(
    item_id: int, copies: int, *, at: datetime, terms: str = "returnable", rate: str = "0.62", source: str = ""
) -> None:
    """Receive copies of an item as one layer."""
    make_supplier()
    delivery = Delivery(
        source=source or f"delivery:{item_id}:{at.isoformat()}",
        warehouse="main",
        supplier="north",
        terms=terms,
        lines=[DeliveryLine(item_id, copies, Decimal("40.00"), Decimal(rate))],
    )
    receive_delivery(delivery, actor=RECEIVER, at=at)


def make_supplier(**terms: object) -> Supplier:
    """Return the northern distributor, licensed, with these terms."""
    usual: dict[str, object] = {
        "name": "北方图书发行", "licence_number": "新出发京零字第 001 号", "licence_until": date(2030, 1, 1),
        "discount_rate": Decimal("0.62"), "return_months": 12,
    }  # fmt: skip
    supplier, _is_new = Supplier.objects.update_or_create(code="north", defaults={**usual, **terms})
    return supplier


def main_place() -> Warehouse:
    """Return the place that phone orders are served from."""
    return Warehouse.objects.get(code="main")


def make_store(code: str = "river") -> Warehouse:
    """Return a store beside the main warehouse."""
    return Warehouse.objects.create(code=code, name_zh="江边店", name_en="River store", kind="store", region="浙江")


def sent_order(*items: PurchaseItem, at: datetime) -> str:
    """Return the number of an order that has gone out to the northern distributor."""
    draft = PurchaseDraft(supplier_id=make_supplier().pk, warehouse_id=main_place().pk, items=items)
    number = draft_purchase(draft, actor=RECEIVER, at=at)
    approve_purchase(number=number, actor=RECEIVER, at=at)
    send_purchase(number=number, sent_as="pdf", actor=RECEIVER, at=at)
    return number
