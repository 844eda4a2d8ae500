"""Stored-value cards: sold within the law, paid with, given back to the very card, or in money as the law asks."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.errors import DomainError, InvalidValue
from shuyou.kernel.ledgers import differences
from shuyou.kernel.models import EventRecord
from shuyou.kernel.numbers import is_sound
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty import services as loyalty
from shuyou.loyalty.errors import (
    CardAsleep,
    CardNotGood,
    CardNumberMistyped,
    CardWouldHoldTooMuch,
    HolderMissing,
    MoneyOnCards,
    NotEnoughValue,
    RefundTooLate,
    SecondPersonAsked,
    TransferAsked,
)
from shuyou.loyalty.models import ValueCard, ValueDeed, ValuePosting, ValueUse
from shuyou.loyalty.queries.value_report import quarter_of, value_report
from shuyou.loyalty.services import BonusDraft, CardSale
from shuyou.loyalty.services.value_requests import ValueAsk, ask_for_value
from shuyou.members.errors.privacy import PersonErased
from shuyou.members.models import Member, PersonalDataAccess
from shuyou.members.services import hold_kept_member, merge_members, reasons_not_to_erase
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders import services
from shuyou.orders.models import Order
from shuyou.orders.services import PaymentDraft, ReturnDraft, Wanted
from shuyou.orders.services._sell_value import (
    approve_value_request,
    give_card_back,
    sell_value_cards,
    top_up_value_card,
)
from shuyou.orders.tests.factories import AT, BOSS, CLERK, PICKER, a_draft, a_member, a_title
from shuyou.payments import services as payments
from shuyou.payments.errors import RefundTooLarge
from shuyou.payments.models import Receipt, Refund
from shuyou.payments.services import RefundDraft

LATER = AT + timedelta(days=3)
DECIDED = loyalty.Mandate(reason="x", actor=BOSS, at=AT, is_approved=True)
db = pytest.mark.django_db(transaction=True)


def back_by_two(number: str, ground: str) -> Decimal:
    """Give a card back in money: asked by one, approved by another."""
    draft = ValueAsk(card_number=number, kind="back", ground=ground, reason="退")
    return approve_value_request(request_id=ask_for_value(draft, actor=CLERK, at=AT), actor=BOSS, at=AT)


def a_card(amount: str = "200", *, holder_id: int | None = None, at: datetime = AT) -> str:
    """Sell a card with so much money, and return its number."""
    kind = "named" if holder_id else "bearer"
    sale = CardSale(kind=kind, amount=Decimal(amount), tender="cash", reference="", holder_id=holder_id, told=1)
    return sell_value_cards(sale, actor=CLERK, at=at)[0].card_number


def a_bonus(from_amount: str = "200", bonus: str = "20") -> None:
    draft = BonusDraft(name="充 200 送 20", from_amount=Decimal(from_amount), bonus=Decimal(bonus), until=None)
    loyalty.offer_bonus(draft, actor=BOSS, at=AT)


def pay(number: str, amount: str, source: str = "order:X", at: datetime = AT) -> None:
    with transaction.atomic():
        loyalty.pay_by_stored_value(card_number=number, amount=Decimal(amount), source=source, actor=CLERK, at=at)


def left(number: str) -> tuple[object, object]:
    card = ValueCard.objects.get(number=number)
    return card.principal, card.bonus


def an_order(copies: int, **how: str) -> Order:
    draft = a_draft(a_member().pk, Wanted(a_title(copies=9).pk, copies), **how)  # type: ignore[arg-type]
    return Order.objects.get(number=services.place_order(draft, actor=CLERK, at=AT).number)


def pays(order: Order, tender: str, reference: str, amount: str) -> Decimal:
    draft = PaymentDraft(number=order.number, tender=tender, reference=reference, amount=Decimal(amount))
    return services.take_payment(draft, actor=CLERK, at=AT)


@db
def test_a_card_is_sold_within_the_law_and_its_money_is_in_both_books() -> None:
    holder = MemberFactory.create()
    a_bonus()

    number = a_card("4980", holder_id=holder.pk)

    assert is_sound(number.removeprefix("SV"))
    assert left(number) == (Decimal(4980), Decimal(20))
    assert Receipt.objects.values_list("member_id", "tender", "source", "amount").get() == (
        holder.pk, "cash", f"card:{number}", Decimal("4980.00")
    )  # fmt: skip
    sides = dict(ValuePosting.objects.values_list("account", "amount"))
    assert sides == {
        "principal": Decimal(4980), "bonus": Decimal(20), "money": Decimal(-4980), "promotion": Decimal(-20)
    }  # fmt: skip
    with pytest.raises(CardWouldHoldTooMuch):
        top_up_value_card(number, amount=Decimal("0.01"), tender="cash", reference="", actor=CLERK, at=AT)
    refused = {
        CardWouldHoldTooMuch: CardSale(kind="bearer", amount=Decimal(990), tender="cash", reference="", told=1),
        HolderMissing: CardSale(kind="bearer", amount=Decimal(500), tender="cash", reference="", copies=20, told=1),
        TransferAsked: CardSale(
            kind="bearer", amount=Decimal(500), tender="cash", reference="", copies=10, is_company=True, told=1
        ),
    }
    for refusal, sale in refused.items():
        with pytest.raises(refusal):
            sell_value_cards(sale, actor=CLERK, at=AT)
    assert (ValueCard.objects.count(), Receipt.objects.count()) == (1, 1)


@db
def test_the_database_refuses_a_deed_out_of_balance_more_back_than_paid_and_any_change() -> None:
    number = a_card()
    pay(number, "50")

    deed = ValueDeed.objects.filter(kind="paid").get()

    with pytest.raises(DatabaseError, match="add up"), transaction.atomic():
        ValuePosting.objects.create(deed=deed, account="breakage", amount=Decimal(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        ValueUse.objects.update(principal_back=Decimal("50.01"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ValueCard.objects.update(principal=Decimal("-0.01"))
    for table in ("loyalty_valuedeed", "loyalty_valueposting", "loyalty_valueterms"):
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


@db
def test_cards_that_cannot_be_used_pay_nothing() -> None:
    number, blocked = a_card("100"), a_card("100")
    loyalty.block_value_card(blocked, reason="丢失", actor=CLERK, at=AT)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    years = AT + timedelta(days=1200)

    for refusal, card, amount, at in (
        (NotEnoughValue, number, "100.01", AT), (CardNotGood, blocked, "1", AT), (CardNumberMistyped, wrong, "1", AT),
        (CardAsleep, number, "1", years),
    ):  # fmt: skip
        with pytest.raises(refusal):
            pay(card, amount, at=at)
    loyalty.extend_value_card(number, actor=CLERK, at=years)
    pay(number.lower().replace("SV", "sv "), "100", at=years)

    assert (left(number)[0], left(blocked)[0]) == (0, 100)


@db
def test_a_lost_card_is_replaced_and_what_it_paid_goes_to_the_new_one() -> None:
    number = a_card("100")
    pay(number, "40")
    loyalty.block_value_card(number, reason="丢失", actor=CLERK, at=AT)
    new = loyalty.replace_value_card(number, reason="丢失", actor=CLERK, at=AT)

    with transaction.atomic():
        loyalty.return_to_stored_value(source="order:X", amount=Decimal(15), actor=CLERK, at=AT)

    assert (left(number), left(new)) == ((0, 0), (75, 0))
    with pytest.raises(CardNotGood):
        pay(number, "1")
    other = a_card("100")
    assert loyalty.move_value(other, to=new, reason="并卡", actor=CLERK, at=AT) == 100
    assert (left(other), left(new), differences()) == ((0, 0), (175, 0), [])


@db
@pytest.mark.parametrize(
    ("ground", "days", "spent", "money"),
    [("in_time", 6, "0", "200"), ("in_time", 8, "0", None), ("in_time", 6, "1", None), ("wish", 40, "110", "90"),
     ("our_fault", 40, "110", "100")],
)  # fmt: skip
def test_money_of_a_card_is_given_back_as_the_law_asks(ground: str, days: int, spent: str, money: str | None) -> None:
    a_bonus()
    number, at = a_card("200"), AT + timedelta(days=days)
    if spent != "0":
        pay(number, spent)

    if money is None:
        with pytest.raises(RefundTooLate):
            give_card_back(number, ground=ground, reason="读者不要了", actor=CLERK, at=at)
        assert Refund.objects.count() == 0
        return
    assert give_card_back(number, ground=ground, reason="读者不要了", actor=CLERK, at=at) == Decimal(money)

    assert Refund.objects.values_list("tender", "amount").get() == ("cash", Decimal(money))
    assert (left(number), ValueCard.objects.get().state, differences()) == ((0, 0), "closed", [])


@db
def test_above_the_limit_nobody_gives_back_alone() -> None:
    number = a_card("600")

    for one in (CLERK, BOSS):
        with pytest.raises(SecondPersonAsked):
            give_card_back(number, ground="in_time", reason="退", actor=one, at=AT)
    assert left(number)[0] == 600
    assert back_by_two(number, "in_time") == 600


@db
@pytest.mark.feature("F120")
def test_an_order_is_paid_by_several_tenders_and_each_gets_back_what_came_by_it() -> None:
    number = a_card("50")
    order = an_order(4)  # 4 × 38.00 = 152.00
    assert pays(order, "value", number, "50") == 102
    assert pays(order, "remittance", "HK1", "62") == 40
    assert pays(order, "cash", "C1", "40") == 0
    services.pick_order(order.number, actor=PICKER, at=AT)
    services.ship_order(order.number, waybill="EA1", actor=PICKER, at=AT)
    services.deliver_order(order.number, actor=PICKER, at=AT)
    deliver_all()

    for copies in (2, 2):
        draft = ReturnDraft(number=order.number, copies={1: copies}, reason="mind")
        back = services.ask_return(draft, actor=CLERK, at=LATER)
        services.settle_return(back, damaged={}, actor=PICKER, at=LATER)

    rows: list[tuple[object, ...]] = list(Refund.objects.order_by("pk").values_list("tender", "amount", "state"))
    assert rows == [
        ("value", 50, "done"), ("remittance", 26, "asked"), ("remittance", 36, "asked"), ("cash", 40, "asked")
    ]  # fmt: skip
    assert (left(number), differences()) == ((50, 0), [])
    with pytest.raises(DomainError), transaction.atomic():
        loyalty.return_to_stored_value(source=f"order:{order.number}", amount=Decimal("0.01"), actor=CLERK, at=LATER)


@db
def test_a_refund_by_hand_goes_to_the_card_too() -> None:
    number, order = a_card("50"), an_order(4)
    pays(order, "value", number, "50")

    payments.ask_refund(
        RefundDraft(source=f"order:{order.number}", amount=Decimal(20), reason="少发"), actor=BOSS, at=AT
    )
    deliver_all()

    assert (left(number)[0], Refund.objects.get().state) == (20, "done")


@db
def test_a_card_is_not_spent_twice_at_once() -> None:
    number = a_card("100")

    def spend(place: int) -> bool:
        try:
            pay(number, "60", source=f"till:{place}")
        except NotEnoughValue:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        paid = list(pool.map(spend, range(4)))

    assert (sum(paid), left(number)[0], differences()) == (1, 40, [])


class ValueProperties(TestCase):
    """Any order of loading, paying, giving back, replacing and cashing: books agree, nothing is made or lost."""

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from(["load", "pay", "return", "replace", "back"]), st.integers(1, 40_000)),
            min_size=1, max_size=12,
        )
    )  # fmt: skip
    def test_books_of_cards_agree(self, steps: list[tuple[str, int]]) -> None:
        with transaction.atomic():
            sale = CardSale(kind="bearer", amount=Decimal(300), tender="cash", reference="", told=1)
            number = loyalty.open_value_cards(sale, actor=BOSS, at=AT)[0].card_number
            card = ValueCard.objects.get(number=number)
            card.bonus = Decimal(0)
        for step, many in steps:
            amount = Decimal(many) / 100
            with suppress(DomainError), transaction.atomic():
                if step == "load":
                    loyalty.load_value(
                        card_number=number, amount=amount, tender="cash", reference="", actor=BOSS, at=AT
                    )
                elif step == "pay":
                    loyalty.pay_by_stored_value(
                        card_number=number, amount=amount, source=f"order:{many % 3}", actor=BOSS, at=AT
                    )
                elif step == "return":
                    loyalty.return_to_stored_value(source=f"order:{many % 3}", amount=amount, actor=BOSS, at=AT)
                elif step == "back":
                    loyalty.cash_out(card_number=number, ground="wish", by=DECIDED)
        assert differences() == []
        assert all(use.principal_back <= use.principal for use in ValueUse.objects.all())


@db
def test_clerks_sell_a_card_top_it_up_and_read_its_history(client: Client) -> None:
    client.force_login(staff_with(Role.SHOP_CLERK))
    holder = MemberFactory.create()
    typed = {
        "kind": "named",
        "holder": holder.number,
        "amount": "100",
        "tender": "cash",
        "copies": "1",
        "key": str(uuid4()),
        "is_told": "on",
        "told_named": "1",
    }

    refused = client.post("/console/sell-value/", {**typed, "amount": "5001"})
    page = client.post("/console/sell-value/", typed, follow=True)
    card = ValueCard.objects.get()
    number = card.number
    load = {"amount": "50", "tender": "card", "reference": "T1", "key": str(uuid4())}
    client.post(f"/console/sell-value/{card.uid}/load/", load)
    blocked = client.post(f"/console/value-cards/{card.uid}/block/", {"reason": "丢失"}, follow=True)
    listed = client.get("/console/value-cards/?state=blocked&has_value=on")
    person = client.get(f"/console/members/{holder.number}/")

    assert (refused.status_code, page.status_code, blocked.status_code) == (409, 200, 200)
    told = blocked.content.decode()
    assert all(word in told for word in (number, "150.00", "丢失", holder.person.name))
    for page_of_many in (listed, person):  # a number pays, so that only the page of its card shows it
        told = page_of_many.content.decode()
        assert f"…{number[-4:]}" in told
        assert number not in told
    found = client.post("/console/value-cards/find/", {"number": number.lower()})
    assert found["Location"] == f"/console/value-cards/{card.uid}/"
    assert PersonalDataAccess.objects.filter(person_id=holder.pk, part="value-card").exists()
    assert not [record for record in EventRecord.objects.all() if number in str(record.payload)]


@db
def test_what_is_sent_twice_is_done_once(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER))
    sale = {
        "kind": "bearer",
        "amount": "100",
        "tender": "cash",
        "copies": "2",
        "key": str(uuid4()),
        "is_told": "on",
        "told_bearer": "1",
    }
    for _time in range(2):
        assert client.post("/console/sell-value/", sale).status_code == 303
    first, second = (card for card in ValueCard.objects.order_by("pk"))
    load = {"amount": "50", "tender": "cash", "key": str(uuid4())}
    url = reverse("orders:top_up_value", args=[first.uid])
    assert [client.post(url, load).status_code for _time in range(2)] == [303, 303]
    assert client.post(url, {**load, "amount": "60"}).status_code == 409
    assert client.post("/console/sell-value/", {**sale, "amount": "90"}).status_code == 409
    assert client.post(url, {**load, "key": ""}).status_code == 422
    order = an_order(4)
    pay_url = reverse("orders:pay", args=[order.number])
    part = {"tender": "value", "reference": first.number, "amount": "38.00", "key": str(uuid4())}
    assert [client.post(pay_url, part).status_code for _time in range(2)] == [303, 303]

    order.refresh_from_db()
    assert (left(first.number)[0], left(second.number)[0]) == (Decimal(112), Decimal(100))
    assert order.paid_total == 38
    assert (Receipt.objects.count(), differences()) == (4, [])


@db
@pytest.mark.parametrize("tender", ["account", "online", "cod", "wechat"])
def test_nothing_is_paid_by_what_no_hand_holds(tender: str) -> None:
    order = an_order(1)

    with pytest.raises(InvalidValue):
        pays(order, tender, "X1", "38.00")
    assert (Order.objects.get().state, Receipt.objects.count()) == ("placed", 0)


@db
def test_what_leaves_a_card_is_refunded_whole_though_money_was_moved_about() -> None:
    one, two, other = a_card("100"), a_card("100"), a_card("1")
    for number in (one, two):
        loyalty.move_value(number, to=other, reason="并卡", actor=BOSS, at=AT)
    top_up_value_card(two, amount=Decimal(100), tender="cash", reference="", actor=BOSS, at=AT)

    given = [back_by_two(number, "our_fault") for number in (other, two)]

    assert given == [201, 100]
    refunds = dict(Refund.objects.values_list("source").annotate(sum=Sum("amount")))
    assert refunds == {f"card:{one}": 100, f"card:{two}": 200, f"card:{other}": 1}


@db
def test_no_money_leaves_a_card_without_a_refund() -> None:
    number = a_card("100")
    with transaction.atomic():
        payments.note_refund(RefundDraft(source=f"card:{number}", amount=Decimal(60), reason="x"), actor=BOSS, at=AT)

    with pytest.raises(RefundTooLarge):
        give_card_back(number, ground="our_fault", reason="退", actor=BOSS, at=AT)
    assert (left(number), Refund.objects.count()) == ((100, 0), 1)


@db
def test_no_card_holds_more_than_the_law_allows_though_money_comes_back() -> None:
    holder = MemberFactory.create()
    number = a_card("5000", holder_id=holder.pk)
    pay(number, "4900")
    top_up_value_card(number, amount=Decimal(4900), tender="cash", reference="", actor=BOSS, at=AT)
    pay(number, "4900")
    top_up_value_card(number, amount=Decimal(4900), tender="cash", reference="", actor=BOSS, at=AT)

    with transaction.atomic():
        loyalty.return_to_stored_value(source="order:X", amount=Decimal(9800), actor=CLERK, at=AT)

    held = list(ValueCard.objects.order_by("pk").values_list("principal", "holder_id"))
    assert sum(one for one, _who in held) == 14800
    assert max(one for one, _who in held) == 5000
    assert {who for _one, who in held} == {holder.pk}
    assert differences() == []
    back = [back_by_two(card.number, "our_fault")
            for card in ValueCard.objects.order_by("pk")]  # fmt: skip
    assert sum(back) == sum(row.amount for row in Refund.objects.all()) == 14800
    with pytest.raises(IntegrityError), transaction.atomic():
        ValueCard.objects.update(principal=Decimal("5000.01"))


@db
def test_above_the_limit_nobody_replaces_a_card_or_gives_it_on_alone() -> None:
    holder, other = MemberFactory.create(), MemberFactory.create()
    number, small = a_card("600", holder_id=holder.pk), a_card("100", holder_id=holder.pk)

    for one in (CLERK, BOSS):
        with pytest.raises(SecondPersonAsked):
            loyalty.replace_value_card(number, reason="丢失", actor=one, at=AT)
        with pytest.raises(SecondPersonAsked):
            loyalty.hand_value_card(number, holder_id=other.pk, reason="赠", actor=one, at=AT)
    kept = ValueCard.objects.values_list("holder_id", "principal").get(number=number)
    assert kept == (holder.pk, Decimal(600))
    new = loyalty.replace_value_card(small, reason="丢失", actor=CLERK, at=AT)
    loyalty.hand_value_card(new, holder_id=other.pk, reason="赠", actor=CLERK, at=AT)

    assert (left(new)[0], ValueCard.objects.get(number=new).holder_id) == (100, other.pk)


@db
def test_a_card_that_waits_or_is_blocked_is_not_turned_into_cash_by_whoever_has_it() -> None:
    sale = CardSale(kind="bearer", amount=Decimal(100), tender="cash", reference="", is_active=False, told=1)
    number = sell_value_cards(sale, actor=CLERK, at=AT)[0].card_number

    with pytest.raises(CardNotGood):
        give_card_back(number, ground="in_time", reason="退", actor=BOSS, at=AT)
    loyalty.activate_value_card(number, actor=CLERK, at=AT)
    loyalty.block_value_card(number, reason="丢失", actor=CLERK, at=AT)
    for one in (CLERK, BOSS):
        with pytest.raises(SecondPersonAsked):
            give_card_back(number, ground="in_time", reason="退", actor=one, at=AT)
    assert (left(number), Refund.objects.count()) == ((100, 0), 0)
    assert back_by_two(number, "in_time") == 100


@db
def test_a_reader_with_money_on_a_card_is_not_erased() -> None:
    holder = MemberFactory.create()
    number = a_card("100", holder_id=holder.pk)

    (reason,) = reasons_not_to_erase(member_id=holder.pk, at=AT)
    assert (type(reason), reason.params) == (MoneyOnCards, {"numbers": f"…{number[-4:]}"})
    give_card_back(number, ground="in_time", reason="退", actor=BOSS, at=AT)
    assert reasons_not_to_erase(member_id=holder.pk, at=AT) == []


@db
def test_cards_are_written_to_readers_who_are_held_and_still_there() -> None:
    kept, gone, erased = (MemberFactory.create() for _one in range(3))
    merge_members(kept_id=kept.pk, absorbed_id=gone.pk, actor=BOSS, at=AT)
    Member.objects.filter(pk=erased.pk).update(status="erased")
    number, other = a_card("100", holder_id=gone.pk), a_card("1")

    def do(place: int) -> None:
        try:
            if place == 0:
                a_card("100", holder_id=kept.pk)
            elif place == 1:
                top_up_value_card(number, amount=Decimal(1), tender="cash", reference="", actor=CLERK, at=AT)
            else:
                loyalty.hand_value_card(other, holder_id=gone.pk, reason="送人", actor=CLERK, at=AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as clerks:
        with transaction.atomic():
            hold_kept_member(member_id=kept.pk)
            doing = [clerks.submit(do, place) for place in range(3)]
            assert not wait(doing, timeout=0.5).done
            assert (ValueCard.objects.count(), ValueDeed.objects.count()) == (2, 2)
        assert [one.result() for one in doing] == [None] * 3
    assert set(ValueCard.objects.values_list("holder_id", flat=True)) == {kept.pk}
    with pytest.raises(PersonErased):
        a_card("100", holder_id=erased.pk)


@db
def test_the_quarter_that_is_filed_adds_up_from_the_ledger(client: Client) -> None:
    a_bonus()
    number = a_card("200")
    pay(number, "44")
    first = quarter_of(AT.date())

    report = value_report(first=first, actor=BOSS)
    later = value_report(first=quarter_of(first, back=-1), actor=BOSS)

    assert [(one.sold, one.until_then) for one in report.cards] == [(1, 1)]
    assert [(one.loaded, one.used, one.after) for one in report.lines] == [
        (Decimal(200), Decimal(-40), Decimal(160)), (Decimal(20), Decimal(-4), Decimal(16)),
    ]  # fmt: skip
    assert [(one.before, one.loaded, one.after) for one in later.lines] == [
        (Decimal(160), Decimal(0), Decimal(160)), (Decimal(16), Decimal(0), Decimal(16)),
    ]  # fmt: skip
    client.force_login(staff_with(Role.ANALYST))
    file = client.get(reverse("loyalty:value_report"), {"as": "csv"})
    assert file.headers["Content-Type"].startswith("text/csv")
    assert EventRecord.objects.filter(name="loyalty.value_cards_exported").count() == 1
