"""Codes that prove who reads an address: made, sent by the gate like any other message, and confirmed once."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final
from uuid import UUID

from django.db import connection

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.notices import SERVICE, declare, kept_facts, kinds
from shuyou.kernel.usecase import step, use_case
from shuyou.members import queries as members
from shuyou.messaging.errors import AddressNotPossible, ChannelUnknown, CodeOver, CodeWrong, TooManyCodes
from shuyou.messaging.events import CodeSent, CodesForgotten, CodeTried
from shuyou.messaging.models import Message, OneTimeCode
from shuyou.messaging.rules.notices import CODE, NOTICES
from shuyou.messaging.services._addresses import digest_of, sealed, shown_as, unsealed

declare(*NOTICES)

CHANNELS: Final = ("sms", "email")
COUNTS_FOR: Final = timedelta(minutes=10)
TRIES: Final = 5
PER_ADDRESS: Final = ((1, timedelta(minutes=1)), (5, timedelta(hours=1)), (10, timedelta(days=1)))
"""How many codes an address gets at most in so long."""
PER_PLACE: Final = ((20, timedelta(minutes=10)), (100, timedelta(days=1)))
"""How many may be asked for from one place; a school's readers share one."""
KEPT: Final = timedelta(days=2)
SHOWN_FOR: Final = timedelta(days=30)
"""How long a message to an address, such as a code, shows where it went."""
BY_ITSELF: Final = "system:notices"

_ONE_BY_ONE: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDraft:
    """
    Who is to be sent a code, and what it opens.

    `place` is any word that is the same for who asks from there, such as a network address. Where nobody may be told
    whether an address is known, one that is not is asked for with `is_told` false: no message goes there, and all else
    is as for any other.
    """

    purpose: str
    channel: str
    address: str
    place: str = ""
    is_told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCode:
    """A code on its way: its uid is kept by whoever asked for it, the address is shown masked."""

    uid: UUID
    channel: str
    shown: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedAddress:
    """An address whose reader has typed the code that was sent there."""

    channel: str
    address: str


