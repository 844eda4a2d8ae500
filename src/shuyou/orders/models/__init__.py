"""Tables of orders: what a reader asked for, at which price and why, and how far it has come."""

from shuyou.orders.models.draft import Draft
from shuyou.orders.models.life import OrderHold, OrderWish, Switch
from shuyou.orders.models.order import Channel, Order, OrderLine
from shuyou.orders.models.parcels import Manifest, Shipment, ShipmentLine, TrackingEvent, Wave
from shuyou.orders.models.promotions import (
    Coupon,
    CouponBatch,
    Promotion,
    PromotionStamp,
    PromotionTally,
    PromotionUse,
    PromotionVersion,
)

__all__ = [
    "Channel",
    "Coupon",
    "CouponBatch",
    "Draft",
    "Manifest",
    "Order",
    "OrderHold",
    "OrderLine",
    "OrderWish",
    "Promotion",
    "PromotionStamp",
    "PromotionTally",
    "PromotionUse",
    "PromotionVersion",
    "Shipment",
    "ShipmentLine",
    "Switch",
    "TrackingEvent",
    "Wave",
]
