"""Consent by purpose and channel: whose word counts, who may be contacted now, and the page that shows it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members import queries, services
from shuyou.members.errors import DateOutOfRange, WordUnknown
from shuyou.members.errors.privacy import (
    GuardianMissing,
    NoOffersToMinors,
    NotAGuardian,
    StretchIncomplete,
    TimeNotReadable,
)
from shuyou.members.models import Consent, ConsentText, ContactRule, Member, Person, Relation
from shuyou.members.rules.consent import Word, age_on, due_day, is_allowed, is_within
from shuyou.members.services import ConsentProof, ContactTimes
from shuyou.members.tests.factories import MemberFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
NIGHT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
AGENT = Actor(STAFF, "1", "test", frozenset({Role.SERVICE_AGENT}))


def why(member: Member, purpose: str = "marketing", channel: str = "sms", at: datetime = AT) -> str:
    """Return why a member may or may not be contacted."""
    verdict = queries.may_contact(person_ids=[member.pk], purpose=purpose, channel=channel, at=at)[member.pk]
    assert verdict.is_allowed is (verdict.why == "ok")
    assert verdict.reason
    return verdict.why


def say(member: Member, *, yes: bool, purpose: str = "marketing", channel: str = "sms", at: datetime = AT) -> None:
    services.record_consent(member_id=member.pk, purpose=purpose, channel=channel, is_granted=yes, actor=AGENT, at=at)


def child(age: int, **parent: str) -> Member:
    """Return a young reader, perhaps with a parent who stands to them in a role."""
    young = MemberFactory.create(person__name="苏小满")
    Person.objects.filter(pk=young.pk).update(birth_date=date(2026 - age, 5, 1))
    if parent:
        other = MemberFactory.create(person__name="苏明远")
        Relation.objects.create(person=other.person, other=young.person, recorded_at=AT, **parent)
    return young


# --- who may be contacted


@pytest.mark.feature("F020")
def test_offers_need_a_yes_and_news_of_orders_only_no_no() -> None:
    member = MemberFactory.create()

    assert (why(member), why(member, "service")) == ("not_asked", "ok")
    say(member, yes=True)
    assert why(member) == "ok"
    assert why(member, channel="email") == "not_asked"
    say(member, yes=False, at=AT + timedelta(minutes=1))
    assert why(member) == "refused"


def test_taking_everything_back_stops_every_channel_but_news_of_orders() -> None:
    member = MemberFactory.create()
    say(member, yes=True)
    say(member, yes=True, channel="email")

    services.withdraw_all(member_id=member.pk, actor=AGENT, at=AT + timedelta(minutes=1))

    assert [why(member, channel=channel) for channel in ("sms", "email", "phone")] == ["refused"] * 3
    assert (why(member, "profiling", "any"), why(member, "service")) == ("refused", "ok")
    say(member, yes=True, at=AT + timedelta(minutes=2))
    assert (why(member), why(member, channel="email")) == ("ok", "refused")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_restricted": True}, "restricted"),
        ({"erased_at": AT}, "erased"),
        ({"birth_date": date(2008, 11, 23)}, "minor"),
        ({"birth_date": date(2008, 11, 22)}, "ok"),
    ],
)
def test_what_stands_against_an_offer_whatever_was_said(changes: Mapping[str, object], expected: str) -> None:
    member = MemberFactory.create()
    say(member, yes=True)
    Person.objects.filter(pk=member.pk).update(**changes)

    assert why(member) == expected


@pytest.mark.parametrize(("status", "expected"), [("closed", "gone"), ("lapsed", "ok")])
def test_who_left_is_left_alone(status: str, expected: str) -> None:
    member = MemberFactory.create(status=status)
    say(member, yes=True)

    assert why(member) == expected


def test_quiet_hours_go_over_midnight_and_bind_only_what_rings() -> None:
    member = MemberFactory.create()
    say(member, yes=True)
    say(member, yes=True, channel="letter")
    ContactRule.objects.create(person=member.person, quiet_from=time(22), quiet_until=time(11))

    assert (why(member), why(member, channel="letter"), why(member, "service")) == ("quiet_hours", "ok", "quiet_hours")
    assert why(member, at=AT + timedelta(hours=1)) == "ok"


def test_nobody_is_offered_anything_by_phone_at_night() -> None:
    member = MemberFactory.create()
    say(member, yes=True)
    say(member, yes=True, channel="email")

    assert [why(member, at=NIGHT), why(member, channel="email", at=NIGHT), why(member, "service", at=NIGHT)] == [
        "night", "ok", "ok",
    ]  # fmt: skip


@pytest.mark.parametrize(("until", "expected"), [(date(2026, 11, 22), "do_not_contact"), (date(2026, 11, 21), "ok")])
def test_do_not_contact_holds_to_its_last_day(until: date, expected: str) -> None:
    member = MemberFactory.create()
    say(member, yes=True)
    ContactRule.objects.create(person=member.person, do_not_contact_until=until)

    assert why(member) == expected


def test_many_are_asked_about_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    members = [MemberFactory.create() for _ in range(30)]
    for member in members[::2]:
        say(member, yes=True)
    ids = [member.pk for member in members]

    with django_assert_num_queries(1):
        verdicts = queries.may_contact(person_ids=[*ids, 10**12], purpose="marketing", channel="sms", at=AT)

    assert [key for key, verdict in verdicts.items() if verdict.is_allowed].sort() == ids[::2].sort()
    assert sum(verdict.is_allowed for verdict in verdicts.values()) == 15
    assert verdicts[10**12].why == "unknown"


moments = st.integers(0, 5).map(lambda minutes: AT + timedelta(minutes=minutes))
words = st.lists(st.tuples(st.sampled_from(["sms", "email", "any"]), st.booleans()), max_size=6)


@given(said=words, asked=st.sampled_from(["sms", "email", "any", "letter"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_reads_words_as_the_rule_does(said: list[tuple[str, bool]], asked: str) -> None:
    member = MemberFactory.create()
    latest: dict[str, Word] = {}
    for minute, (channel, is_granted) in enumerate(said):
        at = AT + timedelta(minutes=minute)
        say(member, yes=is_granted, channel=channel, at=at)
        latest[channel] = Word(is_granted, at)

    expected = {True: "ok", False: "refused", None: "not_asked"}[is_allowed("marketing", asked, latest)]
    assert why(member, channel=asked) == expected


@given(last_no=st.integers(0, 3), said=words)
def test_no_yes_outlives_a_later_no_to_everything(last_no: int, said: list[tuple[str, bool]]) -> None:
    latest = {channel: Word(yes, AT + timedelta(minutes=i)) for i, (channel, yes) in enumerate(said)}
    latest["any"] = Word(is_granted=False, at=AT + timedelta(hours=1))

    assert not any(is_allowed("marketing", channel, latest) for channel in ("sms", "email", "letter", "any"))


# --- children


@pytest.mark.feature("F020")
def test_a_childs_yes_needs_a_linked_guardian() -> None:
    lonely, young = child(9), child(9, role="parent")
    parent = Relation.objects.get(other=young.person).person
    with pytest.raises(GuardianMissing):
        say(lonely, yes=True, purpose="profiling", channel="any")
    with pytest.raises(GuardianMissing):
        say(young, yes=True, purpose="profiling", channel="any")
    stranger = MemberFactory.create()
    with pytest.raises(NotAGuardian):
        services.record_consent(
            member_id=young.pk, purpose="profiling", is_granted=True, proof=ConsentProof(guardian_id=stranger.pk),
            actor=AGENT, at=AT,
        )  # fmt: skip
    assert Consent.objects.count() == 0

    services.record_consent(
        member_id=young.pk, purpose="profiling", is_granted=True, proof=ConsentProof(guardian_id=parent.pk),
        actor=AGENT, at=AT,
    )  # fmt: skip

    assert (why(young, "profiling", "any"), why(young, "service")) == ("ok", "guardian")
    Relation.objects.all().delete()
    assert why(young, "profiling", "any") == "guardian"


@pytest.mark.parametrize("age", [9, 16])
def test_nothing_is_offered_to_minors_whoever_says_yes(age: int) -> None:
    young = child(age, role="guardian")
    guardian = Relation.objects.get(other=young.person).person_id
    with pytest.raises(NoOffersToMinors):
        services.record_consent(
            member_id=young.pk, purpose="marketing", is_granted=True, proof=ConsentProof(guardian_id=guardian),
            actor=AGENT, at=AT,
        )  # fmt: skip
    Consent.objects.create(
        person=young.person, purpose="marketing", channel="sms", is_granted=True, text_version="1", given_via="import",
        guardian_id=guardian, recorded_by="system:import", at=AT,
    )  # fmt: skip

    assert why(young) == "minor"


def test_a_child_may_always_say_no() -> None:
    young = child(9)

    say(young, yes=False)

    assert Consent.objects.get().is_granted is False


# --- the ledger


def test_a_word_keeps_its_text_its_evidence_and_who_recorded_it() -> None:
    member = MemberFactory.create()
    ConsentText.objects.create(purpose="marketing", version="2", text_zh="新", text_en="new", valid_from=AT)
    proof = ConsentProof(given_via="phone", evidence="录音 77")

    services.record_consent(member_id=member.pk, purpose="marketing", is_granted=True, proof=proof, actor=AGENT, at=AT)

    row = Consent.objects.get()
    assert (row.text_version, row.given_via, row.evidence, row.recorded_by) == ("2", "phone", "录音 77", "staff:1")


def test_an_unknown_channel_is_refused_and_nothing_moves() -> None:
    member = MemberFactory.create()

    with pytest.raises(WordUnknown):
        say(member, yes=True, channel="pigeon")

    assert (Consent.objects.count(), EventRecord.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("times", "refused"),
    [
        (ContactTimes(quiet_from="25:00", quiet_until="8:00"), TimeNotReadable),
        (ContactTimes(quiet_from="22:00"), StretchIncomplete),
        (ContactTimes(do_not_contact_until="2020-01-01"), DateOutOfRange),
    ],
)
def test_times_that_cannot_be_meant_are_refused(times: ContactTimes, refused: type[DomainError]) -> None:
    member = MemberFactory.create()

    with pytest.raises(DomainError) as refusal:
        services.set_contact_rule(member_id=member.pk, times=times, actor=AGENT, at=AT)

    problems = getattr(refusal.value, "problems", (refusal.value,))
    assert any(isinstance(problem, refused) for problem in problems)
    assert ContactRule.objects.count() == 0


@pytest.mark.parametrize(
    ("first", "last", "moment", "expected"),
    [
        (time(22), time(7), time(23), True),
        (time(22), time(7), time(6, 59), True),
        (time(22), time(7), time(7), False),
        (time(9), time(12), time(9), True),
        (time(9), time(9), time(9), False),
        (None, time(9), time(3), False),
    ],
)
def test_stretches_of_the_day(first: time | None, last: time | None, moment: time, *, expected: bool) -> None:
    assert is_within(moment, first, last) is expected


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [(date(2026, 11, 20), 1, date(2026, 11, 23)), (date(2026, 11, 22), 15, date(2026, 12, 11))],
)
def test_weekends_are_no_working_days(asked: date, days: int, due: date) -> None:
    assert due_day(asked, days) == due


def test_a_birthday_on_29_february_is_kept_on_1_march() -> None:
    assert (age_on(date(2008, 2, 29), date(2026, 2, 28)), age_on(date(2008, 2, 29), date(2026, 3, 1))) == (17, 18)


# --- the page


def signed_in(client: Client, *roles: Role) -> User:
    user = staff_with(*roles)
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return user


def test_one_click_gives_and_one_click_takes_back(client: Client) -> None:
    signed_in(client, Role.SERVICE_AGENT)
    member = MemberFactory.create()
    url = f"/console/members/{member.number}/consent/"

    for answer in ("yes", "no"):
        said = {"say": f"marketing:email:{answer}", "given_via": "phone", "evidence": "call 77"}
        assert client.post(f"{url}say/", said).status_code == HTTPStatus.SEE_OTHER

    page = client.get(url).content.decode()
    assert page.count("call 77") == 2
    assert 'value="marketing:email:yes"' in page
    assert list(Consent.objects.order_by("pk").values_list("is_granted", flat=True)) == [True, False]


def test_a_refusal_keeps_what_was_typed(client: Client) -> None:
    signed_in(client, Role.SERVICE_AGENT)
    young = child(9)
    url = f"/console/members/{young.number}/consent/say/"

    answer = client.post(url, {"say": "profiling:any:yes", "given_via": "phone", "evidence": "call 78"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = answer.content.decode()
    assert 'value="call 78"' in page
    assert "guardian" in page
    assert Consent.objects.count() == 0


def test_quiet_hours_are_kept_by_the_page(client: Client) -> None:
    signed_in(client, Role.SERVICE_AGENT)
    member = MemberFactory.create()
    url = f"/console/members/{member.number}/consent/"

    typed = {"quiet_from": "22:00", "quiet_until": "08:00", "do_not_contact_until": "", "reason": "night shift"}
    assert client.post(f"{url}times/", typed).status_code == HTTPStatus.SEE_OTHER

    page = client.get(url).content.decode()
    assert 'value="22:00"' in page
    assert ContactRule.objects.get().quiet_until == time(8)


def test_who_may_only_look_sees_no_buttons(client: Client) -> None:
    signed_in(client, Role.ANALYST)
    member = MemberFactory.create()
    url = f"/console/members/{member.number}/consent/"

    assert b'name="say"' not in client.get(url).content
    assert client.post(f"{url}say/", {"say": "marketing:sms:yes"}).status_code == HTTPStatus.FORBIDDEN
    assert Consent.objects.count() == 0
