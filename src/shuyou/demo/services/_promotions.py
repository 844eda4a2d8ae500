"""What the sample club gives away: a promotion of the web shop, one by coupon, and one that waits to be published."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from shuyou.kernel.actor import Actor
from shuyou.orders import services
from shuyou.orders.services import CouponsDraft, Kind, PromotionDraft, Rule

COUPONS: Final = 200
_SEASON: Final = Rule(
    kind=Kind.OFF, channels=frozenset({"web"}),
    ladder=((Decimal(100), Decimal(10)), (Decimal(200), Decimal(30))), most_per_member=3,
)  # fmt: skip
_LETTER: Final = Rule(kind=Kind.PERCENT, rate=Decimal("0.90"), by_coupon=True, titles=frozenset({"class:I", "class:K"}))
_THANKS: Final = Rule(
    kind=Kind.CASH, rate=Decimal("0.02"), amount=Decimal(30), least_year_spend=Decimal(500), most_per_member=1,
    group="thanks",
)  # fmt: skip


def lay_out_promotions(*, at: datetime, actor: Actor) -> None:
    """Write promotions, have two of them run, and make coupons for one."""
    begin, end = at - timedelta(days=7), at + timedelta(days=60)
    for code, names, rule, budget in (
        ("web-season", ("网上书房季", "Web season"), _SEASON, Decimal(3000)),
        ("letter", ("书信九折券", "Letter coupon"), _LETTER, Decimal(5000)),
        ("thanks", ("年末答谢", "Year-end thanks"), _THANKS, Decimal(20_000)),
    ):
        draft = PromotionDraft(
            code=code, name_zh=names[0], name_en=names[1], rule=rule, starts_at=begin, ends_at=end, budget=budget
        )
        services.add_promotion(draft, actor=actor, at=at)
    for code in ("web-season", "letter"):
        services.publish_promotion(code, actor=actor, at=at)
    services.make_coupons(CouponsDraft(code="letter", count=COUPONS, ends_at=end), actor=actor, at=at)
