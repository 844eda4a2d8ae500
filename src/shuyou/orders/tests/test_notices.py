"""Readers told of their orders: each step once, and nothing to who stands at the till."""

import pytest
from django.db import transaction

from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.models import EventRecord
from shuyou.orders.events import OrderPlaced, OrderReady, ReturnChanged
from shuyou.orders.services import Wanted, place_order
from shuyou.orders.services._tell_readers import Telling, tell_reader
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_member, a_title

pytestmark = pytest.mark.django_db(transaction=True)


def told() -> list[tuple[str, str]]:
    rows = EventRecord.objects.filter(name="kernel.notice_asked").order_by("pk")
    return [(row.payload["kind"], row.payload["key"]) for row in rows]


def test_a_reader_is_told_of_an_order_without_a_word_about_them() -> None:
    member = a_member()
    placed = place_order(a_draft(member.pk, Wanted(a_title(3).pk, 1)), actor=CLERK, at=AT)

    deliver_all()

    payload = EventRecord.objects.get(name="kernel.notice_asked").payload
    assert told() == [("orders.placed", placed.number)]
    assert payload["facts"] == {"number": placed.number, "total": str(placed.total)}
    assert member.person.name not in str(payload)


def test_each_event_has_its_notice_and_the_till_none() -> None:
    member_id = a_member().pk
    common = {"order_id": 1, "number": "A1", "member_id": member_id}
    events: list[Telling] = [
        OrderPlaced(**common, channel="till", total="9.00"),
        OrderReady(**common, place="西湖店"),
        ReturnChanged(**common, return_id=7, state="asked", money="3.00"),
        ReturnChanged(**common, return_id=7, state="done", money="3.00"),
    ]
    with transaction.atomic():
        for event in events:
            tell_reader(event, at=AT)

    assert told() == [("orders.ready", "A1"), ("orders.returned", "7")]
