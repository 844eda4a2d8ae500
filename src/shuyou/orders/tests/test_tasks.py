"""What orders have done at night."""

import pytest

from shuyou.catalog.models import TitleSearch
from shuyou.kernel import clock
from shuyou.orders.services import Wanted, cancel_order, place_order
from shuyou.orders.tasks import rank_titles
from shuyou.orders.tests.factories import CLERK, a_draft, a_member, a_title


@pytest.mark.django_db(transaction=True)
def test_titles_are_ranked_by_the_copies_sold() -> None:
    member, sold, given_up = a_member(), a_title(copies=9), a_title(copies=9)
    for item in (sold, given_up):
        TitleSearch.objects.create(item=item, norm=item.title, toks=["江南"], initials="jn")
    place_order(a_draft(member.pk, Wanted(sold.pk, 3)), actor=CLERK, at=clock.now())
    order = place_order(a_draft(member.pk, Wanted(given_up.pk, 5)), actor=CLERK, at=clock.now())
    cancel_order(order.number, reason="changed mind", actor=CLERK, at=clock.now())

    rank_titles(timestamp=0)

    ranks = dict(TitleSearch.objects.values_list("item_id", "rank"))
    assert ranks == {sold.pk: 3, given_up.pk: 0}
    assert TitleSearch.objects.get(item=sold).is_hot
