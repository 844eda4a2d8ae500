"""Promotions as staff see them: the list, one with its versions, its coupons, its uses, and what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.orders.models import Coupon, CouponBatch, DeliveryRule, Promotion, PromotionUse, PromotionVersion
from shuyou.orders.queries._said import KINDS, said
from shuyou.orders.rules import Kind, Rule, rule_from

_REPORT: Final = """
    SELECT p.code, p.{name}, (
             SELECT v.kind FROM orders_promotionversion v WHERE v.promotion_id = p.id ORDER BY v.number DESC LIMIT 1),
           u.orders, u.members, u.newcomers, u.cost, u.turnover, t.budget, t.spent
      FROM (
        SELECT u.promotion_id, count(*) AS orders, count(DISTINCT u.member_id) AS members,
               count(*) FILTER (WHERE NOT EXISTS (
                 SELECT FROM orders_order b WHERE b.member_id = o.member_id AND b.placed_at < o.placed_at
                    AND b.state <> 'cancelled')) AS newcomers,
               sum(u.saving) AS cost, sum(o.net_total) AS turnover
          FROM orders_promotionuse u JOIN orders_order o ON o.id = u.order_id
         WHERE u.used_at >= %s AND u.used_at < %s AND u.released_at IS NULL GROUP BY u.promotion_id) u
      JOIN orders_promotion p ON p.id = u.promotion_id
      LEFT JOIN orders_promotiontally t ON t.promotion_id = p.id ORDER BY u.cost DESC, p.id
