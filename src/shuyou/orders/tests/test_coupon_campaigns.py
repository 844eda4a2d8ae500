"""Campaigns of coupons: who gets one, that each is used once however many try, and what they brought."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from queue import Queue
from threading import Barrier
from time import perf_counter
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.services.reminders import note_lapses
from shuyou.members.models import PersonTag, Tag
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders import queries, services
from shuyou.orders.errors import CouponEnded, CouponUnknown, CouponUsed
from shuyou.orders.errors.coupons import CampaignNotPossible, CouponBlocked, CouponCodeTaken, StopWithoutReason
from shuyou.orders.models import Coupon, CouponLeftOut, Order, PromotionUse
from shuyou.orders.rules import is_coupon_code
from shuyou.orders.services import (
    CampaignDraft,
    CouponsDraft,
    Wanted,
    begin_campaign,
    block_coupon,
    cancel_order,
    make_coupons,
    make_next,
    place_order,
    resume_campaign,
    stop_campaign,
)
from shuyou.orders.tests.factories import AT, CLERK, PICKER, a_draft, a_member, a_title
from shuyou.orders.tests.test_place_order_races import CLIENTS, all_at_once
from shuyou.orders.tests.test_promotions import MANAGER, MARKETER, TENTH, publish
from shuyou.orders.tests.test_returns import LATER, back

JOB = Actor.job("loyalty.tell_of_lapses")
MANY, CONNECTIONS = 1000, 48

pytestmark = pytest.mark.django_db(transaction=True)


def begun(**more: object) -> str:
    """Begin a campaign for a promotion that asks for a coupon, make its coupons, and return its uid."""
    draft = CampaignDraft(promotion="card", name="冬至", **more)  # type: ignore[arg-type]
    uid = begin_campaign(draft, actor=MARKETER, at=AT)
    while make_next(uid=uid, part=20, actor=MARKETER, at=AT):
        pass
    return str(uid)


def tagged(count: int) -> Tag:
    """Return a tag that so many members bear."""
    tag = Tag.objects.create(name="冬至")
    for _ in range(count):
        PersonTag.objects.create(person=MemberFactory.create().person, tag=tag, added_by="test", at=AT)
    return tag


@pytest.fixture(autouse=True)
def promotion() -> None:
    """A promotion that asks for a coupon."""
    a_member()
    publish("card", replace(TENTH, by_coupon=True))


def test_codes_are_sound_unlike_each_other_and_made_a_hundred_thousand_in_seconds() -> None:
    started = perf_counter()
    make_coupons(CouponsDraft(code="card", count=100_000), actor=MARKETER, at=AT)
    taken = perf_counter() - started

    codes = list(Coupon.objects.values_list("code", flat=True))
    assert len(set(codes)) == len(codes) == 100_000
    assert all(map(is_coupon_code, codes[::97]))
    letters = Counter(code[place] for code in codes for place in range(9))
    assert max(letters.values()) < 1.05 * min(letters.values())  # no letter is likelier than another
    assert taken < 60


def test_one_of_64_clients_spends_a_coupon_that_is_good_once() -> None:
    members, item = [a_member() for _ in range(CLIENTS)], a_title(copies=2 * CLIENTS)
    begun(count=1)
    code = Coupon.objects.get().code
    calls: list[Callable[[], object]] = [
        partial(place_order, replace(a_draft(member.pk, Wanted(item.pk, 1)), coupons=(code,)), actor=CLERK, at=AT)
        for member in members
    ]

    results = all_at_once(calls)

    assert Counter(type(one).__name__ for one in results) == {"Placed": 1, "CouponUsed": CLIENTS - 1}
    assert (Coupon.objects.get().uses, PromotionUse.objects.count(), Order.objects.count()) == (1, 1, 1)


def test_exploit_redeem_the_same_code_from_a_thousand_clients() -> None:
    """A thousand threads at once, through as many connections as a server of the shop would have."""
    members, item = [a_member() for _ in range(CLIENTS)], a_title(copies=1200)
    begun(shared_code="WINTER", most_uses=3)
    pool: Queue[BaseDatabaseWrapper] = Queue()
    start = Barrier(MANY)
    for _ in range(CONNECTIONS):
        pool.put(opened := connection.copy())
        opened.inc_thread_sharing()

    def client(number: int) -> str:
        draft = replace(a_draft(members[number % CLIENTS].pk, Wanted(item.pk, 1)), coupons=("winter",))
        start.wait(60)
        connections[DEFAULT_DB_ALIAS] = mine = pool.get()
        try:
            place_order(draft, actor=CLERK, at=AT)
        except CouponUsed:
            return "used"
        else:
            return "placed"
        finally:
            pool.put(mine)

    with ThreadPoolExecutor(MANY) as clients:
        told = Counter(clients.map(client, range(MANY)))
    while not pool.empty():
        pool.get().close()

    assert told == {"placed": 3, "used": MANY - 3}
    assert (Coupon.objects.get().uses, PromotionUse.objects.count(), Order.objects.count()) == (3, 3, 3)


def test_exploit_an_expired_withdrawn_or_blocked_voucher_spends_nothing() -> None:
    member, item = a_member(), a_title(copies=9)
    uid = begun(count=3, ends_at=AT + timedelta(days=1))
    first, second, third = Coupon.objects.order_by("pk").values_list("code", flat=True)

    def pay(code: str, days: int = 0) -> None:
        draft = replace(a_draft(member.pk, Wanted(item.pk, 1)), coupons=(code,))
        place_order(draft, actor=CLERK, at=AT + timedelta(days=days))

    with pytest.raises(CouponEnded):
        pay(first, days=1)
    with pytest.raises(StopWithoutReason):
        block_coupon(code=second, reason=" ", actor=MARKETER, at=AT)
    block_coupon(code=second, reason="网上流传", actor=MARKETER, at=AT)
    with pytest.raises(CouponBlocked):
        pay(second)
    stop_campaign(uid=uid, reason="印错", actor=MARKETER, at=AT)  # type: ignore[arg-type]
    with pytest.raises(CouponBlocked):
        pay(third)
    assert Order.objects.count() == 0

    resume_campaign(uid=uid, actor=MARKETER, at=AT)  # type: ignore[arg-type]
    pay(third)
    assert Order.objects.count() == 1


def test_a_coupon_comes_back_once_when_its_order_is_cancelled() -> None:
    member, item = a_member(), a_title(copies=9)
    begun(count=1)
    coupon = Coupon.objects.get()
    draft = replace(a_draft(member.pk, Wanted(item.pk, 1)), coupons=(coupon.code,))
    placed = place_order(draft, actor=CLERK, at=AT)
    cancel_order(placed.number, reason="", actor=CLERK, at=AT)
    deliver_all()

    coupon.refresh_from_db()
    assert coupon.uses == 0
    place_order(replace(draft, request_key=a_draft(1).request_key), actor=CLERK, at=AT)
    coupon.refresh_from_db()
    assert coupon.uses == 1


def test_a_coupon_comes_back_once_when_all_that_was_bought_with_it_did() -> None:
    member, item = a_member(), a_title(copies=9)
    begun(count=1)
    coupon = Coupon.objects.get()
    draft = a_draft(member.pk, Wanted(item.pk, 2), payment="cod")
    number = place_order(replace(draft, coupons=(coupon.code,)), actor=CLERK, at=AT).number
    services.pick_order(number, actor=PICKER, at=AT)
    services.ship_order(number, waybill="EA1", actor=PICKER, at=AT)
    services.deliver_order(number, actor=PICKER, at=AT)
    order = Order.objects.get(number=number)

    for uses in (1, 0):  # half of it, then the other half
        deliver_all()
        services.settle_return(back(order, 1), damaged={}, actor=PICKER, at=LATER)
        deliver_all()
        coupon.refresh_from_db()
        assert coupon.uses == uses
    with transaction.atomic():
        assert not services.give_coupons_back(order_id=order.pk, at=AT)  # once only


def test_a_segment_gets_one_each_but_for_those_left_out_to_compare() -> None:
    tag = tagged(60)
    uid = begun(to="segment", segment=f"members-tag:{tag.pk}", hold_out=30)

    given = set(Coupon.objects.values_list("member_id", flat=True))
    left_out = set(CouponLeftOut.objects.values_list("member_id", flat=True))
    assert given | left_out == set(PersonTag.objects.values_list("person_id", flat=True))
    assert not given & left_out
    assert 5 <= len(left_out) <= 35

    item = a_title(copies=9)
    coupon = Coupon.objects.order_by("pk")[0]
    assert coupon.member_id is not None
    draft = a_draft(coupon.member_id, Wanted(item.pk, 1))
    placed = place_order(replace(draft, coupons=(coupon.code,)), actor=CLERK, at=AT + timedelta(hours=1))
    other = a_draft(min(left_out), Wanted(item.pk, 1))
    without = place_order(other, actor=CLERK, at=AT + timedelta(hours=1))
    figures = queries.campaign_figures(uid=uid, at=AT + timedelta(days=1), actor=MANAGER)  # type: ignore[arg-type]

    assert (figures.given, figures.used, figures.orders) == (len(given), 1, 1)
    assert (figures.turnover, figures.discount) == (placed.total, without.total - placed.total)
    assert figures.with_coupon is not None
    assert figures.without is not None
    assert (figures.with_coupon.people, figures.without.people) == (len(given), len(left_out))
    assert (figures.with_coupon.turnover, figures.without.turnover) == (placed.total, without.total)


def test_what_makes_no_sense_is_refused_and_a_code_for_all_is_nobody_elses() -> None:
    begun(shared_code="WINTER", most_uses=10)
    drafts = (
        (CampaignDraft(promotion="card", name="x", shared_code="winter"), CouponCodeTaken),
        (CampaignDraft(promotion="card", name="x", shared_code="a"), CampaignNotPossible),
        (CampaignDraft(promotion="card", name="x", to="segment", segment="members-tag:99"), CampaignNotPossible),
        (CampaignDraft(promotion="card", name="x", count=5, ends_at=AT), CampaignNotPossible),
        (CampaignDraft(promotion="card", name="x", count=5, remind_days=3), CampaignNotPossible),
    )
    for draft, refusal in drafts:
        with pytest.raises(refusal):
            begin_campaign(draft, actor=MARKETER, at=AT)
    assert Coupon.objects.count() == 1


def test_a_reader_sees_own_coupons_and_who_is_to_be_reminded_is_known() -> None:
    member = a_member()
    begun(to="numbers", member_ids=(member.pk,), remind_days=3, ends_at=AT + timedelta(days=10))
    own = queries.coupons_of_reader(member_id=member.pk, at=AT, actor=CLERK)
    assert [one.code for one in own] == [Coupon.objects.get().code]
    assert queries.coupons_of_reader(member_id=member.pk, at=AT + timedelta(days=11), actor=CLERK) == ()

    due = [note_lapses("coupon", actor=JOB, at=AT + timedelta(days=days)).reminders for days in (5, 8, 8, 12)]
    assert due == [0, 1, 0, 0]


def test_a_double_click_begins_one_campaign_and_a_file_of_excel_is_read(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER))
    member = a_member()
    sent = {"name": "冬至", "promotion": "card", "to": "numbers", "most_uses": "1", "key": str(uuid4())}

    for encoding in ("utf-16", "gb18030"):
        file = SimpleUploadedFile("号码.txt", f"{member.number}\n无此人".encode(encoding))
        answer = client.post(reverse("orders:campaign_new"), {**sent, "file": file}, follow=True)
        assert "无此人" in answer.content.decode()
    assert Coupon.objects.get().member_id == member.pk
    torn = SimpleUploadedFile("x.txt", b"M1\0\n")
    answer = client.post(reverse("orders:campaign_new"), {**sent, "key": str(uuid4()), "file": torn})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_pages_begin_show_print_and_withdraw(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER))
    sent = {"name": "冬至", "promotion": "card", "to": "anybody", "count": "7", "most_uses": "1"}
    answer = client.post(reverse("orders:campaign_new"), sent)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    uid = answer["Location"].rstrip("/").split("/")[-1]
    while make_next(uid=uid, actor=MARKETER, at=AT):  # type: ignore[arg-type]
        pass

    assert client.get(answer["Location"]).status_code == HTTPStatus.OK
    assert client.get(reverse("orders:campaigns"), {"word": "冬至"}).content.decode().count("冬至") > 1
    sheet = client.get(reverse("orders:campaign_sheet", args=[uid]))
    assert sheet.content.startswith(b"%PDF")
    rows = b"".join(client.get(reverse("orders:campaign_file", args=[uid])).streaming_content)  # type: ignore[attr-defined]
    assert len(rows.decode("utf-8-sig").splitlines()) == 8
    refused = client.post(reverse("orders:campaign_deed", args=[uid, "stop"]), {"reason": ""})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    client.post(reverse("orders:campaign_deed", args=[uid, "stop"]), {"reason": "印错"})
    assert "印错" in client.get(answer["Location"]).content.decode()
    with pytest.raises(CouponUnknown):
        queries.coupons_of(codes=["NOWHERE"], member_id=1, at=AT)
