"""Coming in: by a code or a password, as the member one is; nobody learns whether somebody else is known."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.models import EventRecord
from shuyou.members.models import Card, Consent, Member
from shuyou.members.tests.factories import MemberFactory, PhoneFactory, TierFactory
from shuyou.shop.models import Account, Login, Visit
from shuyou.shop.rules import proof_of
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in
from shuyou.shop.views.door import VISIT

pytestmark = pytest.mark.django_db
PHONE = "13800002046"
CODE = "004217"
GOOD = "paper-kite-7"


@pytest.fixture(autouse=True)
def a_quiet_street(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has tried anything yet; every code is the same one."""
    cache.clear()
    TierFactory.create()
    monkeypatch.setattr("shuyou.messaging.services._codes.secrets.randbelow", lambda most: int(CODE))


def ask(client: Client, contact: str = PHONE, **typed: str) -> Any:
    """Have a code sent, or try a password."""
    return client.post("/me/sign-in/", {"contact": contact, **typed}, headers=ENGLISH)


def by_code(client: Client, contact: str = PHONE, **typed: str) -> Any:
    """Have a code sent and type it."""
    form = ask(client, contact, code="1", **typed).context["form"]
    sent = {"sent": str(form["sent"].value()), "next": form["next"].value() or "", "code": CODE}
    return client.post("/me/sign-in/code/", sent, headers=ENGLISH)


def join(client: Client, *, contact: str = PHONE, **typed: str) -> Any:
    """Open an account, from the first page to the last."""
    form = by_code(client, contact).context["form"]
    kept = {name: str(form[name].value() or "") for name in ("next", "key", "proof", "texts")}
    said = {"name": "林晚舟", "is_adult": "on", **typed}
    return client.post("/me/sign-in/welcome/", {**kept, **said}, headers=ENGLISH)


@pytest.mark.feature("F015")
def test_somebody_new_joins_by_a_code_and_is_a_member_at_once(client: Client) -> None:
    answer = join(client, nickname="晚舟", password=GOOD, marketing_sms="on")

    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.SEE_OTHER, "/me/")
    member = Member.objects.select_related("person").get()
    account = Account.objects.get()
    assert (member.person.name, member.joined_via, account.member_id) == ("林晚舟", "web", member.pk)
    assert PHONE not in f"{Login.objects.get().digest} {Login.objects.get().shown} {account.password}"
    assert list(Consent.objects.values_list("purpose", "channel", "given_via", "recorded_by")) == [
        ("marketing", "sms", "web", f"member:{member.pk}")
    ]
    page = client.get("/me/", headers=ENGLISH)
    assert "晚舟" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.feature("F015")
def test_a_member_of_the_same_name_gets_the_card_they_have(client: Client) -> None:
    known = MemberFactory.create(person__name="林晚舟")
    PhoneFactory.create(person=known.person, digits=PHONE)

    join(client, name="林 晚舟")

    assert (Member.objects.count(), Account.objects.get().member_id) == (1, known.pk)
    told = EventRecord.objects.get(name="shop.account_opened").payload
    assert (told["is_new_member"], told["member_id"]) == (False, known.pk)


def test_who_shares_a_phone_does_not_get_the_other_ones_card(client: Client) -> None:
    mother = MemberFactory.create(person__name="林素心")
    PhoneFactory.create(person=mother.person, digits=PHONE)

    join(client)

    assert Member.objects.count() == 2
    assert Account.objects.get().member_id != mother.pk


def test_a_card_number_counts_only_with_the_phone_on_file(client: Client) -> None:
    known = MemberFactory.create(person__name="林素心")
    card = Card.objects.filter(member=known).first()
    number = card.number if card else known.number
    answer = join(client, number=number)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (Account.objects.count(), Member.objects.count(), Visit.objects.count()) == (0, 1, 0)
    assert known.person.name not in answer.content.decode()
    PhoneFactory.create(person=known.person, digits="13800002047")
    join(client, contact="13800002047", number=number)
    assert Account.objects.get().member_id == known.pk


def test_known_and_unknown_get_the_same_answers_before_the_code(client: Client) -> None:
    an_account(MemberFactory.create(), password=make_password(GOOD))
    pages = [ask(client, phone, code="1") for phone in (PHONE, "13900001111")]
    refused = [ask(Client(), phone, password="wrong-one-1") for phone in (PHONE, "13900001111")]

    assert [page.status_code for page in pages] == [HTTPStatus.OK] * 2
    assert {tuple(page.context["form"].initial) for page in pages} == {("next", "sent", "shown")}
    assert [page.status_code for page in refused] == [HTTPStatus.UNPROCESSABLE_ENTITY] * 2
    assert refused[0].context["form"].non_field_errors() == refused[1].context["form"].non_field_errors()
    assert not Visit.objects.exists()


