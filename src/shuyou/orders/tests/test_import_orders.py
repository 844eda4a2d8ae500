"""Orders in files: the same as on the telephone, each once, refused beside what is wrong."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError, NotPermitted
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.loyalty.services import earn_points
from shuyou.members.models import Member
from shuyou.members.tests.factories import PhoneFactory
from shuyou.orders.errors import EmptyOrder
from shuyou.orders.models import Order, OrderLine
from shuyou.orders.rules import Kind, Rule
from shuyou.orders.services import (
    OrderDraft,
    OrderReading,
    PromotionDraft,
    Wanted,
    add_promotion,
    import_orders,
    preview_orders,
    publish_promotion,
)
from shuyou.orders.services._place_many import place_many
from shuyou.orders.services._place_order import Placed, place_one
from shuyou.orders.tests.factories import AT, BOSS, HOME, a_member, a_title
from shuyou.supply.tests.factories import stock_up

pytestmark = pytest.mark.django_db

READING = OrderReading(source="shop", channel="web", payment="cod")
HEADINGS = ("订单号", "会员号", "ISBN", "数量", "付款方式", "收货人", "收货电话", "收货地址", "使用积分", "备注")
TO = ("林晚舟", "13800002046", "浙江省杭州市西湖区纸鸢路 12 号")
BOOKS = [f"97875302168{place:02d}" for place in range(4)]
SHOT = """
    SELECT 'order', o.note, o.member_id, o.channel, o.state, o.payment, o.recipient, o.address, o.list_total,
           o.net_total, o.delivery_fee, o.points_spent, o.points_value, o.total, o.paid_total, o.placed_by,
           o.placed_at::text, o.version, o.holding FROM orders_order o ORDER BY o.id;
    SELECT 'line', o.note, l.position, l.item_id, l.title, l.quantity, l.list_price, l.discount_rate, l.net_price,
           l.list_amount, l.net_amount, l.price_reason, l.price_steps, l.waiting
      FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id ORDER BY o.id, l.position;
    SELECT 'movement', o.note, m.layer_id, m.item_id, m.kind, m.quantity, m.list_price, m.unit_cost
      FROM supply_movement m JOIN orders_order o ON m.source = 'order:' || o.number ORDER BY o.id, m.layer_id;
    SELECT 'layer', id, on_hand, reserved FROM supply_layer ORDER BY id;
    SELECT 'shelf', id, on_hand, reserved FROM supply_shelf ORDER BY id;
    SELECT 'points', member_id, balance FROM loyalty_pointsaccount ORDER BY member_id;
    SELECT 'event', o.note, e.name, e.payload->>'total', e.actor_kind, e.via FROM kernel_event e
      JOIN orders_order o ON o.id = (e.payload->>'order_id')::bigint ORDER BY o.id, e.id;
    SELECT 'use', o.note, u.promotion_id, u.saving FROM orders_promotionuse u JOIN orders_order o ON o.id = u.order_id
     ORDER BY o.id, u.promotion_id
"""


def shot() -> list[tuple[Any, ...]]:
    """Return all that orders leave behind, without the ids and numbers that a second try would not get again."""
    rows: list[tuple[Any, ...]] = []
    for statement in SHOT.split(";"):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            rows += cursor.fetchall()
    return rows


@contextmanager
def undone() -> Iterator[None]:
    """Take back what the block wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def readers(db: None) -> list[Member]:
    """Three members: one with points, one whose orders are stopped, one who goes by a telephone number."""
    readers = [a_member() for _ in range(3)]
    earn_points_of(readers[0])
    Member.objects.filter(pk=readers[1].pk).update(is_blocked=True, block_reason="退件")
    PhoneFactory.create(person=readers[2].person, digits="13900001111")
    return readers


def earn_points_of(member: Member) -> None:
    """Give a member 500 points."""
    with transaction.atomic():
        earn_points(member_id=member.pk, amount=Decimal(500), source="gift", at=AT)


@pytest.fixture
def titles(db: None) -> list[Item]:
    """Four titles with numbers: two layers of one, plenty of the second, two copies of the third, none of the last."""
    titles = [a_title(copies=copies) for copies in (3, 50, 2, 0)]
    stock_up(titles[0].pk, 4, at=AT + timedelta(days=1))
    for item, value in zip(titles, BOOKS, strict=True):
        IdentifierFactory.create(item=item, value=value)
    return titles


