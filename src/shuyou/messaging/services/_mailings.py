"""Mailings: one text for many, judged and written down piece by piece, stopped and gone on with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone
from shuyou.kernel.errors import NotFound, refuse
from shuyou.kernel.notices import MARKETING, SERVICE
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members
from shuyou.messaging.errors import ChannelUnknown, MailingOver, WordsMissing, WordsNotPossible
from shuyou.messaging.events import MailingChanged, MessagesJudged
from shuyou.messaging.models import Channel, ChannelSetting, Mailing, Message, Template
from shuyou.messaging.queries._templates import kind_of
from shuyou.messaging.rules import LATER, OWN, end_of_quiet, zone_of
from shuyou.messaging.services._addresses import digest_key
from shuyou.messaging.services._ask import LONGEST_SUBJECT, LONGEST_TEXT, NOTE
from shuyou.messaging.services._expand_sql import BY_NUMBER, ToJudge, Value, expansion
from shuyou.messaging.services._gate_sql import ALLOWED, SPENT, caps_of, month_of
from shuyou.messaging.services._judge import LOOK_AGAIN, Judged
from shuyou.messaging.services._learn import learned_channels
from shuyou.messaging.services._preview import parts_said
from shuyou.messaging.services._spending import add_spent, spent_by
from shuyou.messaging.services._templates import faults_of

LONGEST_NAME: Final = 80

_ABROAD: Final = """
    SELECT DISTINCT ON (f.person_id) f.person_id, f.digits FROM members_phone f
     WHERE f.person_id = ANY (%s) AND f.digits LIKE '00%%' ORDER BY f.person_id, f.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingDraft:
    """One text for many: a kind of notice with its facts, or words of one's own; a repeat of the key makes nothing."""

    key: str
    name: str
    kind: str = NOTE
    is_offer: bool = True
    """Of words of one's own; a kind of notice has its purpose."""
    facts: Mapping[str, str] = field(default_factory=dict)
    channels: Sequence[str] = ()
    """The best first; empty: those of the kind."""


@use_case("messaging.mail")
def begin_mailing(draft: MailingDraft, *, actor: Actor, at: datetime) -> int:
    """
    Begin a mailing and return its id; who it goes to is handed in by `expand_mailing`.

    :raises NotFound: there is no such kind of notice.
    :raises ChannelUnknown: there is no such channel, or none.
    :raises WordsMissing: it has no name, says nothing, or too much.
    """
    purpose, channels = terms_of(draft)
    if earlier := Mailing.objects.filter(key=draft.key[:100]).values_list("pk", flat=True).first():
        return earlier
    mailing = Mailing.objects.create(
        key=draft.key[:100], name=printed(draft.name)[:LONGEST_NAME], kind=draft.kind, purpose=purpose,
        channels=channels, facts=dict(draft.facts), asked_by=actor.signature, asked_at=at,
        confirmed_by=actor.signature, confirmed_at=at, parts=parts_said(draft.kind, draft.facts, purpose),
    )  # fmt: skip
    events.publish(MailingChanged(mailing_id=mailing.pk, what="begun"), actor=actor, at=at)
    return mailing.pk


@use_case("messaging.mail")
def expand_mailing(
    *, mailing_id: int, member_ids: Sequence[int], closed: Sequence[str] = (), actor: Actor, at: datetime
) -> Judged:
    """
    Judge readers of a mailing and write their messages down, in one statement; who has one already gets no other.

    What the budget of the month does not reach for, and what has to wait for an hour, is judged later with all others.

    :raises NotFound: there is no such mailing.
    :raises MailingOver: everybody had been handed in, or nobody has said yet that it goes.
    """
    mailing = held_mailing(mailing_id)
    if mailing.whole_at or mailing.confirmed_at is None:
        raise MailingOver(name=mailing.name)
    found = {row.channel: row for row in ChannelSetting.objects.select_for_update(no_key=True).order_by("pk")}
    rooms = _kept_rooms(mailing, found, at)
    are_new = min(member_ids, default=0) > mailing.handed_to
    statement, values = expansion(to_judge(mailing, at, is_bound=bool(rooms)), are_new=are_new)
    mine = values_of(mailing, member_ids, Terms(closed, rooms), at)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, **mine})
        written = cursor.fetchall()
    for channel, *_counts, cost in written:
        if channel in rooms:
            add_spent(channel, cost)
    judged = Judged(*(sum(row[place] for row in written) for place in (1, 2, 3)))
    Mailing.objects.filter(pk=mailing.pk, handed_to__lt=(last := max(member_ids, default=0))).update(handed_to=last)
    told = MessagesJudged(allowed=judged.allowed, held=judged.held, refused=judged.refused)
    events.publish(told, actor=actor, at=at)
    return judged


