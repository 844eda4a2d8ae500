"""Earning rules on their pages: written, read in both languages, replayed on history, published; points explained."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.catalog.models import Item, Subject
from shuyou.kernel import clock
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.models import PointsRule
from shuyou.loyalty.queries import Earning, Gives, Purchase, Room, Rule, Terms, rule_at
from shuyou.loyalty.services import RuleDraft, add_points_rule, change_points_rule, publish_points_rule
from shuyou.members.models import Member
from shuyou.orders.models import Order, OrderLine, PointsPreviewAward
from shuyou.orders.queries._earning import bought, reader_of
from shuyou.orders.queries._points_preview import PreviewDetail, points_preview
from shuyou.orders.services import ask_points_preview, preview_next
from shuyou.orders.tests.factories import AT, BOSS, a_member, a_title
from shuyou.orders.tests.test_earning import in_force, paid_order

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def staff(role: Role) -> Client:
    """Return somebody of a role, signed in."""
    client = Client()
    client.force_login(staff_with(role))
    return client


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("F033", "F037", "F038", "X05", "X06")
def test_a_rule_from_the_first_draft_to_a_reader_who_sees_why() -> None:
    item, member = a_title(5), a_member()
    Subject.objects.create(item=item, scheme="clc", code="I287.45")
    marketer, manager = staff(Role.MARKETER), staff(Role.MANAGER)
    typed = {
        "code": "june", "name_zh": "六一双倍", "name_en": "Double on 1 June", "gives": "times", "value": "2",
        "classes": "I28", "days": ["sun:0601"], "other_days": "11-22, moon 8-16", "stacks": "on",
    }  # fmt: skip

    wrong = marketer.post(reverse("orders:points_rule_new"), {**typed, "other_days": "13-40", "value": "1"})
    made = marketer.post(reverse("orders:points_rule_new"), typed)
    page = marketer.get(reverse("orders:points_rule", args=["june"])).content.decode()
    forbidden = marketer.post(reverse("orders:points_rule_deed", args=["june", "publish"]))
    edit = marketer.get(reverse("orders:points_rule_edit", args=["june"])).content.decode()

    assert (wrong.status_code, made.status_code, forbidden.status_code) == (422, 303, 403)
    assert "2 倍积分" in page
    assert "2 times the points." in page
    assert "moon 8-16" in edit
    assert manager.post(reverse("orders:points_rule_deed", args=["june", "publish"])).status_code == 303
    assert PointsRule.objects.get().state == "live"
    assert "六一双倍" in manager.get(reverse("orders:points_rules")).content.decode()
    in_force("plain", gives=Gives.POINTS, value=Decimal(5))
    paid_order(member, item)
    why = manager.get(reverse("loyalty:why", args=[member.number])).content.decode()
    assert "+38" in why
    assert item.title in why
    assert manager.post(reverse("loyalty:book")).status_code == 303
    assert manager.get(reverse("loyalty:book")).status_code == 200
    terms = {"points_per_yuan": "2", "point_value": "0.1", "lot_months": "24", "pending_days": "0", "gift_most": "0"}
    assert manager.post(reverse("orders:points_program"), terms).status_code == 303
    assert rule_at(clock.now()).points_per_yuan == 2


def an_order(member: Member, items: list[Item], chance: Random, at: datetime) -> Order:
    """Keep an order as it was paid, without any of its story."""
    prices = [Decimal(chance.randrange(500, 9_000)) / 100 for _ in items]
    copies = [chance.randrange(1, 4) for _ in items]
    net = sum((price * number for price, number in zip(prices, copies, strict=True)), Decimal(0))
    spent = Decimal(chance.choice((0, 0, 500))) / 100
    order = Order.objects.create(
        number=f"SO{uuid4().hex[:10]}", request_key=uuid4(), member=member, channel=chance.choice(("phone", "web")),
        state="paid", payment="online", list_total=net, net_total=net, total=net - spent, points_value=spent,
        paid_total=net - spent, placed_by="staff:1", placed_at=at, paid_at=at,
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order, member=member, item=item, position=place, title=item.title, quantity=number, list_price=price,
            discount_rate=1, net_price=price, list_amount=price * number, net_amount=price * number,
            price_reason="list",
        )
        for place, (item, price, number) in enumerate(zip(items, prices, copies, strict=True), 1)
    )  # fmt: skip
    return order


SAID: list[dict[str, Any]] = [
    {"gives": Gives.TIMES, "value": Decimal("1.5")},
    {"gives": Gives.RATE, "value": Decimal("0.3"), "titles": frozenset({"class:I2"}), "least_amount": Decimal(30)},
    {"gives": Gives.EACH, "value": Decimal(7), "but_not": frozenset({"class:I2"}), "least_copies": 2},
    {"gives": Gives.POINTS, "value": Decimal(40), "most_per_day": 60, "most_per_member": 150, "budget": 400},
    {"gives": Gives.POINTS, "value": Decimal(9), "per_year": True, "most_years": 3, "years_from": 1},
    {"gives": Gives.POINTS, "value": Decimal(11), "every": 3, "within_days": 20, "channels": frozenset({"web"})},
    {"gives": Gives.POINTS, "value": Decimal(11), "is_first_order": True},
    {"gives": Gives.POINTS, "value": Decimal(6), "by_birthday": True, "days_before": 5, "days_after": 9},
    {"gives": Gives.POINTS, "value": Decimal(6), "days": frozenset({"moon:0815", "sun:1111"}), "days_after": 12},
    {"gives": Gives.EACH, "value": Decimal(3), "weekdays": frozenset({1, 6}), "most_per_order": 10},
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("X06")
def test_a_replay_in_one_statement_is_what_the_rules_say_order_by_order() -> None:
    """Frozen history, two ways: SQL over all orders at once, and the rules that post points, order by order."""
    chance = Random(7)
    items = [a_title(0) for _ in range(4)]
    Subject.objects.create(item=items[0], scheme="clc", code="I247.5")
    Item.objects.filter(pk=items[3].pk).update(earns_no_points=True)
    people = [a_member() for _ in range(4)]
    for place, one in enumerate(people):
        Member.objects.filter(pk=one.pk).update(joined_on=(AT - timedelta(days=370 * place)).date())
        one.person.birth_date, one.person.lunar_birthday = AT.date().replace(year=1990), "0909" if place % 2 else ""
        one.person.save()
    moments = sorted(AT - timedelta(minutes=chance.randrange(60 * 24 * 80)) for _ in range(45))
    orders = [
        an_order(chance.choice(people), chance.sample(items, chance.randrange(1, 4)), chance, at) for at in moments
    ]

    for place, said in enumerate(SAID):
        terms, code = Terms(**said), f"r{place}"
        add_points_rule(RuleDraft(code=code, name_zh="规则", terms=terms), actor=BOSS, at=NOW)
        found = replayed(code)
        assert found.row.points == _one_by_one(terms, orders), said
        assert found.row.points == sum(one.gained - one.lost for one in found.tiers)
        publish_points_rule(code, actor=BOSS, at=NOW)
        change_points_rule(RuleDraft(code=code, name_zh="规则", terms=terms), actor=BOSS, at=NOW)
        twice = replayed(code)
        assert (twice.row.points, twice.winners, twice.losers) == (0, 0, 0)
    assert not PointsPreviewAward.objects.exists()


def replayed(code: str, *, part: int = 2) -> PreviewDetail:
    """Return what a rule would have given in three months, reckoned in small parts."""
    uid = ask_points_preview(code=code, months=3, actor=BOSS, at=NOW)
    while preview_next(uid=uid, part=part, actor=BOSS, at=NOW):
        pass
    return points_preview(uid=uid, actor=BOSS)


def _one_by_one(terms: Terms, orders: list[Order]) -> int:
    """Return what the rule gives order by order, each within the room that those before it left."""
    rule = Rule(rule_id=1, version_id=1, code="r", version=1, terms=terms)
    today: dict[Any, int] = {}
    ever: dict[int, int] = {}
    given = 0
    for order in orders:
        assert order.member_id
        assert order.paid_at
        earning = Earning(rule_at(order.paid_at), (rule,))
        reader = reader_of(
            member_id=order.member_id, earning=earning, at=order.paid_at, order_id=order.pk, placed_at=order.placed_at
        )
        goods = bought(order_ids=[order.pk], earnings=[earning])[order.pk]
        purchase: Purchase = goods.purchase(paid=order.total, at=order.paid_at)
        key = (order.member_id, purchase.on)
        room = Room(
            today={1: terms.most_per_day - today.get(key, 0)} if terms.most_per_day else {},
            ever={1: terms.most_per_member - ever.get(order.member_id, 0)} if terms.most_per_member else {},
            budget={1: terms.budget - given} if terms.budget else {},
        )
        points = sum(award.points for award in earning.of(purchase, reader, room) if award.rule)
        today[key] = today.get(key, 0) + points
        ever[order.member_id] = ever.get(order.member_id, 0) + points
        given += points
    return given
