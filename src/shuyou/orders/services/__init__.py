"""What changes orders: the front door."""

from shuyou.orders.services._cancel_order import cancel_order
from shuyou.orders.services._drafts import DraftContent, change_draft, discard_draft, open_draft
from shuyou.orders.services._fulfil import deliver_order, pick_order, ship_order
from shuyou.orders.services._hold_order import hold_owners
from shuyou.orders.services._note_export import note_export
from shuyou.orders.services._place_order import Destination, OrderDraft, Placed, Wanted, place_order
from shuyou.orders.services._take_payment import PaymentDraft, take_payment

__all__ = [
    "Destination",
    "DraftContent",
    "OrderDraft",
    "PaymentDraft",
    "Placed",
    "Wanted",
    "cancel_order",
    "change_draft",
    "deliver_order",
    "discard_draft",
    "hold_owners",
    "note_export",
    "open_draft",
    "pick_order",
    "place_order",
    "ship_order",
    "take_payment",
]
