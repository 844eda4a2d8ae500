"""Limited editions on the reader's pages: a copy in one's turn, among many rivals, never another's."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.test import Client

from shuyou.kernel import clock
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.models import CopyReservation, Order, Release, ReleaseCopy
from shuyou.orders.services import ask_for_copy
from shuyou.orders.tests.factories import CLERK, a_title
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F129")]


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nobody has tried anything yet."""
    cache.clear()


@pytest.fixture
def release() -> Release:
    """Two numbered copies that everybody may ask for since yesterday."""
    at = clock.now()
    made = Release.objects.create(
        number="LX1", item=a_title(9), title="造园图说", state="open", first_tier="vip",
        first_from=at - timedelta(days=2), all_from=at - timedelta(days=1), made_by="test", made_at=at,
    )  # fmt: skip
    ReleaseCopy.objects.bulk_create(ReleaseCopy(release=made, number=f"{n}/2") for n in (1, 2))
    return made


def a_reader(client: Client) -> Member:
    """Return a member who came in with a browser."""
    member = MemberFactory.create()
    come_in(client, an_account(member, phone=f"138000{member.pk % 100000:05}"))
    return member


def test_a_reader_reserves_a_copy_and_orders_it(client: Client, release: Release) -> None:
    member = a_reader(client)
    assert "Reserve a copy" in client.get("/me/limited/", headers=ENGLISH).content.decode()
    client.post("/me/limited/LX1/ask/")
    copy = CopyReservation.objects.get(member=member)

    answer = client.post(f"/me/limited/copies/{copy.pk}/", {"do": "order", "payment": "remittance", "to": "main"})

    copy.refresh_from_db()
    order = Order.objects.get(member=member)
    assert (answer.status_code, copy.state, copy.order_id) == (HTTPStatus.SEE_OTHER, "claimed", order.pk)
    assert order.channel == "web"


def test_who_comes_late_waits_and_may_leave(client: Client, release: Release) -> None:
    for _rival in range(2):
        ask_for_copy("LX1", member_id=MemberFactory.create().pk, actor=CLERK, at=clock.now())
    a_reader(client)

    client.post("/me/limited/LX1/ask/")
    page = client.get("/me/limited/", headers=ENGLISH).content.decode()
    client.post("/me/limited/LX1/ask/", {"do": "leave"})

    assert "Wait no longer" in page
    assert "Wait for a copy" in client.get("/me/limited/", headers=ENGLISH).content.decode()


def test_nobody_claims_or_frees_anothers_copy(client: Client, release: Release) -> None:
    held = ask_for_copy("LX1", member_id=MemberFactory.create().pk, actor=CLERK, at=clock.now())
    a_reader(client)

    for do in ("order", "free"):
        url = f"/me/limited/copies/{held.reservation_id}/"
        answer = client.post(url, {"do": do, "payment": "remittance", "to": "main"})
        assert answer.status_code == HTTPStatus.NOT_FOUND

    assert CopyReservation.objects.get().state == "held"
    assert not Order.objects.exists()
