"""Readers who can be written to, notices, and a worker that runs at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.adapters.mail_server import MailServer, mail_server
from shuyou.kernel.events import Delivered
from shuyou.kernel.notices import Fact, NoticeAsked, NoticeKind, Words, declare, tell
from shuyou.kernel.permissions import Role
from shuyou.kernel.sealed import seal
from shuyou.members.models import Consent, Email, Member
from shuyou.members.tests.factories import MemberFactory, PhoneFactory
from shuyou.messaging.services import ask_notices

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Ten in the morning of a Monday, by the club's clock."""
CLERK = Actor(STAFF, "1", "test", frozenset({Role.SERVICE_AGENT}))
BOSS = Actor(STAFF, "2", "test", frozenset({Role.MANAGER}))
SYSTEM = Actor.job("test")

_WORDS = Words(subject="{title}", body="# {name|书友}\n\n{title}", short="{name|书友}：{title}")
NEWS = NoticeKind(
    code="test.news", label="News", purpose="service", facts=[Fact(name="title", label="Title", sample="庄子")],
    zh=_WORDS, en=_WORDS,
)  # fmt: skip
OFFER = NoticeKind(
    code="test.offer", label="Offer", purpose="marketing", facts=NEWS.facts, zh=_WORDS, en=_WORDS,
    channels=("email", "sms", "app"),
)  # fmt: skip
CODE = NoticeKind(
    code="test.code", label="Code", purpose="service", is_urgent=True, channels=("sms",),
    facts=[Fact(name="code", label="Code", sample="0417", is_secret=True)],
    zh=Words(subject="验证码", body="{code}", short="验证码 {code}"), en=_WORDS,
)  # fmt: skip
declare(NEWS, OFFER, CODE)


def a_reader(email: str = "", phone: str = "") -> Member:
    """Return a member with an e-mail address and a mobile number."""
    member = MemberFactory.create()
    if email != "-":
        address = email or f"reader{member.pk}@example.com"
        Email.objects.create(person=member.person, address=address, is_primary=True)
    if phone != "-":
        PhoneFactory.create(person=member.person, **({"digits": phone} if phone else {}))
    return member


def says(member: Member, purpose: str, channel: str = "any", *, is_granted: bool = True, at: datetime = AT) -> None:
    """Have a reader say yes or no."""
    Consent.objects.create(
        person=member.person, purpose=purpose, channel=channel, is_granted=is_granted, text_version="1",
        given_via="test", recorded_by="test", at=at,
    )  # fmt: skip


def asked(member: Member, kind: NoticeKind = NEWS, **facts: str) -> None:
    """Have a message asked for, as if a notice had been delivered."""
    said = {
        fact.name: seal(facts[fact.name], purpose="notices") if fact.is_secret else facts.get(fact.name, fact.sample)
        for fact in kind.facts
    }
    event = NoticeAsked(kind=kind.code, member_id=member.pk, key=uuid4().hex, facts=said)
    with transaction.atomic():
        ask_notices([Delivered(event, AT, 1)])


def told(member: Member, kind: NoticeKind = NEWS, key: str = "", at: datetime = AT, **facts: str) -> None:
    """Have a reader told something."""
    said = facts or {"title": "庄子集释"}
    with transaction.atomic():
        tell(kind.code, member_id=member.pk, facts=said, key=key or uuid4().hex, actor=SYSTEM, at=at)


@contextmanager
def through(settings: Any, *answers: str) -> Iterator[MailServer]:
    """Have letters go through a mail server on this machine that answers so, and keeps what it takes."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server(*answers) as server:
        options = {"host": "127.0.0.1", "port": server.port, "timeout": 10}
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        yield server
