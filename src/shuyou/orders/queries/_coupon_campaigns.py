"""Campaigns of coupons as staff see them, what they brought, and the coupons that a reader has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.orders.errors import CouponEnded, CouponNotYours, CouponUnknown, CouponUsed
from shuyou.orders.errors.coupons import CouponBlocked, CouponNotYet
from shuyou.orders.models import Coupon, CouponBatch, Promotion, PromotionVersion
from shuyou.orders.queries._buyer import Asking
from shuyou.orders.queries._priced import price_quotes
from shuyou.orders.rules import Quote, coupon_code, rule_from

TRIED: Final = 8
"""Coupons of a reader that are tried on a basket."""
SHEET: Final = 3_000
"""Coupons that are printed at once."""

_FIGURES: Final = """
    SELECT (SELECT count(*) FROM orders_coupon WHERE batch_id = %(batch)s),
           (SELECT count(*) FROM orders_coupon WHERE batch_id = %(batch)s AND uses > 0),
           count(*), count(DISTINCT u.member_id), coalesce(sum(o.net_total), 0), coalesce(sum(u.saving), 0),
           coalesce(sum(o.net_total - (
             SELECT coalesce(sum(m.quantity * m.unit_cost), 0) FROM supply_movement m
              WHERE m.source = 'order:' || o.number AND m.kind = 'ISSUE')), 0)
      FROM orders_coupon c JOIN orders_promotionuse u ON u.coupon_id = c.id AND u.released_at IS NULL
      JOIN orders_order o ON o.id = u.order_id WHERE c.batch_id = %(batch)s
"""
# All that both groups bought while the coupons were good, with a coupon or without.
_COMPARED: Final = """
    SELECT g.people, count(o.id), count(DISTINCT o.member_id), coalesce(sum(o.net_total), 0)
      FROM ({people}) p JOIN (SELECT count(*) AS people FROM ({people}) q) g ON true
      LEFT JOIN orders_order o ON o.member_id = p.member_id AND o.state <> 'cancelled'
       AND o.placed_at >= %(since)s AND o.placed_at < %(until)s GROUP BY g.people
"""
_GIVEN: Final = "SELECT DISTINCT member_id FROM orders_coupon WHERE batch_id = %(batch)s AND member_id IS NOT NULL"
_LEFT_OUT: Final = "SELECT member_id FROM orders_couponleftout WHERE batch_id = %(batch)s"
_COUPONS: Final = """
    SELECT c.code, c.id, b.promotion_id, c.member_id, c.uses >= c.most_uses, b.ends_at, b.starts_at,
           c.blocked_at IS NOT NULL OR b.stopped_at IS NOT NULL
      FROM orders_coupon c JOIN orders_couponbatch b ON b.id = c.batch_id WHERE c.code = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in a list."""

    campaign_id: int
    uid: UUID
    name: str
    promotion: str
    promotion_code: str
    to_label: str
    shared_code: str
    state: str
    coupons: int
    most_uses: int
    hold_out: int
    remind_days: int
    starts_at: datetime | None
    ends_at: datetime | None
    made_at: datetime
    stop_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFilter:
    """Which campaigns a list shows; empty fields do not filter."""

    word: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What a group of readers bought in the time of a campaign."""

    people: int
    orders: int
    buyers: int
    turnover: Decimal

    @property
    def per_head(self) -> Decimal:
        """Return what each reader of the group bought for, buyers or not."""
        return (self.turnover / self.people).quantize(Decimal("0.01")) if self.people else ZERO


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """What a campaign gave and brought."""

    given: int
    used: int
    orders: int
    buyers: int
    turnover: Decimal
    discount: Decimal
    margin: Decimal
    with_coupon: GroupFigures | None
    without: GroupFigures | None


@dataclass(frozen=True, slots=True)
class CouponRow:
    """A coupon and what has become of it."""

    coupon_id: int
    code: str
    owner: str
    uses: int
    most_uses: int
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class OwnCoupon:
    """A coupon that a reader has and can use."""

    coupon_id: int
    code: str
    promotion_id: int
    name: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class BestCoupon:
    """The coupon of a reader's that saves most on a basket."""

    coupon: OwnCoupon
    saving: Decimal


