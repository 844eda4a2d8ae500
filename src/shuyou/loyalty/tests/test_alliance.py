"""Merchants of the alliance: a pass is verified by anybody, opens once, lapses, and is forged by nobody."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotFound, NotPermitted
from shuyou.kernel.permissions import Role
from shuyou.kernel.sealed import _box
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.errors import MerchantRefused, MerchantUnknown
from shuyou.loyalty.models import Merchant, MerchantCheck
from shuyou.loyalty.rules import passes
from shuyou.loyalty.services.alliance import (
    check_entitlement,
    give_merchant_word,
    make_pass,
    merchant_actor,
)
from shuyou.loyalty.services.pass_keys import known_keys, public_keys, renew_pass_key, withdraw_pass_key
from shuyou.loyalty.tests.factories import a_merchant
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CLERK = Actor(STAFF, "1", "test", frozenset({Role.SHOP_CLERK}))
MARKETER = Actor(STAFF, "2", "test", frozenset({Role.MARKETER}))


@pytest.fixture
def reader(db: None) -> Member:
    """A reader."""
    return MemberFactory.create()


def shown(reader: Member, at: datetime = AT) -> str:
    """Return the pass that a reader shows."""
    return make_pass(member_id=reader.pk, actor=CLERK, at=at)


def told(code: str, text: str, at: datetime = AT) -> str:
    """Return what a merchant is told."""
    return check_entitlement(code, shown=text, actor=CLERK, at=at).answer


def decoded(text: str) -> bytes:
    """Return what is coded without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.feature("F049")
def test_a_pass_is_verified_by_the_public_key_alone_and_names_nobody(client: Client, reader: Member) -> None:
    mark, body, signature = shown(reader).split(".")
    key = client.get(reverse("alliance:pass_key")).json()

    public = Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
    public.verify(decoded(signature), f"{mark}.{body}".encode())
    with pytest.raises(InvalidSignature):
        public.verify(decoded(signature), f"{mark}.{body}x".encode())

    said = json.loads(decoded(body))
    assert said["e"] - said["i"] == 300
    assert said["t"] == reader.tier.code
    assert reader.person.name not in json.dumps(said, ensure_ascii=False)
    assert reader.number not in json.dumps(said)


@pytest.mark.feature("F049")
def test_a_pass_opens_once_for_each_merchant_and_lapses(reader: Member) -> None:
    a_merchant(), a_merchant("museum")
    text = shown(reader)

    answers = [told("cafe", text), told("cafe", text), told("museum", text)]
    late = told("cafe", shown(reader), AT + timedelta(minutes=5, seconds=1))

    assert (answers, late) == (["yes", "seen", "yes"], "lapsed")
    assert MerchantCheck.objects.count() == 4


def test_what_is_forged_or_not_for_the_reader_opens_nothing(reader: Member) -> None:
    a_merchant(tiers=("nobody",)), a_merchant("old", valid_to=date(2026, 11, 21)), a_merchant("open")
    said = passes.read(shown(reader), _public())
    assert said is not None
    forged = passes.written(said, Ed25519PrivateKey.generate())

    assert told("cafe", shown(reader)) == "not_for"
    assert told("old", shown(reader)) == "ended"
    assert (told("open", forged), told("open", "M999"), told("open", reader.number)) == ("forged", "unknown", "yes")


def _public() -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public_keys()[0].public)


def test_a_new_key_signs_and_what_older_ones_signed_stays_good_until_they_are_withdrawn(
    client: Client, reader: Member
) -> None:
    a_merchant()
    old = shown(reader)
    renew_pass_key(actor=MARKETER, at=AT)
    new = shown(reader)

    assert [passes.read(old, _public()), passes.read(new, _public()) is None] == [None, False]
    assert len(client.get(reverse("alliance:pass_key")).json()["keys"]) == 2
    assert told("cafe", old) == "yes"
    withdraw_pass_key(1, actor=MARKETER, at=AT)
    with pytest.raises(NotPermitted):
        withdraw_pass_key(2, actor=CLERK, at=AT)
    assert (told("cafe", shown(reader)), told("cafe", old), len(public_keys())) == ("yes", "forged", 1)


def test_passes_go_on_when_the_secret_of_the_installation_changes(reader: Member, settings: Any) -> None:
    a_merchant()
    old = shown(reader)
    settings.SECRET_KEY = "another secret of the installation"
    _box.cache_clear()
    try:
        new = shown(reader)
        assert (told("cafe", old), told("cafe", new), len(public_keys())) == ("yes", "yes", 2)
    finally:
        _box.cache_clear()


