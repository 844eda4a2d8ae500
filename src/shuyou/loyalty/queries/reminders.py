"""What lapses, and who is to be told: the kinds, the steps before, and the readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import Reminder, ReminderStep


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseSource:
    """
    Something readers lose when a day is over, told by the package that knows it.

    `sql` finds rows (member_id, subject, lapses_on, amount, days) of what lapses from %(today)s to %(until)s; `days` is
    how long before the reader is told, and nothing where the steps of the program say so.
    """

    key: str
    label: str | Promise
    sql: str
    own_days: int = 0
    """How long before it tells at most, where it says so itself; 0: the steps of the program do."""
    is_one: bool = False
    """What lapses on several days is told together, once in the days of a step."""


_sources: dict[str, LapseSource] = {}


def offer_lapses(*sources: LapseSource) -> None:
    """Make kinds of what lapses known, while the program starts."""
    _sources.update({source.key: source for source in sources})


def lapse_sources() -> Mapping[str, LapseSource]:
    """Return every kind of what lapses by its key."""
    return MappingProxyType(_sources)


offer_lapses(
    LapseSource(
        key="points",
        label=_("Points"),
        sql="SELECT account_id, '', expires_on, sum(remaining)::int, NULL::int FROM loyalty_pointslot"
        " WHERE remaining > 0 AND expires_on BETWEEN %(today)s AND %(until)s GROUP BY account_id, expires_on",
        is_one=True,
    ),
    LapseSource(
        key="card",
        label=_("Card"),
        sql="SELECT member_id, right(number, 4), expires_on, 1, NULL::int FROM members_card"
        " WHERE status = 'active' AND expires_on BETWEEN %(today)s AND %(until)s",
    ),
    LapseSource(
        key="value",
        label=_("Stored-value card"),
        sql="SELECT holder_id, right(number, 4), expires_on, floor(principal + bonus)::int, NULL::int"
        " FROM loyalty_valuecard"
        " WHERE state = 'active' AND holder_id IS NOT NULL AND principal + bonus >= 1"
        " AND expires_on BETWEEN %(today)s AND %(until)s",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderFilter:
    """Which reminders a list shows; empty fields do not filter."""

    kind: str = ""
    channel: str = ""
    """The channel that the reader wants."""
    lapses_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRow:
    """Somebody who is to be told what they lose."""

    member_number: str
    member_name: str
    channel: str
    kind_label: str
    subject: str
    amount: int
    lapses_on: date
    days: int
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class StepRow:
    """So many days before, readers are told."""

    step_id: int
    kind: str
    kind_label: str
    days: int
    is_active: bool


@query("loyalty.view")
def list_reminders(*, wanted: ReminderFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ReminderRow]:
    """Return who is to be told, page by page."""
    rows = Reminder.objects.select_related("member__person")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.channel:
        rows = rows.filter(member__person__preferred_channel=wanted.channel)
    if wanted.lapses_until:
        rows = rows.filter(lapses_on__lte=wanted.lapses_until)
    found, after = behind(rows, place, limit=limit)
    told = tuple(
        ReminderRow(
            member_number=one.member.number, member_name=one.member.person.name,
            channel=one.member.person.preferred_channel, kind_label=_label(one.kind), subject=one.subject,
            amount=one.amount, lapses_on=one.lapses_on, days=one.days, noted_at=one.noted_at,
        )
        for one in found
    )  # fmt: skip
    return Page(told, after)


@query("loyalty.view")
def reminder_steps(*, actor: Actor) -> list[StepRow]:
    """Return when readers are told of what, the longest before first."""
    rows = ReminderStep.objects.order_by("kind", "-days")
    return [StepRow(row.pk, row.kind, _label(row.kind), row.days, row.is_active) for row in rows]


def _label(kind: str) -> str:
    return str(_sources[kind].label) if kind in _sources else kind
