"""Who calls, and who may."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from shuyou.api.models import Token
from shuyou.kernel.actor import TOKEN, Actor
from shuyou.kernel.usecase import query
from shuyou.supply import queries as supply


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who called with a secret, and how often it may."""

    token_id: int
    actor: Actor
    calls_per_minute: int
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token in a list."""

    uid: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_by: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    store: str


def bearer_of(*, secret: str, at: datetime) -> Bearer | None:
    """Return who calls with a secret at a moment, in one query; None if it opens nothing (any more)."""
    # Looked for by digest: how long that takes says nothing about the secret.
    digest = hashlib.sha256(secret.encode(errors="surrogatepass")).digest()
    token = Token.objects.filter(digest=digest, revoked_at=None, expires_at__gt=at).select_related("store").first()
    if token is None:
        return None
    actor = Actor(
        TOKEN, str(token.uid), "api", scopes=frozenset(token.scopes), store=token.store.code if token.store else ""
    )
    return Bearer(token.pk, actor, token.calls_per_minute, token.last_used_at)


@query("api.manage_tokens")
def list_tokens(*, actor: Actor) -> list[TokenRow]:
    """Return all tokens, the newest first, in one query."""
    return [
        TokenRow(
            uid=str(token.uid),
            name=token.name,
            prefix=token.prefix,
            scopes=tuple(token.scopes),
            created_by=token.created_by,
            created_at=token.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            revoked_at=token.revoked_at,
            store=supply.place_name(zh=token.store.name_zh, en=token.store.name_en) if token.store else "",
        )
        for token in Token.objects.select_related("store").order_by("-created_at", "-pk")
    ]