def a_file(folder: Path, *rows: Sequence[object], encoding: str = "utf-8") -> Path:
    """Write a file of orders."""
    path = folder / f"{uuid4().hex}.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path


def mixed(readers: Sequence[Member]) -> list[Sequence[object]]:
    """Return rows of orders that are plain, pay with points, lack copies, or are wrong."""
    first, stopped, _third = (reader.number for reader in readers)
    return [
        ("T1", first, BOOKS[0], 2, "货到付款", *TO, "", "快"), ("", "", BOOKS[1], 1),
        ("T2", "139 0000 1111", BOOKS[0], 4, "", *TO), ("T3", first, BOOKS[1], 1, "现金", *TO, 300),
        ("T4", first, BOOKS[2], 2, "", *TO), ("T5", first, BOOKS[2], 1, "", *TO),
        ("T6", stopped, BOOKS[1], 1, "", *TO), ("T7", first, BOOKS[1], 1, "", "", "", ""),
        ("T8", first, BOOKS[1], 2, "", *TO, 9_999), ("T9", first, BOOKS[1], 3, "", *TO),
        ("T10", first, BOOKS[3], 1, "", *TO), ("T11", first, BOOKS[0], 1, "", *TO), ("T11", first, BOOKS[1], 1),
    ]  # fmt: skip


def import_file(path: Path) -> dict[str, int]:
    """Import a file and return the counts."""
    report = import_orders(path, reading=READING, actor=BOSS, at=AT)
    return {name: getattr(report, name) for name in ("read", "imported", "unchanged", "reported")}


def refusals(path: Path) -> list[tuple[int, str]]:
    """Return what is written beside the file: each line, and where it is wrong."""
    with path.with_name(f"{path.name}.errors.csv").open(encoding="utf-8") as file:
        return [(int(row[0]), row[1]) for row in list(csv.reader(file))[1:]]


@pytest.mark.feature("F124")
@pytest.mark.parametrize("promoted", ["", "phone", "web"])
def test_a_file_places_what_the_telephone_would(
    tmp_path: Path, readers: list[Member], titles: list[Item], promoted: str
) -> None:
    if promoted:  # web: each order is priced by itself; phone: none is, and the code must notice
        rule = Rule(kind=Kind.PERCENT, rate=Decimal("0.90"), channels=frozenset({promoted}))
        draft = PromotionDraft(code="p", name_zh="九折", name_en="Tenth", rule=rule)
        add_promotion(draft, actor=BOSS, at=AT)
        publish_promotion("p", actor=BOSS, at=AT)
    path = a_file(tmp_path, *mixed(readers))
    asked: list[OrderDraft] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shuyou.orders.services._import_orders.place_many", _remembering(asked))
        import_file(path)
    with undone():
        one_by_one = [_alone(draft) for draft in asked]
        wanted = shot()

    counts = import_file(path)

    assert shot() == wanted
    assert [isinstance(each, Placed) for each in one_by_one].count(True) == counts["imported"] == 6
    assert counts == {"read": 11, "imported": 6, "unchanged": 0, "reported": 5}
    assert refusals(path) == [(7, "数量"), (8, ""), (9, "收货地址"), (10, "使用积分"), (12, "数量")]


def _remembering(asked: list[OrderDraft]) -> Any:
    """Return what keeps the drafts of a file and places none of them."""

    def remember(drafts: Sequence[OrderDraft], **_more: Any) -> list[DomainError]:
        asked.extend(drafts)
        return [EmptyOrder() for _ in drafts]

    return remember


def _alone(draft: OrderDraft) -> Placed | DomainError:
    try:
        with transaction.atomic():
            return place_one(draft, actor=BOSS, at=AT)
    except DomainError as refusal:
        return refusal


def test_the_same_file_makes_nothing_twice_and_a_corrected_one_only_what_was_missing(
    tmp_path: Path, readers: list[Member], titles: list[Item]
) -> None:
    rows = mixed(readers)
    first = import_file(a_file(tmp_path, *rows))
    before = shot()

    again = import_file(a_file(tmp_path, *rows, ("T12", readers[0].number, BOOKS[1], 1, "", *TO)))

    assert (first["imported"], again["imported"], again["unchanged"]) == (6, 1, 6)
    assert [row for row in shot() if row[0] == "order"][:-1] == [row for row in before if row[0] == "order"]


