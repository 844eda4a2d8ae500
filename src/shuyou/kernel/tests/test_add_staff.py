"""The first account of a new house is made at the terminal."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from shuyou.kernel.models import User

pytestmark = pytest.mark.django_db


def test_the_first_account_signs_in_and_manages_staff(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    call_command("add_staff", "anna", "--name", "Anna Lin")
    password = capsys.readouterr().out.splitlines()[1].split()[-1]

    assert client.post("/console/sign-in/", {"login": "anna", "password": password}).status_code == 302
    assert client.get("/console/settings/staff/").status_code == 200
    assert User.objects.get(username="anna").full_name == "Anna Lin"


def test_an_account_has_the_roles_that_were_said(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_staff", "bo", "--role", "buyer", "--role", "warehouse", "--language", "en")

    assert sorted(User.objects.get(username="bo").roles) == ["buyer", "warehouse"]
    assert User.objects.get(username="bo").language == "en"


@pytest.mark.parametrize(("username", "said"), [("ANNA", "ANNA"), ("an na", "an na")])
def test_a_name_that_cannot_be_is_refused(username: str, said: str) -> None:
    call_command("add_staff", "anna")

    with pytest.raises(CommandError, match=said):
        call_command("add_staff", username)
    assert User.objects.filter(username__iexact="anna").count() == 1