@use_case("messaging.send")
def send_code(draft: CodeDraft, *, actor: Actor, at: datetime) -> SentCode:
    """
    Send a code to an address, and return what to confirm it by.

    :raises ChannelUnknown: codes do not go by this channel.
    :raises AddressNotPossible: it is no address.
    :raises TooManyCodes: this address, or this place, has asked for too many.
    """
    if draft.channel not in CHANNELS:
        raise ChannelUnknown(value=draft.channel)
    address = _address(draft)
    digest, place = digest_of(address), digest_of(f"place:{draft.place}") if draft.place else ""
    with connection.cursor() as cursor:  # nobody else counts for this place or address before this one is kept
        for word in sorted(filter(None, (digest, place))):
            cursor.execute(_ONE_BY_ONE, [f"messaging.code:{word}"])
    _refuse_many("digest", digest, PER_ADDRESS, at)
    _refuse_many("place", place, PER_PLACE, at)
    said = f"{secrets.randbelow(1_000_000):06d}"
    row = OneTimeCode(
        purpose=draft.purpose[:40], channel=draft.channel, digest=digest, sealed=sealed(address), place=place,
        tries_left=TRIES, made_at=at, expires_at=at + COUNTS_FOR,
    )  # fmt: skip
    row.answer = _answer(row.uid, said)
    row.save(force_insert=True)
    if draft.is_told:
        facts = {"code": said, "minutes": str(COUNTS_FOR // timedelta(minutes=1))}
        ask_at_address(CODE.code, channel=draft.channel, address=address, key=str(row.uid), facts=facts, at=at)
    event = CodeSent(code_id=row.pk, purpose=row.purpose, channel=row.channel, is_told=draft.is_told)
    events.publish(event, actor=actor, at=at)
    return SentCode(
        uid=row.uid, channel=row.channel, shown=shown_as(row.channel, address), expires_at=row.expires_at
    )  # fmt: skip


def confirm_code(*, uid: UUID, purpose: str, code: str, actor: Actor, at: datetime) -> ConfirmedAddress:
    """
    Return the address that a code was sent to; it counts no more from then on. Each try is counted, also a wrong one.

    :raises CodeWrong: this is not the code.
    :raises CodeOver: it was used, is too old, was guessed at too often, or is none of ours.
    """
    found = _try_code(uid=uid, purpose=purpose, code=code, actor=actor, at=at)
    if isinstance(found, int):
        raise CodeWrong(left=found) if found else CodeOver()
    return found


@use_case("messaging.send")
def forget_codes(*, actor: Actor, at: datetime) -> int:
    """Delete codes that count no more, and where old ones and words to no member went; return how many codes."""
    codes, _each = OneTimeCode.objects.filter(expires_at__lt=at - KEPT).delete()
    old = Message.objects.filter(member=None, asked_by=BY_ITSELF, asked_at__lt=at - SHOWN_FOR).exclude(shown="")
    messages = old.exclude(state__in=("asked", "waiting", "sending")).update(
        sealed="gone", digest="", shown="", facts={}, text="", subject=""
    )
    events.publish(CodesForgotten(codes=codes, messages=messages), actor=actor, at=at)
    return codes


@step
def ask_at_address(
    kind: str, *, channel: str, address: str, key: str, facts: Mapping[str, str], at: datetime
) -> None:  # fmt: skip
    """
    Ask for a notice to an address, whoever reads it, with whatever caused it; once for each key.

    It is for what concerns the address itself: a code, a warning to the one that was used until now, or what became of
    something that somebody ordered with it who is no member.

    :raises NoticeUnknown: nobody declared this kind, or one of these facts.
    """
    said = kept_facts(kind, facts)
    Message.objects.bulk_create(
        [
            Message(
                key=f"{kind}:{key}"[:120], kind=kind, purpose=SERVICE, is_urgent=kinds()[kind].is_urgent,
                choices=[channel],
                sealed=sealed(address), digest=digest_of(address), shown=shown_as(channel, address), facts=dict(said),
                asked_by=BY_ITSELF, asked_at=at, next_at=at,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@use_case("messaging.send")
def _try_code(*, uid: UUID, purpose: str, code: str, actor: Actor, at: datetime) -> ConfirmedAddress | int:
    """Return the address, or how many tries are left."""
    row = OneTimeCode.objects.select_for_update(no_key=True).filter(uid=uid, purpose=purpose).first()
    if row is None:
        return 0
    outcome, left = "over", 0
    if row.used_at is None and row.tries_left and at < row.expires_at:
        row.tries_left -= 1
        is_right = compare_digest(row.answer, _answer(row.uid, "".join(code.split())))
        outcome, left = ("right", 0) if is_right else ("wrong", row.tries_left)
        row.used_at = at if is_right else None
        row.save(update_fields=["tries_left", "used_at"])
    events.publish(CodeTried(code_id=row.pk, purpose=row.purpose, outcome=outcome), actor=actor, at=at)
    return ConfirmedAddress(channel=row.channel, address=unsealed(row.sealed)) if outcome == "right" else left


def _address(draft: CodeDraft) -> str:
    """
    Return an address as it is kept.

    :raises DomainError: it is none, with what is wrong with it.
    """
    address = members.address_typed(channel=draft.channel, text=draft.address)
    if not address:
        raise AddressNotPossible()
    return address


def _answer(uid: UUID, said: str) -> str:
    return digest_of(f"code:{uid}:{said}")


def _refuse_many(field: str, word: str, limits: Sequence[tuple[int, timedelta]], at: datetime) -> None:
    """
    Pass if there is room for one more code.

    :raises TooManyCodes: there is none.
    """
    if not word:
        return
    longest = max(stretch for _most, stretch in limits)
    made = list(OneTimeCode.objects.filter(**{field: word}, made_at__gt=at - longest).values_list("made_at", flat=True))
    for most, stretch in limits:
        if sum(moment > at - stretch for moment in made) >= most:
            raise TooManyCodes(minutes=max(stretch // timedelta(minutes=1), 1))