def test_an_order_that_says_something_else_than_before_is_refused_and_stays(
    tmp_path: Path, readers: list[Member], titles: list[Item]
) -> None:
    number = readers[0].number
    import_file(a_file(tmp_path, ("T1", number, BOOKS[1], 1, "", *TO)))
    before = shot()

    path = a_file(tmp_path, ("T1", number, BOOKS[1], 2, "", *TO), ("T1", number, BOOKS[0], 1))

    assert import_file(path) == {"read": 1, "imported": 0, "unchanged": 0, "reported": 1}
    assert refusals(path) == [(2, "订单号"), (3, "")]
    assert shot() == before


def test_what_is_wrong_is_told_beside_its_row_and_no_order_is_halved(
    tmp_path: Path, readers: list[Member], titles: list[Item]
) -> None:
    number = readers[0].number
    PhoneFactory.create(person=readers[0].person, digits="13700000000")
    PhoneFactory.create(person=a_member().person, digits="13700000000")
    path = a_file(
        tmp_path,
        ("A1", number, BOOKS[1], "two", "", *TO), ("A1", "M000", BOOKS[1], 1),
        ("A2", number, BOOKS[1], 1, "", *TO), ("A2", "", "9787020002207", 1),
        ("A3", "13700000000", BOOKS[1], 1, "", *TO), ("A4", "M7777777", BOOKS[1], 1, "贝壳", *TO),
        ("A5", number, BOOKS[1], 1, "", *TO, "", "", "", "too", "many"), ("A6", number, BOOKS[1], 1, "", *TO),
        ("A7", number, BOOKS[1], 1, "", *TO),
    )  # fmt: skip

    counts = import_file(path)

    assert counts == {"read": 6, "imported": 1, "unchanged": 0, "reported": 5}
    assert refusals(path) == [
        (2, "数量"), (3, "会员号"), (4, ""), (5, "ISBN"), (6, "会员号"), (7, "付款方式"), (8, ""), (9, ""),
    ]  # fmt: skip
    assert Order.objects.get().note == "A7"
    assert OrderLine.objects.count() == 1


def test_only_who_may_takes_files_in(tmp_path: Path, readers: list[Member], titles: list[Item]) -> None:
    path = a_file(tmp_path, ("T1", readers[0].number, BOOKS[1], 1, "", *TO), encoding="gb18030")
    clerk = Actor(STAFF, "9", "test", frozenset({Role.WAREHOUSE}))

    with pytest.raises(NotPermitted):
        import_orders(path, reading=READING, actor=clerk, at=AT)

    assert Order.objects.count() == 0
    (row,) = preview_orders(path, reading=READING, actor=BOSS).rows
    assert (row.line, row.problems) == (2, ())


def test_a_file_is_taken_in_from_the_terminal(tmp_path: Path, readers: list[Member], titles: list[Item]) -> None:
    path = a_file(tmp_path, ("T1", readers[0].number, BOOKS[1], 1, "", *TO), ("T2", "M1", BOOKS[1], 1, "", *TO))
    out = StringIO()

    call_command("import_orders", str(path), "--preview", stdout=out)
    assert Order.objects.count() == 0
    call_command("import_orders", str(path), "--source", "shop", stdout=out)

    assert re.search(r"\D2 \D*1 \D", out.getvalue().splitlines()[-2])
    assert (Order.objects.get().placed_by, Order.objects.get().payment) == ("system:import", "online")
    told = EventRecord.objects.get(name="orders.taken_in")
    assert (told.payload["placed"], told.payload["refused"]) == (1, 1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(
        st.tuples(st.integers(0, 2), st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=3),
                  st.sampled_from([0, 0, 0, 200])),
        min_size=1, max_size=9,
    )
)  # fmt: skip
def test_many_orders_end_as_they_would_one_by_one(
    readers: list[Member], titles: list[Item], asked: list[tuple[int, list[tuple[int, int]], int]]
) -> None:
    drafts = [
        OrderDraft(
            member_id=readers[who].pk, wanted=tuple(Wanted(titles[one].pk, copies) for one, copies in what),
            request_key=uuid4(), channel="web", payment="cod", destination=HOME, points=points, note=str(place),
        )
        for place, (who, what, points) in enumerate(asked)
    ]  # fmt: skip
    with undone():
        alone = [_alone(draft) for draft in drafts]
        wanted = shot()
    with undone():
        together = place_many(drafts, actor=BOSS, at=AT)
        assert shot() == wanted
    assert list(map(type, together)) == list(map(type, alone))
