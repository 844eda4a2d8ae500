"""What loyalty tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsExpired(Event):
    """Points that nobody spent in time were written off, in a batch of accounts."""

    name: ClassVar[str] = "loyalty.points_expired"
    accounts: int
    lots: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsAdjusted(Event):
    """Somebody of the staff gave points, or took them; the adjustment of the same source holds the reason."""

    name: ClassVar[str] = "loyalty.points_adjusted"
    member_id: int
    points: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentAsked(Event):
    """Somebody asked for points above their limits."""

    name: ClassVar[str] = "loyalty.adjustment_asked"
    member_id: int
    request_id: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentRefused(Event):
    """Somebody else said no to points above the limits."""

    name: ClassVar[str] = "loyalty.adjustment_refused"
    member_id: int
    request_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentLimitSet(Event):
    """Somebody said how many points a role may give or take, at a time and in a day."""

    name: ClassVar[str] = "loyalty.adjustment_limit_set"
    role: str
    points: int
    points_per_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueCardChanged(Event):
    """A stored-value card was activated, blocked, replaced, given on, or value was moved from it."""

    name: ClassVar[str] = "loyalty.value_card_changed"
    card_id: int
    member_id: int | None
    change: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueTermsChanged(Event):
    """Somebody changed what cards may hold, or what the club adds to money that is loaded."""

    name: ClassVar[str] = "loyalty.value_terms_changed"
    what: str
    row_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLoaded(Event):
    """Stored-value cards were sold, or one was topped up."""

    name: ClassVar[str] = "loyalty.value_loaded"
    card_ids: tuple[int, ...]
    amount: str
    member_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRefunded(Event):
    """What was on a stored-value card was given back in money."""

    name: ClassVar[str] = "loyalty.value_refunded"
    card_id: int
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRequested(Event):
    """Somebody asked for value of a card to be given back or moved, which is beyond what they may do."""

    name: ClassVar[str] = "loyalty.value_requested"
    card_id: int
    request_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRequestDecided(Event):
    """Somebody else approved that, and it was done, or refused it."""

    name: ClassVar[str] = "loyalty.value_request_decided"
    card_id: int
    request_id: int
    is_approved: bool
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueCardsExported(Event):
    """Somebody took the list of stored-value cards as a file."""

    name: ClassVar[str] = "loyalty.value_cards_exported"
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRuleWritten(Event):
    """Somebody wrote the terms of an earning rule's next version."""

    name: ClassVar[str] = "loyalty.points_rule_written"
    rule_id: int
    code: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRulePublished(Event):
    """A version of an earning rule holds from its first day on."""

    name: ClassVar[str] = "loyalty.points_rule_published"
    rule_id: int
    code: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRuleSwitched(Event):
    """An earning rule was paused, goes on, or ended."""

    name: ClassVar[str] = "loyalty.points_rule_switched"
    rule_id: int
    code: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramTermsSet(Event):
    """The program gives and takes points on other terms from now on."""

    name: ClassVar[str] = "loyalty.program_terms_set"
    version: int
    stamp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramChanged(Event):
    """Somebody changed what the program offers: a reward, an activity, a club, a partner; the row history says what."""

    name: ClassVar[str] = "loyalty.program_changed"
    what: str
    row_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramListExported(Event):
    """Somebody took a list of the program as a file."""

    name: ClassVar[str] = "loyalty.program_list_exported"
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardTaken(Event):
    """A reader took a reward for points."""

    name: ClassVar[str] = "loyalty.reward_taken"
    reward_id: int
    use_id: int
    member_id: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardGivenBack(Event):
    """A reward was given back, and its points with it."""

    name: ClassVar[str] = "loyalty.reward_given_back"
    reward_id: int
    use_id: int
    member_id: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRecorded(Event):
    """Readers did something that gives points."""

    name: ClassVar[str] = "loyalty.activity_recorded"
    activity_id: int
    readers: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FriendNamed(Event):
    """A reader said who brought them; `why` it does not count, or nothing."""

    name: ClassVar[str] = "loyalty.friend_named"
    member_id: int
    referrer_id: int
    why: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FriendBought(Event):
    """Somebody who was brought by a reader paid their first order."""

    name: ClassVar[str] = "loyalty.friend_bought"
    member_id: int
    referrer_id: int
    order_id: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FriendsPointsBack(Event):
    """A friend's first order came back: so did what both got for it, but for what is `short`, spent and gone."""

    name: ClassVar[str] = "loyalty.friends_points_back"
    member_id: int
    referrer_id: int
    order_id: int
    points: int
    short: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LapsesFound(Event):
    """Readers are to be told of what they lose soon: reminders from `first` to `last`."""

    name: ClassVar[str] = "loyalty.lapses_found"
    kind: str
    reminders: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsReleased(Event):
    """Points that waited can be spent from now on, in a batch of accounts."""

    name: ClassVar[str] = "loyalty.points_released"
    accounts: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsGiven(Event):
    """A member gave points to another of their household."""

    name: ClassVar[str] = "loyalty.points_given"
    member_id: int
    getter_id: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldsReleased(Event):
    """Points that were set aside for too long went back to their lots."""

    name: ClassVar[str] = "loyalty.holds_released"
    holds: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsBookChecked(Event):
    """The points ledger was summed up anew and compared with balances, lots and traces."""

    name: ClassVar[str] = "loyalty.points_book_checked"
    differences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersMoved(Event):
    """Members were raised, lowered or warned; the history of tiers up to `up_to` says who."""

    name: ClassVar[str] = "loyalty.tiers_moved"
    raised: int
    lowered: int
    warned: int
    up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierGranted(Event):
    """Somebody put a member into a higher tier for a while."""

    name: ClassVar[str] = "loyalty.tier_granted"
    member_id: int
    tier: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TierGrantEnded(Event):
    """Somebody took back a tier that was granted."""

    name: ClassVar[str] = "loyalty.tier_grant_ended"
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierTableWritten(Event):
    """Terms of the tiers were written in a version that does not hold yet."""

    name: ClassVar[str] = "loyalty.tier_table_written"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierTablePublished(Event):
    """A version of the tiers' terms holds from now on."""

    name: ClassVar[str] = "loyalty.tier_table_published"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierTrialBegun(Event):
    """Somebody tries a version of the tiers' terms out on everybody."""

    name: ClassVar[str] = "loyalty.tier_trial_begun"
    trial_id: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierTrialEnded(Event):
    """A trial of the tiers' terms has reckoned with everybody."""

    name: ClassVar[str] = "loyalty.tier_trial_ended"
    trial_id: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChangesExported(Event):
    """Somebody took the history of tiers out of the house as a file."""

    name: ClassVar[str] = "loyalty.tier_changes_exported"
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubJoined(Event):
    """A reader joined a club."""

    name: ClassVar[str] = "loyalty.club_joined"
    club_id: int
    member_id: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubLeft(Event):
    """A reader left a club."""

    name: ClassVar[str] = "loyalty.club_left"
    club_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassMade(Event):
    """A signed pass was made for a reader to show."""

    name: ClassVar[str] = "loyalty.pass_made"
    member_id: int
    pass_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantChecked(Event):
    """A merchant asked whether a reader is entitled."""

    name: ClassVar[str] = "loyalty.merchant_checked"
    merchant_id: int
    check_id: int
    member_id: int | None
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerPosted(Event):
    """Points that readers earned and spent with a partner brand were posted."""

    name: ClassVar[str] = "loyalty.partner_posted"
    partner_id: int
    postings: int
    points: int
