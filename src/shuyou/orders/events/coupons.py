"""What orders tells about campaigns of coupons."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponCampaignBegun(Event):
    """Somebody began a campaign of coupons."""

    name: ClassVar[str] = "orders.coupon_campaign_begun"
    promotion_id: int
    batch_id: int
    to: str
    coupons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponCampaignMade(Event):
    """All coupons of a campaign are made."""

    name: ClassVar[str] = "orders.coupon_campaign_made"
    batch_id: int
    coupons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponCampaignSwitched(Event):
    """A campaign of coupons was withdrawn, or goes on."""

    name: ClassVar[str] = "orders.coupon_campaign_switched"
    batch_id: int
    is_stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponBlocked(Event):
    """A single coupon was blocked."""

    name: ClassVar[str] = "orders.coupon_blocked"
    coupon_id: int
    batch_id: int
