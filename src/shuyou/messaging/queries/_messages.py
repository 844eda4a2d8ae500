"""The outbox: lists of messages, one with its whole story, those of a member."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import signers
from shuyou.kernel.notices import kinds
from shuyou.kernel.paging import PAGE, Page, Place, behind, within
from shuyou.kernel.usecase import query
from shuyou.members import queries as members
from shuyou.messaging.models import Channel, DeliveryEvent, Message, Template
from shuyou.messaging.rules import OWN

NOTE: Final = "messaging.note"
WHY: Final[Mapping[str, str | Promise]] = {
    "ok": pgettext_lazy("gate", "allowed"),
    "kind_off": _("this kind of notice is switched off"),
    "channel_off": _("the channel is switched off"),
    **{code: words for code, words in members.WHY.items() if code != "ok"},
    "no_address": _("cannot be reached this way"),
    "suppressed": _("the address gets nothing any more"),
    "holdout": _("left without offers, to measure them"),
    "cap": _("has had as many as they may get"),
    "channel_hours": _("the channel is silent at this hour"),
    "budget": _("the budget of the month is used up"),
}
"""Verdicts of the gate in words; what the reader said is worded where it is known."""
MOST_COUNTED: Final = 10_000
# Each by an index of its own: of messages by themselves, and of mailings that go.
_ALONE: Final = "SELECT FROM messaging_message m WHERE m.mailing_id IS NULL AND m.state = '{state}'"
_MAILED: Final = """
    SELECT FROM messaging_mailing g JOIN messaging_message m ON m.mailing_id = g.id AND m.state = '{state}'
     WHERE g.ended_at IS NULL
"""
_ANY: Final = "SELECT FROM messaging_message m WHERE m.state = '{state}'"
_COUNT: Final = "SELECT '{state}', (SELECT count(*) FROM ({some} LIMIT %(most)s) x)"
_QUEUE: Final = " UNION ALL ".join(
    _COUNT.format(state=state, some=some.format(state=state)) for state, some in (
        ("asked", f"({_ALONE}) UNION ALL ({_MAILED})"), ("waiting", f"({_ALONE}) UNION ALL ({_MAILED})"),
        ("sending", _ANY), ("unclear", _ANY),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilter:
    """Which messages the list shows; empty: all."""

    state: str = ""
    channel: str = ""
    purpose: str = ""
    kind: str = ""
    verdict: str = ""
    member: str = ""
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as lists show it."""

    message_id: int
    uid: UUID
    kind: str
    purpose_label: str
    channel: str
    state: str
    state_label: str
    verdict: str
    shown: str
    subject: str
    text: str
    cost: Decimal
    asked_at: datetime
    sent_at: datetime | None
    member_number: str
    member_name: str
    mailing: str
    """What the mailing is called that it belongs to; empty: none."""
    mailing_uid: UUID | None

    @property
    def title(self) -> str:
        """Its subject; before it is in words, its mailing or its kind."""
        return self.subject or self.mailing or self.kind_label

    @property
    def kind_label(self) -> str:
        """What kind of notice it is, in the reader's language."""
        return kind_label(self.kind)

    @property
    def channel_label(self) -> str:
        """The channel in the reader's language."""
        return str(dict(Channel.choices).get(self.channel, "")) if self.channel else ""

    @property
    def why(self) -> str:
        """The verdict in the reader's language."""
        return str(WHY.get(self.verdict, self.verdict))


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """What a provider or the reader told of a message."""

    kind: str
    label: str
    text: str
    happened_at: datetime
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A message with its whole story."""

    row: MessageRow
    key: str
    asked_by: str
    judged_at: datetime | None
    next_at: datetime | None
    tried: Sequence[tuple[str, str]]
    why: Mapping[str, object]
    version: int | None
    provider: str
    provider_key: str
    parts: int
    attempts: int
    error: str
    facts: Mapping[str, str]
    deliveries: Sequence[DeliveryRow]
    answers: UUID | None
    replies: Sequence[tuple[UUID, datetime, str]]
    is_thread: bool


def kind_label(code: str) -> str:
    """Return what a kind of notice is called, in the reader's language."""
    if code == NOTE:
        return gettext("Written by hand")
    if code in kinds():
        return str(kinds()[code].label)
    return own_name(code) if code.startswith(OWN) else code


@cache
def own_name(code: str) -> str:
    """Return what staff called words that they made for mailings; names stay, and codes come never again."""
    return str(Template.objects.filter(kind=code).values_list("name", flat=True).get())


@query("messaging.view")
def list_messages(*, wanted: MessageFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[MessageRow]:
    """Return messages that pass the filter, page by page."""
    rows = _rows()
    for name in ("state", "channel", "purpose", "kind", "verdict"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.member:
        rows = rows.filter(member__number=wanted.member.strip().upper())
    rows = within(rows, "asked_at", wanted.from_day, wanted.to_day)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), next_after)


