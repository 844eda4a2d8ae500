"""What loyalty shows on pages that show many packages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.addresses import address
from shuyou.kernel.clock import club_day
from shuyou.kernel.money import ZERO
from shuyou.kernel.registry import (
    Action,
    Fact,
    FactSource,
    NavEntry,
    Panel,
    SegmentSource,
    TimelineRow,
    TimelineSource,
    Untold,
    WorkList,
    WorkRow,
    WorkSource,
    registry,
)
from shuyou.kernel.templatetags.trade import posted_for
from shuyou.kernel.templatetags.ui import day, money, points
from shuyou.loyalty import queries
from shuyou.loyalty.queries import EntryRow, PointsState, TierProgress, ValueCardRow, clubs, segments
from shuyou.loyalty.queries.value_requests import value_requests, value_requests_waiting


def _facts(member_id: int, actor: Actor, at: datetime) -> Sequence[Fact]:
    state = queries.points_state(member_id=member_id, today=club_day(at), actor=actor)
    note = ""
    if state.lapsing and state.lapses_on:
        note = gettext("%(points)s lapse on %(day)s") % {
            "points": points(state.lapsing),
            "day": day(state.lapses_on),
        }
    return [Fact(label=gettext("Points"), value=points(state.usable), note=note)]


def _panel(member_id: int, actor: Actor, at: datetime) -> PointsState | None:
    state = queries.points_state(member_id=member_id, today=club_day(at), actor=actor)
    return state if state.lots else None


@dataclass(frozen=True, slots=True)
class ValueHeld:
    """The stored-value cards in a member's name, and what is on them together."""

    cards: Sequence[ValueCardRow]
    total: Decimal


def _value_panel(member_id: int, actor: Actor, at: datetime) -> ValueHeld | None:
    cards = queries.value_cards_of(member_id=member_id, actor=actor)
    return ValueHeld(cards, sum((card.left for card in cards), ZERO)) if cards else None


def _tier_panel(member_id: int, actor: Actor, at: datetime) -> TierProgress | None:
    progress = queries.tier_progress(member_id=member_id, at=at, actor=actor)
    return progress if progress.terms else None


def _clubs_panel(member_id: int, actor: Actor, at: datetime) -> Sequence[clubs.ClubOfReader] | None:
    found = clubs.clubs_of_reader(member_id=member_id, at=at, actor=actor)
    return [one for one in found if one.is_in or one.may_join] or None


def _club_segments(actor: Actor) -> Sequence[tuple[str, str]]:
    if not actor.may("loyalty.view"):
        return []
    return [(code, gettext("Club: %(name)s") % {"name": name}) for code, name in clubs.club_names()]


def _points_groups(actor: Actor) -> Sequence[tuple[str, str]]:
    if not actor.may("loyalty.see_rules"):
        return []
    return [(key, str(group.label)) for key, group in segments.GROUPS.items()]


def _timeline(member_id: int, before: datetime, limit: int) -> Sequence[Untold]:
    rows = queries.points_entries(member_id=member_id, before=before, limit=limit, actor=Actor.job("timeline"))
    return [Untold(row.posted_at, partial(_posting, row, place)) for place, row in enumerate(rows)]


def _posting(row: EntryRow, place: int) -> TimelineRow:
    of_order = row.source.split(":")[1] if row.source.startswith("order:") else ""
    return TimelineRow(
        at=row.posted_at,
        key=f"points-{row.kind}-{row.source}-{place}",
        icon="coins",
        title=f"{row.label} {row.points:+,}",
        aside=_posted_for(row),
        text=row.reason,
        url=address("orders:detail", of_order) if of_order else "",
    )


def _posted_for(row: EntryRow) -> str:
    if row.source.startswith("adjust:"):
        return gettext("by hand")
    told = {"source": posted_for(row.source), "version": row.rule_version}
    return gettext("%(source)s · earning rule, version %(version)s") % told


def _waiting(actor: Actor, _at: datetime, limit: int) -> WorkList:
    page = queries.adjustment_requests(status="asked", limit=limit, actor=actor)
    rows = [
        WorkRow(
            key=f"points-{row.request_id}",
            icon="coins",
            title=f"{row.points:+,}",
            url=reverse("loyalty:requests"),
            text=row.reason,
            who=row.member_name,
            badge=row.asked_by,
        )
        for row in page.rows
    ]
    return WorkList(rows=rows, total=queries.adjustment_requests_waiting(actor=actor))


