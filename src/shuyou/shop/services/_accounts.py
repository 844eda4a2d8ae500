"""Ways in: by a password, by a code; opened once somebody has shown that an address is theirs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.utils.crypto import salted_hmac

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import step, use_case
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.orders import queries as orders
from shuyou.orders import services as ordering
from shuyou.shop.errors import AgeNeeded, CardNotYours, NameNeeded, PasswordWeak, PasswordWrong, SignInRefused
from shuyou.shop.events import AccountOpened, PasswordChosen
from shuyou.shop.models import Account, Login, Visit
from shuyou.shop.rules import is_same_name, is_weak
from shuyou.shop.services._digests import digest_of_token
from shuyou.shop.services._limits import Limit, count_tries
from shuyou.shop.services._visits import Door, begin_visit

PER_ADDRESS: Final = Limit("password", 6, timedelta(minutes=10))
PER_PLACE: Final = Limit("place", 30, timedelta(minutes=10))
FRESH: Final = timedelta(minutes=15)
"""For so long after coming in by a code a new password may be chosen without the old one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What somebody says who opens an account, after a code has shown that the address is theirs."""

    channel: str
    address: str
    name: str
    nickname: str = ""
    password: str = ""
    number: str = ""
    """Of their member card, if they say that they have one."""
    is_adult: bool = False
    request_key: UUID


@dataclass(frozen=True, slots=True)
class Entered:
    """A reader who came in, with the token of their browser."""

    account_id: int
    member_id: int
    token: str
    is_new_member: bool = False


def digest_of_address(address: str) -> str:
    """Return what is kept of an address that opens an account."""
    return salted_hmac("shop.login", address, algorithm="sha256").hexdigest()[:40]


def come_in_by_password(
    *, address: str, password: str, place: str, door: Door, actor: Actor, at: datetime
) -> Entered:  # fmt: skip
    """
    Let a reader in by address and password. It takes as long for an address that nobody has.

    :raises SignInRefused: one of them is wrong; which, nobody says.
    :raises TooManyTries: it was tried too often, from this place or with this address.
    """
    digest = digest_of_address(address)
    count_tries([(PER_ADDRESS, digest), (PER_PLACE, place)], at=at)
    found = Account.objects.filter(logins__digest=digest).first()
    is_right = check_password(password[:400], found.password if found and found.password else _nobodys())
    if found is None or not found.password or not is_right:
        raise SignInRefused
    return _let_in(account_id=found.pk, by_code=False, door=door, actor=actor, at=at)


def come_in_by_code(*, address: str, door: Door, actor: Actor, at: datetime) -> Entered | None:
    """Let the reader in who has just confirmed an address by a code; None: no account opens by it yet."""
    found = Login.objects.filter(digest=digest_of_address(address)).first()
    if found is None:
        return None
    phone = address if found.channel == Login.Channel.SMS else ""
    return _let_in(account_id=found.account_id, by_code=True, door=door, phone=phone, actor=actor, at=at)


@use_case("shop.come_in")
def _let_in(
    *, account_id: int, by_code: bool, door: Door, phone: str = "", actor: Actor, at: datetime
) -> Entered:  # fmt: skip
    account = Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
    if account is None:
        raise SignInRefused
    _take_guest_orders(account, phone, actor, at)
    return Entered(
        account.pk, account.member_id, begin_visit(account, by_code=by_code, door=door, actor=actor, at=at)
    )  # fmt: skip


def open_account(draft: NewAccount, *, door: Door, actor: Actor, at: datetime) -> Entered:
    """
    Open an account for who has confirmed an address, as the member who is known by it, or as a new one.

    A member is theirs if the address is on file with them and they are of the same name, or their number is named.

    :raises NameNeeded: there is no name; AgeNeeded: nobody said that they are of age; PasswordWeak: others guess it.
    :raises CardNotYours: the number is of nobody who is reached by this address.
    :raises DomainError: what was typed cannot be a member's.
    """
    if not draft.name.strip():
        raise NameNeeded
    if not draft.is_adult:
        raise AgeNeeded
    if draft.password and is_weak(draft.password):
        raise PasswordWeak
    hashed = make_password(draft.password) if draft.password else ""
    return _open(draft, hashed=hashed, door=door, actor=actor, at=at)


@use_case("shop.come_in")
def _open(draft: NewAccount, *, hashed: str, door: Door, actor: Actor, at: datetime) -> Entered:
    digest = digest_of_address(draft.address)
    with connection.cursor() as cursor:  # whoever comes with the same address waits here
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"shop.account:{digest}"])
    account = Account.objects.filter(logins__digest=digest).first()
    is_new = False
    if account is None:
        member_id, is_new = _member(draft, actor, at)
        account = Account.objects.create(
            member_id=member_id, nickname=draft.nickname.strip()[:40], password=hashed, opened_at=at
        )
        Login.objects.create(
            account=account, channel=draft.channel, digest=digest, confirmed_at=at,
            shown=members.masked(field="phone" if draft.channel == "sms" else "email", value=draft.address)[:80],
        )  # fmt: skip
        told = AccountOpened(account_id=account.pk, member_id=member_id, is_new_member=is_new)
        publish(told, actor=actor, at=at)
    _take_guest_orders(account, draft.address if draft.channel == Login.Channel.SMS else "", actor, at)
    token = begin_visit(account, by_code=True, door=door, is_new=is_new, actor=actor, at=at)
    return Entered(account.pk, account.member_id, token, is_new)


@step
def _take_guest_orders(account: Account, phone: str, actor: Actor, at: datetime) -> None:
    """Have what a reader ordered as a guest, with the phone they have just shown to be theirs, be theirs."""
    if orders.has_guest_orders(phone=phone):
        held = member_services.hold_kept_member(member_id=account.member_id, even_restricted=True)
        ordering.claim_guest_orders(member_id=held.member_id, phone=phone, actor=actor, at=at)


@step
def _member(draft: NewAccount, actor: Actor, at: datetime) -> tuple[int, bool]:
    """Return who it is, and whether they are a member only now."""
    reached = members.members_reached_by(channel=draft.channel, address=draft.address)
    if draft.number.strip():
        wanted = "".join(draft.number.split()).upper()
        known = [one for one in reached if wanted in one.numbers]
        if not known:
            raise CardNotYours
    else:
        known = [one for one in reached if is_same_name(one.name, draft.name)]
    if known:
        return known[0].member_id, False
    typed = member_services.SignUp(
        name=draft.name, joined_via="web",
        phone=draft.address if draft.channel == "sms" else "", email=draft.address if draft.channel == "email" else "",
    )  # fmt: skip
    made = member_services.enter_reader(typed, request_key=str(draft.request_key), actor=actor, at=at)
    return made.member_id, True


def choose_password(
    *, account_id: int, token: str, current: str, password: str, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """
    Keep a new password; whoever is signed in elsewhere is out.

    :raises PasswordWrong: the one until now is not this one, and the reader has not just come in by a code.
    :raises PasswordWeak: others would guess it.
    :raises TooManyTries: the old one was tried too often.
    """
    if is_weak(password):
        raise PasswordWeak
    account = Account.objects.get(pk=account_id)
    here = Visit.objects.filter(account_id=account_id, digest=digest_of_token(token))
    if account.password and not here.filter(by_code=True, began_at__gt=at - FRESH).exists():
        count_tries([(PER_ADDRESS, f"account-{account_id}")], at=at)
        if not check_password(current[:400], account.password):
            raise PasswordWrong
    _keep_password(account_id=account_id, token=token, hashed=make_password(password), actor=actor, at=at)


@use_case("shop.keep_account")
def _keep_password(*, account_id: int, token: str, hashed: str, actor: Actor, at: datetime) -> None:
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    account.password = hashed
    account.save(update_fields=["password"])
    Visit.objects.filter(account=account).exclude(digest=digest_of_token(token)).delete()
    publish(PasswordChosen(account_id=account.pk, member_id=account.member_id), actor=actor, at=at)


@cache
def _nobodys() -> str:
    """Return the hash of a password that nobody has."""
    return make_password("nobody's")