"""


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """A promotion in a list, with the newest of its versions."""

    code: str
    name: str
    state: str
    state_label: str
    kind_label: str
    starts_at: datetime | None
    ends_at: datetime | None
    uses: int
    spent: Decimal
    budget: Decimal | None
    most_uses: int | None
    waits: bool
    """Its newest version is not published."""
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionFilter:
    """Which promotions a list shows; empty fields do not filter."""

    state: str = ""
    kind: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a promotion's terms, in plain language."""

    number: int
    rule: Rule
    sentences: tuple[str, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    most_uses: int | None
    budget: Decimal | None
    written_by: str
    written_at: datetime
    published_by: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """Coupons that were made together, and how far they have been used."""

    batch_id: int
    made_at: datetime
    ends_at: datetime | None
    coupons: int
    most_uses: int
    used: int


@dataclass(frozen=True, slots=True)
class PromotionDetail:
    """A promotion in full."""

    row: PromotionRow
    name_zh: str
    name_en: str
    versions: tuple[VersionRow, ...]
    batches: tuple[BatchRow, ...]

    @property
    def newest(self) -> VersionRow:
        """Return the version written last."""
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class UseRow:
    """An order that made use of a promotion."""

    number: str
    version: int
    coupon: str
    saving: Decimal
    total: Decimal
    used_at: datetime
    is_released: bool


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What a promotion brought and cost in a span."""

    code: str
    name: str
    kind_label: str
    orders: int
    members: int
    newcomers: int
    cost: Decimal
    turnover: Decimal
    budget: Decimal | None
    spent: Decimal

    @property
    def per_order(self) -> Decimal:
        """Return what one order cost in promotion."""
        return self.cost / self.orders if self.orders else ZERO


@query("orders.see_promotions")
def list_promotions(*, wanted: PromotionFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[PromotionRow]:
    """Return promotions that pass the filter, in three queries."""
    rows = Promotion.objects.all()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(versions__kind=wanted.kind).distinct()
    if wanted.word:
        word = wanted.word
        rows = rows.filter(Q(code__icontains=word) | Q(name_zh__icontains=word) | Q(name_en__icontains=word))
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_rows(found)), next_after)


def _rows(promotions: Sequence[Promotion]) -> list[PromotionRow]:
    ids = [promotion.pk for promotion in promotions]
    newest = {
        version.promotion_id: version
        for version in PromotionVersion.objects.filter(promotion_id__in=ids).order_by("promotion_id", "number")
    }
    used = PromotionUse.objects.filter(promotion_id__in=ids, released_at=None).order_by("promotion_id")
    sums = {
        promotion_id: (uses, spent)
        for promotion_id, uses, spent in used.values("promotion_id")
        .annotate(uses=Count("pk"), spent=Sum("saving"))
        .values_list("promotion_id", "uses", "spent")
    }
    return [_row(promotion, newest[promotion.pk], *sums.get(promotion.pk, (0, ZERO))) for promotion in promotions]


def _row(promotion: Promotion, newest: PromotionVersion, uses: int, spent: Decimal) -> PromotionRow:
    return PromotionRow(
        code=promotion.code, name=_named(promotion), state=promotion.state,
        state_label=str(Promotion.State(promotion.state).label), kind_label=str(KINDS[Kind(newest.kind)]),
        starts_at=newest.starts_at, ends_at=newest.ends_at, uses=uses, spent=spent, budget=newest.budget,
        most_uses=newest.most_uses, waits=newest.published_at is None, made_at=promotion.made_at,
    )  # fmt: skip


def _named(promotion: Promotion) -> str:
    return promotion.name_zh if (get_language() or "").startswith("zh") else promotion.name_en


@query("orders.see_promotions")
def promotion_detail(*, code: str, actor: Actor) -> PromotionDetail:
    """
    Return a promotion in full.

    :raises NotFound: none goes by this code.
    """
    promotion = _found(code)
    versions = PromotionVersion.objects.filter(promotion=promotion).order_by("-number")
    batches = (
        CouponBatch.objects.filter(promotion=promotion)
        .annotate(count=Count("coupons"), used=Sum("coupons__uses"))
        .order_by("-pk")
    )
    return PromotionDetail(
        row=_rows([promotion])[0],
        name_zh=promotion.name_zh,
        name_en=promotion.name_en,
        versions=tuple(_version(version) for version in versions),
        batches=tuple(
            BatchRow(batch.pk, batch.made_at, batch.ends_at, batch.count, batch.most_uses, batch.used or 0)
            for batch in batches
        ),
    )


def _found(code: str) -> Promotion:
    promotion = Promotion.objects.filter(code=code).first()
    if promotion is None:
        raise NotFound(what=_("promotion"), key=code)
    return promotion


def _version(version: PromotionVersion) -> VersionRow:
    rule = rule_from(version.rule)
    return VersionRow(
        version.number, rule, tuple(said(rule)), version.starts_at, version.ends_at, version.most_uses, version.budget,
        version.written_by, version.written_at, version.published_by, version.published_at,
    )  # fmt: skip


@query("orders.see_promotions")
def promotion_uses(*, code: str, actor: Actor, after: int = 0, limit: int = PAGE) -> Page[UseRow]:
    """Return the orders that made use of a promotion, the latest first, in three queries."""
    rows = PromotionUse.objects.filter(promotion=_found(code)).select_related("order", "coupon")
    found, next_after = behind(rows, Place(after=after), limit=limit)
    return Page(
        tuple(
            UseRow(
                use.order.number, use.version, use.coupon.code if use.coupon else "", use.saving, use.order.total,
                use.used_at, use.released_at is not None,
            )
            for use in found
        ),
        next_after,
    )  # fmt: skip


@query("orders.write_promotions")
def batch_coupons(*, code: str, batch_id: int, actor: Actor) -> list[tuple[str, str, int, int]]:
    """Return the coupons of a batch: code, whose it is, how often it was used and may be; in two queries."""
    coupons = Coupon.objects.filter(batch_id=batch_id, batch__promotion=_found(code)).order_by("pk")
    return list(coupons.annotate(owner=F("member__number")).values_list("code", "owner", "uses", "most_uses"))


@query("orders.see_promotions")
def promotion_report(*, since: datetime, until: datetime, actor: Actor) -> list[ReportRow]:
    """Return what promotions brought and cost in a span, the dearest first, in one query."""
    name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
    with connection.cursor() as cursor:
        cursor.execute(_REPORT.format(name=name), [since, until])
        return [ReportRow(code, label, str(KINDS[Kind(kind)]), *rest) for code, label, kind, *rest in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A rule of what delivery costs, as it is kept."""

    code: str
    name_zh: str
    name_en: str
    rank: int
    areas: list[str]
    channels: list[str]
    free_from: Decimal | None
    fee: Decimal
    is_active: bool


@query("orders.see_promotions")
def delivery_rules(*, actor: Actor) -> list[DeliveryRow]:
    """Return the rules of what delivery costs, in their order, in one query."""
    names = [field.name for field in fields(DeliveryRow)]
    rows = DeliveryRule.objects.order_by("-is_active", "rank", "pk").values_list(*names)
    return [DeliveryRow(*row) for row in rows]
