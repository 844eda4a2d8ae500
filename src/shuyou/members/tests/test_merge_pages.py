"""The pages of merging: choosing, comparing, confirming, the list, undoing; and every clue leads to the kept one."""

from http import HTTPStatus

import pytest
from django.test import Client

from shuyou.kernel.actor import Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import Clue
from shuyou.kernel.tests.factories import staff_with
from shuyou.members import queries
from shuyou.members.models import Member, Merge, Pair
from shuyou.members.services import merge_members
from shuyou.members.tests.factories import CardFactory, MemberFactory, PersonFactory, PhoneFactory
from shuyou.members.tests.test_merging import AGENT, AT

pytestmark = pytest.mark.django_db


def signed_in(client: Client, *roles: Role) -> User:
    user = staff_with(*(roles or (Role.SERVICE_AGENT,)))
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return user


@pytest.fixture
def kept() -> Member:
    member = MemberFactory.create(person=PersonFactory.create(name="周慕白", pinyin="zhoumubai", initials="zmb"))
    PhoneFactory.create(person=member.person, digits="13800002046")
    return member


@pytest.fixture
def absorbed() -> Member:
    member = MemberFactory.create(person=PersonFactory.create(name="周慕柏", pinyin="zhoumubai", initials="zmb"))
    PhoneFactory.create(person=member.person, digits="13900002046")
    CardFactory.create(member=member)
    return member


def url(member: Member, *parts: str) -> str:
    return f"/console/members/{member.number}/" + "".join(f"{part}/" for part in parts)


def test_a_clue_to_the_other_leads_to_the_comparison(client: Client, kept: Member, absorbed: Member) -> None:
    signed_in(client)

    answer = client.post(url(kept, "merge"), {"other": "139 0000 2046"})

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"] == url(kept, "merge", absorbed.number)


def test_a_clue_to_nobody_stays_typed(client: Client, kept: Member) -> None:
    signed_in(client)

    for typed in ("13811112222", kept.number):
        answer = client.post(url(kept, "merge"), {"other": typed})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert typed in answer.content.decode()


def test_those_found_alike_are_offered(client: Client, kept: Member, absorbed: Member) -> None:
    signed_in(client)
    Pair.objects.create(left=kept.person, right=absorbed.person, score="0.98", found_at=AT)

    page = client.get(url(kept, "merge")).content.decode()

    assert url(kept, "merge", absorbed.number) in page


def test_the_comparison_says_what_comes_together(client: Client, kept: Member, absorbed: Member) -> None:
    signed_in(client)

    page = client.get(url(kept, "merge", absorbed.number)).content.decode()

    assert "周慕白" in page
    assert "周慕柏" in page
    assert "Cards" in page
    assert "13800002046" not in page
    assert url(absorbed, "merge", kept.number) in page


def test_merging_and_undoing_from_the_pages(client: Client, kept: Member, absorbed: Member) -> None:
    user = signed_in(client)

    answer = client.post(url(kept, "merge", absorbed.number), {"reason": "same birthday"}, follow=True)

    assert answer.redirect_chain == [(url(kept), HTTPStatus.SEE_OTHER)]
    assert absorbed.number in answer.content.decode()
    merge = Merge.objects.get()
    assert (merge.kept_id, merge.reason, merge.merged_by) == (kept.pk, "same birthday", f"staff:{user.pk}")
    listed = client.get(url(kept, "merges")).content.decode()
    assert "same birthday" in listed
    undo = url(kept, "merges", str(merge.uid), "undo")
    assert undo in listed
    assert "Cards" in client.get(undo).content.decode()

    answer = client.post(undo, follow=True)

    assert answer.redirect_chain == [(url(kept, "merges"), HTTPStatus.SEE_OTHER)]
    absorbed.refresh_from_db()
    assert absorbed.status == "active"
    assert client.post(undo).status_code == HTTPStatus.CONFLICT


def test_a_merge_under_a_later_one_is_not_undone(client: Client, kept: Member, absorbed: Member) -> None:
    signed_in(client)
    third = MemberFactory.create()
    merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=AGENT, at=AT)
    inner = Merge.objects.get()
    outer = merge_members(kept_id=third.pk, absorbed_id=kept.pk, actor=AGENT, at=AT)
    undo = url(kept, "merges", str(inner.uid), "undo")

    page = client.get(undo).content.decode()

    assert url(third, "merges", str(outer.uid), "undo") in page
    assert client.post(undo).status_code == HTTPStatus.CONFLICT


def test_a_reason_that_is_too_long_stays_typed(client: Client, kept: Member, absorbed: Member) -> None:
    signed_in(client)

    answer = client.post(url(kept, "merge", absorbed.number), {"reason": "x" * 250})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "x" * 250 in answer.content.decode()
    assert not Merge.objects.exists()


@pytest.mark.parametrize("role", [Role.CALL_AGENT, Role.SHOP_CLERK, Role.ANALYST])
def test_only_service_and_managers_merge(client: Client, kept: Member, absorbed: Member, role: Role) -> None:
    signed_in(client, role)

    for path in (url(kept, "merge"), url(kept, "merge", absorbed.number)):
        assert client.get(path).status_code == HTTPStatus.FORBIDDEN
        assert client.post(path).status_code == HTTPStatus.FORBIDDEN
    assert not Merge.objects.exists()


@pytest.mark.feature("X02")
def test_every_clue_to_the_absorbed_one_leads_to_the_kept_one(client: Client, kept: Member, absorbed: Member) -> None:
    signed_in(client)
    card = absorbed.cards.get()
    merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=AGENT, at=AT)

    for path in ("", "edit/", "orders/new/"):
        answer = client.get(url(absorbed) + path)
        if answer.status_code != HTTPStatus.NOT_FOUND:
            assert (answer.status_code, answer.headers["Location"]) in (
                (HTTPStatus.FOUND, url(kept) + path),
                (HTTPStatus.SEE_OTHER, url(kept) + path),
            )
    page = client.get(url(absorbed), follow=True).content.decode()
    assert absorbed.number in page
    for clue in (absorbed.number, card.number, "13900002046", "周慕柏"):
        found = queries.find_members(clue=Clue.of(clue), actor=Actor.job("test"))
        assert [hit.row.member_id for hit in found] == [kept.pk], clue
    assert queries.member_id_of(number=absorbed.number) == kept.pk
    assert queries.member_head(number=absorbed.number, actor=Actor.job("test")).number == kept.number
