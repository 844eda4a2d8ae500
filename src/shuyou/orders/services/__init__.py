"""What changes orders: the front door."""

from shuyou.orders.rules import Kind, Rule
from shuyou.orders.services._backorders import set_aside_what_came
from shuyou.orders.services._cancel_order import cancel_order
from shuyou.orders.services._change_order import OrderChange, change_order
from shuyou.orders.services._claims import ClaimDraft, claim_price, decide_claim
from shuyou.orders.services._coupons import CouponsDraft, make_coupons
from shuyou.orders.services._delivery import DeliveryDraft, keep_delivery_rule
from shuyou.orders.services._drafts import DraftContent, change_draft, discard_draft, open_draft
from shuyou.orders.services._fulfil import deliver_order, pick_order, ship_order
from shuyou.orders.services._hand_over import (
    CarrierNote,
    hand_to_reader,
    lay_ready,
    make_manifest,
    note_tracking,
    waybills_underway,
)
from shuyou.orders.services._hold_order import hold_owners
from shuyou.orders.services._messages import MessageDraft, close_message, place_message, take_message
from shuyou.orders.services._note_export import note_export
from shuyou.orders.services._packing import Scanned, begin_packing, close_parcel, open_parcel, scan_copy
from shuyou.orders.services._parcels import begin_parcel, give_up_parcel, ship_parcel
from shuyou.orders.services._place_order import Destination, OrderDraft, Placed, Wanted, Wish, place_order
from shuyou.orders.services._promotions import (
    PromotionDraft,
    add_promotion,
    change_promotion,
    note_promotions_export,
    publish_promotion,
    switch_promotion,
)
from shuyou.orders.services._returns import ReturnDraft, ask_return, refuse_return, settle_return
from shuyou.orders.services._stop_order import let_order_go, stop_order
from shuyou.orders.services._switch import set_switch
from shuyou.orders.services._take_payment import PaymentDraft, take_payment
from shuyou.orders.services._undo import close_order, reopen_order, undo_delivery, undo_pick
from shuyou.orders.services._waves import begin_wave, finish_wave

__all__ = [
    "CarrierNote",
    "ClaimDraft",
    "CouponsDraft",
    "DeliveryDraft",
    "Destination",
    "DraftContent",
    "Kind",
    "MessageDraft",
    "OrderChange",
    "OrderDraft",
    "PaymentDraft",
    "Placed",
    "PromotionDraft",
    "ReturnDraft",
    "Rule",
    "Scanned",
    "Wanted",
    "Wish",
    "add_promotion",
    "ask_return",
    "begin_packing",
    "begin_parcel",
    "begin_wave",
    "cancel_order",
    "change_draft",
    "change_order",
    "change_promotion",
    "claim_price",
    "close_message",
    "close_order",
    "close_parcel",
    "decide_claim",
    "deliver_order",
    "discard_draft",
    "finish_wave",
    "give_up_parcel",
    "hand_to_reader",
    "hold_owners",
    "keep_delivery_rule",
    "lay_ready",
    "let_order_go",
    "make_coupons",
    "make_manifest",
    "note_export",
    "note_promotions_export",
    "note_tracking",
    "open_draft",
    "open_parcel",
    "pick_order",
    "place_message",
    "place_order",
    "publish_promotion",
    "refuse_return",
    "reopen_order",
    "scan_copy",
    "set_aside_what_came",
    "set_switch",
    "settle_return",
    "ship_order",
    "ship_parcel",
    "stop_order",
    "switch_promotion",
    "take_message",
    "take_payment",
    "undo_delivery",
    "undo_pick",
    "waybills_underway",
]
