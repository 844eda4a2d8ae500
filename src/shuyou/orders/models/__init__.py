"""Tables of orders: what a reader asked for, at which price and why, and how far it has come."""

from shuyou.orders.models.draft import Draft
from shuyou.orders.models.life import OrderHold, OrderWish, Switch
from shuyou.orders.models.messages import Message
from shuyou.orders.models.order import Channel, Order, OrderLine
from shuyou.orders.models.parcels import Manifest, Shipment, ShipmentLine, TrackingEvent, Wave
from shuyou.orders.models.promotions import (
    Coupon,
    CouponBatch,
    DeliveryRule,
    Promotion,
    PromotionStamp,
    PromotionTally,
    PromotionUse,
    PromotionVersion,
)
from shuyou.orders.models.returns import PriceClaim, Return, ReturnLine

__all__ = [
    "Channel",
    "Coupon",
    "CouponBatch",
    "DeliveryRule",
    "Draft",
    "Manifest",
    "Message",
    "Order",
    "OrderHold",
    "OrderLine",
    "OrderWish",
    "PriceClaim",
    "Promotion",
    "PromotionStamp",
    "PromotionTally",
    "PromotionUse",
    "PromotionVersion",
    "Return",
    "ReturnLine",
    "Shipment",
    "ShipmentLine",
    "Switch",
    "TrackingEvent",
    "Wave",
]
