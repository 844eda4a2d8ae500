"""Joining by oneself, on the web or at a kiosk: the same rules as at the counter, and not a word about anybody else."""

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members import services
from shuyou.members.errors.privacy import PersonErased
from shuyou.members.models import Consent, ConsentText, Member, Person, Phone, Relation, SignUpRequest
from shuyou.members.tests.factories import MemberFactory, PersonFactory, PhoneFactory, TierFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F011", "F015")]
LIMITS = "shuyou.members.services._ask_to_join"
ENGLISH = {"Accept-Language": "en"}
LIN = {"name": "林晚舟", "phone": "１３８ 0000 2046", "email": "", "is_adult": "on", "marketing_sms": "on"}
READ = "service=1&marketing=1&profiling=1"
CHILD = {
    "name": "林小舟", "birth_date": "2016-05-17", "guardian_name": "林晚舟", "guardian_phone": "13800002046",
    "marketing_sms": "on", "service": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nobody_came_before() -> None:
    """Nobody has joined from here within the last minutes; readers join the lowest tier."""
    cache.clear()
    TierFactory.create()


def ask(client: Client, path: str = "/join/", **typed: str) -> tuple[int, str]:
    """Send the form, and return the status with where it leads, or what the page says."""
    answer = client.post(path, {"key": str(uuid4()), "texts": READ, **typed}, headers=ENGLISH)
    return answer.status_code, answer.headers.get("Location") or answer.content.decode()


@pytest.fixture
def agent(client: Client) -> Client:
    """A browser in which a colleague is signed in, in English."""
    client.force_login(StaffFactory.create(language="en"))
    return client


@pytest.mark.parametrize(
    ("path", "code", "via"), [("/join/", "/join/code/", "web"), ("/kiosk/join/", "/kiosk/join/code/", "kiosk")]
)
def test_a_reader_asks_to_join_and_is_entered_by_a_colleague(agent: Client, path: str, code: str, via: str) -> None:
    assert agent.get(path, headers=ENGLISH).status_code == HTTPStatus.OK
    status, where = ask(agent, path, **LIN)
    assert (status, where.startswith(code)) == (HTTPStatus.SEE_OTHER, True)
    assert f'href="{path}done/"' in agent.get(where, headers=ENGLISH).content.decode()
    assert "Thank you" in agent.get(f"{path}done/", headers=ENGLISH).content.decode()
    assert not Person.objects.exists()
    asked = SignUpRequest.objects.get()
    assert "138 **** 2046" in agent.get("/console/joining/").content.decode()
    assert "138 **** 2046" in agent.get(f"/console/joining/{asked.pk}/").content.decode()

    answer = agent.post(f"/console/joining/{asked.pk}/answer/")

    assert answer.status_code == HTTPStatus.SEE_OTHER
    member = Member.objects.select_related("person").get()
    assert (member.person.name, member.joined_via) == ("林晚舟", via)
    assert Phone.objects.get().digits == "13800002046"
    word = Consent.objects.get()
    assert (word.purpose, word.channel, word.given_via, word.at) == ("marketing", "sms", via, asked.asked_at)
    told = EventRecord.objects.get(name="members.consent_recorded").payload
    assert (told["member_id"], told["purpose"], told["is_granted"]) == (member.pk, "marketing", True)
    asked.refresh_from_db()
    assert (asked.status, asked.member_id, asked.name, asked.phone) == ("entered", member.pk, "", "")
    assert agent.post(f"/console/joining/{asked.pk}/answer/").status_code == HTTPStatus.CONFLICT
    assert member.number in agent.get(f"/console/joining/{asked.pk}/").content.decode()


@pytest.mark.feature("F020")
def test_who_sees_it_in_full_is_recorded(agent: Client) -> None:
    ask(agent, **CHILD, email="lin@example.com")
    asked = SignUpRequest.objects.get()
    url = f"/console/joining/{asked.pk}/"
    hidden = ("2016-05-17", "138 0000 2046", "13800002046", "lin@example.com")

    page = agent.get(url).content.decode()
    assert [word for word in hidden if word in page] == []
    assert [word for word in ("2016-**-**", "138 **** 2046", "l***@example.com") if word not in page] == []
    assert not EventRecord.objects.filter(name="members.sign_up_revealed").exists()

    shown = agent.post(f"{url}answer/", {"show": "on"})

    page = shown.content.decode()
    assert [word for word in ("2016-05-17", "138 0000 2046", "lin@example.com") if word not in page] == []
    event = EventRecord.objects.get(name="members.sign_up_revealed")
    assert (event.payload["sign_up_id"], event.actor_id) == (asked.pk, str(User.objects.get().pk))
    agent.post(f"{url}answer/", {"drop": "on"})
    assert agent.post(f"{url}answer/", {"show": "on"}).status_code == HTTPStatus.CONFLICT


def test_who_is_a_member_gets_the_answer_of_everybody(agent: Client) -> None:
    member = MemberFactory.create(person__name="林晚舟")
    PhoneFactory.create(person=member.person, digits="13800002046")
    stranger = ask(agent, **{**LIN, "name": "周慕白", "phone": "13900001111"})
    known = ask(agent, **LIN)

    assert [known[0], known[1].rpartition("/code/")[0]] == [stranger[0], stranger[1].rpartition("/code/")[0]]
    asked = SignUpRequest.objects.get(name="林晚舟")
    page = agent.get(f"/console/joining/{asked.pk}/").content.decode()
    assert member.number in page
    assert agent.post(f"/console/joining/{asked.pk}/answer/").status_code == HTTPStatus.CONFLICT

    agent.post(f"/console/joining/{asked.pk}/answer/", {"member": member.number})

    assert Member.objects.count() == 1
    assert SignUpRequest.objects.values_list("status", "member_id").get(pk=asked.pk) == ("known", member.pk)


@pytest.mark.feature("F020")
@pytest.mark.parametrize("typed", [LIN, {**CHILD, "name": "林晚舟", "guardian_phone": "13800002046"}])
def test_a_form_that_anybody_can_fill_in_says_no_word_for_a_member(agent: Client, typed: dict[str, str]) -> None:
    member = MemberFactory.create(person__name="林晚舟")
    said_no = Consent.objects.create(
        person=member.person, purpose="marketing", channel="any", is_granted=False, text_version="1",
        given_via="phone", recorded_by="staff:1", at=clock.now() - timedelta(days=1),
    )  # fmt: skip
    ask(agent, **typed)

    asked = SignUpRequest.objects.get()
    answer = agent.post(f"/console/joining/{asked.pk}/answer/", {"member": member.number})

    assert (answer.status_code, Consent.objects.get()) == (HTTPStatus.SEE_OTHER, said_no)
    assert not EventRecord.objects.filter(name="members.consent_recorded").exists()


def test_a_parent_agrees_for_a_child(agent: Client) -> None:
    status, page = ask(agent, **{**CHILD, "guardian_name": ""})
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "needs a parent or guardian who agrees" in page
    assert "林小舟" in page
    assert ask(agent, **CHILD)[0] == HTTPStatus.SEE_OTHER

    agent.post(f"/console/joining/{SignUpRequest.objects.get().pk}/answer/")

    child = Member.objects.select_related("person").get()
    parent = Person.objects.get(name="林晚舟")
    assert (child.person.name, Relation.objects.get().person_id, Relation.objects.get().role) == (
        "林小舟", parent.pk, "guardian",
    )  # fmt: skip
    assert Consent.objects.values_list("purpose", "guardian_id").get() == ("service", parent.pk)


@pytest.mark.parametrize("is_member", [True, False])
def test_who_may_only_be_kept_is_no_guardian(agent: Client, is_member: bool) -> None:
    person = MemberFactory.create().person if is_member else PersonFactory.create()
    Person.objects.filter(pk=person.pk).update(name="林晚舟", is_restricted=True)
    PhoneFactory.create(person=person, digits="13800002046")
    ask(agent, **CHILD)

    answer = agent.post(f"/console/joining/{SignUpRequest.objects.get().pk}/answer/")

    assert answer.status_code == HTTPStatus.CONFLICT
    assert (Relation.objects.count(), Person.objects.filter(name="林小舟").count()) == (0, 0)
    assert SignUpRequest.objects.get().status == "waiting"


@pytest.mark.django_db(transaction=True)
def test_a_guardian_is_not_erased_while_a_child_is_entered(agent: Client) -> None:
    parent = MemberFactory.create(person__name="林晚舟").person
    PhoneFactory.create(person=parent, digits="13800002046")
    ask(agent, **CHILD)
    sign_up_id = SignUpRequest.objects.values_list("pk", flat=True).get()
    entering = Thread(target=enter, args=(sign_up_id,))

    with transaction.atomic():
        services.hold_member(member_id=parent.pk, even_restricted=True)
        entering.start()
        entering.join(1)
        is_waiting = entering.is_alive()
        SignUpRequest.objects.filter(pk=sign_up_id).delete()
        Member.objects.filter(pk=parent.pk).update(status="erased")
        Person.objects.filter(pk=parent.pk).update(name="—", erased_at=clock.now())
    entering.join()

    assert is_waiting
    assert (Relation.objects.count(), Member.objects.count()) == (0, 1)


def enter(sign_up_id: int) -> None:
    """Enter who asked to join, from another thread; a refusal is as good as nothing."""
    actor = Actor(STAFF, "1", "console", frozenset({Role.CALL_AGENT}))
    try:
        services.enter_sign_up(sign_up_id=sign_up_id, actor=actor, at=clock.now())
    except PersonErased:
        pass
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "There is no name."),
        ({"phone": "", "email": ""}, "No phone number and no e-mail address is given."),
        ({"phone": "12"}, "has 2 digits"),
        ({"email": "lin@"}, "is no e-mail address."),
        ({"is_adult": ""}, "Tick that you are 18 or older"),
        ({"birth_date": "2099-01-01"}, "is not between"),
    ],
)
def test_what_cannot_be_is_refused_as_at_the_counter(client: Client, typed: dict[str, str], said: str) -> None:
    status, page = ask(client, **{**LIN, **typed})

    assert (status, said in page) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert not SignUpRequest.objects.exists()


