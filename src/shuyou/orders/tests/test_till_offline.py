"""A till without a network: fifty sales posted twice in any order by two threads; two persons at one drawer."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from shuyou.catalog.models import Item
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.permissions import Role
from shuyou.loyalty.models import PointsAccount, PointsLot
from shuyou.loyalty.queries import Gives, Terms
from shuyou.loyalty.services import RuleDraft, add_points_rule, publish_points_rule
from shuyou.members.tests.factories import CardFactory
from shuyou.orders.errors.till import SoldByYou, TillShut
from shuyou.orders.models import Order, OrderLine, Sale, SaleNote, TillSession
from shuyou.orders.queries.till import drawer_sums
from shuyou.orders.services.till import (
    Known,
    SaleDraft,
    SaleLine,
    Sold,
    count_drawer,
    open_drawer,
    sell_at_till,
    settle_note,
)
from shuyou.orders.tests.factories import AT, BOSS, a_member
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.orders.tests.till_scene import FLOAT, TILL, a_clerk, a_sale, a_store, at_the_till, cash, in_store
from shuyou.payments.models import Receipt
from shuyou.supply.models import Shelf

pytestmark = pytest.mark.django_db(transaction=True)

SALES = 50
KNOWN = Known(Decimal("40.00"), Decimal("40.00"))


def sold_alone(item: Item, number: int, member_id: int | None) -> SaleDraft:
    line = SaleLine(item_id=item.pk, quantity=1, known=KNOWN)
    sold_at = AT - timedelta(minutes=SALES - number)
    return a_sale(line, tenders=(cash("50.00"),), member_id=member_id, sold_at=sold_at)


def test_fifty_sales_without_a_network_are_posted_once_each() -> None:
    clerk, member = at_the_till(), a_member()
    item, dearer = in_store(40), in_store(9)
    Item.objects.filter(pk=dearer.pk).update(list_price=Decimal("44.00"))  # while the till had no network
    drafts = [
        sold_alone(dearer if number % 10 == 0 else item, number, member.pk if number % 2 else None)
        for number in range(SALES)
    ]

    def post(seed: int) -> None:
        mine = list(drafts)
        random.Random(seed).shuffle(mine)
        for draft in mine:
            sell_at_till(draft, actor=clerk, at=AT)

    all_at_once([lambda: post(1), lambda: post(2)])
    deliver_all()

    assert Sale.objects.count() == Order.objects.count() == Receipt.objects.count() == SALES
    sums = drawer_sums(session_id=TillSession.objects.get().pk)
    assert (sums.offline, sums.total, sums.by_tender) == (SALES, Decimal(2000), {"cash": Decimal(2000)})
    assert dict(Shelf.objects.values_list("item_id", "on_hand")) == {item.pk: 0, dearer.pk: 4}
    # Members' cards were read on every second: at their own price of now they would have paid less.
    assert PointsAccount.objects.get(member_id=member.pk).balance == 40 * SALES // 2
    kinds = Counter(SaleNote.objects.values_list("kind", "should"))
    assert kinds == {("price", "44.00"): 5, ("price", "38.00"): 25, ("stock", "0"): 5}
    assert Order.objects.order_by("placed_at").first().placed_at == AT - timedelta(minutes=SALES)  # type: ignore[union-attr]


def test_what_was_sold_without_a_network_earns_by_the_rules_of_its_day() -> None:
    """Double points for a day: the till hands in a day later, and what it sells then earns as usual."""
    clerk, member, item = at_the_till(), a_member(), in_store(2)
    day = AT - timedelta(days=1)
    terms = Terms(gives=Gives.TIMES, value=Decimal(2), days=frozenset({f"sun:{day:%m%d}"}))
    add_points_rule(RuleDraft(code="day", name_zh="日", terms=terms), actor=BOSS, at=day - timedelta(days=1))
    publish_points_rule("day", actor=BOSS, at=day - timedelta(days=1))

    for sold_at in (day, AT):
        sell_at_till(replace(sold_alone(item, 1, member.pk), sold_at=sold_at), actor=clerk, at=AT)
    deliver_all()

    assert list(PointsLot.objects.order_by("pk").values_list("earned", "earned_at")) == [(40, day), (40, day), (40, AT)]


def test_a_card_read_without_a_network_is_looked_up_later() -> None:
    clerk, member, item = at_the_till(), a_member(), in_store(2)
    card = CardFactory.create(member=member)
    drafts = [sold_alone(item, 1, None), sold_alone(item, 2, None)]

    for draft, read in zip(drafts, (card.number, "99999999"), strict=True):
        sell_at_till(replace(draft, card=read), actor=clerk, at=AT)

    assert list(Order.objects.order_by("pk").values_list("member_id", flat=True)) == [member.pk, None]
    assert set(SaleNote.objects.filter(kind="member").values_list("was", flat=True)) == {"…9999"}


def test_what_was_sold_too_cheap_is_missing_in_the_drawer_and_seen_by_another() -> None:
    clerk, item = at_the_till(), in_store(9)
    boss = a_clerk(Role.MANAGER)

    def post(net: str, *given: str) -> Sold:
        line = SaleLine(item_id=item.pk, quantity=1, known=Known(Decimal(99), Decimal(net)))
        return sell_at_till(a_sale(line, tenders=tuple(map(cash, given)), sold_at=AT), actor=clerk, at=AT)

    assert [post("36.00", "36.00").total, post("0.01", "0.01").total, post("0").total] == [36, 40, 40]

    assert set(OrderLine.objects.values_list("list_price", flat=True)) == {Decimal("40.00")}
    assert drawer_sums(session_id=TillSession.objects.get().pk).expected == FLOAT + 36 + 40 + 40
    note = SaleNote.objects.filter(was="0.01").get()
    own = replace(clerk, roles=clerk.roles | boss.roles)
    with pytest.raises(SoldByYou):
        settle_note(note.pk, actor=own, at=AT)
    settle_note(note.pk, actor=boss, at=AT)


def test_the_drawer_that_took_the_money_has_the_sale_whoever_sends_it() -> None:
    clerk, item = at_the_till(), in_store(9)
    session = TillSession.objects.get()
    colleague = a_clerk()
    drafts = [replace(sold_alone(item, number, None), session_id=session.pk) for number in range(3)]

    sell_at_till(drafts[0], actor=colleague, at=AT)
    count_drawer(TILL, pieces={"100": 2, "10": 4}, actor=clerk, at=AT)
    with pytest.raises(TillShut):
        sell_at_till(drafts[1], actor=colleague, at=AT)
    later = open_drawer(TILL, opening=FLOAT, actor=clerk, at=AT)
    sell_at_till(drafts[1], actor=colleague, at=AT)

    assert list(Sale.objects.order_by("pk").values_list("session_id", flat=True)) == [session.pk, later]
    assert list(SaleNote.objects.values_list("kind", flat=True)) == ["drawer", "drawer"]


def test_of_two_persons_one_gets_the_drawer() -> None:
    a_store()
    clerks = [a_clerk(), a_clerk()]

    results = all_at_once([partial(open_drawer, TILL, opening=FLOAT, actor=who, at=AT) for who in clerks])

    assert Counter(type(result).__name__ for result in results) == {"int": 1, "TillTaken": 1}
    assert TillSession.objects.count() == 1


def test_a_sale_is_in_the_drawer_before_it_is_counted_or_not_at_all() -> None:
    clerk, item = at_the_till(), in_store(20)
    sales = [a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=(cash("40.00"),)) for _ in range(6)]

    results = all_at_once([
        *(partial(sell_at_till, draft, actor=clerk, at=AT) for draft in sales),
        lambda: count_drawer(TILL, pieces={"100": 2}, actor=clerk, at=AT),
    ])  # fmt: skip

    made = sum(type(result).__name__ == "Sold" for result in results)
    session = TillSession.objects.get()
    assert session.expected == FLOAT + 40 * made
    assert Sale.objects.count() == made