@query("messaging.view")
def message_detail(*, uid: UUID, actor: Actor) -> MessagePage:
    """
    Return a message with its whole story, in four queries.

    :raises NotFound: there is no such message.
    """
    one = _rows().defer(None).select_related("answers").filter(uid=uid).first()
    if one is None:
        raise NotFound(what=_("message"), key=uid)
    told = DeliveryEvent.objects.filter(message=one).order_by("happened_at", "pk")
    replies = [(each.uid, each.received_at, each.text[:200]) for each in one.replies.order_by("pk")]
    return MessagePage(
        row=_row(one), key=one.key, asked_by=signers([one.asked_by])[one.asked_by], judged_at=one.judged_at,
        next_at=one.next_at,
        tried=[(str(dict(Channel.choices).get(channel, channel)), str(WHY.get(code, code)))
               for channel, code in one.why.get("tried", ())],
        why=one.why, version=one.template_version, provider=one.provider, provider_key=one.provider_key,
        parts=one.parts, attempts=one.attempts, error=one.error, facts=_shown_facts(one),
        deliveries=[DeliveryRow(row.kind, str(DeliveryEvent.Kind(row.kind).label), row.text, row.happened_at,
                                row.noted_at) for row in told],
        answers=one.answers.uid if one.answers else None, replies=replies, is_thread=bool(one.digest and one.channel),
    )  # fmt: skip


@query("messaging.view")
def member_messages(*, member_id: int, limit: int = 6, actor: Actor) -> list[MessageRow]:
    """Return the latest messages to a member, in one query (index `messages_of_member`)."""
    return [_row(one) for one in _rows().filter(member_id=member_id).order_by("-pk")[:limit]]


@query("messaging.view")
def message_timeline(*, member_id: int, before: datetime, limit: int, actor: Actor) -> list[MessageRow]:
    """Return messages that went to a member before a moment, the latest first, in one query."""
    rows = _rows().filter(member_id=member_id, sent_at__isnull=False, sent_at__lt=before)
    return [_row(one) for one in rows.order_by("-sent_at", "-pk")[:limit]]


@query("messaging.write")
def calls_to_make(*, limit: int, actor: Actor) -> tuple[list[MessageRow], int]:
    """Return the oldest calls that somebody is to make, and how many there are (index `calls_to_make`)."""
    rows = _rows().filter(channel=Channel.PHONE, state=Message.State.SENT)
    return [_row(one) for one in rows.order_by("pk")[:limit]], rows.count()


@query("messaging.view")
def queue_state(*, actor: Actor) -> Mapping[str, int]:
    """Return how many messages wait, up to `MOST_COUNTED`: to be judged, to be sent, on their way, and unclear."""
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, {"most": MOST_COUNTED})
        return dict(cursor.fetchall())


def _rows() -> QuerySet[Message]:
    """Return messages with their members and mailings, but not with whom and what all a mailing lists."""
    rows = Message.objects.select_related("member__person", "mailing")
    return rows.defer("mailing__listed", "mailing__estimate", "mailing__facts")


def _row(one: Message) -> MessageRow:
    return MessageRow(
        message_id=one.pk, uid=one.uid, kind=one.kind, purpose_label=one.get_purpose_display(), channel=one.channel,
        state=one.state, state_label=one.get_state_display(), verdict=one.verdict, shown=one.shown,
        subject=one.subject, text=one.text, cost=one.cost, asked_at=one.asked_at, sent_at=one.sent_at,
        member_number=one.member.number if one.member else "",
        member_name=one.member.person.name if one.member else "",
        mailing=one.mailing.name if one.mailing else "", mailing_uid=one.mailing.uid if one.mailing else None,
    )  # fmt: skip


def _shown_facts(one: Message) -> Mapping[str, str]:
    """Return the facts of a message by their labels, without those that are secret and the words of a note."""
    if one.kind not in kinds():
        return {}
    facts = one.mailing.facts if one.mailing else one.facts
    return {
        str(fact.label): facts[fact.name]
        for fact in kinds()[one.kind].facts
        if fact.name in facts and not fact.is_secret
    }


@dataclass(frozen=True, slots=True)
class AskedCall:
    """A message that is to be spoken by telephone: what the gate says of it, and its words."""

    uid: UUID
    key: str
    member_id: int | None
    state: str
    verdict: str
    text: str
    language: str


@query("messaging.write")
def asked_calls(*, keys: Sequence[str], actor: Actor) -> list[AskedCall]:
    """Return the messages by these keys, in one query."""
    rows = Message.objects.filter(key__in=keys).order_by("pk")
    names = ("uid", "key", "member_id", "state", "verdict", "text", "language")
    return [AskedCall(*row) for row in rows.values_list(*names)]
