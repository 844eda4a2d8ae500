"""Readers who asked to join by themselves: who waits, who they may be, and the texts they read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.members.models import Consent, ConsentText, SignUpRequest
from shuyou.members.queries._mask import mask_email, mask_phone

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


@dataclass(frozen=True, slots=True)
class SignUpDetail:
    """What somebody typed who waits for an answer."""

    sign_up_id: int
    name: str
    phone: str
    email: str
    birth_date: date | None
    guardian_name: str
    guardian_phone: str
    words: Sequence[str]
    via: str
    asked_at: datetime
    is_waiting: bool
    status: str
    number: str


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
def sign_up(*, sign_up_id: int, actor: Actor) -> SignUpDetail:
    """
    Return a sign-up, in one query.

    :raises NotFound: there is none of this number.
    """
    row = SignUpRequest.objects.select_related("member").filter(pk=sign_up_id).first()
    if row is None:
        raise NotFound(what=_("sign-up"), key=sign_up_id)
    words = [
        f"{Consent.Purpose(purpose).label} · {Consent.Channel(channel).label}"
        for purpose, channel, _version in row.consents
    ]
    return SignUpDetail(
        row.pk, row.name, row.phone, row.email, row.birth_date, row.guardian_name, row.guardian_phone, words,
        str(SignUpRequest.Via(row.via).label), row.asked_at, row.status == "waiting",
        str(SignUpRequest.Status(row.status).label), row.member.number if row.member else "",
    )  # fmt: skip
