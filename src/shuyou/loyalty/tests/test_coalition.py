"""Partner brands: what was earned and spent with them is posted once for each key, and settled month by month."""

from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.ledgers import differences
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.errors import PartnerRefused
from shuyou.loyalty.models import PartnerPosting, PointsAccount, PointsEntry
from shuyou.loyalty.queries.coalition import coalition_page
from shuyou.loyalty.services.coalition import PartnerTerms, keep_partner, post_partner_rows
from shuyou.members.tests.factories import MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MARKETER = Actor(STAFF, "1", "test", frozenset({Role.MARKETER}))


def a_partner(*, is_active: bool = True) -> str:
    terms = PartnerTerms(
        code="cinema", name="星河影院", pays=Decimal("0.012"), gets=Decimal("0.0095"), is_active=is_active
    )
    return keep_partner(terms, actor=MARKETER, at=AT)


@pytest.mark.feature("F047")
def test_each_key_is_posted_once_and_both_sides_are_settled_by_month(db: None) -> None:
    code, reader = a_partner(), MemberFactory.create()
    lines = [
        f"a1,{reader.number},earn,500", f"a2,{reader.number.lower()},spend,200", "a3,M0,earn,10",
        f"a4,{reader.number},spend,301", f"a5,{reader.number},give,1", f"a6,{reader.number},earn,-5", "",
        f"a1,{reader.number},earn,500",
    ]  # fmt: skip

    first = post_partner_rows(code, said=lines, actor=MARKETER, at=AT)
    again = post_partner_rows(code, said=lines[:2], actor=MARKETER, at=AT)

    assert (first.readers, first.points, first.repeats) == (2, 700, 1)
    assert [fault.line for fault in first.faults] == [3, 4, 5, 6]
    assert (again.readers, again.repeats) == (0, 2)
    assert PointsAccount.objects.get().balance == 300
    assert set(PointsEntry.objects.values_list("contra", flat=True)) == {"partner:cinema"}
    assert differences() == []
    (month,) = coalition_page(code=code, actor=MARKETER).months
    assert (month.earned, month.spent) == (500, 200)
    assert (month.owes_us, month.we_owe, month.balance) == (Decimal("6.00"), Decimal("1.90"), Decimal("4.10"))


def test_new_terms_leave_the_months_that_were_settled_as_they_were(db: None) -> None:
    code, reader = a_partner(), MemberFactory.create()
    lines = [f"a1,{reader.number},earn,500", f"a2,{reader.number},spend,200"]
    post_partner_rows(code, said=lines, actor=MARKETER, at=AT)
    before = coalition_page(code=code, actor=MARKETER).months
    dearer = PartnerTerms(code=code, name="星河影院", pays=Decimal("0.09"), gets=Decimal("0.08"), is_active=True)
    keep_partner(dearer, actor=MARKETER, at=AT)

    assert coalition_page(code=code, actor=MARKETER).months == before


def test_a_key_that_means_something_else_is_refused_and_so_is_one_that_is_too_long(db: None) -> None:
    code, reader, other = a_partner(), MemberFactory.create(), MemberFactory.create()
    first = f"a1,{reader.number},earn,500"
    same = [f"a1,{other.number},earn,500", f"a1,{reader.number},earn,501", f"a1,{reader.number},spend,500"]
    long = [f"{'k' * 40}{end},{reader.number},earn,1" for end in "xy"]
    torn = [f'"a7,{reader.number},earn,1', f"a8,{reader.number},earn,7"]

    done = post_partner_rows(code, said=[first, *same, *long, *torn], actor=MARKETER, at=AT)

    assert [fault.line for fault in done.faults] == [2, 3, 4, 5, 6, 7]
    assert (PointsAccount.objects.get().balance, done.repeats) == (507, 0)


def test_what_a_partner_takes_back_is_undone_once_and_settled(db: None) -> None:
    code, reader = a_partner(), MemberFactory.create()
    no = reader.number
    lines = [
        f"a1,{no},earn,500", f"a2,{no},spend,200", f"b2,{no},back,a2", f"b1,{no},back,a1", f"b1,{no},back,a1",
        f"b3,{no},back,a1", f"b4,{no},back,b1", f"b5,{MemberFactory.create().number},back,a1",
    ]  # fmt: skip

    done = post_partner_rows(code, said=lines, actor=MARKETER, at=AT)

    assert (done.readers, done.repeats, [fault.line for fault in done.faults]) == (4, 1, [6, 7, 8])
    assert PointsAccount.objects.get().balance == 0
    (month,) = coalition_page(code=code, actor=MARKETER).months
    assert (month.earned, month.spent, month.owes_us, month.we_owe) == (0, 0, Decimal(0), Decimal(0))
    assert differences() == []


def test_exploit_one_person_posts_no_more_than_they_may_give_by_hand(db: None) -> None:
    code, reader = a_partner(), MemberFactory.create()

    done = post_partner_rows(code, said=[f"a1,{reader.number},earn,1001"], actor=MARKETER, at=AT)

    assert (done.points, len(done.faults), PartnerPosting.objects.count()) == (0, 1, 0)


def test_a_partner_that_is_stopped_posts_nothing(db: None) -> None:
    with pytest.raises(PartnerRefused):
        post_partner_rows(a_partner(is_active=False), said=["a,b,earn,1"], actor=MARKETER, at=AT)

    assert not PartnerPosting.objects.exists()


def test_the_desk_keeps_partners_and_posts_what_they_send(client: Client, db: None) -> None:
    client.force_login(staff_with(Role.MARKETER))
    typed = {"code": "tea", "name": "半日茶", "pays": "0.01", "gets": "0.01", "is_active": "on"}
    assert client.post(reverse("loyalty:coalition_new"), typed).status_code == HTTPStatus.SEE_OTHER
    page, reader = reverse("loyalty:coalition_partner", args=["tea"]), MemberFactory.create()

    answer = client.post(page, {"said": f"k1,{reader.number},earn,80\nk2,nobody,earn,1"}, follow=True)

    assert answer.status_code == HTTPStatus.OK
    assert PointsAccount.objects.get().balance == 80
    assert "半日茶" in client.get(reverse("loyalty:coalition")).content.decode()
    client.force_login(staff_with(Role.SHOP_CLERK))
    assert client.get(reverse("loyalty:coalition_new")).status_code == HTTPStatus.FORBIDDEN
