"""The desk's pages: what comes back, lower prices, and orders that came as words."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.tests.factories import AddressFactory, PhoneFactory
from shuyou.orders import services
from shuyou.orders.models import Message, Order, PriceClaim, Return
from shuyou.orders.services import MessageDraft
from shuyou.orders.tests.factories import AT, CLERK, a_member, a_title
from shuyou.orders.tests.test_returns import delivered

pytestmark = pytest.mark.django_db(transaction=True)
SMS = MessageDraft(channel="sms", key="1", sender="13800002046", text="订 9787532150014 2")


@pytest.mark.feature("F120")
def test_a_title_comes_back_and_a_lower_price_is_paid_by_their_pages(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER))
    order, _item = delivered(2)
    page = reverse("orders:return_new", args=[order.number])
    assert client.get(page).status_code == 200
    Order.objects.update(delivered_at=None, placed_at=AT.replace(year=2999))

    assert client.post(page, {"do": "return", "line-1": "9", "reason": "mind"}).status_code == 422
    assert client.post(page, {"do": "claim", "position": "1", "price": "many", "seen_at": "x"}).status_code == 422
    client.post(page, {"do": "return", "line-1": "1", "reason": "mind"})
    client.post(page, {"do": "claim", "position": "1", "price": "¥30", "seen_at": "the shop over there"})
    back = Return.objects.get().number
    assert client.get(reverse("orders:return", args=[back])).status_code == 200
    client.post(reverse("orders:return_deed", args=[back, "settle"]), {"bad-1": "0"})
    assert "the shop over there" in client.get(reverse("orders:claims")).content.decode()
    client.post(reverse("orders:claims"), {"claim": PriceClaim.objects.get().pk, "do": "pay"})

    assert (Return.objects.get().state, PriceClaim.objects.get().state) == ("done", "paid")
    assert back in client.get(reverse("orders:returns")).content.decode()


@pytest.mark.feature("F124")
def test_an_order_by_sms_is_answered_with_a_draft_and_placed_by_a_y_once(client: Client) -> None:
    member, item = a_member(), a_title(5)
    IdentifierFactory.create(item=item, value="9787532150014")
    PhoneFactory.create(person_id=member.pk, digits="13800002046")
    AddressFactory.create(person_id=member.pk, is_default=True)

    asked = services.take_message(SMS, actor=CLERK, at=AT)
    assert (services.take_message(SMS, actor=CLERK, at=AT), Message.objects.count()) == (asked, 1)
    assert item.title in asked
    yes = replace(SMS, key="2", text="Y")
    services.take_message(yes, actor=CLERK, at=AT)
    services.take_message(yes, actor=CLERK, at=AT)
    services.take_message(replace(SMS, key="3", text="那本蓝色封面的书"), actor=CLERK, at=AT)

    order = Order.objects.get()
    assert (order.channel, order.member_id, order.lines.get().quantity) == ("sms", member.pk, 2)
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["placed", "dropped", "unclear"]
    client.force_login(staff_with(Role.MANAGER))
    assert client.get(reverse("orders:messages")).status_code == 200
    unclear = Message.objects.get(key="3").pk
    assert "蓝色封面" in client.get(reverse("orders:message", args=[unclear])).content.decode()
    assert client.post(reverse("orders:message_deed", args=[unclear, "place"])).status_code == 422
    client.post(reverse("orders:message_deed", args=[unclear, "drop"]))
    typed = {"channel": "fax", "sender": "13800002046", "text": "订 9787532150014 1"}
    assert client.get(reverse("orders:message_new")).status_code == 200
    client.post(reverse("orders:message_new"), typed)
    made = Message.objects.get(channel="fax")
    client.post(reverse("orders:message_deed", args=[made.pk, "place"]))
    assert Order.objects.filter(channel="fax").count() == 1
