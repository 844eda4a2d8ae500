"""What changes tills, their drawers and sales: the front door."""

from shuyou.orders.rules.till import CASH, PIECES, Tender
from shuyou.orders.services._till_cash import give_refund, let_cash_out
from shuyou.orders.services._till_drawer import (
    DIFFERS,
    Counted,
    count_drawer,
    move_cash,
    open_drawer,
    settle_drawer,
)
from shuyou.orders.services._till_exchange import TillExchangeDraft, exchange_at_till
from shuyou.orders.services._till_hold import Void, hold_sale, note_void, recall_sale, settle_note
from shuyou.orders.services._till_price import (
    GUESTS,
    REASONS,
    AtTill,
    Buying,
    Known,
    SaleLine,
    price_at_till,
)
from shuyou.orders.services._till_refused import RefusedDraft, drop_refused_sale, keep_refused_sale
from shuyou.orders.services._till_sell import BY_HAND, CODES, SaleDraft, Sold, sale_source, sell_at_till
from shuyou.orders.services._till_set import TillDraft, keep_till, set_quick_items

__all__ = [
    "BY_HAND",
    "CASH",
    "CODES",
    "DIFFERS",
    "GUESTS",
    "PIECES",
    "REASONS",
    "AtTill",
    "Buying",
    "Counted",
    "Known",
    "RefusedDraft",
    "SaleDraft",
    "SaleLine",
    "Sold",
    "Tender",
    "TillDraft",
    "TillExchangeDraft",
    "Void",
    "count_drawer",
    "drop_refused_sale",
    "exchange_at_till",
    "give_refund",
    "hold_sale",
    "keep_refused_sale",
    "keep_till",
    "let_cash_out",
    "move_cash",
    "note_void",
    "open_drawer",
    "price_at_till",
    "recall_sale",
    "sale_source",
    "sell_at_till",
    "set_quick_items",
    "settle_drawer",
    "settle_note",
]
