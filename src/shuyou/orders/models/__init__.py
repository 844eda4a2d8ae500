"""Tables of orders: what a reader asked for, at which price and why, and how far it has come."""

from shuyou.orders.models.appointments import Appointment, Station
from shuyou.orders.models.bundles import OwnBundle, OwnBundleTitle
from shuyou.orders.models.draft import Draft
from shuyou.orders.models.editions import CatalogueEdition, EditionTitle, FormTaken
from shuyou.orders.models.files import FiledOrder, OrderFile, OrderMapping
from shuyou.orders.models.life import OrderHold, OrderWish, SoldBundle, Switch
from shuyou.orders.models.market import BasketDay, BasketTitle, PriceBasket, RivalPrice
from shuyou.orders.models.messages import Message
from shuyou.orders.models.order import Channel, Order, OrderLine
from shuyou.orders.models.parcels import Manifest, Shipment, ShipmentLine, TrackingEvent, Wave
from shuyou.orders.models.partners import PartnerOffer, PartnerUse
from shuyou.orders.models.previews import PointsPreview, PointsPreviewAward, PointsPreviewShare, PointsPreviewTier
from shuyou.orders.models.printing import Manuscript, PrintJob, PrintPrice
from shuyou.orders.models.promotions import (
    Coupon,
    CouponBatch,
    CouponLeftOut,
    DeliveryRule,
    Promotion,
    PromotionStamp,
    PromotionTally,
    PromotionUse,
    PromotionVersion,
)
from shuyou.orders.models.releases import CopyReservation, Notice, Release, ReleaseCopy, ReleaseIntent
from shuyou.orders.models.returns import Exchange, PriceClaim, Return, ReturnLine
from shuyou.orders.models.special import SpecialOrder
from shuyou.orders.models.till import (
    CashElsewhere,
    DrawerMove,
    HeldSale,
    QuickItem,
    Sale,
    SaleNote,
    SalePayment,
    Till,
    TillSession,
    TillVoid,
)

__all__ = [
    "Appointment",
    "BasketDay",
    "BasketTitle",
    "CashElsewhere",
    "CatalogueEdition",
    "Channel",
    "CopyReservation",
    "Coupon",
    "CouponBatch",
    "CouponLeftOut",
    "DeliveryRule",
    "Draft",
    "DrawerMove",
    "EditionTitle",
    "Exchange",
    "FiledOrder",
    "FormTaken",
    "HeldSale",
    "Manifest",
    "Manuscript",
    "Message",
    "Notice",
    "Order",
    "OrderFile",
    "OrderHold",
    "OrderLine",
    "OrderMapping",
    "OrderWish",
    "OwnBundle",
    "OwnBundleTitle",
    "PartnerOffer",
    "PartnerUse",
    "PointsPreview",
    "PointsPreviewAward",
    "PointsPreviewShare",
    "PointsPreviewTier",
    "PriceBasket",
    "PriceClaim",
    "PrintJob",
    "PrintPrice",
    "Promotion",
    "PromotionStamp",
    "PromotionTally",
    "PromotionUse",
    "PromotionVersion",
    "QuickItem",
    "Release",
    "ReleaseCopy",
    "ReleaseIntent",
    "Return",
    "ReturnLine",
    "RivalPrice",
    "Sale",
    "SaleNote",
    "SalePayment",
    "Shipment",
    "ShipmentLine",
    "SoldBundle",
    "SpecialOrder",
    "Station",
    "Switch",
    "Till",
    "TillSession",
    "TillVoid",
    "TrackingEvent",
    "Wave",
]
