"""Buying: from the draft to the shelf, with what is over, short, damaged, unordered, and who waits."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from shuyou.catalog.services import merge_items, part_items
from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel.actor import SUPPLIER, Actor
from shuyou.kernel.delivery import deliver
from shuyou.kernel.ledgers import differences
from shuyou.kernel.models import EventRecord, User
from shuyou.members.tests.factories import MemberFactory
from shuyou.supply import queries, services
from shuyou.supply.errors import (
    BelowMinimum,
    InvoiceUnlike,
    LicenceMissing,
    LicenceOver,
    NoteTaken,
    NothingToSettle,
    RateUnknown,
    ReturnLimit,
    ReturnTooLate,
    WrongState,
)
from shuyou.supply.models import (
    Layer,
    Movement,
    PurchaseLine,
    PurchaseOrder,
    Reorder,
    Settlement,
    Shelf,
    SupplierAccess,
    TitleCarry,
    Want,
)
from shuyou.supply.services import (
    PurchaseDraft,
    PurchaseItem,
    ReceiptCounts,
    ReceiptDraft,
    TransferDraft,
    WantDraft,
)
from shuyou.supply.services._propose import propose
from shuyou.supply.tests.factories import RECEIVER, main_place, make_store, make_supplier, sent_order, stock_up
from shuyou.supply.tests.test_stock import AT

pytestmark = pytest.mark.django_db(transaction=True)

BY: Mapping[str, Any] = {"actor": RECEIVER, "at": AT}


def counts(item_id: int, copies: int, **more: Any) -> ReceiptCounts:
    return ReceiptCounts(
        item_id=item_id, copies=copies, list_price=Decimal("40.00"), discount_rate=Decimal("0.62"), **more
    )


def received(number: str, *came: ReceiptCounts, note: str = "DN-1") -> str:
    """Receive an order: what is named as counted, the rest as ordered."""
    receipt = services.begin_receipt(ReceiptDraft(note_number=note, order_number=number), **BY)
    for one in came:
        services.scan_into_receipt(number=receipt, item_id=one.item_id, **BY)
        services.put_receipt_line(one, number=receipt, **BY)
    services.receive_as_expected(number=receipt, **BY)
    services.post_receipt(number=receipt, **BY)
    return receipt


def test_stock_and_papers_follow_a_title_that_is_merged_and_come_back() -> None:
    kept, gone = ItemFactory.create().pk, ItemFactory.create().pk
    place, store = main_place(), make_store()
    stock_up(gone, 9, at=AT, terms="consignment", rate="0.55")
    before = Layer.objects.get()
    with transaction.atomic():
        for source, copies in (("order:sold", 2), ("order:held", 3)):
            services.reserve_copies(wanted={gone: copies}, titles={}, warehouse="main", source=source, at=AT)
        services.issue_copies(source="order:sold", at=AT)
    order = sent_order(PurchaseItem(item_id=gone, copies=5), at=AT)
    want = services.note_want(WantDraft(member_id=MemberFactory.create().pk, item_id=gone, copies=1), **BY)
    sent = services.draft_transfer(TransferDraft(origin_id=place.pk, target_id=store.pk), **BY)
    services.put_transfer_line(number=sent, item_id=gone, copies=1, **BY)
    services.send_transfer(number=sent, **BY)
    services.set_reorder(item_id=gone, place_id=place.pk, least=4, is_stopped=False, **BY)

    uid = merge_items(kept_id=kept, gone_id=gone, **BY)
    assert deliver("supply.carry_titles") == 1

    shelf = Shelf.objects.get(item_id=kept)
    assert (shelf.on_hand, shelf.reserved, shelf.average_cost) == (6, 4, before.unit_cost)
    layer = Layer.objects.get(shelf=shelf)
    terms = [(one.terms, one.unit_cost, one.return_by, one.received_at, one.supplier_id) for one in (before, layer)]
    assert terms[0] == terms[1]
    assert queries.stock(item_ids=[gone])[gone].free == 2
    assert Want.objects.get(number=want).state == "held"
    assert queries.incoming(item_ids=[kept, gone]) == {kept: 6}
    assert Reorder.objects.get(item_id=kept).least == 4
    with transaction.atomic():
        services.move_reservations(
            old=["order:held"], new={"parcel:1": {gone: 2}, "order:rest": {gone: 1}}, titles={}, warehouse="main", at=AT
        )
        services.issue_copies(source="parcel:1", at=AT)
        services.take_back_copies(source="order:sold", key="back", copies={gone: 1}, at=AT)
        services.take_back_copies(source="parcel:1", key="back", copies={gone: 1}, at=AT)
    services.receive_transfer(number=sent, came={}, **BY)
    received(order)
    assert dict(Shelf.objects.exclude(on_hand=0).values_list("item_id", "warehouse__code").annotate(
        n=F("on_hand")).values_list("warehouse__code", "n")) == {"main": 11, "river": 1}  # fmt: skip
    card = queries.stock_card(item_id=kept, at=AT, actor=RECEIVER)
    assert (card.received, card.sold, card.brought_back) == (14, 4, 2)

    part_items(uid=uid, **BY)
    assert deliver("supply.carry_titles") == 1

    parted = TitleCarry.objects.get()
    assert (parted.copies, parted.came_back) == (7, 4)
    assert queries.stock(item_ids=[gone, kept])[gone].on_hand == 4
    assert differences() == []
    with transaction.atomic():
        services.take_back_copies(source="parcel:1", key="again", copies={gone: 1}, at=AT)
    services.hand_over_want(number=want, **BY)
    assert PurchaseLine.objects.get().item_id == gone


def test_what_came_is_told_from_what_was_ordered() -> None:
    whole, short, over, unordered = (ItemFactory.create().pk for _ in range(4))
    number = sent_order(*(PurchaseItem(item_id=item, copies=5) for item in (whole, short, over)), at=AT)
    assert queries.incoming(item_ids=[whole, short]) == {whole: 5, short: 5}

    receipt = received(number, counts(short, 2, damaged=1), counts(over, 7), counts(unordered, 3))

    detail = queries.receipt_detail(number=receipt, actor=RECEIVER)
    said = {line.item.item_id: [str(one) for one in line.differences] for line in detail.lines}
    assert said == {whole: [], short: ["short", "damaged"], over: ["over"], unordered: ["unordered"]}
    assert dict(Shelf.objects.values_list("item_id", "on_hand")) == {whole: 5, short: 2, over: 7, unordered: 3}
    order = PurchaseOrder.objects.get(number=number)
    assert order.state == "part"
    assert queries.incoming(item_ids=[whole, short, over]) == {short: 3}
    layer = Layer.objects.get(shelf__item_id=whole)
    assert (layer.unit_cost, layer.terms, layer.return_by) == (Decimal("24.80"), "returnable", date(2027, 11, 22))

    received(number, note="DN-2")
    order.refresh_from_db()
    assert (order.state, Shelf.objects.get(item_id=short).on_hand) == ("closed", 5)


def test_a_delivery_note_is_received_once_and_posted_once() -> None:
    number = sent_order(PurchaseItem(item_id=ItemFactory.create().pk, copies=5), at=AT)
    receipt = received(number)

    with pytest.raises(WrongState):
        services.post_receipt(number=receipt, **BY)
    with pytest.raises(NoteTaken) as refusal:
        services.begin_receipt(ReceiptDraft(note_number="DN-1", supplier_id=make_supplier().pk,
                                            warehouse_id=main_place().pk), **BY)  # fmt: skip

    assert refusal.value.params["number"] == receipt
    assert Shelf.objects.get().on_hand == 5


def test_unordered_copies_may_be_turned_away() -> None:
    ordered, pushed = ItemFactory.create().pk, ItemFactory.create().pk
    number = sent_order(PurchaseItem(item_id=ordered, copies=5), at=AT)

    received(number, counts(pushed, 3, is_accepted=False))

    assert list(Shelf.objects.values_list("item_id", flat=True)) == [ordered]


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"licence_until": AT.date() - timedelta(days=1)}, LicenceOver),
        ({"licence_number": "", "licence_until": None}, LicenceMissing),
        ({"minimum_order": Decimal("124.01")}, BelowMinimum),
    ],
)
def test_nothing_is_ordered_against_the_terms(terms: dict[str, Any], refusal: type[Exception]) -> None:
    items = [PurchaseItem(item_id=ItemFactory.create().pk, copies=5)]
    draft = PurchaseDraft(supplier_id=make_supplier(**terms).pk, warehouse_id=main_place().pk, items=items)
    number = services.draft_purchase(draft, **BY)
    told = EventRecord.objects.count()

    with pytest.raises(refusal):
        services.approve_purchase(number=number, **BY)

    assert (PurchaseOrder.objects.get().state, EventRecord.objects.count()) == ("draft", told)


def test_a_wish_is_ordered_held_and_handed_over() -> None:
    member, item = MemberFactory.create(), ItemFactory.create()
    want = services.note_want(services.WantDraft(member_id=member.pk, title="缺的书", copies=2), **BY)
    services.find_want(number=want, item_id=item.pk, **BY)
    draft = PurchaseDraft(
        supplier_id=make_supplier().pk, warehouse_id=main_place().pk, source="wants",
        items=[PurchaseItem(item_id=item.pk, copies=3)],
    )  # fmt: skip
    number = services.draft_purchase(draft, **BY)
    assert services.order_wants(number=number, **BY) == 1
    services.approve_purchase(number=number, **BY)
    services.send_purchase(number=number, sent_as="edi", **BY)
    assert Want.objects.get().state == "ordered"

    received(number)

    shelf, held = Shelf.objects.get(), Want.objects.get()
    assert (held.state, held.held_until, shelf.on_hand, shelf.reserved) == ("held", date(2026, 12, 6), 3, 2)
    arrived = EventRecord.objects.get(name="supply.want_arrived")
    assert arrived.payload == {"want_id": held.pk, "member_id": member.pk, "item_id": item.pk, "copies": 2}
    services.tell_reader(number=want, **BY)
    services.hand_over_want(number=want, **BY)
    shelf.refresh_from_db()
    assert (Want.objects.get().state, shelf.on_hand, shelf.reserved) == ("done", 1, 0)
    with pytest.raises(WrongState):
        services.give_up_want(number=want, **BY)


def test_a_closed_order_lets_its_wishes_go_to_another() -> None:
    member, item = MemberFactory.create(), ItemFactory.create()
    services.note_want(services.WantDraft(member_id=member.pk, item_id=item.pk), **BY)
    number = sent_order(PurchaseItem(item_id=item.pk, copies=1), at=AT)
    services.order_wants(number=number, **BY)

    services.close_purchase(number=number, **BY)

    assert (Want.objects.get().state, Want.objects.get().purchase_line) == ("found", None)
    assert not PurchaseLine.objects.filter(is_open=True).exists()


def test_an_invoice_is_matched_three_ways() -> None:
    item = ItemFactory.create().pk
    receipt = received(sent_order(PurchaseItem(item_id=item, copies=5), at=AT))
    draft = services.InvoiceDraft(
        supplier_id=make_supplier().pk, number="FP-1", invoiced_on=AT.date(), list_total=Decimal("200.00"),
        net_total=Decimal("130.00"), receipt_numbers=[receipt],
    )  # fmt: skip
    invoice = services.enter_invoice(draft, **BY)
    billed = services.InvoiceItem(item, 5, Decimal("40.00"), Decimal("0.65"))
    services.put_invoice_line(billed, invoice_id=invoice, **BY)

    with pytest.raises(InvoiceUnlike):
        services.match_invoice(invoice_id=invoice, **BY)

    detail = queries.invoice_detail(invoice_id=invoice, actor=RECEIVER)
    (found,) = detail.found
    assert (found.what, found.expected, found.billed, found.costs) == (
        "rate", Decimal("0.6200"), Decimal("0.6500"), Decimal("6.00"),
    )  # fmt: skip
    assert detail.row.due_on == AT.date() + timedelta(days=60)
    services.dispute_invoice(invoice_id=invoice, reason="折扣应为 62 折", **BY)
    corrected = services.InvoiceItem(item, 5, Decimal("40.00"), Decimal("0.62"))
    services.put_invoice_line(corrected, invoice_id=invoice, **BY)
    with pytest.raises(InvoiceUnlike):
        services.match_invoice(invoice_id=invoice, **BY)
    services.accept_invoice(invoice_id=invoice, reason="差额下月扣回", **BY)
    assert queries.invoice_detail(invoice_id=invoice, actor=RECEIVER).row.state == "accepted"


def test_what_goes_back_keeps_to_what_was_agreed() -> None:
    item, supplier, place = ItemFactory.create().pk, make_supplier(return_share=Decimal("0.3")), main_place()
    receipt = received(sent_order(PurchaseItem(item_id=item, copies=10), at=AT))
    due = AT.date() + timedelta(days=360)
    (offered,) = queries.returnable_layers(supplier_id=supplier.pk, place_id=place.pk, on=due, days=30, actor=RECEIVER)
    assert (offered.copies, receipt) == (10, receipt)
    made = services.draft_return(
        [services.ReturnItem(offered.layer_id, 4)], supplier_id=supplier.pk, place_id=place.pk, **BY
    )

    with pytest.raises(ReturnLimit):
        services.agree_return(number=made, authorisation="", **BY)
    late = AT + timedelta(days=400)
    with pytest.raises(ReturnTooLate):
        services.agree_return(number=made, authorisation="", actor=RECEIVER, at=late)
    services.put_return_line(number=made, layer_id=offered.layer_id, copies=3, **BY)
    services.agree_return(number=made, authorisation="", **BY)
    services.send_return(number=made, **BY)
    services.credit_return(number=made, credit_note="CN-1", **BY)

    assert Shelf.objects.get().on_hand == 7
    detail = queries.return_detail(number=made, actor=RECEIVER)
    assert (detail.row.state, detail.row.list_total, detail.row.net_total) == (
        "credited", Decimal("120.00"), Decimal("74.40"),
    )  # fmt: skip


def test_consignment_is_settled_by_what_was_sold() -> None:
    from django.db import transaction

    item, supplier = ItemFactory.create().pk, make_supplier()
    stock_up(item, 5, at=AT, terms="consignment")
    for order, copies in (("order:1", 3), ("order:2", 1)):
        with transaction.atomic():
            services.reserve_copies(wanted={item: copies}, titles={}, warehouse="main", source=order, at=AT)
            services.issue_copies(source=order, at=AT)
    with transaction.atomic():
        services.take_back_copies(source="order:1", key="1", copies={item: 1}, at=AT)

    number = services.draw_up_settlement(supplier_id=supplier.pk, until=AT.date(), **BY)
    services.agree_settlement(number=number, **BY)

    detail = queries.settlement_detail(number=number, actor=RECEIVER)
    assert (detail.row.copies, detail.row.net_total) == (3, Decimal("74.40"))
    with pytest.raises(NothingToSettle):
        services.draw_up_settlement(supplier_id=supplier.pk, until=AT.date(), **BY)
    assert Settlement.objects.count() == 1


def test_a_consigned_copy_that_is_lost_settled_and_found_again_is_not_settled_twice() -> None:
    item = ItemFactory.create().pk
    stock_up(item, 5, at=AT, terms="consignment")
    supplier, place = make_supplier(), main_place()

    def count(copies: int) -> None:
        number = services.begin_count(place_id=place.pk, **BY)
        services.record_counts(number=number, counted={item: copies}, **BY)
        services.finish_count(number=number, leaves_out=True, **BY)
        services.approve_count(number=number, **BY)

    def settle() -> list[int]:
        number = services.draw_up_settlement(supplier_id=supplier.pk, until=AT.date(), **BY)
        services.agree_settlement(number=number, **BY)
        return [line.copies for line in queries.settlement_detail(number=number, actor=RECEIVER).lines]

    count(4)
    assert settle() == [1]
    count(6)
    with transaction.atomic():
        services.reserve_copies(wanted={item: 6}, titles={}, warehouse="main", source="order:all", at=AT)
        services.issue_copies(source="order:all", at=AT)

    assert settle() == [4, 1]
    assert sorted(Layer.objects.values_list("on_hand", flat=True)) == [0, 0]


def test_a_consigned_copy_lost_under_one_title_and_found_under_the_one_it_is_merged_with_is_settled_once() -> None:
    kept, gone = ItemFactory.create().pk, ItemFactory.create().pk
    stock_up(kept, 2, at=AT, terms="consignment")
    stock_up(gone, 3, at=AT, terms="consignment")
    supplier, place = make_supplier(), main_place()

    def count(item: int, copies: int) -> None:
        number = services.begin_count(place_id=place.pk, **BY)
        services.record_counts(number=number, counted={item: copies}, **BY)
        services.finish_count(number=number, leaves_out=True, **BY)
        services.approve_count(number=number, **BY)

    def settled() -> int:
        number = services.draw_up_settlement(supplier_id=supplier.pk, until=AT.date(), **BY)
        services.agree_settlement(number=number, **BY)
        return queries.settlement_detail(number=number, actor=RECEIVER).row.copies

    lost_in = Layer.objects.get(shelf__item_id=gone)
    count(gone, 2)
    assert settled() == 1
    uid = merge_items(kept_id=kept, gone_id=gone, **BY)
    deliver("supply.carry_titles")
    count(kept, 6)  # the lost one, and one that nobody knew of

    found = Movement.objects.filter(kind="GAIN").order_by("layer_id")
    assert [(one.layer_id == lost_in.pk, one.quantity) for one in found] == [(True, 1), (False, 1)]
    assert dict(Shelf.objects.values_list("item_id", "on_hand")) == {kept: 6, gone: 0}
    with transaction.atomic():
        services.reserve_copies(wanted={kept: 5}, titles={}, warehouse="main", source="order:most", at=AT)
        services.issue_copies(source="order:most", at=AT)
    assert settled() == 4  # five were sold, one of them is paid for
    part_items(uid=uid, **BY)
    deliver("supply.carry_titles")
    assert differences() == []


def test_an_order_in_a_foreign_currency_is_priced_and_costed_by_its_rate() -> None:
    item, unordered = ItemFactory.create(list_price=40).pk, ItemFactory.create(list_price=80).pk
    supplier = make_supplier(currency="USD")
    draft = PurchaseDraft(
        supplier_id=supplier.pk, warehouse_id=main_place().pk, items=[PurchaseItem(item_id=item, copies=5)]
    )
    with pytest.raises(RateUnknown):
        services.draft_purchase(draft, **BY)
    assert not PurchaseOrder.objects.exists()
    services.set_exchange_rate(currency="USD", from_on=AT.date(), rate=Decimal(8), **BY)

    number = services.draft_purchase(draft, **BY)
    services.approve_purchase(number=number, **BY)
    services.send_purchase(number=number, sent_as="pdf", **BY)
    receipt = services.begin_receipt(ReceiptDraft(note_number="DN-1", order_number=number), **BY)
    services.scan_into_receipt(number=receipt, item_id=unordered, **BY)
    services.receive_as_expected(number=receipt, **BY)
    services.post_receipt(number=receipt, **BY)

    assert str(PurchaseLine.objects.get().list_price) == "5.00"
    layers = {layer.shelf.item_id: layer for layer in Layer.objects.select_related("shelf")}
    assert (str(layers[item].list_price), str(layers[item].unit_cost)) == ("40.00", "24.80")
    assert (str(layers[unordered].list_price), str(layers[unordered].unit_cost)) == ("80.00", "49.60")


def test_proposed_orders_take_the_rate_of_their_suppliers_currency_and_wait_without_one() -> None:
    item = ItemFactory.create(list_price=40).pk
    stock_up(item, 1, at=AT)
    supplier = make_supplier(currency="USD")
    Reorder.objects.create(
        warehouse=main_place(), item_id=item, supplier=supplier, weekly=1, point=1, target=5, advised=5, facts={}
    )
    user = User.objects.create(username="ou")
    SupplierAccess.objects.create(supplier=supplier, user=user, since=AT)
    theirs: Any = {"actor": Actor(SUPPLIER, str(user.pk), "portal", scopes=frozenset({"supply.act_for_supplier"}))}
    offer = services.SupplierProposal(place_code="main", copies={item: 3})
    with transaction.atomic():
        propose(item_ids=None, at=AT)
    with pytest.raises(RateUnknown):
        services.accept_proposal(number=PurchaseOrder.objects.get().number, **BY)
    with pytest.raises(RateUnknown):
        services.propose_delivery(offer, at=AT, **theirs)

    services.set_exchange_rate(currency="USD", from_on=AT.date(), rate=Decimal(8), **BY)
    services.propose_delivery(offer, at=AT, **theirs)
    with transaction.atomic():
        propose(item_ids=None, at=AT)

    told = PurchaseLine.objects.values_list("order__source", "order__exchange_rate", "list_price", "unit_cost")
    assert sorted((source, *map(float, figures)) for source, *figures in told) == [
        ("reorder", 8, 5, 3.1), ("vendor", 8, 5, 3.1)
    ]  # fmt: skip


def test_readers_who_wait_are_held_a_copy_however_it_comes_and_each_is_told_of_once() -> None:
    item, store = ItemFactory.create().pk, make_store()
    main_want, store_want, late_want = (
        services.note_want(services.WantDraft(member_id=MemberFactory.create().pk, item_id=item, place_code=code), **BY)
        for code in ("main", store.code, "main")
    )
    number = sent_order(PurchaseItem(item_id=item, copies=9), at=AT)
    services.order_wants(number=number, **BY)
    told = EventRecord.objects.filter(name="supply.want_changed").order_by("pk")
    assert [event.payload["state"] for event in told] == ["found"] * 3 + ["ordered"] * 2

    stock_up(item, 3, at=AT)
    transfer: dict[str, Any] = {
        "number": services.draft_transfer(
            services.TransferDraft(origin_id=main_place().pk, target_id=store.pk), **BY
        ), **BY,
    }  # fmt: skip
    services.put_transfer_line(item_id=item, copies=1, **transfer)
    services.send_transfer(**transfer)
    services.receive_transfer(came={}, **transfer)

    assert dict(Want.objects.values_list("number", "state")) == dict.fromkeys(
        (main_want, store_want, late_want), "held"
    )
    assert EventRecord.objects.filter(name="supply.want_arrived").count() == 3
    assert dict(Shelf.objects.values_list("warehouse__code", "reserved")) == {"main": 2, store.code: 1}


def test_a_supplier_who_answers_anew_takes_back_what_it_said_before() -> None:
    number = sent_order(PurchaseItem(item_id=ItemFactory.create().pk, copies=5), at=AT)
    line = PurchaseLine.objects.get()
    said: dict[str, Any] = {"number": number, "supplier_code": "north", **BY}
    first = services.LineAnswer(
        item_id=line.item_id, copies=2, promised_on=date(2027, 1, 5), list_price=Decimal(44), answer="price"
    )
    services.note_answer([first], **said)

    services.note_answer([], **said)

    line.refresh_from_db()
    assert (line.confirmed, line.promised_on, line.confirmed_price, line.answer) == (5, None, None, "")
