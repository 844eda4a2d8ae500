"""What points are good for: rewards are taken once, within stock, days and tiers, and given back to the very lots."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError, NotPermitted
from shuyou.kernel.ledgers import differences
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.errors import (
    NotEnoughPoints,
    RewardGoneBack,
    RewardKeyTaken,
    RewardNotForReader,
    RewardRefused,
    RewardsOut,
)
from shuyou.loyalty.models import PointsAccount, PointsEntry, PointsLot, Reward, RewardUse
from shuyou.loyalty.services import award_points
from shuyou.loyalty.services.rewards import give_reward_back, keep_reward, take_reward
from shuyou.loyalty.tests.factories import draft
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CLERK = Actor(STAFF, "1", "test", frozenset({Role.SHOP_CLERK}))
MARKETER = Actor(STAFF, "2", "test", frozenset({Role.MARKETER}))
CLIENTS = 64


def a_reward(**changes: Any) -> UUID:
    return keep_reward(draft(**changes), actor=MARKETER, at=AT)


def points(member: Member, number: int, *, key: str = "1", at: datetime = AT) -> None:
    with transaction.atomic():
        award_points(member_id=member.pk, points=number, source=f"gift:{key}", why="开业", at=at)


@pytest.fixture
def reader(db: None) -> Member:
    member = MemberFactory.create()
    points(member, 200, key="old", at=AT - timedelta(days=300))
    points(member, 400, key="new")
    return member


@pytest.mark.feature("F043")
def test_taken_and_given_back_to_the_very_lots_with_their_old_expiry(reader: Member) -> None:
    uid = a_reward()
    before = list(PointsLot.objects.order_by("pk").values_list("pk", "remaining", "expires_on"))

    taken = take_reward(uid, member_id=reader.pk, key=uuid4(), actor=CLERK, at=AT)

    assert list(PointsLot.objects.order_by("pk").values_list("remaining", flat=True)) == [0, 300]
    assert PointsEntry.objects.filter(kind="REDEEM").values_list("contra", flat=True).distinct().get() == "rewards"
    assert (PointsAccount.objects.get().balance, Reward.objects.get().taken) == (300, 1)

    assert give_reward_back(taken.number, actor=CLERK, at=AT + timedelta(days=7)) == 300

    assert list(PointsLot.objects.order_by("pk").values_list("pk", "remaining", "expires_on")) == before
    assert (PointsAccount.objects.get().balance, Reward.objects.get().taken) == (600, 0)
    assert differences() == []
    with pytest.raises(RewardGoneBack):
        give_reward_back(taken.number, actor=CLERK, at=AT)
    assert PointsAccount.objects.get().balance == 600


def test_what_is_older_than_its_days_stays_taken(reader: Member) -> None:
    taken = take_reward(a_reward(), member_id=reader.pk, key=uuid4(), actor=CLERK, at=AT)

    with pytest.raises(RewardGoneBack):
        give_reward_back(taken.number, actor=CLERK, at=AT + timedelta(days=7, seconds=1))

    assert RewardUse.objects.get().state == RewardUse.State.TAKEN


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"points": 601}, NotEnoughPoints),
        ({"stock": 0}, RewardsOut),
        ({"is_active": False}, RewardNotForReader),
        ({"tiers": ("silk",)}, RewardNotForReader),
        ({"valid_to": date(2026, 11, 21)}, RewardNotForReader),
        ({"valid_from": date(2026, 11, 23)}, RewardNotForReader),
    ],
)
def test_an_expired_reward_and_every_other_refusal_spends_nothing(
    reader: Member, changes: dict[str, Any], refusal: type[DomainError]
) -> None:
    uid, events = a_reward(**changes), EventRecord.objects.count()

    with pytest.raises(refusal):
        take_reward(uid, member_id=reader.pk, key=uuid4(), actor=CLERK, at=AT)

    assert (PointsAccount.objects.get().balance, RewardUse.objects.count()) == (600, 0)
    assert EventRecord.objects.count() == events


def test_expired_points_buy_nothing(db: None) -> None:
    member = MemberFactory.create()
    points(member, 900, at=AT - timedelta(days=3 * 366))

    with pytest.raises(NotEnoughPoints):
        take_reward(a_reward(), member_id=member.pk, key=uuid4(), actor=CLERK, at=AT)


def test_a_reader_has_it_as_often_as_anybody_may(reader: Member) -> None:
    uid = a_reward(points=10, most_per_member=1)
    take_reward(uid, member_id=reader.pk, key=uuid4(), actor=CLERK, at=AT)

    with pytest.raises(RewardNotForReader):
        take_reward(uid, member_id=reader.pk, key=uuid4(), actor=CLERK, at=AT)


@pytest.mark.parametrize(
    "changes",
    [{"name_zh": " "}, {"points": 0}, {"cash": Decimal(-1)}, {"valid_to": date(2025, 1, 1)}],
)
def test_what_cannot_stand_in_the_catalogue(db: None, changes: dict[str, Any]) -> None:
    with pytest.raises(RewardRefused):
        a_reward(**changes)

    assert not Reward.objects.exists()


def test_a_double_click_writes_one_reward_and_a_key_is_no_slip_for_somebody_else(reader: Member) -> None:
    key = uuid4()
    assert len({keep_reward(draft(), key=key, actor=MARKETER, at=AT) for _ in range(2)}) == Reward.objects.count() == 1
    take_reward(key, member_id=reader.pk, key=key, actor=CLERK, at=AT)

    for uid, member in ((key, MemberFactory.create()), (a_reward(), reader)):
        with pytest.raises(RewardKeyTaken):
            take_reward(uid, member_id=member.pk, key=key, actor=CLERK, at=AT)


def test_fewer_than_were_taken_cannot_be_there(reader: Member) -> None:
    uid = a_reward()
    take_reward(uid, member_id=reader.pk, key=uuid4(), actor=CLERK, at=AT)

    with pytest.raises(RewardRefused):
        keep_reward(draft(stock=0), uid=uid, actor=MARKETER, at=AT)


@pytest.mark.django_db(transaction=True)
def test_64_clients_get_the_last_one_once_and_nobody_pays_for_nothing() -> None:
    readers = [MemberFactory.create() for _ in range(8)]
    for reader in readers:
        points(reader, 300 * CLIENTS)
    uid = a_reward(stock=1)

    outcomes = _at_once([(uid, readers[n % 8].pk, uuid4()) for n in range(CLIENTS)])

    assert outcomes == Counter({"RewardsOut": CLIENTS - 1, "taken": 1})
    assert PointsEntry.objects.filter(kind="REDEEM").count() == 1
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_double_deduction_64_clients_send_one_request() -> None:
    reader, key = MemberFactory.create(), uuid4()
    points(reader, 300 * CLIENTS)
    uid = a_reward(stock=None)

    outcomes = _at_once([(uid, reader.pk, key)] * CLIENTS)

    assert outcomes == Counter({"taken": CLIENTS})
    assert (RewardUse.objects.count(), Reward.objects.get().taken) == (1, 1)
    assert PointsAccount.objects.get().balance == 300 * CLIENTS - 300


def _at_once(calls: list[tuple[UUID, int, UUID]]) -> Counter[str]:
    def run(call: tuple[UUID, int, UUID]) -> str:
        try:
            take_reward(call[0], member_id=call[1], key=call[2], actor=CLERK, at=AT)
        except DomainError as refusal:
            return type(refusal).__name__
        else:
            return "taken"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(run, calls))


def test_the_desk_writes_gives_and_takes_back(client: Client, reader: Member) -> None:
    client.force_login(staff_with(Role.MARKETER, Role.SHOP_CLERK))
    typed = {
        "name_zh": "与作者喝茶", "kind": "event", "points": "500", "valid_from": "2026-01-01",
        "valid_to": "2099-12-31", "undo_days": "7", "is_active": "on",
    }  # fmt: skip
    made = client.post(reverse("loyalty:reward_new"), typed)
    uid = Reward.objects.get().uid
    page = reverse("loyalty:reward", args=[uid])
    assert (made.status_code, made.headers["Location"]) == (HTTPStatus.SEE_OTHER, page)

    nobody = client.post(page, {"reader": "没有这人", "key": str(uuid4())})
    assert nobody.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    key = str(uuid4())
    for _ in range(2):
        assert client.post(page, {"reader": reader.number, "key": key}).status_code == HTTPStatus.SEE_OTHER
    use = RewardUse.objects.get()
    assert use.number in client.get(page).content.decode()
    assert client.post(reverse("loyalty:reward_back", args=[uid, use.number])).status_code == HTTPStatus.SEE_OTHER
    assert PointsAccount.objects.get().balance == 600

    changed = client.post(reverse("loyalty:reward_edit", args=[uid]), {**typed, "points": "450"})
    assert changed.status_code == HTTPStatus.SEE_OTHER
    assert "500 → 450" in client.get(page).content.decode()
    assert "与作者喝茶" in client.get(reverse("loyalty:rewards"), {"words": "作者", "holds": "on"}).content.decode()
    file = client.get(reverse("loyalty:reward_uses"), {"as": "csv"})
    assert use.number in b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    assert EventRecord.objects.filter(name="loyalty.program_list_exported").count() == 1


def test_who_may_not(client: Client, reader: Member) -> None:
    uid = a_reward()
    client.force_login(staff_with(Role.SHOP_CLERK))
    assert client.get(reverse("loyalty:reward_new")).status_code == HTTPStatus.FORBIDDEN
    with pytest.raises(NotPermitted):
        take_reward(uid, member_id=reader.pk, key=uuid4(), actor=MARKETER, at=AT)