def _is_zh() -> bool:
    return (get_language() or "").startswith("zh")


def _state(batch: CouponBatch) -> str:
    if batch.stopped_at is not None:
        return "stopped"
    return "made" if batch.is_made else "making"


@query("orders.see_promotions")
def list_campaigns(*, wanted: CampaignFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[CampaignRow]:
    """Return campaigns that pass the filter, the latest first, in two queries."""
    rows = CouponBatch.objects.select_related("promotion")
    if wanted.word:
        rows = rows.filter(
            Q(name__icontains=wanted.word)
            | Q(promotion__code__icontains=wanted.word)
            | Q(promotion__name_zh__icontains=wanted.word)
        )
    if wanted.state == "stopped":
        rows = rows.filter(stopped_at__isnull=False)
    elif wanted.state:
        rows = rows.filter(stopped_at=None, is_made=wanted.state == "made")
    found, next_after = behind(rows, place, limit=limit)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT batch_id, count(*) FROM orders_coupon WHERE batch_id = ANY (%s) GROUP BY batch_id",
            [[batch.pk for batch in found]],
        )
        counts: Mapping[int, int] = dict(cursor.fetchall())
    return Page(tuple(_campaign(batch, counts.get(batch.pk, 0)) for batch in found), next_after)


def _campaign(batch: CouponBatch, coupons: int) -> CampaignRow:
    name = batch.promotion.name_zh if _is_zh() else batch.promotion.name_en
    return CampaignRow(
        batch.pk, batch.uid, batch.name or name, name, batch.promotion.code, str(CouponBatch.To(batch.to).label),
        batch.shared_code, _state(batch), coupons, batch.most_uses, batch.hold_out, batch.remind_days,
        batch.starts_at, batch.ends_at, batch.made_at, batch.stop_reason,
    )  # fmt: skip


@query("orders.see_promotions")
def campaign(*, uid: UUID, actor: Actor) -> CampaignRow:
    """
    Return a campaign, in two queries.

    :raises NotFound: there is no such campaign.
    """
    batch = _found(uid)
    return _campaign(batch, Coupon.objects.filter(batch=batch).count())


def _found(uid: UUID) -> CouponBatch:
    batch = CouponBatch.objects.select_related("promotion").filter(uid=uid).first()
    if batch is None:
        raise NotFound(what=_("campaign"), key=uid)
    return batch


@query("orders.see_promotions")
def campaign_figures(*, uid: UUID, at: datetime, actor: Actor) -> CampaignFigures:
    """Return what a campaign gave and brought, beside those who got no coupon, in four queries."""
    batch = _found(uid)
    values: dict[str, int | datetime] = {
        "batch": batch.pk, "since": max(batch.made_at, batch.starts_at or batch.made_at),
        "until": min(at, batch.ends_at or at),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, values)
        figures = cursor.fetchone()
        groups: list[GroupFigures | None] = []
        for people in (_GIVEN, _LEFT_OUT):
            cursor.execute(_COMPARED.format(people=people), values)
            row = cursor.fetchone()
            groups.append(GroupFigures(*row) if row and row[0] else None)
    return CampaignFigures(*figures, *groups)


@query("orders.write_promotions")
def campaign_coupons(*, uid: UUID, actor: Actor, code: str = "", after: int = 0, limit: int = PAGE) -> Page[CouponRow]:
    """Return the coupons of a campaign in the order in which they were made, or the one of a code, in two queries."""
    rows = Coupon.objects.filter(batch=_found(uid)).select_related("member")
    if code:
        rows = rows.filter(code=code)
    found, next_after = behind(rows, Place(after=after, is_descending=False), limit=limit)
    return Page(
        tuple(
            CouponRow(
                one.pk, one.code, one.member.number if one.member else "", one.uses, one.most_uses,
                one.blocked_at is not None,
            )
            for one in found
        ),
        next_after,
    )  # fmt: skip


