"""Friends who come by a reader's link: noted once when they join, with points for both; a wrong link counts not."""

import pytest
from django.core.cache import cache
from django.test import Client

from shuyou.loyalty.models import Referral
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory, TierFactory
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in
from shuyou.shop.tests.test_sign_in import CODE, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(client: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    """The link that a reader passes on."""
    cache.clear()
    TierFactory.create()
    monkeypatch.setattr("shuyou.messaging.services._codes.secrets.randbelow", lambda most: int(CODE))
    come_in(client, an_account(MemberFactory.create(person__name="顾晓帆"), phone="13900002046"))
    assert client.get("/me/friends/", headers=ENGLISH).context["link"] == ""
    found: str = client.post("/me/friends/", headers=ENGLISH).context["link"]
    return found


@pytest.mark.feature("F018")
def test_who_joins_by_a_link_is_the_friend_of_whose_it_is(link: str) -> None:
    friend = Client()
    assert friend.get(link).headers["Location"] == "/me/sign-in/"

    join(friend)

    noted = Referral.objects.get()
    assert (noted.friend_id, noted.referrer_id) == (
        Member.objects.get(person__name="林晚舟").pk, Member.objects.get(person__name="顾晓帆").pk,
    )  # fmt: skip
    assert "shuyou_friend" not in {name for name, one in friend.cookies.items() if one.value}


@pytest.mark.parametrize("code", ["123456789", "x'", "0" * 40])
def test_a_wrong_link_lets_its_reader_join_all_the_same(link: str, code: str) -> None:
    friend = Client()
    friend.get(f"/friends/{code}/")

    join(friend)

    assert Member.objects.filter(person__name="林晚舟").exists()
    assert not Referral.objects.exists()


def test_the_card_is_sent_as_a_picture_to_its_reader_alone(client: Client, link: str) -> None:
    picture = client.get("/me/card.png")

    assert picture.content.startswith(b"\x89PNG")
    assert "no-store" in picture.headers["Cache-Control"]
    assert Client().get("/me/card.png").headers["Location"].startswith("/me/sign-in/")
