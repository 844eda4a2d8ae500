"""The warehouse's pages: a wave, a parcel packed by scanning, a manifest; an order changed, stopped, sent in part."""

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.orders.models import Manifest, Order, Shipment, Wave
from shuyou.orders.services import Wanted
from shuyou.orders.tests.factories import a_title
from shuyou.orders.tests.test_changes import place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def packer(client: Client) -> Client:
    """A browser at which somebody of the warehouse sits."""
    client.force_login(staff_with(Role.WAREHOUSE))
    return client


@pytest.mark.feature("F120", "F126")
def test_orders_go_from_a_wave_to_the_carrier_by_their_pages(packer: Client) -> None:
    item = a_title(5)
    IdentifierFactory.create(item=item, value="9787532150014")
    number = place(Wanted(item.pk, 1)).number
    assert packer.get(reverse("orders:waves")).status_code == 200
    assert packer.get(reverse("orders:wave_new")).status_code == 200

    wave = packer.post(reverse("orders:wave_new"), follow=True)
    assert number in wave.content.decode()
    assert packer.post(reverse("orders:wave_new")).status_code == 409
    name = Wave.objects.get().number
    packer.post(reverse("orders:wave_done", args=[name]))
    packed = packer.post(reverse("orders:pack_new", args=[number]), follow=True)
    assert packed.redirect_chain[-1][0] == reverse("orders:pack", args=[number, 1])
    deeds = {what: reverse("orders:pack_deed", args=[number, 1, what]) for what in ("scan", "close")}
    assert packer.post(deeds["scan"], {"code": "123"}).status_code == 422
    assert packer.post(deeds["close"]).status_code == 409
    packer.post(deeds["scan"], {"code": "9787532150014"})
    packer.post(deeds["close"])
    for paper in ("label", "slip"):
        assert packer.get(reverse(f"orders:{paper}", args=[number, 1])).content.startswith(b"%PDF")
    assert packer.get(reverse("orders:manifest_new")).status_code == 200
    packer.post(reverse("orders:manifest_new"))
    manifest = Manifest.objects.get().number
    file = packer.get(reverse("orders:manifest_file", args=[manifest]))
    listed = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]

    parcel = Shipment.objects.get()
    assert (parcel.state, Order.objects.get().state, parcel.waybill in listed) == ("shipped", "shipped", True)
    shown = packer.get(reverse("orders:parcels"), {"manifest": manifest})
    assert parcel.waybill in shown.content.decode()
    assert packer.get(reverse("orders:cycle")).status_code == 200


def test_an_address_is_mended_on_the_table_and_the_carrier_chosen(packer: Client) -> None:
    item = a_title(5)
    IdentifierFactory.create(item=item, value="9787532150014")
    number = place(Wanted(item.pk, 1)).number
    Order.objects.update(address="无", postcode="31")
    packer.post(reverse("orders:wave_new"))
    packer.post(reverse("orders:wave_done", args=[Wave.objects.get().number]))
    packer.post(reverse("orders:pack_new", args=[number]))
    deeds = {what: reverse("orders:pack_deed", args=[number, 1, what]) for what in ("scan", "close", "address")}
    packer.post(deeds["scan"], {"code": "9787532150014"})
    goes = {
        "recipient": "林晚舟",
        "phone": "13800002046",
        "address": "浙江省杭州市西湖区纸鸢路 12 号",
        "postcode": "310000",
    }

    doubtful = packer.post(deeds["close"], {"carrier": "courier"})
    assert (doubtful.status_code, Shipment.objects.get().waybill) == (422, "")
    assert 'value="courier" selected' in doubtful.content.decode()
    assert packer.post(deeds["address"], {**goes, "address": " "}).status_code == 422
    assert packer.post(deeds["address"], goes).status_code == 303
    packer.post(deeds["close"], {"carrier": "courier"})

    parcel = Shipment.objects.get()
    assert (parcel.carrier, parcel.waybill[:2], Order.objects.get().address) == ("courier", "KD", goes["address"])
    assert packer.post(deeds["address"], {**goes, "address": "别处"}).status_code == 409
    packer.post(reverse("orders:manifest_new"))
    assert Manifest.objects.get().carrier == "courier"


@pytest.mark.feature("F120")
def test_an_order_is_changed_stopped_and_sent_in_part_by_its_page(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER))
    item = a_title(9)
    order = place(Wanted(item.pk, 4))
    step = {what: reverse("orders:side_step", args=[order.number, what]) for what in ("stop", "go", "parcel")}
    page = reverse("orders:change", args=[order.number])
    assert client.get(page).status_code == 200
    sent = {
        "version": "1", f"copies-{item.pk}": "3", "recipient": "林晚舟", "phone": "13800002046",
        "address": "浙江省杭州市西湖区", "postcode": "310000",
    }  # fmt: skip

    assert client.post(page, {**sent, f"copies-{item.pk}": "many"}).status_code == 422
    assert client.post(page, sent).status_code == 303
    stale = client.post(page, {**sent, f"copies-{item.pk}": "1"})
    assert (stale.status_code, 'value="2"' in stale.content.decode()) == (409, True)
    client.post(step["stop"], {"reason": "address"})
    client.post(step["parcel"], {"line-1": "1"})
    assert not Shipment.objects.exists()
    client.post(step["go"])
    client.post(step["parcel"], {"line-1": "1"})

    assert (Order.objects.get().lines.get().quantity, Shipment.objects.get().lines.get().quantity) == (3, 1)
    shown = client.get(reverse("orders:detail", args=[order.number])).content.decode()
    assert f"{order.number}-1" in shown
