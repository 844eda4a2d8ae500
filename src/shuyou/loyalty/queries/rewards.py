"""What is asked of rewards."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import Change, rows_history
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import Reward, RewardUse
from shuyou.loyalty.queries._names import named
from shuyou.loyalty.queries.clubs import club_codes_of
from shuyou.loyalty.rules.rewards import RewardTerms, goes_back, why_no_reward


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardFilter:
    """Which rewards a list shows; empty fields do not filter."""

    words: str = ""
    kind: str = ""
    holds_on: date | None = None
    within: int | None = None
    """At most so many points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardRow:
    """A reward of the catalogue."""

    uid: UUID
    kind: str
    kind_label: str
    name: str
    name_zh: str
    name_en: str
    detail: str
    points: int
    cash: Decimal
    item_id: int | None
    item: str
    campaign: UUID | None
    stock: int | None
    taken: int
    most_per_member: int | None
    tiers: tuple[str, ...]
    clubs: tuple[str, ...]
    valid_from: date
    valid_to: date
    undo_days: int
    is_active: bool

    @property
    def left(self) -> int | None:
        """Return how many are left; None: as many as are asked for."""
        return None if self.stock is None else self.stock - self.taken

    @property
    def needs_more(self) -> bool:
        """Tell whether money, an article or a coupon belongs to it besides the points."""
        return bool(self.cash or self.item_id or self.campaign)

    def holds(self, on: date) -> bool:
        """Tell whether it can be taken on a day."""
        return self.is_active and self.valid_from <= on <= self.valid_to and self.left != 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardUseFilter:
    """Which rewards that were taken a list shows; empty fields do not filter."""

    number: str = ""
    state: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardUseRow:
    """A reward that somebody took."""

    number: str
    reward_uid: UUID
    reward: str
    member_number: str
    member_name: str
    points: int
    cash: Decimal
    voucher: str
    needs_more: bool
    state: str
    state_label: str
    taken_at: datetime
    undone_at: datetime | None
    can_go_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardPage:
    """A reward in full: who took it lately, and what it was before."""

    row: RewardRow
    uses: tuple[RewardUseRow, ...]
    changes: tuple[Change, ...]


@query("loyalty.view")
def list_rewards(*, wanted: RewardFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[RewardRow]:
    """Return rewards that pass the filter, page by page."""
    rows = Reward.objects.select_related("item")
    if wanted.words:
        rows = rows.filter(Q(name_zh__icontains=wanted.words) | Q(name_en__icontains=wanted.words))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.within:
        rows = rows.filter(points__lte=wanted.within)
    if wanted.holds_on:
        left = Q(stock=None) | Q(taken__lt=F("stock"))
        rows = rows.filter(left, is_active=True, valid_from__lte=wanted.holds_on, valid_to__gte=wanted.holds_on)
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), after)


@query("loyalty.view")
def reward_page(*, uid: UUID, at: datetime, actor: Actor) -> RewardPage:
    """
    Return a reward in full, in three queries.

    :raises NotFound: there is no such reward.
    """
    reward = Reward.objects.select_related("item").filter(uid=uid).first()
    if reward is None:
        raise NotFound(what=_("reward"), key=uid)
    uses = RewardUse.objects.select_related("member__person", "reward").filter(reward=reward).order_by("-pk")[:PAGE]
    changes = rows_history([("loyalty_reward", reward.pk)])
    told = tuple(change for change in changes if {*(change.before or {}), *(change.after or {})} - {"taken"})
    return RewardPage(row=_row(reward), uses=tuple(_use_row(one, at) for one in uses), changes=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardOfReader:
    """A reward of the day as one reader sees it: why they may not have it, and how many points they are short of."""

    row: RewardRow
    why_not: str
    short_of: int

    @property
    def is_open(self) -> bool:
        """Tell whether the reader may take it by themselves: nothing belongs to it but points, or a coupon."""
        return not (self.why_not or self.short_of or self.row.cash or self.row.item_id)


@query("loyalty.view")
def rewards_of_reader(*, member_id: int, tier: str, usable: int, at: datetime, actor: Actor) -> list[RewardOfReader]:
    """Return the rewards of the day for a reader of a tier with so many points, cheapest first, in three queries."""
    on = club_day(at)
    left = Q(stock=None) | Q(taken__lt=F("stock"))
    rows = Reward.objects.select_related("item").filter(left, is_active=True, valid_from__lte=on, valid_to__gte=on)
    own = Counter(RewardUse.objects.filter(member_id=member_id, state="taken").values_list("reward_id", flat=True))
    clubs = club_codes_of(member_id=member_id)
    return [
        RewardOfReader(
            row=_row(one), why_not=why_no_reward(terms_of(one), tier=tier, own=own[one.pk], on=on, clubs=clubs),
            short_of=max(one.points - usable, 0),
        )
        for one in rows.order_by("points", "pk")[:PAGE]
    ]  # fmt: skip


@query("loyalty.view")
def rewards_taken(*, member_id: int, at: datetime, actor: Actor, limit: int = 20) -> list[RewardUseRow]:
    """Return the rewards that a reader took, the latest first."""
    rows = RewardUse.objects.select_related("member__person", "reward").filter(member_id=member_id).order_by("-pk")
    return [_use_row(one, at) for one in rows[:limit]]


def terms_of(reward: Reward) -> RewardTerms:
    """Return what a reward asks for."""
    return RewardTerms(
        is_active=reward.is_active, valid_from=reward.valid_from, valid_to=reward.valid_to, tiers=reward.tiers,
        most_per_member=reward.most_per_member, clubs=reward.clubs,
    )  # fmt: skip


@query("loyalty.view")
def list_reward_uses(*, wanted: RewardUseFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[RewardUseRow]:
    """Return rewards that were taken, page by page."""
    rows = RewardUse.objects.select_related("member__person", "reward")
    if wanted.number:
        rows = rows.filter(number=wanted.number.strip().upper())
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.since:
        rows = rows.filter(taken_at__date__gte=wanted.since)
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_use_row(one, None) for one in found), after)


def _row(reward: Reward) -> RewardRow:
    return RewardRow(
        uid=reward.uid, kind=reward.kind, kind_label=str(Reward.Kind(reward.kind).label),
        name=named(reward.name_zh, reward.name_en), name_zh=reward.name_zh, name_en=reward.name_en,
        detail=reward.detail, points=reward.points, cash=reward.cash, item_id=reward.item_id,
        item=reward.item.title if reward.item else "", campaign=reward.campaign, stock=reward.stock, taken=reward.taken,
        most_per_member=reward.most_per_member, tiers=tuple(reward.tiers), clubs=tuple(reward.clubs),
        valid_from=reward.valid_from, valid_to=reward.valid_to, undo_days=reward.undo_days, is_active=reward.is_active,
    )  # fmt: skip


def _use_row(use: RewardUse, at: datetime | None) -> RewardUseRow:
    is_taken = use.state == RewardUse.State.TAKEN
    return RewardUseRow(
        number=use.number, reward_uid=use.reward.uid, reward=named(use.reward.name_zh, use.reward.name_en),
        member_number=use.member.number, member_name=use.member.person.name, points=use.points, cash=use.cash,
        voucher=use.voucher, needs_more=bool(use.cash or use.item_id or use.voucher),
        state=use.state, state_label=str(RewardUse.State(use.state).label), taken_at=use.taken_at,
        undone_at=use.undone_at,
        can_go_back=at is not None and is_taken and goes_back(use.taken_at, use.reward.undo_days, at),
    )  # fmt: skip
