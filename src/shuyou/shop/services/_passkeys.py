"""Passkeys: a reader's own device keeps a key, and shows that its reader unlocked it (WebAuthn)."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.cache import cache
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.sealed import seal, unseal
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import use_case
from shuyou.shop.errors import ComeInAgain, PasskeyNameless, PasskeyRefused, TooManyPasskeys
from shuyou.shop.events import PasskeyAdded, PasskeyDropped, PasskeyNamed
from shuyou.shop.models import Account, Passkey, Visit
from shuyou.shop.services._accounts import FRESH, PER_PLACE, Entered
from shuyou.shop.services._digests import digest_of_token
from shuyou.shop.services._limits import count_tries
from shuyou.shop.services._visits import Door, begin_visit

MOST: Final = 10
"""So many devices one reader may have."""
ANSWERED: Final = timedelta(minutes=10)
"""How long a device may take to answer what it is asked; each question counts once."""
CHALLENGE_BYTES: Final = 32
_PURPOSE: Final = "shop.passkey"
_VERIFIED: Final = UserVerificationRequirement.REQUIRED
_UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
"""What the reading of an answer ends in that no device of ours gave."""


@dataclass(frozen=True, slots=True)
class Site:
    """Under which address the shop stands, as a browser sees it."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a device is asked, as JSON, and the sealed note of it that comes back with the answer."""

    options: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a device answered, as JSON, with the note of the question."""

    note: str
    text: str
    site: Site


def ask_new_passkey(*, account_id: int, name: str, site: Site, at: datetime) -> Question:
    """Return what is asked of a device that is to keep a key for an account; `name` is what the device shows."""
    account = Account.objects.get(pk=account_id)
    known = [_data_of(one) for one in Passkey.objects.filter(account=account).order_by("pk")]
    user = PublicKeyCredentialUserEntity(id=account.uid.bytes, name=name, display_name=name)
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    options, _state = _server(site).register_begin(
        user, credentials=known, resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_VERIFIED, challenge=challenge,
    )  # fmt: skip
    return Question(json.dumps(dict(options)), _noted(challenge, f"new:{account_id}", at))


def ask_for_passkey(*, place: str, site: Site, at: datetime) -> Question:
    """
    Return what is asked of a device whose reader wants to come in; whose it is, the device says.

    :raises TooManyTries: too much was tried from this place.
    """
    count_tries([(PER_PLACE, place)], at=at)
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    options, _state = _server(site).authenticate_begin(user_verification=_VERIFIED, challenge=challenge)
    return Question(json.dumps(dict(options)), _noted(challenge, "in", at))


def add_passkey(
    answer: Answer, *, account_id: int, token: str, name: str, actor: Actor, at: datetime
) -> UUID:  # fmt: skip
    """
    Keep the key that a device has just made, under a name, and return its uid.

    :raises ComeInAgain: the reader came in long ago: somebody else may sit there now.
    :raises PasskeyNameless: it has no name.
    :raises PasskeyRefused: the answer is none to our question, or the device is known.
    :raises TooManyPasskeys: the reader has as many as can be.
    """
    here = Visit.objects.filter(account_id=account_id, digest=digest_of_token(token), began_at__gt=at - FRESH)
    if not here.exists():
        raise ComeInAgain
    called = printed(name)[:40]
    if not called:
        raise PasskeyNameless
    state = _state_of(answer.note, f"new:{account_id}", at)
    try:
        found = _server(answer.site).register_complete(state, json.loads(answer.text))
    except _UNREADABLE:
        raise PasskeyRefused from None
    if found.credential_data is None:
        raise PasskeyRefused
    return _keep(found, account_id=account_id, name=called, actor=actor, at=at)


@use_case("shop.keep_account")
def _keep(found: AuthenticatorData, *, account_id: int, name: str, actor: Actor, at: datetime) -> UUID:
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    if Passkey.objects.filter(account=account).count() >= MOST:
        raise TooManyPasskeys(most=MOST)
    data = found.credential_data
    if data is None:
        raise PasskeyRefused
    credential = websafe_encode(data.credential_id)
    if Passkey.objects.filter(credential=credential).exists():
        raise PasskeyRefused
    kept = Passkey.objects.create(
        account=account, credential=credential, public_key=bytes(data), uses=found.counter, name=name, added_at=at
    )
    publish(PasskeyAdded(passkey_id=kept.pk, account_id=account.pk, member_id=account.member_id), actor=actor, at=at)
    return kept.uid


def come_in_by_passkey(answer: Answer, *, place: str, door: Door, actor: Actor, at: datetime) -> Entered:
    """
    Let the reader in whose device answered.

    :raises PasskeyRefused: no key of ours answers so; why, nobody says.
    :raises TooManyTries: it was tried too often from this place.
    """
    count_tries([(PER_PLACE, place)], at=at)
    state = _state_of(answer.note, "in", at)
    try:
        told = AuthenticationResponse.from_dict(json.loads(answer.text))
        known = Passkey.objects.select_related("account").filter(credential=websafe_encode(told.raw_id)).first()
        if known is None or told.response.user_handle not in (None, b"", known.account.uid.bytes):
            raise PasskeyRefused
        _server(answer.site).authenticate_complete(state, [_data_of(known)], told)
    except _UNREADABLE:
        raise PasskeyRefused from None
    uses = told.response.authenticator_data.counter
    return _let_in(passkey_id=known.pk, uses=uses, door=door, actor=actor, at=at)


@use_case("shop.come_in")
def _let_in(*, passkey_id: int, uses: int, door: Door, actor: Actor, at: datetime) -> Entered:
    passkey = Passkey.objects.select_for_update(no_key=True).filter(pk=passkey_id).first()
    if passkey is None or (passkey.uses and uses <= passkey.uses):  # taken away meanwhile; or of a copied device
        raise PasskeyRefused
    passkey.uses, passkey.used_at = uses, at
    passkey.save(update_fields=["uses", "used_at"])
    account = Account.objects.select_for_update(no_key=True).get(pk=passkey.account_id)
    token = begin_visit(account, by_code=False, door=door, actor=actor, at=at)
    return Entered(account.pk, account.member_id, token)


@use_case("shop.keep_account")
def name_passkey(*, account_id: int, uid: UUID, name: str, actor: Actor, at: datetime) -> None:
    """
    Call a passkey otherwise.

    :raises NotFound: the account has none such.
    :raises PasskeyNameless: it has no name.
    """
    called = printed(name)[:40]
    if not called:
        raise PasskeyNameless
    passkey = _own(account_id, uid)
    passkey.name = called
    passkey.save(update_fields=["name"])
    publish(PasskeyNamed(passkey_id=passkey.pk, account_id=account_id), actor=actor, at=at)


@use_case("shop.keep_account")
def drop_passkey(*, account_id: int, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Take a passkey away: its device opens nothing any more.

    :raises NotFound: the account has none such.
    """
    passkey = _own(account_id, uid)
    told = PasskeyDropped(passkey_id=passkey.pk, account_id=account_id)
    passkey.delete()
    publish(told, actor=actor, at=at)