def test_a_password_opens_and_the_token_of_before_is_over(client: Client) -> None:
    an_account(MemberFactory.create(), password=make_password(GOOD))
    assert ask(client, password=GOOD).status_code == HTTPStatus.SEE_OTHER
    first = client.cookies[VISIT].value
    client.cookies["shuyou_reader"] = first
    assert ask(client, "+86 138 0000 2046", password=GOOD).status_code == HTTPStatus.SEE_OTHER

    assert client.cookies[VISIT].value != first
    old = Client()
    old.cookies[VISIT] = first
    assert old.get("/me/").status_code == HTTPStatus.FOUND
    cookie = client.cookies[VISIT]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_password_is_not_guessed_at_for_long(client: Client) -> None:
    an_account(MemberFactory.create(), password=make_password(GOOD))
    for _ in range(6):
        assert ask(client, password="wrong-one-1").status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    answer = ask(client, password=GOOD)

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "tried too often" in answer.content.decode()
    assert not Visit.objects.exists()


def test_a_wrong_code_lets_nobody_in(client: Client) -> None:
    an_account(MemberFactory.create())
    form = ask(client, code="1").context["form"]
    typed = {"sent": str(form["sent"].value()), "code": "111111"}

    assert client.post("/me/sign-in/code/", typed).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post("/me/sign-in/code/", {**typed, "sent": str(uuid4())}).status_code >= HTTPStatus.BAD_REQUEST
    assert client.post("/me/sign-in/code/", {**typed, "sent": "x"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Visit.objects.exists()


@pytest.mark.parametrize("proof", ["", "x", "old"])
def test_nobody_opens_an_account_without_a_fresh_proof(client: Client, proof: str) -> None:
    if proof == "old":
        proof = proof_of(channel="sms", address=PHONE, at=clock.now() - timedelta(minutes=21))
    answer = client.post("/me/sign-in/welcome/", {"name": "林晚舟", "is_adult": "on", "proof": proof})

    assert (answer.status_code, Account.objects.count()) == (HTTPStatus.CONFLICT, 0)


@pytest.mark.parametrize("typed", [{"name": " "}, {"is_adult": ""}, {"password": "12345678"}, {"password": "password"}])
def test_what_is_missing_is_said_and_nothing_is_written(client: Client, typed: dict[str, str]) -> None:
    answer = join(client, **typed)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (Account.objects.count(), Member.objects.count(), Visit.objects.count()) == (0, 0, 0)
    assert answer.context["form"]["proof"].value()


def test_going_out_everywhere_ends_all_visits(client: Client) -> None:
    account = an_account(MemberFactory.create())
    other = Client()
    for browser in (client, other):
        come_in(browser, account)
    client.post("/me/sign-out/", {"everywhere": "1"})

    assert other.get("/me/").status_code == HTTPStatus.FOUND
    assert not Visit.objects.exists()


def test_a_new_password_wants_the_old_one_unless_a_code_has_just_let_in(client: Client) -> None:
    account = an_account(MemberFactory.create(), password=make_password(GOOD))
    other = Client()
    come_in(other, account)
    come_in(client, account, by_code=False)
    refused = client.post("/me/security/", {"current": "wrong-one-1", "password": "another-kite-8"})
    assert (refused.status_code, Visit.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 2)

    assert other.post("/me/security/", {"password": "another-kite-8"}).status_code == HTTPStatus.SEE_OTHER

    assert client.get("/me/").status_code == HTTPStatus.FOUND
    assert ask(Client(), password=GOOD).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert ask(Client(), password="another-kite-8").status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"])
def test_nobody_is_sent_to_another_site(client: Client, wanted: str) -> None:
    an_account(MemberFactory.create())

    assert by_code(client, next=wanted).headers["Location"] == "/me/"


def test_who_was_erased_or_merged_comes_in_as_nobody_or_as_the_kept_one(client: Client) -> None:
    gone, kept = MemberFactory.create(), MemberFactory.create(person__name="周慕白")
    come_in(client, an_account(gone))
    Member.objects.filter(pk=gone.pk).update(status="merged", merged_into=kept)
    assert "周慕白" in client.get("/me/", headers=ENGLISH).content.decode()

    Member.objects.filter(pk=kept.pk).update(status="erased")

    assert client.get("/me/").status_code == HTTPStatus.FOUND
