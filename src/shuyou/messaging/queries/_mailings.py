"""Mailings: which there are, and how far each has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import signers
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.text import listed
from shuyou.kernel.usecase import query
from shuyou.members import queries as members
from shuyou.messaging.models import MANY, Channel, Mailing, Message, Purpose
from shuyou.messaging.queries._messages import WHY, kind_label

LATELY: Final = timedelta(minutes=1)
"""How far back the speed is looked for."""
LEFT: Final = ("sent", "delivered", "bounced", "unclear")
TONES: Final = {"planned": "", "going": "info", "stopped": "warn", "ended": "good"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingFilter:
    """Which mailings the list shows; empty: all."""

    state: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class MailingRow:
    """A mailing as lists show it."""

    mailing_id: int
    uid: UUID
    name: str
    kind_label: str
    purpose_label: str
    channels: str
    state: str
    asked_by: str
    asked_at: datetime
    stopped_at: datetime | None
    ended_at: datetime | None
    is_whole: bool

    @property
    def state_label(self) -> str:
        """Whether it goes, stands still, or is done, in the reader's language."""
        words = {
            "planned": pgettext("mailing", "Planned"), "going": gettext("Goes"), "stopped": gettext("Stopped"),
            "ended": gettext("Done"),
        }  # fmt: skip
        return words[self.state]

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return TONES[self.state]


@dataclass(frozen=True, slots=True)
class MailingProgress:
    """How far a mailing has come: messages by state, how fast it goes, what it cost."""

    row: MailingRow
    states: Mapping[str, int]
    total: int
    left: int
    """Messages that have left the house."""
    waiting: int
    """Messages that may still leave."""
    a_minute: int
    cost: Decimal
    minutes_more: int | None

    @property
    def is_moving(self) -> bool:
        """Whether it is worth looking again."""
        return self.row.state == "going"

    @property
    def labels(self) -> list[tuple[str, int]]:
        """The states that occur, in words, with how many messages are in each."""
        return [
            (str(Message.State(state).label), self.states[state]) for state in Message.State if state in self.states
        ]


@query("messaging.view")
def list_mailings(*, wanted: MailingFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[MailingRow]:
    """Return mailings that pass the filter, page by page."""
    rows = Mailing.objects.all()
    if wanted.name:
        rows = rows.filter(name__icontains=wanted.name)
    if wanted.state == "stopped":
        rows = rows.filter(stopped_at__isnull=False)
    elif wanted.state == "planned":
        rows = rows.filter(confirmed_at=None)
    elif wanted.state:
        rows = rows.filter(confirmed_at__isnull=False, stopped_at=None, ended_at__isnull=wanted.state == "going")
    found, next_after = behind(rows, place, limit=limit)
    names = signers(one.asked_by for one in found)
    return Page(tuple(_row(one, names) for one in found), next_after)


@query("messaging.view")
def mailing_progress(*, uid: UUID, at: datetime, actor: Actor) -> MailingProgress:
    """
    Return how far a mailing has come, counted now, in three queries (index `messages_of_mailing`).

    :raises NotFound: there is no such mailing.
    """
    one = Mailing.objects.filter(uid=uid).first()
    if one is None:
        raise NotFound(what=_("mailing"), key=uid)
    mine = Message.objects.filter(mailing=one)
    counted = list(mine.values_list("state").annotate(count=Count("pk"), cost=Sum("cost")))
    states = {state: count for state, count, _cost in counted}
    lately = mine.filter(state__in=LEFT).aggregate(count=Count("pk", filter=Q(sent_at__gt=at - LATELY)))["count"]
    waiting = sum(states.get(state, 0) for state in ("asked", "waiting", "sending"))
    cost = sum((money for state, _count, money in counted if state in LEFT), start=Decimal(0))
    return MailingProgress(
        _row(one, signers([one.asked_by])), states,
        sum(states.values()), sum(states.get(state, 0) for state in LEFT), waiting, lately, cost,
        -(-waiting // lately) if lately and waiting else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """A mailing that is not confirmed yet: whom it goes to, what it says, and what would come of it."""

    row: MailingRow
    segment: str
    numbers: Sequence[str]
    template: str
    version_id: int
    version: int
    facts: Mapping[str, str]
    channels: Sequence[str]
    is_offer: bool
    readers: int
    counted_at: datetime | None
    allowed: Sequence[tuple[str, int, Decimal]]
    """Channels in words, each with how many messages would go by it, and their cost."""
    held: Sequence[tuple[str, int]]
    """Why others would not go, in words, and how many."""
    later: int
    is_large: bool
    planned_by: str

    @property
    def messages(self) -> int:
        """How many messages would go."""
        return sum(count for _label, count, _cost in self.allowed)

    @property
    def cost(self) -> Decimal:
        """What they would cost."""
        return sum((cost for _label, _count, cost in self.allowed), start=Decimal(0))


@query("messaging.mail")
def mailing_plan(*, uid: UUID, actor: Actor) -> PlanPage | None:
    """
    Return a mailing that is planned; None: it goes already.

    :raises NotFound: there is no such mailing.
    """
    one = Mailing.objects.select_related("version").filter(uid=uid).first()
    if one is None:
        raise NotFound(what=_("mailing"), key=uid)
    if one.confirmed_at:
        return None
    told, names = one.estimate, dict(Channel.choices)
    numbers = members.numbers_of(member_ids=one.listed) if one.listed else {}
    return PlanPage(
        row=_row(one, signers([one.asked_by])), segment=one.segment, numbers=sorted(numbers.values()),
        template=one.kind if one.version_id else "", version_id=one.version_id or 0,
        version=one.version.number if one.version else 0, facts=one.facts, channels=one.channels,
        is_offer=one.purpose == Purpose.MARKETING, readers=one.readers, counted_at=one.counted_at,
        allowed=[(str(names[way]), count, Decimal(cost)) for way, (count, cost) in told.get("channels", {}).items()],
        held=[(str(WHY.get(code, code)), count) for code, count in told.get("verdicts", {}).items() if code != "ok"],
        later=told.get("later", 0), is_large=one.readers > MANY, planned_by=one.asked_by,
    )  # fmt: skip


def _row(one: Mailing, names: Mapping[str, str]) -> MailingRow:
    state = "planned" if one.confirmed_at is None else "stopped" if one.stopped_at else ""
    state = state or ("ended" if one.ended_at else "going")
    return MailingRow(
        one.pk, one.uid, one.name, kind_label(one.kind), str(Purpose(one.purpose).label),
        listed([str(Channel(channel).label) for channel in one.channels]), state, names[one.asked_by], one.asked_at,
        one.stopped_at, one.ended_at, one.whole_at is not None,
    )  # fmt: skip
