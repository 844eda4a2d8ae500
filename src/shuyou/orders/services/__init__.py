"""What changes orders: the front door."""

from shuyou.orders.rules import Kind, Rule
from shuyou.orders.rules.manuscripts import look_through
from shuyou.orders.rules.order_forms import form_code
from shuyou.orders.rules.printing import PrintSpec
from shuyou.orders.services._appointments import (
    Acceptance,
    AppointmentDraft,
    StationDraft,
    accept_appointment,
    book_appointment,
    end_appointment,
    keep_station,
    move_appointment,
)
from shuyou.orders.services._backorders import set_aside_what_came
from shuyou.orders.services._bundles import (
    buyers_without_bundle,
    decline_bundle,
    note_bundles_taken,
    offer_bundle,
    offer_bundles,
)
from shuyou.orders.services._cancel_order import cancel_order, give_order_up
from shuyou.orders.services._change_order import OrderChange, change_order
from shuyou.orders.services._claims import ClaimDraft, claim_price, decide_claim
from shuyou.orders.services._coupon_campaigns import (
    CampaignDraft,
    begin_campaign,
    block_coupon,
    make_next,
    resume_campaign,
    stop_campaign,
)
from shuyou.orders.services._coupons import CouponsDraft, give_coupons_back, make_coupons
from shuyou.orders.services._delivery import DeliveryDraft, keep_delivery_rule
from shuyou.orders.services._drafts import DraftContent, change_draft, discard_draft, open_draft
from shuyou.orders.services._editions import EditionDraft, keep_edition, move_edition, number_titles, take_order_form
from shuyou.orders.services._exchange import Exchanged, ExchangeDraft, exchange
from shuyou.orders.services._fulfil import deliver_order, pick_order, ship_order
from shuyou.orders.services._guests import claim_guest_orders, give_up_unpaid, place_guest_order
from shuyou.orders.services._hand_over import (
    CarrierNote,
    hand_to_reader,
    lay_ready,
    make_manifest,
    note_tracking,
    waybills_underway,
)
from shuyou.orders.services._hold_order import hold_owners
from shuyou.orders.services._import_orders import OrderReading, import_orders, preview_orders
from shuyou.orders.services._invoice_order import Buyer, invoice_order
from shuyou.orders.services._manuscripts import NewManuscript, shelve_manuscript, unshelve_manuscript
from shuyou.orders.services._market import (
    FRESH,
    BasketDraft,
    Fault,
    Noted,
    RivalDraft,
    keep_basket,
    measure_baskets,
    note_rival_file,
    note_rival_prices,
)
from shuyou.orders.services._messages import MessageDraft, drop_message, place_message, take_message
from shuyou.orders.services._note_export import note_export
from shuyou.orders.services._notices import finish_notice
from shuyou.orders.services._order_files import (
    drop_order_file,
    forget_order_files,
    hand_in_orders,
    start_order_file,
    take_in_orders,
)
from shuyou.orders.services._packing import Scanned, begin_packing, close_parcel, mend_address, open_parcel, scan_copy
from shuyou.orders.services._parcels import begin_parcel, give_up_parcel, ship_parcel
from shuyou.orders.services._partners import PartnerDraft, keep_partner_offer, use_partner_offer
from shuyou.orders.services._place_order import Destination, OrderDraft, Placed, Wanted, Wish, place_order
from shuyou.orders.services._points_previews import ask_points_preview, preview_next, stop_points_preview
from shuyou.orders.services._print_jobs import (
    PRINT_JOB,
    PrintJobDraft,
    PrintMoney,
    accept_quote,
    answer_proof,
    ask_for_book,
    give_book_up,
    move_book,
    pay_for_book,
    quote_book,
)
from shuyou.orders.services._print_prices import PrintPriceDraft, keep_print_price
from shuyou.orders.services._promises import Promised, promise_and_post, promised_by_lot
from shuyou.orders.services._promotions import (
    PromotionDraft,
    add_promotion,
    change_promotion,
    note_promotions_export,
    publish_promotion,
    switch_promotion,
)
from shuyou.orders.services._releases import (
    ReleaseDraft,
    gather_readers,
    move_release,
    tell_readers,
    write_release,
)
from shuyou.orders.services._reserve_copy import (
    ClaimGoing,
    Reserved,
    ask_for_copy,
    claim_copy,
    free_copy,
    free_copy_of_cancelled,
    lapse_copies,
    leave_queue,
)
from shuyou.orders.services._returns import ReturnDraft, ask_return, refuse_return, settle_return
from shuyou.orders.services._rewards import RewardWish, give_reward, take_own_reward, take_reward_back
from shuyou.orders.services._special_orders import (
    Deposit,
    SpecialDraft,
    SpecialGoing,
    follow_wants,
    have_reader_told,
    order_held_copies,
    order_specially,
    take_deposit,
)
from shuyou.orders.services._stop_order import let_order_go, stop_order
from shuyou.orders.services._switch import set_switch
from shuyou.orders.services._take_payment import PaymentDraft, take_payment
from shuyou.orders.services._undo import close_order, reopen_order, undo_delivery, undo_pick
from shuyou.orders.services._waves import begin_wave, finish_wave

