"""Readers who join by themselves: on the web, at a kiosk. The same rules, and not a word about anybody else."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import step, use_case
from shuyou.members.errors import AlreadyMember
from shuyou.members.errors.intake import KnownAlready
from shuyou.members.rules import NewMember
from shuyou.members.services._register_member import Registered, enter_member


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """What readers type about themselves; keys, cards and tiers are not theirs to choose."""

    name: str
    phone: str
    email: str = ""
    gender: str = ""
    birth_date: str = ""
    address: str = ""
    postcode: str = ""
    joined_via: str = "web"
    service: bool = False
    marketing_phone: bool = False
    marketing_sms: bool = False
    marketing_email: bool = False
    marketing_letter: bool = False
    profiling: bool = False


CONSENTS = ("service", "marketing_phone", "marketing_sms", "marketing_email", "marketing_letter", "profiling")


@use_case("members.sign_up")
def sign_up(draft: SignUp, *, request_key: str, actor: Actor, at: datetime) -> Registered:
    """
    Enter somebody who joins by themselves; a repeat of the same caller's request key returns what it first made.

    :raises DomainError: with everything that is wrong about the draft.
    :raises KnownAlready: they seem to be a member; nothing is said of whom.
    """
    return enter_reader(draft, request_key=request_key, actor=actor, at=at)


@step
def enter_reader(draft: SignUp, *, request_key: str, actor: Actor, at: datetime) -> Registered:
    """
    Enter somebody who joins by themselves, as part of another change; see `sign_up`.

    :raises DomainError: as `sign_up` does.
    """
    ticks = {name: "Y" for name in CONSENTS if getattr(draft, name)}
    typed = NewMember(
        name=draft.name, phone=draft.phone, email=draft.email, gender=draft.gender, birth_date=draft.birth_date,
        address=draft.address, postcode=draft.postcode, joined_via=draft.joined_via, **ticks,
    )  # fmt: skip
    key = hashlib.sha256(f"{actor.kind}:{actor.id}:{request_key}".encode()).hexdigest()[:40]
    at_its_door = replace(actor, via=draft.joined_via)
    try:
        return enter_member(typed, request_key=key, is_confirmed=False, actor=at_its_door, at=at)
    except AlreadyMember:
        raise KnownAlready() from None
