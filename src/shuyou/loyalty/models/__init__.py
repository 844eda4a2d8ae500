"""Tables of loyalty: points with the rules that earn them, and stored-value cards with their ledger."""

from shuyou.loyalty.models.activities import Activity, ActivityRecord, Referral, ReferralCode, ReferralTerms
from shuyou.loyalty.models.alliance import MemberPass, Merchant, MerchantCheck, PassKey
from shuyou.loyalty.models.clubs import Club, ClubMembership
from shuyou.loyalty.models.coalition import CoalitionPartner, PartnerPosting
from shuyou.loyalty.models.points import (
    AdjustmentLimit,
    AdjustmentRequest,
    EarningRule,
    PointsAccount,
    PointsAdjustment,
    PointsEntry,
    PointsLot,
)
from shuyou.loyalty.models.reminders import Reminder, ReminderStep
from shuyou.loyalty.models.rewards import Reward, RewardUse
from shuyou.loyalty.models.rules import (
    PendingPoints,
    PointsHold,
    PointsRule,
    PointsRuleStamp,
    PointsRuleVersion,
    PointsTally,
)
from shuyou.loyalty.models.tiers import (
    TierChange,
    TierFlow,
    TierGrant,
    TierStanding,
    TierTable,
    TierTerms,
    TierTrial,
)
from shuyou.loyalty.models.value import (
    ValueBonus,
    ValueCard,
    ValueDeed,
    ValueNotice,
    ValuePosting,
    ValueRequest,
    ValueTerms,
    ValueUse,
)

__all__ = [
    "Activity",
    "ActivityRecord",
    "AdjustmentLimit",
    "AdjustmentRequest",
    "Club",
    "ClubMembership",
    "CoalitionPartner",
    "EarningRule",
    "MemberPass",
    "Merchant",
    "MerchantCheck",
    "PartnerPosting",
    "PassKey",
    "PendingPoints",
    "PointsAccount",
    "PointsAdjustment",
    "PointsEntry",
    "PointsHold",
    "PointsLot",
    "PointsRule",
    "PointsRuleStamp",
    "PointsRuleVersion",
    "PointsTally",
    "Referral",
    "ReferralCode",
    "ReferralTerms",
    "Reminder",
    "ReminderStep",
    "Reward",
    "RewardUse",
    "TierChange",
    "TierFlow",
    "TierGrant",
    "TierStanding",
    "TierTable",
    "TierTerms",
    "TierTrial",
    "ValueBonus",
    "ValueCard",
    "ValueDeed",
    "ValueNotice",
    "ValuePosting",
    "ValueRequest",
    "ValueTerms",
    "ValueUse",
]
