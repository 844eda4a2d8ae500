"""The terms under which messages go, as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import signers
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.messaging.models import Cap, Channel, ChannelSetting, Message, Purpose, Sender, Suppression


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel as the club uses it, and what it cost this month."""

    channel: str
    label: str
    is_on: bool
    cost_each: Decimal
    per_minute: int
    monthly_budget: Decimal | None
    quiet_from: time | None
    quiet_until: time | None
    spent: Decimal


@dataclass(frozen=True, slots=True)
class CapRow:
    """How many messages a reader gets at most."""

    purpose: str
    purpose_label: str
    channel: str
    channel_label: str
    most: int
    days: int


@dataclass(frozen=True, slots=True)
class SenderRow:
    """Who is named as the sender."""

    name_zh: str
    name_en: str
    contact: str
    address: str
    site: str
    fax_gateway: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionFilter:
    """Which suppressed addresses the list shows; empty: those in force."""

    channel: str = ""
    reason: str = ""
    is_lifted: bool = False


@dataclass(frozen=True, slots=True)
class SuppressionRow:
    """An address that gets nothing, or no offers."""

    suppression_id: int
    channel_label: str
    shown: str
    is_total: bool
    reason: str
    reason_label: str
    added_by: str
    added_at: datetime
    lifted_at: datetime | None


@query("messaging.view")
def channel_rows(*, at: datetime, actor: Actor) -> list[ChannelRow]:
    """Return the channels with what offers by each cost since the first of the month, in two queries."""
    month = day_start(club_day(at).replace(day=1))
    spent = dict(Message.objects.filter(sent_at__gte=month).values_list("channel").annotate(cost=Sum("cost")))
    order = {channel: place for place, channel in enumerate(Channel.values)}
    rows = sorted(ChannelSetting.objects.all(), key=lambda row: order[row.channel])
    return [
        ChannelRow(
            row.channel, str(Channel(row.channel).label), row.is_on, row.cost_each, row.per_minute,
            row.monthly_budget, row.quiet_from, row.quiet_until, spent.get(row.channel, Decimal(0)),
        )
        for row in rows
    ]  # fmt: skip


@query("messaging.view")
def cap_rows(*, actor: Actor) -> list[CapRow]:
    """Return the limits in force."""
    names = {**dict(Channel.choices), Cap.ANY: gettext("All channels")}
    return [
        CapRow(row.purpose, str(Purpose(row.purpose).label), row.channel, str(names[row.channel]), row.most, row.days)
        for row in Cap.objects.order_by("purpose", "channel", "days")
    ]


@query("messaging.view")
def sender_row(*, actor: Actor) -> SenderRow:
    """Return who is named as the sender."""
    row = Sender.objects.get(pk=1)
    return SenderRow(row.name_zh, row.name_en, row.contact, row.address, row.site, row.fax_gateway)


@query("messaging.view")
def list_suppressions(
    *, wanted: SuppressionFilter, place: Place, actor: Actor, limit: int = PAGE
) -> Page[SuppressionRow]:
    """Return suppressed addresses, page by page."""
    rows = Suppression.objects.filter(lifted_at__isnull=not wanted.is_lifted)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.reason:
        rows = rows.filter(reason=wanted.reason)
    found, next_after = behind(rows, place, limit=limit)
    names = signers(row.added_by for row in found)
    return Page(tuple(_suppression(row, names) for row in found), next_after)


@query("messaging.view")
def suppression_row(*, suppression_id: int, actor: Actor) -> SuppressionRow:
    """
    Return a suppressed address.

    :raises NotFound: there is no such address.
    """
    row = Suppression.objects.filter(pk=suppression_id).first()
    if row is None:
        raise NotFound(what=_("suppressed address"), key=suppression_id)
    return _suppression(row, signers([row.added_by]))


def _suppression(row: Suppression, names: Mapping[str, str]) -> SuppressionRow:
    return SuppressionRow(
        row.pk, row.get_channel_display(), row.shown, row.is_total, row.reason, row.get_reason_display(),
        names[row.added_by], row.added_at, row.lifted_at,
    )  # fmt: skip