@use_case("messaging.mail")
def close_mailing(*, mailing_id: int, actor: Actor, at: datetime) -> None:
    """
    Say that everybody whom a mailing goes to has been handed in.

    :raises NotFound: there is no such mailing.
    """
    mailing = held_mailing(mailing_id)
    if mailing.whole_at is None:
        change_mailing(mailing, "whole", actor, at, whole_at=at)


@use_case("messaging.mail")
def stop_mailing(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Have nothing more of a mailing leave until it goes on; what a provider has, or is being given now, has left.

    :raises NotFound: there is no such mailing.
    :raises MailingOver: nothing of it is left, or it stands still already.
    """
    mailing = held_mailing(uid=uid)
    if mailing.ended_at or mailing.stopped_at:
        raise MailingOver(name=mailing.name)
    change_mailing(mailing, "stopped", actor, at, stopped_at=at, stopped_by=actor.signature)


@use_case("messaging.mail")
def go_on_with_mailing(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Go on with a mailing that was stopped; before anything leaves the gate is asked again.

    :raises NotFound: there is no such mailing.
    :raises MailingOver: it was not stopped.
    """
    mailing = held_mailing(uid=uid)
    if mailing.stopped_at is None:
        raise MailingOver(name=mailing.name)
    change_mailing(mailing, "on", actor, at, stopped_at=None, stopped_by="")


def end_mailings(*, actor: Actor, at: datetime) -> int:
    """Note which mailings are done: nothing of them is left to be judged or sent; return how many."""
    actor.require("messaging.send")
    going = Mailing.objects.filter(stopped_at=None, ended_at=None, whole_at__isnull=False)
    left = Message.objects.filter(mailing=OuterRef("pk"), state__in=("asked", "waiting", "sending"))
    return going.filter(~Exists(left)).update(ended_at=at)


def terms_of(draft: MailingDraft) -> tuple[str, list[str]]:
    """
    Return what a mailing is for, and by which channels it goes.

    :raises DomainError: it cannot be sent like this.
    """
    if not draft.name.strip():
        raise WordsMissing(most=LONGEST_NAME, field="name")
    if draft.kind == NOTE:
        text, subject = draft.facts.get("text", ""), draft.facts.get("subject", "")
        if not text.strip() or len(text) > LONGEST_TEXT or len(subject) > LONGEST_SUBJECT:
            raise WordsMissing(most=LONGEST_TEXT, field="text")
        _refuse_faults(subject, text)
        purpose, channels = MARKETING if draft.is_offer else SERVICE, list(dict.fromkeys(draft.channels))
    elif kind := kind_of(draft.kind):
        purpose, channels = kind.purpose, list(dict.fromkeys(draft.channels or kind.channels))
        if kind.code.startswith(OWN):
            purpose = MARKETING if draft.is_offer else SERVICE
    else:
        raise NotFound(what=_("kind of notice"), key=draft.kind)
    for channel in channels or [""]:
        if channel not in Channel.values:
            raise ChannelUnknown(value=channel)
    return purpose, channels


def _refuse_faults(subject: str, text: str) -> None:
    """Refuse words of one's own that cannot be filled in, with everything that is wrong with them."""
    typed = {"subject": subject, "text": text}
    found = {name: faults for name, said in typed.items() if (faults := faults_of(said))}
    if found:
        refuse([WordsNotPossible(faults=", ".join(faults), field=name) for name, faults in found.items()])


def held_mailing(mailing_id: int = 0, *, uid: UUID | None = None) -> Mailing:
    """
    Return a mailing, held.

    :raises NotFound: there is no such mailing.
    """
    rows = Mailing.objects.select_for_update(no_key=True)
    mailing = (rows.filter(uid=uid) if uid else rows.filter(pk=mailing_id)).first()
    if mailing is None:
        raise NotFound(what=_("mailing"), key=uid or mailing_id)
    return mailing


def change_mailing(mailing: Mailing, what: str, actor: Actor, at: datetime, **fields: object) -> None:
    """Change a mailing that is held, and tell what was done to it."""
    Mailing.objects.filter(pk=mailing.pk).update(**fields)
    events.publish(MailingChanged(mailing_id=mailing.pk, what=what), actor=actor, at=at)


def to_judge(mailing: Mailing, at: datetime, *, is_bound: bool) -> ToJudge:
    """Return what a mailing is judged by."""
    return ToJudge(
        purpose=mailing.purpose, channels=mailing.channels, caps=caps_of(mailing.purpose), at=at, is_bound=is_bound
    )


def rooms_of(mailing: Mailing, found: Mapping[str, ChannelSetting], at: datetime) -> Mapping[str, Decimal]:
    """Return what offers may still cost this month by each channel that has a budget."""
    bound = [one for one in mailing.channels if found[one].monthly_budget is not None]
    if mailing.purpose != MARKETING or not bound:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SPENT, {"channels": bound, "month": month_of(at), "allowed": list(ALLOWED)})
        spent = dict(cursor.fetchall())
    return {one: (found[one].monthly_budget or Decimal(0)) - spent.get(one, Decimal(0)) for one in bound}


