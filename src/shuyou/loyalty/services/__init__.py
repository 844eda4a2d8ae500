"""
What changes points and stored value: the front door.

Points that no order earns (for an activity, a referral, a partner's purchase) are given by the step
`award_points(member_id=…, points=…, source="OCCASION:KEY", why="…", at=…, caps=Caps(…), contra="…")`.
"""

from shuyou.loyalty.rules.tiers import Need
from shuyou.loyalty.services._adjust import Adjustment, adjust_points
from shuyou.loyalty.services._ask_adjustment import approve_adjustment, ask_adjustment, refuse_adjustment
from shuyou.loyalty.services._award import Caps, award_points
from shuyou.loyalty.services._cash_out import CashedOut, cash_out
from shuyou.loyalty.services._check_book import check_points_book
from shuyou.loyalty.services._earn import earn_for_purchase, earn_points
from shuyou.loyalty.services._expire import Expired, expire_points
from shuyou.loyalty.services._give_points import PointsGift, give_points
from shuyou.loyalty.services._grant_tier import end_tier_grant, grant_tier
from shuyou.loyalty.services._hold_points import hold_points, let_old_holds_go, let_points_go, use_held_points
from shuyou.loyalty.services._keep_tiers import KeptTiers, keep_tiers, raise_tiers
from shuyou.loyalty.services._load_value import CardSale, Loaded, load_value, open_value_cards, people_of
from shuyou.loyalty.services._pay_by_value import (
    GivenToCard,
    PaidByValue,
    has_paid,
    hold_cards_of,
    pay_by_stored_value,
    return_to_stored_value,
)
from shuyou.loyalty.services._pending import Released, release_points
from shuyou.loyalty.services._points_rules import (
    ProgramDraft,
    RuleDraft,
    add_points_rule,
    change_points_rule,
    publish_points_rule,
    set_program_terms,
    switch_points_rule,
)
from shuyou.loyalty.services._redeem import redeem_points, restore_points
from shuyou.loyalty.services._returns import TakenBack, give_points_back, take_points_back
from shuyou.loyalty.services._set_limit import set_adjustment_limit
from shuyou.loyalty.services._tier_tables import (
    TableDraft,
    TermsDraft,
    note_tiers_export,
    publish_tier_table,
    write_tier_table,
)
from shuyou.loyalty.services._tier_trials import begin_tier_trial, try_next
from shuyou.loyalty.services._value_cards import (
    Mandate,
    activate_value_card,
    block_value_card,
    extend_value_card,
    hand_value_card,
    move_value,
    replace_value_card,
    unblock_value_card,
)
from shuyou.loyalty.services._value_terms import (
    BonusDraft,
    NoticeDraft,
    end_bonus,
    note_value_export,
    note_value_sheet,
    offer_bonus,
    word_value_notice,
)

__all__ = [
    "Adjustment",
    "BonusDraft",
    "Caps",
    "CardSale",
    "CashedOut",
    "Expired",
    "GivenToCard",
    "KeptTiers",
    "Loaded",
    "Mandate",
    "Need",
    "NoticeDraft",
    "PaidByValue",
    "PointsGift",
    "ProgramDraft",
    "Released",
    "RuleDraft",
    "TableDraft",
    "TakenBack",
    "TermsDraft",
    "activate_value_card",
    "add_points_rule",
    "adjust_points",
    "approve_adjustment",
    "ask_adjustment",
    "award_points",
    "begin_tier_trial",
    "block_value_card",
    "cash_out",
    "change_points_rule",
    "check_points_book",
    "earn_for_purchase",
    "earn_points",
    "end_bonus",
    "end_tier_grant",
    "expire_points",
    "extend_value_card",
    "give_points",
    "give_points_back",
    "grant_tier",
    "hand_value_card",
    "has_paid",
    "hold_cards_of",
    "hold_points",
    "keep_tiers",
    "let_old_holds_go",
    "let_points_go",
    "load_value",
    "move_value",
    "note_tiers_export",
    "note_value_export",
    "note_value_sheet",
    "offer_bonus",
    "open_value_cards",
    "pay_by_stored_value",
    "people_of",
    "publish_points_rule",
    "publish_tier_table",
    "raise_tiers",
    "redeem_points",
    "refuse_adjustment",
    "release_points",
    "replace_value_card",
    "restore_points",
    "return_to_stored_value",
    "set_adjustment_limit",
    "set_program_terms",
    "switch_points_rule",
    "take_points_back",
    "try_next",
    "unblock_value_card",
    "use_held_points",
    "word_value_notice",
    "write_tier_table",
]