__all__ = [
    "FRESH",
    "PRINT_JOB",
    "Acceptance",
    "AppointmentDraft",
    "BasketDraft",
    "Buyer",
    "CampaignDraft",
    "CarrierNote",
    "ClaimDraft",
    "ClaimGoing",
    "CouponsDraft",
    "DeliveryDraft",
    "Deposit",
    "Destination",
    "DraftContent",
    "EditionDraft",
    "ExchangeDraft",
    "Exchanged",
    "Fault",
    "Kind",
    "MessageDraft",
    "NewManuscript",
    "Noted",
    "OrderChange",
    "OrderDraft",
    "OrderReading",
    "PartnerDraft",
    "PaymentDraft",
    "Placed",
    "PrintJobDraft",
    "PrintMoney",
    "PrintPriceDraft",
    "PrintSpec",
    "Promised",
    "PromotionDraft",
    "ReleaseDraft",
    "Reserved",
    "ReturnDraft",
    "RewardWish",
    "RivalDraft",
    "Rule",
    "Scanned",
    "SpecialDraft",
    "SpecialGoing",
    "StationDraft",
    "Wanted",
    "Wish",
    "accept_appointment",
    "accept_quote",
    "add_promotion",
    "answer_proof",
    "ask_for_book",
    "ask_for_copy",
    "ask_points_preview",
    "ask_return",
    "begin_campaign",
    "begin_packing",
    "begin_parcel",
    "begin_wave",
    "block_coupon",
    "book_appointment",
    "buyers_without_bundle",
    "cancel_order",
    "change_draft",
    "change_order",
    "change_promotion",
    "claim_copy",
    "claim_guest_orders",
    "claim_price",
    "close_order",
    "close_parcel",
    "decide_claim",
    "decline_bundle",
    "deliver_order",
    "discard_draft",
    "drop_message",
    "drop_order_file",
    "end_appointment",
    "exchange",
    "finish_notice",
    "finish_wave",
    "follow_wants",
    "forget_order_files",
    "form_code",
    "free_copy",
    "free_copy_of_cancelled",
    "gather_readers",
    "give_book_up",
    "give_coupons_back",
    "give_order_up",
    "give_reward",
    "give_up_parcel",
    "give_up_unpaid",
    "hand_in_orders",
    "hand_to_reader",
    "have_reader_told",
    "hold_owners",
    "import_orders",
    "invoice_order",
    "keep_basket",
    "keep_delivery_rule",
    "keep_edition",
    "keep_partner_offer",
    "keep_print_price",
    "keep_station",
    "lapse_copies",
    "lay_ready",
    "leave_queue",
    "let_order_go",
    "look_through",
    "make_coupons",
    "make_manifest",
    "make_next",
    "measure_baskets",
    "mend_address",
    "move_appointment",
    "move_book",
    "move_edition",
    "move_release",
    "note_bundles_taken",
    "note_export",
    "note_promotions_export",
    "note_rival_file",
    "note_rival_prices",
    "note_tracking",
    "number_titles",
    "offer_bundle",
    "offer_bundles",
    "open_draft",
    "open_parcel",
    "order_held_copies",
    "order_specially",
    "pay_for_book",
    "pick_order",
    "place_guest_order",
    "place_message",
    "place_order",
    "preview_next",
    "preview_orders",
    "promise_and_post",
    "promised_by_lot",
    "publish_promotion",
    "quote_book",
    "refuse_return",
    "reopen_order",
    "resume_campaign",
    "scan_copy",
    "set_aside_what_came",
    "set_switch",
    "settle_return",
    "shelve_manuscript",
    "ship_order",
    "ship_parcel",
    "start_order_file",
    "stop_campaign",
    "stop_order",
    "stop_points_preview",
    "switch_promotion",
    "take_deposit",
    "take_in_orders",
    "take_message",
    "take_order_form",
    "take_own_reward",
    "take_payment",
    "take_reward_back",
    "tell_readers",
    "undo_delivery",
    "undo_pick",
    "unshelve_manuscript",
    "use_partner_offer",
    "waybills_underway",
    "write_release",
]