def _kept_rooms(mailing: Mailing, found: Mapping[str, ChannelSetting], at: datetime) -> Mapping[str, Decimal]:
    """Return the same to whoever holds the channels, by the sums that are kept: never more than there is."""
    budgets = {one: budget for one in mailing.channels if (budget := found[one].monthly_budget) is not None}
    if mailing.purpose != MARKETING or not budgets:
        return {}
    spent = spent_by(list(budgets), at)
    return {one: budget - spent[one] for one, budget in budgets.items()}


@dataclass(frozen=True, slots=True)
class Terms:
    """Channels that nobody takes messages of now, and what may still be spent by others."""

    closed: Sequence[str]
    rooms: Mapping[str, Decimal]


def values_of(mailing: Mailing, member_ids: Sequence[int], terms: Terms, at: datetime) -> dict[str, Value]:
    """Return what the statements ask about a mailing and its next readers."""
    each = sorted(set(member_ids))  # told apart here, so that the database knows how many there are
    mine = _values(mailing, terms.closed, terms.rooms, at)
    whom: dict[str, Value] = {"members": each, "lowest": min(each, default=0), "highest": max(each, default=0)}
    return mine | _clocks(mailing, each, at) | _learned(mailing, each, at) | whom


def _values(mailing: Mailing, closed: Sequence[str], rooms: Mapping[str, Decimal], at: datetime) -> dict[str, Value]:
    local = at.astimezone(club_zone())
    return {
        "key": f"mailing:{mailing.pk}:", "kind": mailing.kind, "purpose": mailing.purpose, "mailing": mailing.pk,
        "choices": mailing.channels, "by": mailing.asked_by, "at": at, "look": at + LOOK_AGAIN,
        "morning": end_of_quiet(local, time.fromisoformat(settings.SHUYOU_QUIET_HOURS.partition("-")[2])),
        "closed": list(closed), "later": list(LATER), "allowed": list(ALLOWED),
        "is_offer": mailing.purpose == MARKETING, "digest_key": digest_key(),
        "is_off": Template.objects.filter(kind=mailing.kind, is_on=False).exists(),
        "bound": list(rooms), "rooms": list(rooms.values()), "parts": mailing.parts,
    }  # fmt: skip


def _clocks(mailing: Mailing, member_ids: Sequence[int], at: datetime) -> dict[str, Value]:
    """Return what clocks show: the club's, and those of readers whose number is abroad."""
    found = dict[int, str]()
    if not set(BY_NUMBER).isdisjoint(mailing.channels):
        with connection.cursor() as cursor:
            cursor.execute(_ABROAD, [list(member_ids)])
            numbers = cursor.fetchall()
        known = members.reach_of(member_ids=[member_id for member_id, _digits in numbers], actor=Actor.job("mailings"))
        zones = {member_id: zone_of(reach.mobile) for member_id, reach in known.items()}
        found = {member_id: _clock(at.astimezone(zone)) for member_id, zone in zones.items() if zone}
    return {"clock": _clock(at.astimezone(club_zone())), "abroad": list(found), "clocks": list(found.values())}


def _learned(mailing: Mailing, member_ids: Sequence[int], at: datetime) -> dict[str, Value]:
    """Return the channels that readers answer by, where a mailing has several to choose from."""
    found = learned_channels(member_ids, at) if len(mailing.channels) > 1 else {}
    return {
        "answering": list(found), "ways": [one.channel for one in found.values()],
        "sent": [one.sent for one in found.values()], "answered": [one.answered for one in found.values()],
    }  # fmt: skip


def _clock(local: datetime) -> str:
    return local.time().replace(microsecond=0).isoformat()
