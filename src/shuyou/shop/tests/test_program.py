"""What the program gives a reader on their own pages: rewards, clubs, the pass, stored value; theirs alone."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from shuyou.kernel import clock
from shuyou.kernel.errors import NotFound, NotPermitted
from shuyou.loyalty.errors import RewardNeedsMore
from shuyou.loyalty.models import ClubMembership, MemberPass, PointsAccount, RewardUse, ValueCard
from shuyou.loyalty.services import award_points
from shuyou.loyalty.services.clubs import ClubDraft, join_club, keep_club
from shuyou.loyalty.services.rewards import give_reward_back, keep_reward
from shuyou.loyalty.tests.factories import a_merchant, draft
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.services import take_own_reward
from shuyou.orders.services.value import CardSale, sell_value_cards
from shuyou.orders.tests.factories import BOSS, CLERK
from shuyou.shop.queries import reader_actor
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(client: Client) -> Member:
    """A member with 900 points who came in with this browser."""
    cache.clear()
    member = MemberFactory.create()
    with transaction.atomic():
        award_points(member_id=member.pk, points=900, source="gift:1", why="开业", at=clock.now())
    come_in(client, an_account(member))
    return member


def a_reward(**changes: object) -> UUID:
    """Keep a reward of 300 points that is a service: nothing belongs to it but points."""
    terms = {"kind": "event", "name_zh": "包书皮", "valid_to": date(2099, 12, 31), **changes}
    return keep_reward(draft(**terms), key=uuid4(), actor=BOSS, at=clock.now())


@pytest.mark.feature("F043")
def test_a_reader_takes_a_reward_once_and_sees_what_is_for_others(client: Client, reader: Member) -> None:
    reward, key = a_reward(), str(uuid4())
    a_reward(name_zh="贵宾茶会", tiers=("other",))
    a_reward(name_zh="签名本", points=5000)
    url = reverse("shop:rewards")

    page = client.get(url).content.decode()
    for _time in range(2):
        assert client.post(url, {"reward": str(reward), "key": key}).status_code == 303
    refused = client.post(url, {"reward": str(uuid4()), "key": str(uuid4())})

    assert [page.count(text) for text in ("包书皮", "贵宾茶会", "签名本", 'name="reward"')] == [2, 1, 1, 1]
    assert (RewardUse.objects.count(), PointsAccount.objects.get().balance) == (1, 600)
    assert refused.status_code == 404
    assert RewardUse.objects.get().number in client.get(url).content.decode()


def test_what_needs_a_desk_is_not_taken_by_oneself_nor_by_others(reader: Member) -> None:
    costly, free = a_reward(cash=Decimal(10)), a_reward()
    own, other = reader_actor(reader.pk), reader_actor(MemberFactory.create().pk)

    with pytest.raises(RewardNeedsMore):
        take_own_reward(costly, member_id=reader.pk, key=uuid4(), actor=own, at=clock.now())
    with pytest.raises(NotFound):
        take_own_reward(free, member_id=reader.pk, key=uuid4(), actor=other, at=clock.now())
    slip = take_own_reward(free, member_id=reader.pk, key=uuid4(), actor=own, at=clock.now()).number
    with pytest.raises(NotPermitted):
        give_reward_back(slip, actor=other, at=clock.now())

    assert (RewardUse.objects.count(), PointsAccount.objects.get(member_id=reader.pk).balance) == (1, 600)


@pytest.mark.feature("F048")
def test_a_reader_joins_a_club_and_leaves_it(client: Client, reader: Member) -> None:
    keep_club(
        ClubDraft(
            code="parents", name_zh="小书虫父母会", name_en="Young parents", detail="", segment="", welcome=30,
            is_active=True,
        ),
        actor=BOSS, at=clock.now(),
    )  # fmt: skip
    url = reverse("shop:clubs")

    client.post(url, {"club": "parents", "do": "join"})
    inside = client.get(url, headers=ENGLISH).content.decode()
    client.post(url, {"club": "parents", "do": "leave"})

    assert "Young parents" in inside
    assert ClubMembership.objects.get().left_at is not None
    assert PointsAccount.objects.get().balance == 930
    with pytest.raises(NotFound):
        join_club("parents", member_id=MemberFactory.create().pk, actor=reader_actor(reader.pk), at=clock.now())


@pytest.mark.feature("F049")
def test_a_reader_makes_a_pass_and_sees_merchants_for_them(client: Client, reader: Member) -> None:
    a_merchant(valid_to=date(2099, 12, 31))
    a_merchant("spa", name="山间茶室", tiers=("other",), valid_to=date(2099, 12, 31))

    page = client.post(reverse("shop:pass")).content.decode()

    assert "data:image/svg+xml" in page
    assert [name in page for name in ("湖畔咖啡", "山间茶室")] == [True, False]
    assert MemberPass.objects.get().member_id == reader.pk


def test_a_reader_reads_their_card_s_statement_and_nobody_else_s(client: Client, reader: Member) -> None:
    other = MemberFactory.create()
    for holder in (reader, other):
        sale = CardSale(kind="named", amount=Decimal(100), tender="cash", reference="", holder_id=holder.pk, told=1)
        sell_value_cards(sale, actor=CLERK, at=clock.now())
    own, strange = (ValueCard.objects.get(holder=one) for one in (reader, other))

    page = client.get(reverse("shop:value")).content.decode()
    paper = client.get(reverse("shop:value_paper_pdf", args=[own.uid]))
    table = b"".join(client.get(reverse("shop:value_paper_csv", args=[own.uid])).streaming_content)  # type: ignore[attr-defined]

    assert f"…{own.number[-4:]}" in page
    assert own.number not in page + table.decode()
    assert paper.content.startswith(b"%PDF")
    assert "100.00" in table.decode()
    assert client.get(reverse("shop:value_paper_pdf", args=[strange.uid])).status_code == 404
