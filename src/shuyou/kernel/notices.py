"""
Words for readers: any package declares kinds of notices and says when one is due; whoever has channels sends them.

A notice carries facts: numbers, sums, days, codes and titles, by which nobody is known. Who the reader is, how they are
reached and whether they may be is none of the teller's business. A fact that must be read by nobody else, such as a
code to sign up by, is sealed before it is written down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, Final

from django.utils.functional import Promise

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import Event, publish
from shuyou.kernel.sealed import seal, unseal
from shuyou.kernel.usecase import step

SERVICE: Final = "service"
MARKETING: Final = "marketing"
PURPOSES: Final = (SERVICE, MARKETING)

_SEALED_FOR: Final = "notices"
LONGEST_KEY: Final = 100
LONGEST_FACT: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that a notice says: its name in texts, what it is, and how it looks, for previews."""

    name: str
    label: str | Promise
    sample: str
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text as it is shipped: the subject and the body of letters, and the short form for a telephone."""

    subject: str
    body: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKind:
    """
    A kind of notice: what it is for, what it says, its shipped texts, and by which channels it goes, the best first.

    An urgent one was asked for by the reader this moment, such as a code: it waits for no hour and counts for no limit.
    """

    code: str
    label: str | Promise
    purpose: str
    facts: Sequence[Fact]
    zh: Words
    en: Words
    channels: Sequence[str] = ("email", "sms", "app")
    is_urgent: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The names of its facts."""
        return frozenset(fact.name for fact in self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAsked(Event):
    """A reader is to be told something; `key` is the same however often it is asked."""

    name: ClassVar[str] = "kernel.notice_asked"
    kind: str
    member_id: int
    key: str
    facts: Mapping[str, str] = field(default_factory=dict)


class NoticeUnknown(Exception):
    """Code tells of a kind of notice, or of a fact, that nobody declared."""


_kinds: dict[str, NoticeKind] = {}


def declare(*declared: NoticeKind) -> None:
    """Make kinds of notices known, while the program starts."""
    for kind in declared:
        assert kind.purpose in PURPOSES
        _kinds[kind.code] = kind


def kinds() -> Mapping[str, NoticeKind]:
    """Return every kind of notice by its code."""
    return MappingProxyType(_kinds)


@step
def tell(kind: str, *, member_id: int, facts: Mapping[str, str], key: str, actor: Actor, at: datetime) -> None:
    """
    Have a reader told something, with whatever caused it: once for each key, by a channel of their own, if they may be.

    :raises NoticeUnknown: nobody declared this kind, or one of these facts.
    """
    said = kept_facts(kind, facts)
    publish(NoticeAsked(kind=kind, member_id=member_id, key=key[:LONGEST_KEY], facts=said), actor=actor, at=at)


def kept_facts(kind: str, facts: Mapping[str, str]) -> Mapping[str, str]:
    """
    Return the facts of a notice as they are written down: what is secret is sealed.

    :raises NoticeUnknown: nobody declared this kind, or one of these facts.
    """
    known = _kinds.get(kind)
    if known is None or facts.keys() - known.names:
        raise NoticeUnknown(kind, sorted(facts))
    secret = {fact.name for fact in known.facts if fact.is_secret}
    return {
        name: seal(value, purpose=_SEALED_FOR) if name in secret else value[:LONGEST_FACT]
        for name, value in facts.items()
    }


def opened(kind: NoticeKind, facts: Mapping[str, str]) -> Mapping[str, str]:
    """Return the facts of a notice with what was sealed in clear; for the moment in which it is written."""
    secret = {fact.name for fact in kind.facts if fact.is_secret}
    return {
        name: (unseal(value, purpose=_SEALED_FOR) or "") if name in secret else value for name, value in facts.items()
    }
