"""The sample club's shop has a full window, reviews that are read and that wait, and visits from several sources."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client

from shuyou.catalog.models import Item
from shuyou.catalog.queries import tickets_ahead
from shuyou.demo.rules.shop_words import ANSWERS, SHOWS
from shuyou.demo.rules.suppliers import SUPPLIERS
from shuyou.demo.services._shop import lay_out_shop
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.services import OrderDraft, Wanted, place_order
from shuyou.orders.tests.factories import CLERK, HOME, a_title
from shuyou.shop.models import Piece, Review, Sample, Step, Trail
from shuyou.supply.models import Supplier
from shuyou.supply.tests.factories import make_supplier


@pytest.mark.django_db(transaction=True)
def test_no_page_of_the_shop_is_empty_and_a_second_start_adds_nothing(client: Client) -> None:
    at, marketer = clock.now(), staff_with(Role.MARKETER)
    Supplier.objects.filter(pk=make_supplier().pk).update(code=SUPPLIERS[0].code)
    for _reader in range(7):
        draft = OrderDraft(
            member_id=MemberFactory.create().pk, wanted=(Wanted(a_title(9).pk, 1),), request_key=uuid4(),
            channel="phone", payment="remittance", destination=HOME,
        )  # fmt: skip
        place_order(draft, actor=CLERK, at=at - timedelta(days=1))

    counts = []
    for _start in range(2):
        lay_out_shop(staff={Role.MARKETER: marketer.pk}, at=at, actor=Actor.job("test"))
        counts.append([model.objects.count() for model in (Piece, Review, Trail, Step, Sample, Item)])

    assert counts[0] == counts[1]
    today = clock.club_day(at)
    assert [one.row.title for one in tickets_ahead(on=today)] == [show[0] for show in SHOWS if show[1] > 0]
    assert Sample.objects.filter(is_published=True).exists()
    assert Piece.objects.filter(kind="question").count() == len(ANSWERS)
    assert set(Review.objects.values_list("state", flat=True)) == {"waiting", "published"}
    for path in ("/", "/tickets/", "/help/answers/", "/pages/", "/pages/by-the-stove/", "/pages/terms/"):
        assert client.get(path).status_code == HTTPStatus.OK
