"""Orders that meet: the last copies, the same draft twice, titles in opposite order. Real threads, real locks."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier
from time import sleep

import pytest
from django.db import connection, transaction

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import InstitutionContact
from shuyou.orders.console.typed import with_item
from shuyou.orders.errors import PromotionUsedUp
from shuyou.orders.models import Draft, Order, PromotionTally, PromotionUse
from shuyou.orders.rules import Kind, Rule
from shuyou.orders.services import (
    DraftContent,
    OrderDraft,
    Placed,
    PromotionDraft,
    Wanted,
    add_promotion,
    change_draft,
    open_draft,
    place_order,
    publish_promotion,
)
from shuyou.orders.services._place_many import place_many
from shuyou.orders.tests.factories import AT, BOSS, CLERK, a_draft, a_member, a_school, a_title
from shuyou.payments import services as payments
from shuyou.supply.errors import OutOfStock
from shuyou.supply.models import Layer, Shelf

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 64


def all_at_once(calls: list[Callable[[], object]]) -> list[object]:
    """Run the calls in as many threads, let loose together; return results and refusals."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        connection.ensure_connection()
        barrier.wait()
        try:
            return call()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def placing(draft: OrderDraft) -> Callable[[], object]:
    return lambda: place_order(draft, actor=CLERK, at=AT)


def test_sixty_four_clients_sell_the_last_ten_copies_exactly_once() -> None:
    item = a_title(copies=10)
    members = [a_member() for _ in range(CLIENTS)]

    results = all_at_once([placing(a_draft(member.pk, Wanted(item.pk, 1))) for member in members])

    assert Counter(type(result).__name__ for result in results) == {"Placed": 10, "OutOfStock": 54}
    shelf, layer = Shelf.objects.get(), Layer.objects.get()
    assert (shelf.on_hand, shelf.reserved, layer.reserved) == (10, 10, 10)
    assert Order.objects.count() == 10


def test_a_double_click_makes_one_order() -> None:
    member, item = a_member(), a_title(copies=10)
    draft = a_draft(member.pk, Wanted(item.pk, 2))

    results = all_at_once([placing(draft) for _ in range(8)])

    assert len({getattr(result, "number", result) for result in results}) == 1
    assert Counter(getattr(result, "is_repeat", None) for result in results) == {False: 1, True: 7}
    assert (Order.objects.count(), Shelf.objects.get().reserved) == (1, 2)


def test_one_request_key_for_two_members_makes_one_order() -> None:
    item = a_title(copies=10)
    draft = a_draft(a_member().pk, Wanted(item.pk, 2))
    drafts = [replace(draft, member_id=a_member().pk) for _ in range(8)]

    results = all_at_once([placing(each) for each in drafts])

    assert Counter(type(result).__name__ for result in results) == {"Placed": 1, "RequestKeyTaken": 7}
    assert (Order.objects.count(), Shelf.objects.get().reserved) == (1, 2)
    assert EventRecord.objects.filter(name="orders.order_placed").count() == 1


def test_buyers_of_the_same_titles_in_opposite_order_never_deadlock() -> None:
    first, second = a_title(copies=40), a_title(copies=40)
    drafts = [
        a_draft(a_member().pk, *(Wanted(item.pk, 1) for item in ((first, second) if i % 2 else (second, first))))
        for i in range(16)
    ]

    results = all_at_once([placing(draft) for draft in drafts])

    assert {type(result).__name__ for result in results} == {"Placed"}
    assert sorted(Shelf.objects.values_list("reserved", flat=True)) == [16, 16]


def test_points_of_one_member_are_spent_once() -> None:
    from shuyou.loyalty.models import PointsAccount
    from shuyou.loyalty.services import earn_points

    member, item = a_member(), a_title(copies=40)
    with transaction.atomic():
        earn_points(member_id=member.pk, amount=Decimal(1000), source="gift", at=AT)

    results = all_at_once([placing(a_draft(member.pk, Wanted(item.pk, 1), points=400)) for _ in range(6)])

    assert Counter(type(result).__name__ for result in results) == {"Placed": 2, "NotEnoughPoints": 4}
    assert PointsAccount.objects.get(pk=member.pk).balance == 200


def test_a_refusal_names_the_copies_left() -> None:
    item = a_title(copies=1)

    with pytest.raises(OutOfStock) as refusal:
        place_order(a_draft(a_member().pk, Wanted(item.pk, 2)), actor=CLERK, at=AT)

    assert (refusal.value.params["free"], refusal.value.params["wanted"]) == (1, 2)