def _own(account_id: int, uid: UUID) -> Passkey:
    passkey = Passkey.objects.select_for_update().filter(account_id=account_id, uid=uid).first()
    if passkey is None:
        raise NotFound(what="passkey", key=uid)
    return passkey


def _server(site: Site) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=site.host, name="Shuyou")
    return Fido2Server(entity, verify_origin=lambda origin: origin == site.origin)


def _data_of(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.public_key))


def _noted(challenge: bytes, what: str, at: datetime) -> str:
    return seal(json.dumps([websafe_encode(challenge), what, at.isoformat()]), purpose=_PURPOSE)


def _state_of(note: str, what: str, at: datetime) -> Mapping[str, object]:
    """
    Return the question that a note is of, which counts no more from now on.

    :raises PasskeyRefused: it is none, of another kind, too old, or was answered before.
    """
    text = unseal(note[:1000], purpose=_PURPOSE) if note else None
    challenge, wanted, moment = json.loads(text) if text else ("", "", "")
    if wanted != what or not timedelta(0) <= at - datetime.fromisoformat(moment) <= ANSWERED:
        raise PasskeyRefused
    key = f"{_PURPOSE}:{digest_of_token(websafe_decode(challenge).hex())}"
    if not cache.add(key, 1, ANSWERED.total_seconds() * 2):
        raise PasskeyRefused
    return {"challenge": challenge, "user_verification": _VERIFIED}
