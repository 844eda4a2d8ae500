"""Who asks to join shows by a code that the phone or e-mail address is theirs: the gate's codes, and no others."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from shuyou.kernel.models import EventRecord
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import Consent, SignUpRequest
from shuyou.members.tests.factories import TierFactory
from shuyou.messaging.models import Message, OneTimeCode

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F011", "F015")]
ENGLISH = {"Accept-Language": "en"}
READ = "service=1&marketing=1&profiling=1"
LIN = {"name": "林晚舟", "phone": "138 0000 2046", "is_adult": "on", "marketing_sms": "on"}
CHILD = {"name": "林小舟", "birth_date": "2016-05-17", "guardian_name": "林晚舟", "guardian_phone": "13800002046"}
CODE = "204600"


@pytest.fixture(autouse=True)
def one_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every code is the same one; nobody has come from here lately."""
    cache.clear()
    TierFactory.create()
    monkeypatch.setattr("shuyou.messaging.services._codes.secrets.randbelow", lambda most: int(CODE))


def ask(client: Client, path: str = "/join/", **typed: str) -> str:
    """Send the form, and return where it leads."""
    answer = client.post(path, {"key": str(uuid4()), "texts": READ, **typed}, headers=ENGLISH)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    return answer.headers["Location"]


@pytest.mark.parametrize("path", ["/join/", "/kiosk/join/"])
def test_the_code_proves_the_request_and_staff_see_it(client: Client, path: str) -> None:
    where = ask(client, path, **LIN)
    assert "2046" not in where
    assert "138 **** 2046" in client.get(where, headers=ENGLISH).content.decode()
    assert Message.objects.filter(kind="messaging.code", choices=["sms"]).count() == 1
    assert SignUpRequest.objects.get().proved_at is None

    answer = client.post(where, {"code": CODE}, headers=ENGLISH)

    assert answer.headers["Location"] == f"{path}done/"
    asked = SignUpRequest.objects.get()
    assert (asked.proved_by, asked.status) == ("sms", "waiting")
    assert EventRecord.objects.get(name="members.sign_up_proved").payload == {"sign_up_id": asked.pk, "channel": "sms"}
    client.force_login(StaffFactory.create(language="en"))
    assert "shown by a code" in client.get("/console/joining/").content.decode()
    assert "sent to the phone was typed" in client.get(f"/console/joining/{asked.pk}/").content.decode()
    client.post(f"/console/joining/{asked.pk}/answer/")
    assert Consent.objects.get().evidence == f"sign-up {asked.pk}, proved by sms"


@pytest.mark.parametrize(
    ("typed", "channel"),
    [
        ({**LIN, "phone": "", "email": "lin@example.com"}, "email"),
        ({**LIN, "phone": "021-63457788", "email": "lin@example.com"}, "email"),
        ({**CHILD, "phone": "13900001111"}, "sms"),
    ],
)
def test_the_code_goes_where_it_can_be_read_and_to_the_guardian_of_a_child(
    client: Client, typed: dict[str, str], channel: str
) -> None:
    where = ask(client, **typed)

    client.post(where, {"code": CODE})

    assert SignUpRequest.objects.get().proved_by == channel
    assert (
        Message.objects.get(kind="messaging.code").shown
        == {"email": "l***@example.com", "sms": "138 **** 2046"}[channel]
    )


def test_a_wrong_code_or_none_proves_nothing_and_the_request_stands(client: Client) -> None:
    where = ask(client, **LIN)

    tries = [client.post(where, {"code": code}, headers=ENGLISH) for code in ("111111", "", "9" * 50)]
    answered = SignUpRequest.objects.get()

    assert {one.status_code for one in tries} == {HTTPStatus.UNPROCESSABLE_ENTITY}
    assert (answered.proved_by, answered.status) == ("", "waiting")
    assert client.get("/join/code/nonsense/").headers["Location"] == "/join/"
    assert ask(client, **{**LIN, "phone": "021-63457788"}) == "/join/done/"


def test_a_code_of_one_request_does_not_prove_another(client: Client) -> None:
    first, other = ask(client, **LIN), ask(client, **{**LIN, "name": "周慕白", "phone": "13900001111"})
    OneTimeCode.objects.filter(channel="sms").update(purpose="shop.come_in")

    answers = [client.post(where, {"code": CODE}).status_code for where in (first, other)]

    assert all(status >= HTTPStatus.BAD_REQUEST for status in answers)
    assert not SignUpRequest.objects.exclude(proved_by="").exists()


def test_a_code_counts_once_and_too_many_leave_the_request_without_one(client: Client) -> None:
    key = str(uuid4())
    where = ask(client, **LIN, key=key)
    assert ask(client, **LIN, key=key) == where  # sent twice: the code of the first is on its way
    assert client.post(where, {"code": CODE}).status_code == HTTPStatus.SEE_OTHER

    assert client.post(where, {"code": CODE}).status_code >= HTTPStatus.BAD_REQUEST
    assert ask(client, **{**LIN, "name": "周慕白"}) == "/join/done/"  # the next code for this phone comes in a minute

    assert SignUpRequest.objects.count() == 2
    assert EventRecord.objects.filter(name="members.sign_up_proved").count() == 1
