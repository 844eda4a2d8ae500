"""A reader's own messages, as they may see them: what they were told and wrote, and why they might be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from shuyou.kernel.actor import MEMBER, Actor
from shuyou.kernel.notices import MARKETING
from shuyou.kernel.paging import Page
from shuyou.messaging.models import Channel, Follower, Inbound, Message
from shuyou.messaging.queries._messages import kind_label


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderMessage:
    """A message to a reader: what, when, by which channel, for what, and by which word of theirs."""

    message_id: int
    uid: UUID
    at: datetime
    kind_label: str
    purpose_label: str
    channel_label: str
    subject: str
    text: str
    why: str
    is_offer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderWords:
    """What a reader wrote to us, and whether it was answered."""

    uid: UUID
    at: datetime
    channel_label: str
    subject: str
    text: str
    state_label: str


def reader_messages(*, member_id: int, after: int = 0, limit: int = 20, actor: Actor) -> Page[ReaderMessage]:
    """
    Return what a member was told, the latest first, in one query; to the member, or who may see messages.

    `after` is the place that the page before gave; secrets that were told are not in it. (Index `messages_of_member`.)

    :raises NotPermitted: the messages are somebody else's.
    """
    _require(member_id, actor)
    rows = Message.objects.filter(member_id=member_id, sent_at__isnull=False).order_by("-pk")
    found = list((rows.filter(pk__lt=after) if after else rows)[: limit + 1])
    shown = tuple(_told(one) for one in found[:limit])
    return Page(shown, shown[-1].message_id if len(found) > limit else 0)


def reader_message(*, member_id: int, uid: UUID, actor: Actor) -> ReaderMessage | None:
    """
    Return one of a member's messages; None: there is none of theirs by this uid.

    :raises NotPermitted: the messages are somebody else's.
    """
    _require(member_id, actor)
    found = Message.objects.filter(member_id=member_id, uid=uid, sent_at__isnull=False).first()
    return _told(found) if found else None


def reader_words(*, member_id: int, limit: int = 20, actor: Actor) -> list[ReaderWords]:
    """
    Return what a member wrote to us, the latest first, in one query (index `inbound_of_member`).

    :raises NotPermitted: the messages are somebody else's.
    """
    _require(member_id, actor)
    rows = Inbound.objects.filter(member_id=member_id).order_by("-pk")[:limit]
    labels = dict(Channel.choices)
    return [
        ReaderWords(
            uid=one.uid, at=one.received_at, channel_label=str(labels[one.channel]), subject=one.subject,
            text=one.text, state_label=one.get_state_display(),
        )
        for one in rows
    ]  # fmt: skip


def reader_wechat(*, member_id: int, actor: Actor) -> str:
    """
    Return whether a member is told things at WeChat: tied, free, or off where the club has no account there.

    :raises NotPermitted: it is somebody else's.
    """
    _require(member_id, actor)
    if not (settings.SHUYOU_WECHAT_ACCOUNT or settings.SHUYOU_SANDBOX):
        return "off"
    return "tied" if Follower.objects.filter(member_id=member_id, left_at=None).exists() else "free"


def _require(member_id: int, actor: Actor) -> None:
    if (actor.kind, actor.id) != (MEMBER, str(member_id)):
        actor.require("messaging.view")


def _told(one: Message) -> ReaderMessage:
    word = one.why.get("word") or {}
    return ReaderMessage(
        message_id=one.pk, uid=one.uid, at=one.sent_at or one.asked_at, kind_label=kind_label(one.kind),
        purpose_label=one.get_purpose_display(), channel_label=one.get_channel_display() if one.channel else "",
        subject=one.subject, text=one.text, why=_why(word, is_offer=one.purpose == MARKETING),
        is_offer=one.purpose == MARKETING,
    )  # fmt: skip


def _why(word: Mapping[str, object], *, is_offer: bool) -> str:
    """Return in words why a reader might be told something."""
    if word:
        said = {"day": str(word.get("at", ""))[:10], "version": str(word.get("version", ""))}
        return gettext("You agreed on %(day)s, to the text of version %(version)s.") % said
    return "" if is_offer else gettext("It is about something you asked for or ordered.")
