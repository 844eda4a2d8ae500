"""Passkeys: a device that its reader unlocks lets them in; nobody else's does, and no answer counts twice."""

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from shuyou.kernel import clock
from shuyou.members.tests.factories import MemberFactory
from shuyou.shop.models import Account, Passkey, Visit
from shuyou.shop.tests.devices import Device, Flag
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in
from shuyou.shop.views.door import VISIT

pytestmark = pytest.mark.django_db
OWN = "/me/security/passkeys/"
DOOR = "/me/sign-in/passkey/"


@pytest.fixture
def account() -> Account:
    """A reader's account; nobody has tried anything yet."""
    cache.clear()
    return an_account(MemberFactory.create(person__name="林晚舟"))


def asked(client: Client, url: str) -> dict[str, Any]:
    """Return what a device is asked."""
    question: dict[str, Any] = json.loads(client.post(f"{url}ask/", headers=ENGLISH).content)
    return question


def added(client: Client, device: Device, *, name: str = "my phone") -> Any:
    """Have a device keep a key."""
    question = asked(client, OWN)
    return client.post(
        OWN, {"note": question["note"], "answer": device.makes(question), "name": name}, headers=ENGLISH
    )  # fmt: skip


def shown(client: Client, device: Device, question: dict[str, Any] | None = None) -> Any:
    """Have a device answer at the door."""
    question = question or asked(client, DOOR)
    sent = {"note": question["note"], "answer": device.answers(question), "next": "/me/points/"}
    return client.post(DOOR, sent, headers=ENGLISH)


@pytest.fixture
def device(client: Client, account: Account) -> Device:
    """A device that a reader has added; its browser has gone out."""
    come_in(client, account)
    device = Device()
    assert added(client, device).status_code == HTTPStatus.SEE_OTHER
    del client.cookies[VISIT]
    return device


@pytest.mark.feature("F015")
def test_a_device_that_was_added_lets_its_reader_in_and_is_named(
    client: Client, account: Account, device: Device
) -> None:
    answer = shown(client, device)

    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.SEE_OTHER, "/me/points/")
    page = client.get("/me/security/", headers=ENGLISH).content.decode()
    kept = Passkey.objects.get()
    assert (kept.account, kept.uses, "my phone" in page) == (account, device.counts, True)
    client.post(f"{OWN}{kept.uid}/", {"name": "the old one"}, headers=ENGLISH)
    assert "the old one" in client.get("/me/security/", headers=ENGLISH).content.decode()


def test_a_device_that_was_taken_away_opens_nothing(client: Client, account: Account, device: Device) -> None:
    come_in(client, account)
    client.post(f"{OWN}{Passkey.objects.get().uid}/", {"do": "drop"}, headers=ENGLISH)
    del client.cookies[VISIT]

    answer = shown(client, device)

    assert (answer.status_code, VISIT in client.cookies) == (HTTPStatus.UNPROCESSABLE_ENTITY, False)
    assert "could not show" in answer.content.decode()


def test_an_answer_counts_once(client: Client, device: Device) -> None:
    question = asked(client, DOOR)
    sent = {"note": question["note"], "answer": device.answers(question)}
    client.post(DOOR, sent, headers=ENGLISH)
    visits = Visit.objects.count()

    again = Client().post(DOOR, sent, headers=ENGLISH)

    assert (again.status_code, Visit.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, visits)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda device: setattr(device, "key", Device().key),
        lambda device: setattr(device, "origin", "https://shuyou.example"),
        lambda device: setattr(device, "flags", Flag.UP),
        lambda device: setattr(device, "counts", -1),
        lambda device: setattr(device, "handle", "AAAA"),
        lambda device: setattr(device, "credential", b"another"),
    ],
    ids=["another key", "another site", "not unlocked", "a copy", "another reader", "unknown"],
)
def test_other_answers_open_nothing(client: Client, device: Device, spoil: Any) -> None:
    spoil(device)
    visits = Visit.objects.count()

    answer = shown(client, device)

    assert (answer.status_code, Visit.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, visits)


def test_a_question_is_good_for_what_it_asks(client: Client, account: Account, device: Device) -> None:
    come_in(client, account)
    new = asked(client, OWN)
    stranger = Client()
    come_in(stranger, an_account(MemberFactory.create(), phone="13900002046"))

    at_door = client.post(DOOR, {"note": new["note"], "answer": device.answers(new)}, headers=ENGLISH)
    other = Device()
    taken = stranger.post(OWN, {"note": new["note"], "answer": other.makes(new), "name": "x"}, headers=ENGLISH)

    assert (at_door.status_code, taken.status_code) == (HTTPStatus.UNPROCESSABLE_ENTITY,) * 2
    assert Passkey.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"note": "x", "answer": "{}"}, {"note": "", "answer": "[" * 999}])
def test_what_no_device_says_is_refused(client: Client, account: Account, sent: dict[str, str]) -> None:
    assert client.post(DOOR, sent, headers=ENGLISH).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    question = asked(client, DOOR)
    odd = client.post(DOOR, {**sent, "note": question["note"]}, headers=ENGLISH)
    assert odd.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_nobody_touches_a_device_of_another_reader(client: Client, device: Device) -> None:
    come_in(client, an_account(MemberFactory.create(), phone="13900002046"))
    url = f"{OWN}{Passkey.objects.get().uid}/"

    answers = [client.post(url, typed).status_code for typed in ({"do": "drop"}, {"name": "mine"})]

    assert answers == [HTTPStatus.NOT_FOUND] * 2
    assert Passkey.objects.get().name == "my phone"


@pytest.mark.parametrize(
    ("name", "ago", "said"), [("", 1, "no name"), ("my phone", 60, "too long ago")], ids=["nameless", "long ago"]
)
def test_a_device_is_not_added(client: Client, account: Account, name: str, ago: int, said: str) -> None:
    come_in(client, account, began_at=clock.now() - timedelta(minutes=ago))

    answer = added(client, Device(), name=name)

    assert not Passkey.objects.exists()
    assert answer.status_code in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert said in answer.content.decode()


def test_a_form_of_another_site_is_refused(account: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    come_in(client, account)

    answers = {client.post(url).status_code for url in (DOOR, f"{DOOR}ask/", OWN, f"{OWN}ask/")}

    assert answers == {HTTPStatus.FORBIDDEN}
