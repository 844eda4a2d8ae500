"""Tokens: made by administrators, known by their digest only, no wider than their maker."""

import hashlib
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shuyou.api.errors import NoScope, TokenNameTaken, UnknownScope
from shuyou.api.models import Token
from shuyou.api.queries import bearer_of, list_tokens
from shuyou.api.services import TokenDraft, create_token, revoke_token
from shuyou.api.tests.factories import LONG_AGO, MANAGER, a_token
from shuyou.kernel.actor import STAFF, TOKEN, Actor
from shuyou.kernel.clock import now
from shuyou.kernel.errors import NotFound, NotPermitted
from shuyou.kernel.models import EventRecord, RowChange
from shuyou.kernel.permissions import Role

pytestmark = pytest.mark.django_db

ADMINISTRATOR = Actor(STAFF, "1", "test", frozenset({Role.ADMINISTRATOR}))


def a_draft(*scopes: str, name: str = "website") -> TokenDraft:
    return TokenDraft(name=name, scopes=frozenset(scopes), expires_at=LONG_AGO + timedelta(days=365))


def nothing_made() -> bool:
    return not Token.objects.exists() and not EventRecord.objects.filter(name__startswith="api.").exists()


def test_only_the_digest_of_a_secret_is_kept() -> None:
    made = create_token(a_draft("orders.view"), actor=ADMINISTRATOR, at=LONG_AGO)

    token = Token.objects.get()
    assert bytes(token.digest) == hashlib.sha256(made.secret.encode()).digest()
    assert made.secret.startswith(token.prefix)
    assert len(made.secret) - len(token.prefix) >= 34  # letters of six bits each: more than 200 bits unseen
    kept = Token.objects.filter(pk=token.pk).values().get()
    assert made.secret not in str(kept)
    event = EventRecord.objects.get(name="api.token_created")
    assert event.payload == {"token": made.uid, "scopes": ["orders.view"]}


def test_a_bearer_acts_with_its_scopes_and_no_more() -> None:
    made = create_token(a_draft("orders.view"), actor=ADMINISTRATOR, at=LONG_AGO)

    bearer = bearer_of(secret=made.secret, at=LONG_AGO)

    assert bearer is not None
    assert (bearer.actor.kind, bearer.actor.id, bearer.actor.via) == (TOKEN, made.uid, "api")
    assert bearer.actor.may("orders.view")
    assert not bearer.actor.may("orders.place")


def test_a_token_ends_at_its_moment_and_not_before() -> None:
    made = create_token(a_draft("orders.view"), actor=ADMINISTRATOR, at=LONG_AGO)
    end = LONG_AGO + timedelta(days=365)

    assert bearer_of(secret=made.secret, at=end - timedelta(microseconds=1)) is not None
    assert bearer_of(secret=made.secret, at=end) is None


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_make_tokens(role: Role) -> None:
    with pytest.raises(NotPermitted):
        create_token(a_draft("catalog.view"), actor=Actor(STAFF, "2", "test", frozenset({role})), at=LONG_AGO)

    assert nothing_made()


def test_a_token_cannot_make_a_token() -> None:
    with pytest.raises(UnknownScope):
        create_token(a_draft("api.manage_tokens"), actor=ADMINISTRATOR, at=LONG_AGO)

    assert nothing_made()


def test_nobody_gives_away_more_than_they_hold() -> None:
    narrow = Actor(TOKEN, "x", "test", scopes=frozenset({"api.manage_tokens", "orders.view"}))

    with pytest.raises(NotPermitted) as refusal:
        create_token(a_draft("orders.view", "orders.place"), actor=narrow, at=LONG_AGO)

    assert refusal.value.params == {"permission": "orders.place"}
    assert nothing_made()


def test_a_token_without_a_scope_is_refused() -> None:
    with pytest.raises(NoScope):
        create_token(a_draft(), actor=ADMINISTRATOR, at=LONG_AGO)

    assert nothing_made()


def test_a_name_can_be_used_again_once_its_token_is_revoked() -> None:
    first = create_token(a_draft("orders.view"), actor=ADMINISTRATOR, at=LONG_AGO)
    with pytest.raises(TokenNameTaken):
        create_token(a_draft("orders.view"), actor=ADMINISTRATOR, at=LONG_AGO)

    revoke_token("website", actor=ADMINISTRATOR, at=LONG_AGO)
    second = create_token(a_draft("orders.view"), actor=ADMINISTRATOR, at=LONG_AGO)

    assert bearer_of(secret=first.secret, at=LONG_AGO) is None
    assert bearer_of(secret=second.secret, at=LONG_AGO) is not None
    assert EventRecord.objects.filter(name="api.token_revoked", payload={"token": first.uid}).count() == 1
    assert RowChange.objects.filter(table_name="api_token").count() == 1
    with pytest.raises(NotFound):
        revoke_token("nobody", actor=ADMINISTRATOR, at=LONG_AGO)


def test_the_terminal_prints_a_secret_once_and_lists_only_its_beginning() -> None:
    printed, note, listed = StringIO(), StringIO(), StringIO()

    call_command("create_token", "website", scope=["orders.view"], stdout=printed, stderr=note)
    call_command("list_tokens", stdout=listed)

    secret = printed.getvalue().strip()
    bearer = bearer_of(secret=secret, at=now())
    assert bearer is not None
    assert bearer.actor.scopes == {"orders.view"}
    assert "website" in listed.getvalue()
    assert secret not in listed.getvalue() + note.getvalue()
    call_command("revoke_token", "website", stdout=StringIO())
    assert bearer_of(secret=secret, at=now()) is None


@pytest.mark.parametrize("arguments", [["--scope", "orders.steal"], [], ["--scope", "orders.view", "--days", "0"]])
def test_the_terminal_says_what_is_wrong(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("create_token", "website", *arguments)

    assert nothing_made()


def test_tokens_are_listed_newest_first() -> None:
    a_token("orders.view", name="first")
    a_token("orders.view", name="second")

    assert [token.name for token in list_tokens(actor=MANAGER)] == ["second", "first"]
