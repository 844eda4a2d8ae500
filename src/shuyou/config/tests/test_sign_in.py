"""Signing in: no sign-up, limits that hold, a second step for those who want it."""

import re
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from shuyou.config import sessions
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role

SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "a long enough one 42"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return User.objects.create_user(
        username="clerk", password=PASSWORD, full_name="林书", roles=[Role.SERVICE_AGENT.value], is_staff=True
    )


def sign_in(client: Client, password: str = PASSWORD, username: str = "clerk") -> HttpResponse:
    # The test client's answer is an HttpResponse with more to it.
    return client.post(reverse("account_login"), {"login": username, "password": password})  # type: ignore[return-value]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_opens_the_console(client: Client, clerk: User) -> None:
    answer = sign_in(client)

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"] == "/console/"
    assert is_signed_in(client)


def test_a_wrong_password_opens_nothing(client: Client, clerk: User) -> None:
    sign_in(client, "not the one at all")

    assert not is_signed_in(client)


def test_someone_who_has_left_cannot_come_in(client: Client, clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(is_active=False)

    sign_in(client)

    assert not is_signed_in(client)


def test_guessing_one_account_is_stopped_and_others_go_on(client: Client, clerk: User) -> None:
    User.objects.create_user(username="buyer", password=PASSWORD, full_name="周", is_staff=True)
    for _ in range(5):
        sign_in(client, "a wrong guess 4711")

    sign_in(client)
    assert not is_signed_in(client)

    sign_in(client, username="buyer")
    assert is_signed_in(client)


def test_a_flood_from_one_address_is_turned_away(client: Client) -> None:
    answers = [sign_in(client, "a wrong guess 4711", f"user{number}").status_code for number in range(31)]

    assert answers[-1] == HTTPStatus.TOO_MANY_REQUESTS


def test_nobody_signs_up() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_second_step_is_asked_and_checked(client: Client, clerk: User) -> None:
    TOTP.activate(clerk, SECRET)
    answer = sign_in(client)
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)

    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_signed_in(client)

    counter = next(yield_hotp_counters_from_time())
    client.post(reverse("mfa_authenticate"), {"code": format_hotp_value(hotp_value(SECRET, counter))})
    assert is_signed_in(client)


def test_a_recovery_code_works_once(clerk: User) -> None:
    TOTP.activate(clerk, SECRET)
    code = RecoveryCodes.activate(clerk).get_unused_codes()[0]
    tries = []
    for _ in range(2):
        client = Client()
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code})
        tries.append(is_signed_in(client))

    assert tries == [True, False]
    assert Authenticator.objects.filter(user=clerk).count() == 2


@pytest.mark.parametrize("password", ["short 1", "12345678901234", "password123", "zhouyuchen1"])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, User(username="zhouyuchen", full_name="周雨辰"))


class Guessing:
    """What a sign-in shows and how often it works out a digest of the password."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.digests = 0
        encode = MD5PasswordHasher.encode

        def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
            self.digests += 1
            return encode(hasher, password, salt)

        monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    def shown(self, username: str) -> tuple[int, str, int]:
        self.digests = 0
        answer = sign_in(Client(), "a wrong guess 4711", username)
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        return answer.status_code, page.replace(username, "…"), self.digests


def test_an_unknown_name_looks_like_a_wrong_password(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_user(username="gone", password=PASSWORD, full_name="周", is_staff=True, is_active=False)
    guessing = Guessing(monkeypatch)

    wrong, gone, unknown = (guessing.shown(name) for name in ("clerk", "gone", "nobody"))

    assert wrong == gone == unknown
    assert wrong[2] == 1


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_time_are_all_counted(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    guessing = Guessing(monkeypatch)
    together = Barrier(8)

    def guess(_guesser: int) -> None:
        client = Client()
        together.wait(10)
        try:
            sign_in(client, "a wrong guess 4711")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(8)))

    assert 0 < guessing.digests <= 5


def test_session_and_account_are_read_at_once(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    client.get("/console/language/")

    with CaptureQueriesContext(connection) as asked:
        client.get("/console/settings/")

    reads = [query["sql"] for query in asked if "django_session" in query["sql"] or "kernel_user" in query["sql"]]
    assert len(reads) == 1


def test_whose_session_it_is_stands_in_the_session(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    client.get("/console/settings/")
    other = User.objects.create_user("other", "", PASSWORD, full_name="Other", is_staff=True, roles=[Role.MANAGER])
    key = str(client.session.session_key)
    sessions._last_accounts[key] = other.pk  # a guess that is wrong

    assert client.get("/console/settings/").context["user"] == clerk
    assert sessions._last_accounts[key] == clerk.pk


def test_a_closed_account_is_out_with_the_next_page(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    assert client.get("/console/settings/").status_code == HTTPStatus.OK

    User.objects.filter(pk=clerk.pk).update(is_active=False)

    assert client.get("/console/settings/").status_code == HTTPStatus.FOUND