def test_scans_on_their_way_at_once_all_count() -> None:
    member, items = a_member(), [a_title(copies=10), a_title(copies=10)]
    clerk = replace(CLERK, id=str(StaffFactory.create().pk))
    key, _ = open_draft(member_id=member.pk, actor=clerk, at=AT)

    def scanning(item_id: int) -> Callable[[], object]:
        def add(kept: DraftContent) -> DraftContent:
            return with_item(kept, item_id)

        return lambda: change_draft(add, request_key=key, actor=clerk, at=AT)

    all_at_once([scanning(item.pk) for item in items * 8])

    lines = Draft.objects.get().content["lines"]
    assert {line["item_id"]: line["quantity"] for line in lines} == {item.pk: "8" for item in items}


def test_sixty_four_clients_use_the_last_ten_of_a_promotion_exactly_once() -> None:
    item = a_title(copies=CLIENTS)
    members = [a_member() for _ in range(CLIENTS)]
    boss = Actor(STAFF, "4", "test", frozenset({Role.MANAGER}))
    half = Rule(kind=Kind.PERCENT, rate=Decimal("0.5"))
    draft = PromotionDraft(code="last", name_zh="最后十单", rule=half, most_uses=10, budget=Decimal(190))
    add_promotion(draft, actor=boss, at=AT)
    publish_promotion("last", actor=boss, at=AT)

    results = all_at_once([placing(a_draft(member.pk, Wanted(item.pk, 1))) for member in members])

    refused = sum(isinstance(result, PromotionUsedUp) for result in results)
    totals = Counter(str(result.total) for result in results if isinstance(result, Placed))
    assert totals["19.00"] == 10  # whoever asked later pays the whole price, or is told that it was used up meanwhile
    assert totals["38.00"] + refused == CLIENTS - 10
    tally = PromotionTally.objects.get()
    assert (tally.uses, tally.spent, PromotionUse.objects.count()) == (10, Decimal(190), 10)
    assert Shelf.objects.get().reserved == Order.objects.count() == CLIENTS - refused


def while_an_import_waits(
    drafts: list[OrderDraft], first: Callable[[], object], then: Callable[[], object]
) -> list[type]:
    """Do two things in one transaction, the second once an import waits for the first; return what that made."""

    def importing() -> list[type]:
        try:
            with transaction.atomic():
                return [type(one) for one in place_many(drafts, actor=CLERK, at=AT)]
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            running = pool.submit(importing)
            with connection.cursor() as cursor:
                for _ in range(1000):
                    cursor.execute("SELECT pg_stat_clear_snapshot()")
                    cursor.execute(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        " AND wait_event_type = 'Lock'"
                    )
                    if cursor.fetchone()[0]:
                        break
                    sleep(0.01)
                else:
                    pytest.fail("the import waits for nothing")
            then()
        return running.result(timeout=20)


def test_an_import_waits_for_credit_before_it_holds_shelves() -> None:
    one, two, item = a_member(), a_member(), a_title(copies=5)
    school = a_school(one.pk, "1000")
    InstitutionContact.objects.create(institution=school, person_id=two.pk)

    done = while_an_import_waits(
        [a_draft(one.pk, Wanted(item.pk, 1), payment="account")],
        lambda: payments.use_credit(member_id=two.pk, source="order:other", amount=Decimal(1), at=AT),
        lambda: Shelf.objects.select_for_update(nowait=True).get(item=item),
    )

    assert done == [Placed]


def test_an_import_waits_for_gifts_before_it_counts_promotions() -> None:
    item, gift, dear = a_title(copies=5), a_title(copies=5), a_title(copies=5)
    rules = {
        "off": Rule(kind=Kind.PERCENT, rate=Decimal("0.5"), titles=frozenset({f"item:{item.pk}"})),
        "bag": Rule(kind=Kind.GIFT, gift=gift.pk, copies=1, titles=frozenset({f"item:{dear.pk}"})),
    }
    for code, rule in rules.items():
        add_promotion(PromotionDraft(code=code, name_zh=code, rule=rule, most_uses=10), actor=BOSS, at=AT)
        publish_promotion(code, actor=BOSS, at=AT)
    reader = a_member()

    done = while_an_import_waits(
        [a_draft(reader.pk, Wanted(one.pk, 1)) for one in (item, dear)],
        lambda: Shelf.objects.select_for_update(no_key=True).get(item=gift),
        lambda: list(PromotionTally.objects.select_for_update(nowait=True)),
    )

    assert done == [Placed, Placed]
    assert Shelf.objects.get(item=gift).reserved == 1
