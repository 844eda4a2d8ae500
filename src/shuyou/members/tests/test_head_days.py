"""The head of the member page says when somebody has their birthday, by the sun or the moon, and where they learn."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import Institution, InstitutionContact, Member
from shuyou.members.tests.factories import MemberFactory, PersonFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def agent(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser in which an agent is signed in, in English, on 22 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    client.force_login(StaffFactory.create(roles=[Role.SERVICE_AGENT.value], language="en"))
    return client


def a_reader(**facts: object) -> Member:
    return MemberFactory.create(person=PersonFactory.create(**{"birth_date": None, **facts}))


def head_of(agent: Client, member: Member) -> str:
    page = agent.get(f"/console/members/{member.number}/").content.decode()
    return page.partition('<header class="m-head"')[2].partition("</header>")[0]


@pytest.mark.feature("X01")
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"birth_date": date(1985, 11, 27)}, ["40–44 years old", "birthday in 5 days"]),
        ({"birth_date": date(1985, 11, 23)}, ["birthday in 1 day<"]),
        ({"birth_date": date(1985, 11, 22)}, ["birthday today"]),
        ({"birth_date": date(1985, 11, 21)}, ["birthday 21 November"]),
        ({"lunar_birthday": "1016"}, ["birthday in 2 days", "lunar 10-16"]),
        ({"first_grade_year": 2023}, ["Primary school, grade 4"]),
    ],
    ids=["in five days", "tomorrow", "today", "yesterday", "by the moon", "at school"],
)
def test_the_head_says_birthday_and_grade(agent: Client, facts: dict[str, object], said: list[str]) -> None:
    head = head_of(agent, a_reader(**facts))

    assert [words for words in said if words not in head] == []


def test_the_head_names_the_school_until_it_is_over(agent: Client) -> None:
    member = a_reader(first_grade_year=2026)
    school = Institution.objects.create(number="9001", name="纸鸢路小学", kind="school", created_at=AT)
    company = Institution.objects.create(number="9002", name="芸窗公司", kind="company", created_at=AT)
    for institution in (company, school):
        InstitutionContact.objects.create(institution=institution, person=member.person)

    head = head_of(agent, member)
    assert "纸鸢路小学 · Primary school, grade 1" in head
    assert "芸窗公司" not in head

    InstitutionContact.objects.filter(institution=school).update(until="2020-01-01")
    assert "纸鸢路小学" not in head_of(agent, member)


def test_who_may_not_see_a_birth_date_cannot_work_it_out(client: Client) -> None:
    client.force_login(StaffFactory.create(roles=[Role.ANALYST.value], language="en"))

    head = head_of(client, a_reader(birth_date=date(1985, 11, 27)))

    assert ("40–44 years old" in head, "birthday" in head) == (True, False)


def test_of_whom_nothing_is_known_nothing_is_said(agent: Client) -> None:
    head = head_of(agent, a_reader())

    assert "birthday" not in head
    assert "grade" not in head
