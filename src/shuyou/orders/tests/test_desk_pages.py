"""The desk's pages: what comes back, lower prices, and orders that came as words."""

import unicodedata
from dataclasses import replace
from email.message import EmailMessage
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel import clock
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.models import TierTable, TierTerms
from shuyou.members.models import Email, Member, Tier
from shuyou.members.tests.factories import AddressFactory, PhoneFactory
from shuyou.orders import services
from shuyou.orders.adapters import carriers
from shuyou.orders.adapters.rehearsal import RehearsalCarrier
from shuyou.orders.imports.letters import read_letter
from shuyou.orders.models import Message, Notice, Order, PriceClaim, Return, Shipment, Switch
from shuyou.orders.rules import parts_of
from shuyou.orders.services import CarrierNote, MessageDraft, Wanted
from shuyou.orders.tests.factories import AT, BOSS, CLERK, a_member, a_title
from shuyou.orders.tests.test_changes import place
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
    for price in ("many", "NaN", "sNaN", "Infinity", "1E-5", "1E+400", "29.999"):
        assert client.post(page, {"do": "claim", "position": "1", "price": price, "seen_at": "x"}).status_code == 422
    client.post(page, {"do": "return", "line-1": "1", "reason": "mind"})
    client.post(page, {"do": "claim", "position": "1", "price": "¥30", "seen_at": "the shop over there"})
    back = Return.objects.get().number
    assert client.get(reverse("orders:return", args=[back])).status_code == 200
    client.post(reverse("orders:return_deed", args=[back, "settle"]), {"bad-1": "0"})
    assert "the shop over there" in client.get(reverse("orders:claims")).content.decode()
    decided = {"claim": PriceClaim.objects.get().pk, "do": "pay"}
    assert client.post(reverse("orders:claims"), decided).status_code == 403
    client.force_login(staff_with(Role.SERVICE_AGENT))
    client.post(reverse("orders:claims"), decided)

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
    told = [notice.text for notice in Notice.objects.filter(sent_to=SMS.sender).order_by("pk")]
    assert (len(told), told[0], order.number in told[1]) == (3, asked, True)
    client.force_login(staff_with(Role.MANAGER))
    assert client.get(reverse("orders:messages")).status_code == 200
    waiting = Notice.objects.order_by("pk").first()
    assert waiting
    assert client.get(reverse("orders:notices")).status_code == 200
    page = reverse("orders:notice", args=[waiting.pk])
    assert item.title in client.get(page).content.decode()
    assert [client.post(page, {"do": "sent"}).status_code for _twice in range(2)] == [303, 409]
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


@pytest.mark.feature("F124")
def test_an_email_is_read_with_its_attachment_and_shows_what_nobody_understood(client: Client) -> None:
    member, item = a_member(), a_title(5)
    IdentifierFactory.create(item=item, value="9787532150014")
    Email.objects.create(person_id=member.pk, address="wanzhou@example.com")
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = "林晚舟 <wanzhou@example.com>", "<7@example.com>"
    mail.set_content("您好，附上书单")
    mail.add_attachment("订 9787532150014 2，还要那本蓝色的".encode("gb18030"), maintype="text", subtype="plain",
                        filename="list.txt")  # fmt: skip
    mail.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="scan.gif")
    client.force_login(staff_with(Role.MANAGER))
    assert client.post(reverse("orders:message_new"), {"channel": "sms"}).status_code == 422
    for _twice in range(2):
        file = SimpleUploadedFile("order.eml", mail.as_bytes())
        client.post(reverse("orders:message_new"), {"channel": "sms", "file": file})

    message = Message.objects.get()
    assert (message.channel, message.key, message.member_id, message.state) == (
        "email", "<7@example.com>", member.pk, "unclear",
    )  # fmt: skip
    assert [(one["item"], one["copies"]) for one in message.read] == [(item.pk, 2)]
    page = client.get(reverse("orders:message", args=[message.pk])).content.decode()
    marked = page.split("<mark>")[-1].split("</mark>")[0]
    assert "蓝色" in marked
    assert "scan.gif" in page