def test_one_request_is_kept_once_and_programs_are_thanked_for_nothing(agent: Client) -> None:
    key = str(uuid4())
    for _ in range(2):
        ask(agent, **LIN, key=key)
    ask(agent, **LIN)
    agent.post(f"/console/joining/{SignUpRequest.objects.get().pk}/answer/", {"drop": "on"})
    repeated = ask(agent, **LIN, key=key)
    thanked = ask(agent, **{**LIN, "phone": "13900001111"}, website="https://example.org")

    assert repeated == thanked == (HTTPStatus.SEE_OTHER, "/join/done/")
    assert SignUpRequest.objects.get().status == "dropped"
    assert EventRecord.objects.filter(name="members.sign_up_asked").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_place_asks_so_often_and_no_more_even_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{LIMITS}.MOST_JOINING", 2)
    barrier = Barrier(6)

    def join(number: int) -> int:
        connection.ensure_connection()
        barrier.wait()
        try:
            return ask(Client(), **{**LIN, "phone": f"1380000204{number}"})[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(join, range(6)))

    assert Counter(answers) == {HTTPStatus.SEE_OTHER: 2, HTTPStatus.TOO_MANY_REQUESTS: 4}
    assert SignUpRequest.objects.count() == 2


def test_only_what_is_kept_counts_for_a_place_and_a_house_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{LIMITS}.MOST_JOINING", 1)
    house, same, other = (Client(REMOTE_ADDR=f"2001:db8:0:{end}") for end in ("1::1", "1:ffff::2", "2::1"))
    late = {**LIN, "phone": "13900001111"}

    assert ask(house, **{**LIN, "phone": "12"})[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert ask(house, **LIN)[0] == HTTPStatus.SEE_OTHER
    status, page = ask(same, **late)
    assert (status, "Too many have joined from here" in page) == (HTTPStatus.TOO_MANY_REQUESTS, True)
    assert ask(same, "/kiosk/join/", **late)[0] == HTTPStatus.SEE_OTHER
    assert ask(other, **{**LIN, "phone": "13900002222"})[0] == HTTPStatus.SEE_OTHER


def test_a_flood_closes_one_door_and_is_dropped_at_once(agent: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{LIMITS}.MOST_WAITING", 2)
    phones = [f"1390000111{place}" for place in range(4)]
    answers = [ask(agent, **{**LIN, "phone": phone})[0] for phone in phones[:3]]
    at_kiosk = ask(agent, "/kiosk/join/", **{**LIN, "phone": phones[3]})[0]
    waiting = list(SignUpRequest.objects.order_by("pk").values_list("pk", flat=True))

    assert [*answers, at_kiosk] == [
        HTTPStatus.SEE_OTHER,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.CONFLICT,
        HTTPStatus.SEE_OTHER,
    ]
    agent.post("/console/joining/drop/", {"shown": waiting, "ticked": waiting[:1]})
    assert SignUpRequest.objects.filter(status="waiting").count() == 2
    agent.post("/console/joining/drop/", {"shown": [*waiting, "9" * 30], "all": "on"})

    assert set(SignUpRequest.objects.values_list("status", "name", "phone")) == {("dropped", "", "")}
    assert EventRecord.objects.filter(name="members.sign_up_answered").count() == 3


@pytest.mark.feature("F020")
def test_nobody_agrees_to_a_text_that_they_have_not_read(client: Client) -> None:
    seen = client.get("/join/", headers=ENGLISH).context["form"].initial["texts"]
    ConsentText.objects.create(
        purpose="marketing", version="2", text_zh="新文本", text_en="Quite another text", valid_from=clock.now()
    )

    answer = client.post("/join/", {**LIN, "texts": seen}, headers=ENGLISH)
    form, page = answer.context["form"], answer.content.decode()
    assert (answer.status_code, SignUpRequest.objects.count()) == (HTTPStatus.CONFLICT, 0)
    assert [said for said in ("was written anew", "Quite another text", "林晚舟") if said not in page] == []
    assert (form["marketing_sms"].value(), form["is_adult"].value()) == (False, True)
    assert ask(client, **LIN, texts="")[0] == HTTPStatus.CONFLICT
    assert ask(client, **{**LIN, "marketing_sms": ""}, texts=seen)[0] == HTTPStatus.SEE_OTHER
    again = {name: form[name].value() or "" for name in form.fields}

    assert ask(client, **{**again, "phone": "13900001111", "marketing_sms": "on"})[0] == HTTPStatus.SEE_OTHER

    assert SignUpRequest.objects.get(phone="13900001111").consents == [["marketing", "sms", "2"]]


def test_nothing_personal_is_logged_or_kept_by_proxies(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(client, **LIN)
        page = client.get("/kiosk/join/", headers=ENGLISH)

    said = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("shuyou"))
    assert not [word for word in ("林晚舟", "2046") if word in said]
    assert "no-store" in page.headers["Cache-Control"]
    assert 'autocomplete="off"' in page.content.decode()
    payload = EventRecord.objects.get(name="members.sign_up_asked").payload
    assert set(payload) == {"sign_up_id", "via"}


def test_nobody_is_entered_and_nothing_kept(agent: Client) -> None:
    ask(agent, **LIN)
    asked = SignUpRequest.objects.get()

    agent.post(f"/console/joining/{asked.pk}/answer/", {"drop": "on"})

    asked.refresh_from_db()
    assert (asked.status, asked.name, asked.phone, asked.member_id) == ("dropped", "", "", None)
    assert not Person.objects.exists()


def test_only_who_enters_members_sees_who_wants_to_join(client: Client) -> None:
    ask(client, **LIN)

    assert client.get("/console/joining/").status_code == HTTPStatus.FOUND
    assert client.post(f"/console/joining/{SignUpRequest.objects.get().pk}/answer/").status_code == HTTPStatus.FOUND
    assert SignUpRequest.objects.get().status == "waiting"
