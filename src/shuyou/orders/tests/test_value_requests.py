"""Value above one person's limit moves when another approves; buyers confirm what holds; papers for holders."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import MEMBER, Actor
from shuyou.kernel.errors import DomainError, NotFound, NotPermitted
from shuyou.kernel.ledgers import differences
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.loyalty.errors import (
    HolderMissing,
    NoticeNotTold,
    OwnValueRequest,
    RequestDecided,
    SecondPersonAsked,
    ValueAskedBefore,
)
from shuyou.loyalty.models import ValueCard, ValueRequest
from shuyou.loyalty.queries.value_statement import value_statement
from shuyou.loyalty.services import CardSale, NoticeDraft, replace_value_card, word_value_notice
from shuyou.loyalty.services.value_requests import ValueAsk, ask_for_value, refuse_value_request
from shuyou.members.models import Member
from shuyou.members.services import merge_members
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.services.value import approve_value_request, sell_value_cards
from shuyou.orders.tests.factories import AT, BOSS, CLERK
from shuyou.orders.tests.test_stored_value import a_card, left, pay
from shuyou.payments.models import Refund

pytestmark = pytest.mark.django_db(transaction=True)
OTHER_BOSS = Actor("staff", "902", "test", frozenset({Role.MANAGER}))


def reader_actor(member_id: int) -> Actor:
    return Actor(MEMBER, str(member_id), "web", scopes=frozenset({"loyalty.view"}))


def asked(number: str, kind: str = "back", *, to: str = "", actor: Actor = CLERK) -> int:
    ground = "in_time" if kind == "back" else ""
    draft = ValueAsk(card_number=number, kind=kind, reason="读者来店", ground=ground, to=to)
    return ask_for_value(draft, actor=actor, at=AT)


def test_a_clerk_asks_and_a_manager_gives_the_money_back_once() -> None:
    number = a_card("600")
    request = asked(number)

    assert (asked(number), left(number)) == (request, (600, 0))
    with pytest.raises(ValueAskedBefore):
        asked(number, "replace")
    with pytest.raises(NotPermitted):
        approve_value_request(request_id=request, actor=CLERK, at=AT)
    assert approve_value_request(request_id=request, actor=BOSS, at=AT) == 600
    with pytest.raises(RequestDecided):
        approve_value_request(request_id=request, actor=BOSS, at=AT)

    assert left(number) == (0, 0)
    assert (Refund.objects.get().amount, differences()) == (Decimal(600), [])
    row = ValueRequest.objects.get()
    assert (row.state, row.asked_by, row.decided_by) == ("done", CLERK.signature, BOSS.signature)


def test_nobody_approves_what_they_asked_for_and_a_refusal_moves_nothing() -> None:
    number, other = a_card("600"), a_card("10")
    request = asked(number, "move", to=other, actor=BOSS)

    with pytest.raises(OwnValueRequest):
        approve_value_request(request_id=request, actor=BOSS, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        ValueRequest.objects.update(decided_by=BOSS.signature)
    refuse_value_request(request_id=request, note="先核对身份", actor=OTHER_BOSS, at=AT)

    assert (left(number)[0], left(other)[0]) == (600, 10)
    again = asked(number, "move", to=other)
    assert approve_value_request(request_id=again, actor=BOSS, at=AT) == 600
    assert (left(number)[0], left(other)[0], differences()) == (0, 610, [])


def test_a_card_used_meanwhile_is_not_given_back_as_it_was() -> None:
    number = a_card("600")
    request = asked(number)
    pay(number, "1")

    with pytest.raises(DomainError):
        approve_value_request(request_id=request, actor=BOSS, at=AT)

    assert (left(number)[0], ValueRequest.objects.get().state, Refund.objects.count()) == (599, "asked", 0)


def test_a_card_is_given_to_another_reader_when_a_second_person_approves() -> None:
    holder, other = MemberFactory.create(), MemberFactory.create()
    number = a_card("600", holder_id=holder.pk)

    def ask(who: Member, actor: Actor = BOSS) -> int:
        draft = ValueAsk(card_number=number, kind="hand", reason="送给女儿", holder_id=who.pk)
        return ask_for_value(draft, actor=actor, at=AT)

    with pytest.raises(HolderMissing):
        ask(holder)
    request = ask(other)
    with pytest.raises(ValueAskedBefore):
        ask(MemberFactory.create())
    with pytest.raises(OwnValueRequest):
        approve_value_request(request_id=request, actor=BOSS, at=AT)
    assert ValueCard.objects.get().holder_id == holder.pk
    assert approve_value_request(request_id=request, actor=OTHER_BOSS, at=AT) == 600

    assert (ValueCard.objects.get().holder_id, left(number)[0], differences()) == (other.pk, 600, [])


def test_whoever_is_to_get_a_card_is_followed_when_merged_and_a_refusal_needs_nobody() -> None:
    holder, kept, gone = (MemberFactory.create() for _one in range(3))
    number = a_card("600", holder_id=holder.pk)
    draft = ValueAsk(card_number=number, kind="hand", reason="赠", holder_id=gone.pk)
    request = ask_for_value(draft, actor=CLERK, at=AT)
    merge_members(kept_id=kept.pk, absorbed_id=gone.pk, actor=BOSS, at=AT)

    Member.objects.filter(pk=kept.pk).update(status="erased")
    with pytest.raises(DomainError):
        approve_value_request(request_id=request, actor=BOSS, at=AT)
    refuse_value_request(request_id=request, note="已注销", actor=BOSS, at=AT)

    assert ValueRequest.objects.values_list("to_holder_id", "state").get() == (kept.pk, "refused")
    assert ValueCard.objects.get().holder_id == holder.pk


def test_pages_ask_where_a_clerk_may_not_and_a_manager_decides(client: Client) -> None:
    number = a_card("800")
    card = ValueCard.objects.get()
    client.force_login(StaffFactory.create(roles=[Role.SHOP_CLERK.value]))
    client.post(reverse("loyalty:value_card_deed", args=[card.uid, "replace"]), {"reason": "卡面破损"})
    page = client.get(reverse("loyalty:value_card", args=[card.uid])).content.decode()
    for one in (CLERK, BOSS):
        with pytest.raises(SecondPersonAsked):
            replace_value_card(number, reason="卡面破损", actor=one, at=AT)

    client.force_login(StaffFactory.create(roles=[Role.MANAGER.value]))
    listed = client.get(reverse("loyalty:value_requests")).content.decode()
    request = ValueRequest.objects.get()
    client.post(reverse("orders:value_request_decide", args=[request.pk]), {"is_approved": "1"})

    assert reverse("loyalty:value_requests") in page
    assert "卡面破损" in listed
    assert number not in listed
    states = set(ValueCard.objects.values_list("state", "principal"))
    assert states == {("replaced", Decimal("0.00")), ("active", Decimal("800.00"))}


def test_a_card_is_sold_to_whoever_confirmed_the_words_in_force(client: Client) -> None:
    sale = CardSale(kind="bearer", amount=Decimal(100), tender="cash", reference="", told=1)
    sell_value_cards(sale, actor=CLERK, at=AT)
    draft = NoticeDraft(kind="bearer", text_zh="不记名，不挂失。", text_en="In nobody’s name.")
    assert word_value_notice(draft, actor=BOSS, at=AT) == 2

    with pytest.raises(NoticeNotTold):
        sell_value_cards(sale, actor=CLERK, at=AT)
    client.force_login(staff_with(Role.SHOP_CLERK))
    typed = {
        "kind": "bearer", "amount": "50", "tender": "cash", "copies": "1", "key": str(uuid4()), "told_bearer": "2",
    }  # fmt: skip
    shown = client.get(reverse("orders:sell_value")).content.decode()
    unread = client.post(reverse("orders:sell_value"), typed)
    done = client.post(reverse("orders:sell_value"), typed | {"is_told": "on"})

    assert "不记名，不挂失。" in shown
    assert (unread.status_code, done.status_code) == (422, 303)
    assert list(ValueCard.objects.order_by("pk").values_list("told", flat=True)) == [1, 2]
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE loyalty_valuenotice SET text_zh = ''")


def test_a_statement_adds_up_for_its_holder_and_nobody_else(client: Client) -> None:
    holder, other = MemberFactory.create(), MemberFactory.create()
    number = a_card("200", holder_id=holder.pk)
    pay(number, "44", source="order:SO1")
    uid = ValueCard.objects.get().uid
    day = AT.date()

    found = value_statement(uid=uid, since=day, until=day, member_id=holder.pk, actor=reader_actor(holder.pk))

    assert (found.adds_up, found.before, found.after) == (True, Decimal(0), Decimal(156))
    assert [line.amount for line in found.lines] == [200, -44]
    for stranger in (reader_actor(other.pk), reader_actor(holder.pk)):
        with pytest.raises(NotFound):
            value_statement(uid=uid, since=day, until=day, member_id=other.pk, actor=stranger)
    with pytest.raises(NotFound):
        value_statement(uid=uid, since=day, until=day, actor=reader_actor(other.pk))
    client.force_login(staff_with(Role.SHOP_CLERK))
    query = {"since": day.isoformat(), "until": day.isoformat()}
    table = client.get(reverse("loyalty:value_statement_csv", args=[uid]), query)
    paper = client.get(reverse("loyalty:value_statement_pdf", args=[uid]), query)
    assert "-44.00" in b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]
    assert paper.content.startswith(b"%PDF")


def test_cards_that_wait_are_printed_and_others_are_not(client: Client) -> None:
    sale = CardSale(kind="bearer", amount=Decimal(100), tender="cash", reference="", copies=3, is_active=False, told=1)
    sell_value_cards(sale, actor=CLERK, at=AT)
    a_card("100")
    client.force_login(staff_with(Role.SHOP_CLERK))

    page = client.get(reverse("loyalty:value_sheet")).content.decode()
    waiting = [str(uid) for uid in ValueCard.objects.filter(state="new").values_list("uid", flat=True)]
    sheet = client.post(reverse("loyalty:value_sheet"), {"card": waiting})

    assert [uid in page for uid in waiting] == [True] * 3
    assert page.count('name="card"') == 3
    assert sheet.content.startswith(b"%PDF")
    assert EventRecord.objects.filter(name="loyalty.value_cards_exported").count() == 1