@given(data=st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_file_can_be_read_as_a_letter_and_shown_piece_by_piece(data: bytes) -> None:
    letter = read_letter(b"From: a@example.com\nContent-Type: text/plain; charset=none\n\n" + data)
    assert letter.sender == "a@example.com"
    shown = "".join(part.text for part in parts_of(letter.text))
    assert shown == unicodedata.normalize("NFKC", letter.text)


def test_a_carrier_is_believed_by_its_signature_and_each_word_counts_once(client: Client) -> None:
    number = place(Wanted(a_title(1).pk, 1)).number
    services.pick_order(number, actor=BOSS, at=AT)
    services.ship_order(number, waybill="EA000000016CN", actor=BOSS, at=AT)
    Shipment.objects.update(carrier="post")
    carrier, now = carriers()["post"], clock.now()
    assert isinstance(carrier, RehearsalCarrier)
    note = CarrierNote("EA000000016CN", "k1", "delivered", "杭州", AT)
    body, headers = carrier.push([note, CarrierNote("EA000000026CN", "k2", "delivered", "", AT)], now=now)
    url = reverse("carriers:tracking", args=["post"])

    def push(sent: bytes) -> tuple[int, str]:
        answer = client.post(url, sent, content_type="application/json", headers=dict(headers))
        return answer.status_code, answer.content.decode()

    assert [push(body) for _twice in range(2)] == [(200, '{"news": 1}'), (200, '{"news": 0}')]
    assert push(body.replace(b"k1", b"k9"))[0] == 403
    assert client.post(reverse("carriers:tracking", args=["nobody"])).status_code == 404
    assert (Order.objects.get().state, Shipment.objects.get().state) == ("delivered", "delivered")


def test_a_better_class_of_service_is_picked_before_a_higher_tier() -> None:
    high, served = place(Wanted(a_title(1).pk, 1)), place(Wanted(a_title(1).pk, 1))
    for one, code, rank in ((high, "top", 99), (served, "near", 98)):
        tier = Tier.objects.create(code=code, name_zh=code, name_en=code, style=1, rank=rank, price_list="x")
        Member.objects.filter(pk=one.member_id).update(tier=tier)
    table = TierTable.objects.create(
        number=77, keep_months=12, grace_days=0, lands_softly=False, written_by="staff:901", written_at=AT,
        published_by="staff:902", published_at=AT,
    )  # fmt: skip
    TierTerms.objects.create(table=table, tier=Tier.objects.get(code="near"), price_list="x", service="personal")
    Switch.objects.create(code="value_first", is_on=True)

    services.begin_wave(most=1, actor=BOSS, at=AT)

    assert Order.objects.get(state="picking").pk == served.pk


def test_higher_tiers_are_picked_first_only_when_that_is_switched_on(client: Client) -> None:
    first, later = place(Wanted(a_title(1).pk, 1)), place(Wanted(a_title(1).pk, 1))
    tier = Tier.objects.create(code="top", name_zh="至尊", name_en="Top", style=1, rank=99, price_list="x")
    Member.objects.filter(pk=later.member_id).update(tier=tier)
    client.force_login(staff_with(Role.MANAGER))
    page = reverse("orders:switches")
    client.post(page, {"code": "value_first", "do": "on"})
    assert client.post(page, {"code": "another", "do": "on"}).status_code == 404
    begin = partial(services.begin_wave, most=1, actor=BOSS, at=AT)
    begin()
    assert Order.objects.get(state="picking").pk == later.pk
    client.post(page, {"code": "value_first", "do": "off"})
    third = place(Wanted(a_title(1).pk, 1))
    Member.objects.filter(pk=third.member_id).update(tier=tier)
    begin()
    assert set(Order.objects.filter(state="picking").values_list("pk", flat=True)) == {first.pk, later.pk}