def promotions_by_coupon() -> list[tuple[str, str]]:
    """Return the code and the name of each promotion whose newest terms ask for a coupon, in one query."""
    newest = PromotionVersion.objects.order_by("promotion_id", "-number").distinct("promotion_id")
    rows = newest.exclude(promotion__state=Promotion.State.ENDED).select_related("promotion")
    named = [
        (row.promotion.code, row.promotion.name_zh if _is_zh() else row.promotion.name_en)
        for row in rows
        if rule_from(row.rule).by_coupon
    ]
    return sorted(named, key=lambda pair: pair[1])


@query("loyalty.view")
def campaigns_for_rewards(*, actor: Actor) -> list[tuple[str, str]]:
    """Return the campaigns whose coupons are had for points, in one query, the newest first."""
    rows = CouponBatch.objects.filter(to=CouponBatch.To.REWARD, stopped_at=None).order_by("-pk")
    return [(str(uid), name) for uid, name in rows.values_list("uid", "name")]


@query("orders.view")
def coupons_of_reader(*, member_id: int, at: datetime, actor: Actor, limit: int = 50) -> Sequence[OwnCoupon]:
    """Return the coupons that a member has and can use now, the first to end first, in one query."""
    rows = _usable(Coupon.objects.filter(member_id=member_id), at).select_related("batch__promotion")
    rows = rows.order_by(F("batch__ends_at").asc(nulls_last=True), "pk")
    return tuple(
        OwnCoupon(
            one.pk, one.code, one.batch.promotion_id,
            one.batch.promotion.name_zh if _is_zh() else one.batch.promotion.name_en, one.batch.ends_at,
        )
        for one in rows[:limit]
    )  # fmt: skip


def _usable(rows: QuerySet[Coupon], at: datetime) -> QuerySet[Coupon]:
    return rows.filter(
        Q(batch__starts_at=None) | Q(batch__starts_at__lte=at), Q(batch__ends_at=None) | Q(batch__ends_at__gt=at),
        uses__lt=F("most_uses"), blocked_at=None, batch__stopped_at=None, batch__promotion__state="live",
    )  # fmt: skip


@query("orders.view")
def best_coupon(*, quotes: Sequence[Quote], asking: Asking, stamp: UUID | None, actor: Actor) -> BestCoupon | None:
    """Return which of a member's own coupons saves most on a basket that has none; None: none saves anything."""
    if asking.coupons or not asking.member_id or not quotes:
        return None
    own = coupons_of_reader(member_id=asking.member_id, at=asking.at, actor=actor, limit=TRIED)
    if not own:
        return None
    without = price_quotes(quotes=quotes, asking=asking, stamp=stamp).total
    totals = [
        price_quotes(
            quotes=quotes, asking=replace(asking, coupons={one.promotion_id: one.coupon_id}), stamp=stamp
        ).total
        for one in own
    ]
    total, best = min(zip(totals, own, strict=True), key=lambda pair: pair[0])
    return BestCoupon(best, without - total) if total < without else None


def coupons_of(*, codes: Iterable[str], member_id: int, at: datetime) -> Mapping[int, int]:
    """
    Return the coupons that codes stand for, each by the promotion it opens, in one query.

    :raises CouponUnknown: no coupon goes by a code.
    :raises CouponNotYours: it was given to another member.
    :raises CouponBlocked: it was blocked, or its whole campaign withdrawn; CouponNotYet: its time has not come.
    :raises CouponUsed: it has been used as often as it may be.
    :raises CouponEnded: its time is over.
    """
    wanted = {coupon_code(code): code for code in codes if code.strip()}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_COUPONS, [list(wanted)])
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    found: dict[int, int] = {}
    for code, typed in wanted.items():
        if code not in rows:
            raise CouponUnknown(value=typed)
        coupon_id, promotion_id, owner_id, is_used, ends_at, starts_at, is_blocked = rows[code]
        if owner_id not in (None, member_id):
            raise CouponNotYours(value=typed)
        if is_blocked:
            raise CouponBlocked(value=typed)
        if is_used:
            raise CouponUsed(value=typed)
        if starts_at is not None and at < starts_at:
            raise CouponNotYet(value=typed)
        if ends_at is not None and at >= ends_at:
            raise CouponEnded(value=typed)
        found[promotion_id] = coupon_id
    return found
