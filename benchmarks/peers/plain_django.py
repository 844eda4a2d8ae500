"""The rows of an order as most Django code would write them: objects, one `save` or `create` each."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from benchmarks.peers.bare_orders import POINT_VALUE, Numbers
from shuyou.catalog.models import Item, PriceList
from shuyou.kernel.models import EventRecord
from shuyou.kernel.money import net_price
from shuyou.loyalty.models import PointsAccount, PointsEntry, PointsLot
from shuyou.members.models import Member
from shuyou.orders.models import Order, OrderLine
from shuyou.orders.services import OrderDraft
from shuyou.supply.models import Layer, Movement, Shelf


class PlainOrders:
    """Orders written through the ORM."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def place(self, draft: OrderDraft, at: datetime) -> None:
        """Write an order."""
        with transaction.atomic():
            member = Member.objects.select_for_update(of=("self",)).select_related("tier").get(pk=draft.member_id)
            if Order.objects.filter(request_key=draft.request_key).exists():
                return
            rate = PriceList.objects.get(code=member.tier.price_list).rate or Decimal(1)
            items = Item.objects.in_bulk([wanted.item_id for wanted in draft.wanted])
            order = self._order(draft, [items[wanted.item_id] for wanted in draft.wanted], rate, at)
            self._spend(order, draft, at)
            self._reserve(order, draft, at)
            payload = {"order_id": order.pk, "number": order.number, "member_id": member.pk, "total": str(order.total)}
            EventRecord.objects.create(
                name="bench.order_placed", payload=payload, actor_kind="staff", actor_id="1", via="phone",
                at=at,
            )  # fmt: skip

    def _order(self, draft: OrderDraft, items: list[Item], rate: Decimal, at: datetime) -> Order:
        to = draft.destination
        assert to is not None
        list_total = sum((item.list_price for item in items), Decimal(0))
        net_total = sum((net_price(item.list_price, rate) for item in items), Decimal(0))
        worth = draft.points * Decimal(POINT_VALUE)
        order = Order.objects.create(
            number=self._numbers(), request_key=draft.request_key, member_id=draft.member_id, channel=draft.channel,
            payment=draft.payment, recipient=to.recipient, phone=to.phone, address=to.address, postcode=to.postcode,
            list_total=list_total, net_total=net_total, points_spent=draft.points, points_value=worth,
            total=net_total - worth, placed_by="staff:1", placed_at=at,
        )  # fmt: skip
        for position, item in enumerate(items, 1):
            net = net_price(item.list_price, rate)
            OrderLine.objects.create(
                order=order, member_id=draft.member_id, item=item, position=position, title=item.title, quantity=1,
                list_price=item.list_price, discount_rate=rate, net_price=net, list_amount=item.list_price,
                net_amount=net, price_reason="list",
            )  # fmt: skip
        return order

    def _spend(self, order: Order, draft: OrderDraft, at: datetime) -> None:
        account = PointsAccount.objects.select_for_update().get(pk=draft.member_id)
        lots = PointsLot.objects.filter(account=account, remaining__gte=draft.points, expires_on__gte=at.date())
        lot = lots.order_by("expires_on", "pk")[0]
        lot.remaining -= draft.points
        lot.save()
        account.balance -= draft.points
        account.save()
        PointsEntry.objects.create(
            account=account, lot=lot, kind="REDEEM", points=-draft.points, source=f"order:{order.number}", posted_at=at
        )

    def _reserve(self, order: Order, draft: OrderDraft, at: datetime) -> None:
        wanted = [wanted.item_id for wanted in draft.wanted]
        shelves = Shelf.objects.select_for_update(of=("self",)).filter(item_id__in=wanted, warehouse__code="main")
        for shelf in shelves.order_by("pk"):
            layer = Layer.objects.filter(shelf=shelf, on_hand__gt=F("reserved")).order_by("received_at", "pk")[0]
            layer.reserved += 1
            layer.save()
            shelf.reserved += 1
            shelf.save()
            Movement.objects.create(
                layer=layer, item_id=shelf.item_id, kind="RESERVE", quantity=1, source=f"order:{order.number}",
                list_price=layer.list_price, discount_rate=layer.discount_rate, unit_cost=layer.unit_cost, at=at,
            )  # fmt: skip
