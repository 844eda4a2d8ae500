"""Readers who asked to join by themselves: who waits, who they may be, and the texts they read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.members.models import Consent, ConsentText, SignUpRequest
from shuyou.members.queries._look_alikes import LookAlike, Newcomer, look_alikes
from shuyou.members.queries._mask import mask_email, mask_phone, masked

SIGN_UPS_PAGE = 50


@dataclass(frozen=True, slots=True)
class ConsentTextRow:
    """The text in force of one purpose, in the reader's language."""

    purpose: str
    version: str
    text: str


@dataclass(frozen=True, slots=True)
class SignUpRow:
    """Somebody who waits for an answer."""

    sign_up_id: int
    name: str
    phone: str
    email: str
    via: str
    is_child: bool
    asked_at: datetime
    is_proved: bool
    """Whether they showed by a code that the phone or e-mail address is theirs."""


@dataclass(frozen=True, slots=True)
class SignUpDetail:
    """What somebody typed who waits for an answer; how they are reached and when they were born is masked."""

    sign_up_id: int
    name: str
    phone: str
    email: str
    birth_date: str
    guardian_name: str
    guardian_phone: str
    words: Sequence[str]
    via: str
    asked_at: datetime
    is_waiting: bool
    status: str
    number: str
    is_open: bool
    proved_by: str
    """By which channel they showed that the phone or e-mail address is theirs; empty: they have not."""


def consent_texts(*, at: datetime) -> list[ConsentTextRow]:
    """Return the text in force of every purpose, for everybody to read, in one query."""
    is_chinese = (get_language() or "").startswith("zh")
    texts = ConsentText.objects.filter(valid_from__lte=at).order_by("purpose", "-valid_from", "-pk").distinct("purpose")
    return [ConsentTextRow(row.purpose, row.version, row.text_zh if is_chinese else row.text_en) for row in texts]


@query("members.edit")
def sign_ups_waiting(*, after: int = 0, actor: Actor) -> list[SignUpRow]:
    """Return who waits for an answer, the first who asked first, in one query; contacts are masked."""
    rows = SignUpRequest.objects.filter(status="waiting", pk__gt=after).order_by("pk")[:SIGN_UPS_PAGE]
    return [
        SignUpRow(
            row.pk, row.name, mask_phone(row.phone) if row.phone else "", mask_email(row.email) if row.email else "",
            str(SignUpRequest.Via(row.via).label), bool(row.guardian_name), row.asked_at,
            row.proved_at is not None,
        )
        for row in rows
    ]  # fmt: skip


@query("members.edit")
def sign_ups_count(*, actor: Actor) -> int:
    """Return how many wait for an answer, up to a hundred."""
    with planned() as cursor:  # every page of who answers asks for it
        cursor.execute("SELECT count(*) FROM (SELECT FROM members_signuprequest WHERE status = 'waiting' LIMIT 100) w")
        number: int = cursor.fetchone()[0]
    return number


@query("members.edit")
def sign_up(*, sign_up_id: int, is_open: bool = False, actor: Actor) -> SignUpDetail:
    """
    Return a sign-up, in one query; in full only to who may see contacts, for whom that was recorded.

    :raises NotFound: there is none of this number.
    """
    row = _row(sign_up_id)
    is_open = is_open and actor.may("members.see_contact")
    shown = {
        name: value if is_open else masked(field=field, value=value)
        for name, field, value in (
            ("phone", "phone", row.phone),
            ("email", "email", row.email),
            ("birth_date", "birth_date", row.birth_date.isoformat() if row.birth_date else ""),
            ("guardian_phone", "phone", row.guardian_phone),
        )
    }
    words = [
        f"{Consent.Purpose(purpose).label} · {Consent.Channel(channel).label}"
        for purpose, channel, _version in row.consents
    ]
    return SignUpDetail(
        row.pk, row.name, guardian_name=row.guardian_name, words=words, **shown,
        via=str(SignUpRequest.Via(row.via).label), asked_at=row.asked_at, is_waiting=row.status == "waiting",
        status=str(SignUpRequest.Status(row.status).label), number=row.member.number if row.member else "",
        is_open=is_open, proved_by=row.proved_by,
    )  # fmt: skip


@query("members.edit")
def sign_up_look_alikes(*, sign_up_id: int, actor: Actor) -> list[LookAlike]:
    """
    Return the members whom somebody who waits for an answer may be, in three queries.

    :raises NotFound: there is no such sign-up.
    """
    row = _row(sign_up_id)
    phones = (row.phone,) if row.phone else ()
    newcomer = Newcomer(name=row.name, phones=phones, email=row.email, birth_date=row.birth_date)
    return look_alikes(newcomer=newcomer, actor=actor)


def _row(sign_up_id: int) -> SignUpRequest:
    row = SignUpRequest.objects.select_related("member").filter(pk=sign_up_id).first()
    if row is None:
        raise NotFound(what=_("sign-up"), key=sign_up_id)
    return row
