"""Pages of cards, families and institutions, as a browser draws them: nothing complains, nothing is cut off."""

from collections.abc import Callable
from datetime import date

import pytest

from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import Household, HouseholdPerson, Institution, InstitutionContact, Relation
from shuyou.members.tests.factories import CardFactory, MemberFactory, PersonFactory, card_kind
from tests.browser.conftest import SIZES, Visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_fit_their_window(visit: Callable[..., Visitor], size: str) -> None:
    card_kind("vip", valid_months=24)
    at = "2026-11-01T02:00:00Z"
    member = MemberFactory.create(person__birth_date=date(1985, 3, 1), person__lunar_birthday="0815")
    card = CardFactory.create(member=member, kind="vip", expires_on=date(2027, 1, 1))
    child = PersonFactory.create(name="林小满", first_grade_year=2023)
    Relation.objects.create(person=member.person, other=child, role="parent", recorded_at=at)
    household = Household.objects.create(name="纸鸢路的家", created_at=at)
    HouseholdPerson.objects.create(person=member.person, household=household)
    school = Institution.objects.create(number="I10010", name="杭州市学军小学", kind="school", created_at=at)
    InstitutionContact.objects.create(institution=school, person=member.person, position="图书采购")
    visitor = visit(size=size)
    visitor.sign_in(StaffFactory.create(roles=["manager"], language="zh-hans"))
    places = (
        "/console/cards/", f"/console/cards/{card.pk}/", f"/console/members/{member.number}/cards/new/",
        f"/console/members/{member.number}/relations/", "/console/institutions/", "/console/institutions/I10010/",
        "/console/institutions/new/", "/console/my-readers/", "/console/settings/cards/",
        "/console/settings/cards/partners/", f"/console/members/{member.number}/",
    )  # fmt: skip

    for place in places:
        visitor.page.goto(place)
        wider = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, place
