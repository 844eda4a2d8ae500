"""Reordering: the pace of a title, what is advised and why, proposals that follow the plan until taken over."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel import clock
from shuyou.kernel.models import EventRecord
from shuyou.members.tests.factories import MemberFactory
from shuyou.supply import queries, services, tasks
from shuyou.supply.errors import BelowMinimum, WrongState
from shuyou.supply.models import PurchaseLine, PurchaseOrder, Reorder, ReorderRun, Shelf, Supplier, Want
from shuyou.supply.queries import AdviceFilter, Place
from shuyou.supply.services import LineAnswer, OccasionDraft, PurchaseItem
from shuyou.supply.services._postings import NewLayer, put_layers
from shuyou.supply.tests.factories import RECEIVER, main_place, make_supplier, sent_order, stock_up
from shuyou.supply.tests.test_stock import AT

pytestmark = pytest.mark.django_db(transaction=True)

BY: Mapping[str, Any] = {"actor": RECEIVER, "at": AT}


def sold(item_id: int, weeks: Sequence[int], *, copies: int = 400) -> None:
    """Sell copies of an item week by week, the latest last, of a delivery before them."""
    stock_up(item_id, copies, at=AT - timedelta(weeks=len(weeks), days=1))
    for back, number in enumerate(reversed(weeks)):
        if number:
            with transaction.atomic():
                source, at = f"sale:{item_id}:{back}", AT - timedelta(weeks=back, hours=5)
                services.reserve_copies(wanted={item_id: number}, titles={}, warehouse="main", source=source, at=at)
                services.issue_copies(source=source, at=at)


def left(item_id: int, copies: int) -> None:
    """Have a count find that so many copies are left."""
    count = services.begin_count(place_id=main_place().pk, **BY)
    services.record_counts(number=count, counted={item_id: copies}, **BY)
    services.finish_count(number=count, leaves_out=True, **BY)
    services.approve_count(number=count, **BY)


def plan_of(item_id: int) -> Reorder:
    """Return what is planned for an item."""
    return Reorder.objects.get(item_id=item_id)


@pytest.mark.feature("F140")
def test_what_sells_is_forecast_proposed_with_its_reason_and_ordered_in_one_go() -> None:
    make_supplier(may_send_itself=True, lead_days=7)
    brisk, still = ItemFactory.create(title="江南造园记").pk, ItemFactory.create().pk
    sold(brisk, [4] * 20)
    sold(still, [1, *[0] * 90])
    left(brisk, 6)
    left(still, 0)

    planned = services.plan_reorders(**BY)

    plan = plan_of(brisk)
    assert (planned.advised, planned.orders, plan.weekly) == (1, 1, Decimal("4.000"))
    # Seven days to come and one to notice take 8 copies; six weeks of cover 24; nothing sways, so nothing in reserve.
    assert (plan.point, plan.target, plan.advised) == (Decimal("8.00"), 32, 26)
    assert plan_of(still).advised == 0
    (proposal,) = queries.proposals(actor=RECEIVER)
    assert (proposal.copies, proposal.list_total, proposal.net_total) == (26, Decimal("1040.00"), Decimal("644.80"))
    with translation.override("en"):
        (line,) = queries.purchase_detail(number=proposal.number, actor=RECEIVER).lines
    assert line.why.startswith("About 4.0 are sold a week (sales in 20 of 20 weeks). 6 free, 0 on the way.")
    with translation.override("zh-hans"):
        (line,) = queries.purchase_detail(number=proposal.number, actor=RECEIVER).lines
        assert "每周约售 4.0 册" in line.why

    assert services.accept_proposal(number=proposal.number, **BY) is True

    order = PurchaseOrder.objects.get()
    assert (order.state, order.sent_as, order.expected_on) == ("sent", "pdf", date(2026, 11, 29))
    with pytest.raises(WrongState):
        services.accept_proposal(number=proposal.number, **BY)
    again = services.plan_reorders(**BY)
    assert (again.advised, again.orders, plan_of(brisk).facts["coming"]) == (0, 0, 26)


# Forecasts of statsforecast 2.1.1, TSB(alpha_d=0.2, alpha_p=0.1), for the same weeks.
TSB = [
    ([4] * 20, Decimal("4.000")),
    ([2, 0, 0, 5, 0, 1, 0, 0, 0, 3], Decimal("1.469")),
    ([1, *[0] * 25], Decimal("0.072")),
    ([3, 1, 0, 2, 0, 0, 7, 1, 1, 0, 0, 4], Decimal("1.944")),
]


@pytest.mark.parametrize(("weeks", "weekly"), TSB)
def test_the_pace_is_that_of_the_method_by_a_library(weeks: list[int], weekly: Decimal) -> None:
    item = ItemFactory.create().pk
    sold(item, weeks)

    services.plan_reorders(**BY)

    assert plan_of(item).weekly == weekly


def test_a_proposal_follows_the_plan_until_somebody_changes_it() -> None:
    first, second = ItemFactory.create().pk, ItemFactory.create().pk
    for item in (first, second):
        sold(item, [4] * 20)
        left(item, 2)
    services.plan_reorders(**BY)
    (number,) = PurchaseOrder.objects.values_list("number", flat=True)
    stock_up(second, 500, at=AT, source="delivery:more")

    services.plan_reorders(**BY)

    assert list(PurchaseLine.objects.values_list("item_id", flat=True)) == [first]
    assert PurchaseOrder.objects.get().number == number
    services.put_purchase_line(PurchaseItem(item_id=first, copies=7), number=number, **BY)
    services.plan_reorders(**BY)
    order = PurchaseOrder.objects.get()
    assert (order.state, order.lines.get().ordered, plan_of(first).facts["coming"]) == ("draft", 7, 7)


def test_a_proposal_below_the_smallest_order_waits() -> None:
    make_supplier(minimum_order=Decimal(5000))
    item = ItemFactory.create().pk
    sold(item, [4] * 20)
    left(item, 2)
    services.plan_reorders(**BY)
    (proposal,) = queries.proposals(actor=RECEIVER)
    assert proposal.missing == 5000 - proposal.net_total

    with pytest.raises(BelowMinimum):
        services.accept_proposal(number=proposal.number, **BY)

    assert PurchaseOrder.objects.get().state == "proposed"
    assert EventRecord.objects.filter(name="supply.purchase_changed").count() == 0


def test_a_supplier_that_has_none_or_may_not_sell_is_passed_over() -> None:
    item = ItemFactory.create().pk
    sold(item, [4] * 20)
    other = Supplier.objects.create(
        code="south", name="南风", licence_number="7", licence_until=date(2030, 1, 1), discount_rate=Decimal("0.7")
    )
    layer = NewLayer(
        item_id=item, copies=1, supplier_id=other.pk, terms="firm", list_price=Decimal(40),
        discount_rate=Decimal("0.7"), received_at=AT - timedelta(days=400),
    )  # fmt: skip
    with transaction.atomic():
        put_layers([layer], warehouse_id=main_place().pk, source="delivery:south", at=AT - timedelta(days=400))
    left(item, 2)
    north = make_supplier()
    assert services.plan_reorders(**BY).orders == 1
    assert plan_of(item).supplier_id == north.pk
    services.cancel_purchase(number=PurchaseOrder.objects.get().number, **BY)
    number = sent_order(PurchaseItem(item_id=item, copies=9), at=AT)

    answer = [LineAnswer(item_id=item, copies=0, answer="none")]
    services.note_answer(answer, number=number, supplier_code="north", **BY)
    services.plan_reorders(**BY)

    assert (plan_of(item).supplier_id, plan_of(item).facts["coming"]) == (other.pk, 0)
    Supplier.objects.filter(pk=other.pk).update(licence_until=date(2020, 1, 1))
    services.plan_reorders(**BY)
    wanted = AdviceFilter(place_id=main_place().pk, shown="orphan")
    (orphan,) = queries.list_advice(wanted=wanted, place=Place(by="advised"), actor=RECEIVER).rows
    assert (orphan.item.item_id, orphan.supplier) == (item, "")


def test_seasons_occasions_readers_and_what_people_set_change_the_plan() -> None:
    usual, school, promoted, wanted, kept, stopped = (ItemFactory.create().pk for _ in range(6))
    Item.objects.filter(pk=school).update(grade_from=1, grade_to=1, school_subject="语文")
    year = [10] * 60 + [40] * 6 + [10] * 46  # the weeks to come were the best a year ago
    sold(school, year, copies=2000)
    for item in (usual, promoted, stopped):
        sold(item, [4] * 20)
        left(item, 2)
    left(school, 2)
    days = {"starts_on": date(2026, 11, 22), "ends_on": date(2027, 1, 31)}
    code = "own-promoted"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_identifier (item_id, kind, value, is_synthetic) VALUES (%s, 'own', %s, false)",
            [promoted, code],
        )
    services.save_occasion(OccasionDraft(name="读书月", factor=Decimal(2), codes=[code], **days), **BY)
    services.note_want(services.WantDraft(member_id=MemberFactory.create().pk, item_id=wanted, copies=3), **BY)
    services.set_reorder(item_id=kept, place_id=main_place().pk, least=5, is_stopped=False, **BY)
    services.set_reorder(item_id=stopped, place_id=main_place().pk, least=None, is_stopped=True, **BY)

    services.plan_reorders(**BY)

    plans = {one.item_id: one for one in Reorder.objects.all()}
    assert plans[school].facts["season"] > 1.5
    assert plans[promoted].advised > plans[usual].advised * 1.8
    assert [plans[item].advised for item in (wanted, kept, stopped)] == [3, 5, 0]
    with translation.override("en"):
        whys = [queries.advice_of(item_id=item, actor=RECEIVER)[main_place().pk].why for item in (school, promoted)]
    assert "School books sell" in whys[0]
    assert "“读书月” makes that 2.0 times as much." in whys[1]


def test_readers_who_wait_are_served_by_an_accepted_proposal() -> None:
    item = ItemFactory.create().pk
    stock_up(item, 1, at=AT - timedelta(days=90))
    left(item, 0)
    services.note_want(services.WantDraft(member_id=MemberFactory.create().pk, item_id=item), **BY)
    services.plan_reorders(**BY)

    services.accept_proposal(number=PurchaseOrder.objects.get().number, **BY)

    assert Want.objects.get().purchase_line is not None


def test_a_sale_that_crosses_the_point_is_planned_anew_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    item, other = ItemFactory.create().pk, ItemFactory.create().pk
    for one in (item, other):
        sold(one, [4] * 20)
    services.plan_reorders(**BY)
    assert plan_of(item).advised == 0
    later = AT + timedelta(hours=1)
    free = Shelf.objects.get(item_id=item).on_hand
    with transaction.atomic():
        services.reserve_copies(wanted={item: free - 1}, titles={}, warehouse="main", source="order:1", at=later)
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(minutes=1))

    assert tasks.reorder_what_crossed(0) == 1

    assert plan_of(item).advised > 0
    assert plan_of(other).planned_at == AT
    assert list(PurchaseLine.objects.values_list("item_id", "order__state")) == [(item, "proposed")]


def test_a_plan_says_how_far_it_was_off_beside_repeating_the_month_before() -> None:
    for weeks in ([5, 0] * 20, [0, 9, 0, 1] * 10):
        sold(ItemFactory.create().pk, weeks)

    services.plan_reorders(**BY)

    run = ReorderRun.objects.get()
    assert run.titles == 2
    assert run.error is not None
    assert run.naive_error is not None


def test_held_copies_nobody_fetches_can_be_promised_again() -> None:
    item = ItemFactory.create().pk
    services.note_want(services.WantDraft(member_id=MemberFactory.create().pk, item_id=item), **BY)
    number = sent_order(PurchaseItem(item_id=item, copies=1), at=AT)
    receipt = services.begin_receipt(services.ReceiptDraft(note_number="DN-1", order_number=number), **BY)
    services.receive_as_expected(number=receipt, **BY)
    services.post_receipt(number=receipt, **BY)
    assert services.expire_wants(actor=RECEIVER, at=AT + timedelta(days=14)) == 0

    assert services.expire_wants(actor=RECEIVER, at=AT + timedelta(days=15)) == 1

    assert (Want.objects.get().state, Shelf.objects.get().reserved) == ("closed", 0)