def test_keys_are_renewed_and_withdrawn_on_their_page(client: Client, db: None) -> None:
    client.force_login(staff_with(Role.MARKETER))
    url = reverse("loyalty:pass_keys")
    assert client.get(url).status_code == HTTPStatus.OK

    client.post(url), client.post(url)
    client.post(url, {"withdraw": "1"})
    missing = client.post(url, {"withdraw": "77"})
    client.force_login(staff_with(Role.SHOP_CLERK))
    closed = client.post(url)

    assert [(one.number, one.is_withdrawn) for one in known_keys()] == [(2, False), (1, True)]
    assert (missing.status_code, closed.status_code) == (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN)


@given(text=st.text(max_size=80) | st.binary(max_size=80).map(lambda data: f"SY1.{data.hex()}.{data.hex()}"))
def test_no_text_is_a_pass(text: str) -> None:
    assert passes.read(text, Ed25519PrivateKey.generate().public_key()) is None


def test_a_merchant_asks_by_its_word_alone_and_may_do_nothing_else(client: Client, reader: Member) -> None:
    a_merchant(valid_to=date(2099, 12, 31))
    old = give_merchant_word("cafe", actor=MARKETER, at=AT)
    word = give_merchant_word("cafe", actor=MARKETER, at=AT)
    with pytest.raises(MerchantUnknown):
        merchant_actor("cafe", word=old)
    with pytest.raises(NotPermitted):
        give_merchant_word("cafe", actor=merchant_actor("cafe", word=word), at=AT)
    assert word not in str(Merchant.objects.values().get())

    check = reverse("alliance:check")
    said = client.post(check, {"merchant": "cafe", "word": word, "shown": reader.number})
    wrong = client.post(check, {"merchant": "cafe", "word": "guess", "shown": reader.number})
    assert (said.status_code, said.json()["answer"]) == (HTTPStatus.OK, "yes")
    assert (wrong.status_code, MerchantCheck.objects.count()) == (HTTPStatus.FORBIDDEN, 1)


@pytest.mark.parametrize("changes", [{"name": " "}, {"benefit_zh": ""}, {"valid_to": date(2025, 1, 1)}])
def test_what_is_no_merchant(db: None, changes: dict[str, Any]) -> None:
    with pytest.raises(MerchantRefused):
        a_merchant(**changes)

    assert not Merchant.objects.exists()


def test_the_desk_keeps_merchants_and_makes_passes(client: Client, reader: Member) -> None:
    client.force_login(staff_with(Role.MARKETER, Role.SHOP_CLERK))
    typed = {
        "code": "cafe", "kind": "food", "name": "湖畔咖啡", "benefit_zh": "第二杯半价", "valid_from": "2026-01-01",
        "valid_to": "2099-12-31", "is_active": "on",
    }  # fmt: skip
    page = reverse("loyalty:merchant", args=["cafe"])
    assert client.post(reverse("loyalty:merchant_new"), typed).headers["Location"] == page
    assert "data:image/svg" in client.post(reverse("loyalty:member_pass", args=[reader.number])).content.decode()

    client.post(page, {"shown": reader.number})
    client.post(page, {"word": "1"})

    assert (MerchantCheck.objects.get().answer, bool(Merchant.objects.get().key_digest)) == ("yes", True)
    assert client.get(page).status_code == HTTPStatus.OK
    assert "湖畔咖啡" in client.get(reverse("loyalty:merchants")).content.decode()


@pytest.mark.feature("F049")
def test_a_merchant_comes_in_by_its_word_and_sees_itself_alone(client: Client, reader: Member) -> None:
    a_merchant(valid_from=date(2026, 1, 1), valid_to=date(2099, 12, 31))
    a_merchant("spa", name="山间茶室")
    word, desk = give_merchant_word("cafe", actor=MARKETER, at=AT), reverse("alliance:desk")

    stranger = client.get(desk)
    wrong = client.post(reverse("alliance:sign_in"), {"code": "spa", "word": word})
    right = client.post(reverse("alliance:sign_in"), {"code": "cafe", "word": word})
    answer = client.post(desk, {"shown": reader.number}, follow=True).content.decode()

    assert (stranger.status_code, wrong.status_code, right.status_code) == (303, 422, 303)
    assert "湖畔咖啡" in answer
    assert reader.person.name not in answer
    assert MerchantCheck.objects.get().answer == "yes"
    with pytest.raises(NotFound):
        check_entitlement("spa", shown=reader.number, actor=merchant_actor("cafe", word=word), at=AT)
    assert client.get(reverse("loyalty:merchants")).status_code == 302
    give_merchant_word("cafe", actor=MARKETER, at=AT)
    assert client.get(desk).status_code == 303
