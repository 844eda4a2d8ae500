"""What the sample club gives away: promotions, coupons of two campaigns, and what its tiers ask for and give."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from shuyou.kernel.actor import Actor
from shuyou.loyalty import queries as loyalty_queries
from shuyou.loyalty import services as loyalty
from shuyou.loyalty.services import Need, TableDraft, TermsDraft
from shuyou.orders import services
from shuyou.orders.services import CampaignDraft, CouponsDraft, Kind, PromotionDraft, Rule

COUPONS: Final = 200
_SEASON: Final = Rule(
    kind=Kind.OFF, channels=frozenset({"web"}),
    ladder=((Decimal(100), Decimal(10)), (Decimal(200), Decimal(30))), most_per_member=3,
)  # fmt: skip
_LETTER: Final = Rule(kind=Kind.PERCENT, rate=Decimal("0.90"), by_coupon=True, titles=frozenset({"class:I", "class:K"}))
_CORNER: Final = Rule(
    kind=Kind.PERCENT, rate=Decimal("0.92"), channels=frozenset({"till"}), stores=frozenset({"hubin"}),
    titles=frozenset({"shelf:fiction", "shelf:essays"}),
)  # fmt: skip
_THANKS: Final = Rule(
    kind=Kind.CASH, rate=Decimal("0.02"), amount=Decimal(30), least_year_spend=Decimal(500), most_per_member=1,
    group="thanks",
)  # fmt: skip

_TIERS: Final = (
    (Decimal(0), Decimal(0), None),
    (Decimal(800), Decimal(8), Decimal(79)),
    (Decimal(3000), Decimal(1), Decimal(49)),
    (Decimal(10_000), Decimal(2), Decimal(0)),
)
"""What is to be paid in twelve months, years as a member, and from which amount on parcels go for nothing."""


def lay_out_promotions(*, at: datetime, actor: Actor) -> None:
    """Write promotions, have two of them run, and make coupons for one."""
    begin, end = at - timedelta(days=7), at + timedelta(days=60)
    for code, names, rule, budget in (
        ("web-season", ("网上书房季", "Web season"), _SEASON, Decimal(3000)),
        ("letter", ("书信九折券", "Letter coupon"), _LETTER, Decimal(5000)),
        ("thanks", ("年末答谢", "Year-end thanks"), _THANKS, Decimal(20_000)),
        ("lakeside", ("湖滨店文学架", "Literature at Lakeside"), _CORNER, Decimal(1000)),
    ):
        draft = PromotionDraft(
            code=code, name_zh=names[0], name_en=names[1], rule=rule, starts_at=begin, ends_at=end, budget=budget
        )
        services.add_promotion(draft, actor=actor, at=at)
    for code in ("web-season", "letter", "lakeside"):
        services.publish_promotion(code, actor=actor, at=at)
    services.make_coupons(CouponsDraft(code="letter", count=COUPONS, ends_at=end), actor=actor, at=at)
    _begin_campaign(at=at, actor=actor)
    _publish_tiers(at=at, actor=actor)


def _begin_campaign(*, at: datetime, actor: Actor) -> None:
    draft = CampaignDraft(
        promotion="letter", name="腊八到店券", shared_code="LABA2026", most_uses=300, ends_at=at + timedelta(days=45)
    )
    services.begin_campaign(draft, actor=actor, at=at)


def _publish_tiers(*, at: datetime, actor: Actor) -> None:
    """Have the tiers ask for what their members paid in a year, or for years and orders, and give more step by step."""
    tiers = loyalty_queries.tier_ranks()
    terms = [
        TermsDraft(
            tier=tier.code, price_list=tier.price_list, multiplier=Decimal(1) + place * Decimal("0.25"),
            needs=[Need("spent", spent, 12), Need("tenure", years, 0)] if place else [], needs_all=place > 1,
            free_delivery_from=free_from, event_days=2 * place,
            service=("ordinary", "ordinary", "preferred", "personal")[place],
        )
        for place, (tier, (spent, years, free_from)) in enumerate(zip(tiers, _TIERS, strict=True))
    ]  # fmt: skip
    loyalty.write_tier_table(TableDraft(terms=terms, note="开业规则"), actor=actor, at=at)
    loyalty.publish_tier_table(actor=actor, at=at)
