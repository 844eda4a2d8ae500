"""Letting a program in."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shuyou.api.errors import NoScope, ScopeOfAllStores, TokenNameTaken, UnknownScope, UnknownStore
from shuyou.api.events import TokenCreated
from shuyou.api.models import Token
from shuyou.api.rules import STORE_SCOPES
from shuyou.kernel import events, permissions
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import use_case
from shuyou.supply import queries as supply

SIGN: Final = "sy_"
"""How every token begins, so that one that leaked is recognised in a file or a log."""

SECRET_BYTES: Final = 32
SHOWN: Final = len(SIGN) + 6
"""Characters of the secret that lists show: enough to tell tokens apart, and more than 200 bits stay unseen."""

CALLS_PER_MINUTE: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenDraft:
    """A program that wants to call: what it may do, how long, and how often."""

    name: str
    scopes: frozenset[str]
    expires_at: datetime
    calls_per_minute: int = CALLS_PER_MINUTE
    store: str = ""
    """The code of the one store whose matters it sees; empty: those of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token with its secret, which is shown once and kept nowhere."""

    uid: str
    name: str
    secret: str


@use_case("api.manage_tokens")
def create_token(draft: TokenDraft, *, actor: Actor, at: datetime) -> NewToken:
    """
    Let a program call with a new secret. Nobody gives away more than they may do themselves.

    :raises NoScope: it could do nothing.
    :raises UnknownScope: a scope that no token may hold.
    :raises NotPermitted: a scope that the actor does not hold.
    :raises TokenNameTaken: a token of this name is in use.
    :raises UnknownStore: there is no such store; ScopeOfAllStores: a scope that is about no store alone.
    """
    _check(draft, actor)
    store_id = _store_id(draft, actor)
    secret = SIGN + secrets.token_urlsafe(SECRET_BYTES)
    token = Token.objects.create(
        name=draft.name,
        prefix=secret[:SHOWN],
        digest=hashlib.sha256(secret.encode()).digest(),
        scopes=sorted(draft.scopes),
        calls_per_minute=draft.calls_per_minute,
        created_by=actor.signature,
        created_at=at,
        expires_at=draft.expires_at,
        store_id=store_id,
    )
    told = TokenCreated(token=str(token.uid), scopes=sorted(draft.scopes))
    events.publish(told, actor=actor, at=at)
    return NewToken(uid=str(token.uid), name=token.name, secret=secret)


def _check(draft: TokenDraft, actor: Actor) -> None:
    if not draft.scopes:
        raise NoScope()
    possible = sorted(permissions.known().keys() - {"api.manage_tokens"})
    for scope in sorted(draft.scopes):
        if scope not in possible:
            raise UnknownScope(scope=scope, known=", ".join(possible))
        actor.require(scope)
    if Token.objects.filter(name=draft.name, revoked_at=None).exists():
        raise TokenNameTaken(name=draft.name)


def _store_id(draft: TokenDraft, actor: Actor) -> int | None:
    if not draft.store:
        return None
    for scope in sorted(draft.scopes - STORE_SCOPES):
        raise ScopeOfAllStores(scope=scope, known=", ".join(sorted(STORE_SCOPES)))
    known = {place.code: place.place_id for place in supply.places(actor=actor)}
    if draft.store not in known:
        raise UnknownStore(value=draft.store, known=", ".join(sorted(known)))
    return known[draft.store]