def _value_waiting(actor: Actor, _at: datetime, limit: int) -> WorkList:
    page = value_requests(state="asked", limit=limit, actor=actor)
    rows = [
        WorkRow(
            key=f"value-{row.request_id}",
            icon="credit-card",
            title=f"{row.kind_label} {money(row.amount)}",
            url=reverse("loyalty:value_requests"),
            text=row.reason,
            who=row.card,
            badge=row.asked_by,
        )
        for row in page.rows
    ]
    return WorkList(rows=rows, total=value_requests_waiting(actor=actor))


HAS_TIER_TABLE: Final = "EXISTS (SELECT FROM loyalty_tiertable WHERE published_at IS NOT NULL)"
HAS_CLUBS: Final = "EXISTS (SELECT FROM loyalty_club)"
HAS_VALUE: Final = "EXISTS (SELECT FROM loyalty_valuecard WHERE holder_id = %(member)s)"

registry.offer(
    Action(
        slot="member",
        key="adjust",
        label=_("Points"),
        icon="coins",
        url_name="loyalty:adjust",
        order=60,
        permission="loyalty.adjust",
        shortcut="P",
        is_form=True,
    ),
    WorkSource(
        kind="points-requests",
        label=_("Points asked for"),
        order=28,
        permission="loyalty.approve_adjustments",
        load=_waiting,
    ),
    WorkSource(
        kind="value-requests",
        label=_("Asked of stored-value cards"),
        order=29,
        permission="loyalty.manage_value",
        load=_value_waiting,
    ),
    FactSource(order=10, permission="loyalty.view", load=_facts),
    Panel(
        slot="member.right",
        key="points",
        order=20,
        permission="loyalty.view",
        template="loyalty/panels/points.html",
        load=_panel,
    ),
    Panel(
        slot="member.right",
        key="tier",
        order=19,
        permission="loyalty.view",
        template="loyalty/panels/tier.html",
        load=_tier_panel,
        only_if=HAS_TIER_TABLE,
    ),
    Panel(
        slot="member.right",
        key="value",
        order=21,
        permission="loyalty.view",
        template="loyalty/panels/value.html",
        load=_value_panel,
        only_if=HAS_VALUE,
    ),
    NavEntry(
        key="loyalty",
        label=_("Loyalty"),
        icon="gift",
        url_name="loyalty:rewards",
        order=45,
        permission="loyalty.view",
        also=(
            "loyalty:activities",
            "loyalty:referrals",
            "loyalty:reminders",
            "loyalty:coalition",
            "loyalty:liability",
            "loyalty:clubs",
            "loyalty:merchants",
            "loyalty:tiers",
            "loyalty:value_cards",
            "loyalty:book",
            "orders:points_rules",
            "orders:points_program",
            "orders:points_effect",
        ),
    ),
    Action(
        slot="member",
        key="referral-code",
        label=_("Code for friends"),
        icon="ticket",
        url_name="loyalty:referral_code",
        order=62,
        permission="loyalty.refer",
    ),
    Action(
        slot="member",
        key="clubs",
        label=_("Clubs"),
        icon="users",
        url_name="loyalty:member_clubs",
        order=63,
        permission="loyalty.redeem",
    ),
    Action(
        slot="member",
        key="pass",
        label=_("Pass for merchants"),
        icon="qr-code",
        url_name="loyalty:member_pass",
        order=64,
        permission="loyalty.redeem",
    ),
    Panel(
        slot="member.right",
        key="clubs",
        order=23,
        permission="loyalty.view",
        template="loyalty/panels/clubs.html",
        load=_clubs_panel,
        only_if=HAS_CLUBS,
    ),
    SegmentSource(kind="points", order=40, choices=_points_groups, part=segments.members_by_points),
    SegmentSource(kind="club", order=30, choices=_club_segments, part=clubs.members_of_club),
    TimelineSource(kind="points", label=_("Points"), permission="loyalty.view", load=_timeline),
)
