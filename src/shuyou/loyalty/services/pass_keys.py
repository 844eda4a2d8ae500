"""The keys that passes are signed with: made, followed by newer ones, withdrawn when they got into wrong hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b, sha256
from secrets import token_bytes
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.sealed import seal, unseal
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty.events import ProgramChanged
from shuyou.loyalty.models import PassKey
from shuyou.loyalty.rules import passes

PURPOSE: Final = "loyalty.passkey"
GOOD_KEYS: Final = 5
"""So many of the newest keys count: what older ones signed has long lapsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """The public half of a key, by which anybody verifies passes."""

    number: int
    public: bytes
    made_at: datetime
    is_withdrawn: bool = False

    @property
    def name(self) -> str:
        """Return by which word the key is called where several are told."""
        return sha256(self.public).hexdigest()[:8]


@use_case("loyalty.keep_program")
def renew_pass_key(*, actor: Actor, at: datetime) -> int:
    """Make a new key, which signs from now on, and return its number; what the one before signed stays good."""
    number = _made(token_bytes(32), actor, at).number
    publish(ProgramChanged(what="pass_key", row_id=number), actor=actor, at=at)
    return number


@use_case("loyalty.keep_program")
def withdraw_pass_key(number: int, *, actor: Actor, at: datetime) -> None:
    """
    Let nothing count any more that a key signed; another one signs from now on.

    :raises NotFound: there is no such key.
    """
    row = PassKey.objects.select_for_update(no_key=True).filter(number=number).first()
    if row is None:
        raise NotFound(what=_("key"), key=number)
    row.is_withdrawn = True
    row.save(update_fields=["is_withdrawn"])
    publish(ProgramChanged(what="pass_key", row_id=number), actor=actor, at=at)


def public_keys() -> Sequence[PublicKey]:
    """Return the keys by which passes are verified, the newest first, in one query."""
    return [one for one in known_keys() if not one.is_withdrawn]


def known_keys() -> Sequence[PublicKey]:
    """Return the newest keys, also those that were withdrawn, the newest first, in one query."""
    rows = PassKey.objects.order_by("-number")[:GOOD_KEYS]
    return [
        PublicKey(number=row.number, public=bytes(row.public), made_at=row.made_at, is_withdrawn=row.is_withdrawn)
        for row in rows
    ]


@step
def signing_key(*, actor: Actor, at: datetime) -> Ed25519PrivateKey:
    """
    Return the newest key that can sign, and make one if there is none.

    The first one of an installation is the key that it had before there were keys of their own; where the secret of the
    installation was changed, what is sealed by the old one cannot be read and a new key is made.
    """
    row = PassKey.objects.filter(is_withdrawn=False).order_by("-number").first()
    seed = unseal(row.sealed, purpose=PURPOSE) if row else None
    if seed is not None:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    is_first = not PassKey.objects.exists()
    first = blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"loyalty.pass").digest()
    made = _made(first if is_first else token_bytes(32), actor, at)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(unseal(made.sealed, purpose=PURPOSE) or ""))


def read_by_any_key(text: str) -> passes.Pass | None:
    """Return what a pass says that one of the keys signed; None: none of those that count did."""
    for key in public_keys():
        try:
            said = passes.read(text, Ed25519PublicKey.from_public_bytes(key.public))
        except (UnsupportedAlgorithm, ValueError):
            continue
        if said is not None:
            return said
    return None


def _made(seed: bytes, actor: Actor, at: datetime) -> PassKey:
    """Write a key down; of two made in the same moment one is kept."""
    raw = (
        Ed25519PrivateKey.from_private_bytes(seed)
        .public_key()
        .public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )
    last = PassKey.objects.order_by("-number").values_list("number", flat=True).first() or 0
    try:
        with transaction.atomic():
            return PassKey.objects.create(
                number=last + 1, public=raw, sealed=seal(seed.hex(), purpose=PURPOSE), made_at=at,
                made_by=actor.signature,
            )  # fmt: skip
    except IntegrityError:
        return PassKey.objects.get(number=last + 1)
