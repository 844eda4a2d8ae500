"""Refusals of loyalty."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class NotEnoughPoints(DomainError):
    """The balance is smaller than the points offered."""

    code = "loyalty.not_enough_points"
    text = _("The member has %(balance)s points; %(asked)s were asked for.")
    remedy = _("Spend fewer points.")
    field = "points"


class AdjustmentNotPossible(DomainError):
    """No whole number of points to give or take."""

    code = "loyalty.adjustment_not_possible"
    kind = Kind.INVALID
    text = _("“%(value)s” is no number of points to give or take.")
    remedy = _("Write a whole number, such as 200, or −200 to take points away.")
    field = "points"


class AdjustmentTooLarge(DomainError):
    """More points at a time than the roles of the one who asks allow."""

    code = "loyalty.adjustment_too_large"
    kind = Kind.FORBIDDEN
    text = _("You may give or take at most %(limit)s points at a time; %(asked)s were asked for.")
    remedy = _("Ask for it: somebody else approves it.")
    field = "points"


class DayLimitReached(DomainError):
    """More points in a day than the roles of the one who asks allow."""

    code = "loyalty.day_limit_reached"
    kind = Kind.FORBIDDEN
    text = _("You may give or take %(limit)s points a day; %(left)s are left today, %(asked)s were asked for.")
    remedy = _("Ask for it: somebody else approves it.")
    field = "points"


class LimitNotPossible(DomainError):
    """No whole number of points, or a day that allows fewer than a single time."""

    code = "loyalty.limit_not_possible"
    kind = Kind.INVALID
    text = _("“%(value)s” is no limit.")
    remedy = _("Write a whole number; a day allows at least what a single time does.")
    field = "points"


class RequestDecided(DomainError):
    """Somebody approved or refused it before."""

    code = "loyalty.request_decided"
    text = _("This was decided meanwhile: %(status)s.")


class OwnRequest(DomainError):
    """Whoever asks for points cannot approve them."""

    code = "loyalty.own_request"
    kind = Kind.FORBIDDEN
    text = _("You asked for these points yourself.")
    remedy = _("Somebody else has to decide.")


class AdjustmentWithoutReason(DomainError):
    """Nobody could say later why the points moved."""

    code = "loyalty.adjustment_without_reason"
    kind = Kind.INVALID
    text = _("There is no reason.")
    remedy = _("Say in a sentence why; it stays with the points.")
    field = "reason"


class ValueNotPositive(DomainError):
    """No money in an amount, or more digits than money has."""

    code = "loyalty.value_not_positive"
    kind = Kind.INVALID
    text = _("%(value)s is no amount of money.")
    remedy = _("Write an amount above nothing, such as 200.")
    field = "amount"


class CardNumberMistyped(DomainError):
    """The check digit of a card's number is not the right one."""

    code = "loyalty.card_number_mistyped"
    kind = Kind.INVALID
    text = _("“%(number)s” is no number of a stored-value card.")
    remedy = _("Scan the card, or read all its digits again.")
    field = "card"


class CardNotGood(DomainError):
    """A card that is not activated, blocked, replaced or closed."""

    code = "loyalty.card_not_good"
    text = _("The card %(number)s cannot be used: %(state)s.")
    field = "card"


class CardAsleep(DomainError):
    """A card in nobody's name that was not used for years; nothing of it is lost."""

    code = "loyalty.card_asleep"
    text = _("The card %(number)s was good until %(day)s.")
    remedy = _("Make it good again on its page: that costs nothing, and nothing of it is lost.")
    field = "card"


class NotEnoughValue(DomainError):
    """Less on the card than is to be paid with it."""

    code = "loyalty.not_enough_value"
    text = _("There is %(left)s on the card; %(asked)s was asked for.")
    remedy = _("Pay the rest another way.")
    field = "amount"


class MoreBackThanPaid(DomainError):
    """More is to go back to cards than was paid with them."""

    code = "loyalty.more_back_than_paid"
    text = _("%(left)s of what was paid by card can go back; %(asked)s was asked for.")
    field = "amount"


class CardWouldHoldTooMuch(DomainError):
    """More on one card than the law allows."""

    code = "loyalty.card_would_hold_too_much"
    text = _("A card of this kind holds at most %(most)s; with this it would hold %(would)s.")
    remedy = _("Load less, or take another card.")
    field = "amount"


class ValueKeyTaken(DomainError):
    """The key stands for something else that was done with a card."""

    code = "loyalty.value_key_taken"
    text = _("This request was sent before, with other contents; that first one holds.")
    remedy = _("Look at the card; then open the page again.")
    field = "amount"


class HolderMissing(DomainError):
    """A card in nobody's name where the law asks whose it is, or who buys it."""

    code = "loyalty.holder_missing"
    kind = Kind.INVALID
    text = _("Nobody is named for the card.")
    remedy = _("Name the reader whose card it is, or who buys for so much.")
    field = "holder"


class TransferAsked(DomainError):
    """So much for cards is paid by bank transfer only."""

    code = "loyalty.transfer_asked"
    text = _("From %(amount)s on, cards are paid by bank transfer only.")
    field = "tender"


class SecondPersonAsked(DomainError):
    """More than one person may give back, move or give on alone."""

    code = "loyalty.manager_asked"
    kind = Kind.FORBIDDEN
    text = _("Above %(limit)s nobody does this alone; it is about %(asked)s.")
    remedy = _("Ask for it on the page of the card: another person approves or refuses.")


class ValueAskedBefore(DomainError):
    """Something else is asked of a card and not decided yet."""

    code = "loyalty.value_asked_before"
    text = _("Something else is asked of the card %(number)s and not decided yet.")
    remedy = _("Have that decided first: it is in the list of what is asked for.")


class OwnValueRequest(DomainError):
    """Whoever asks for value to be given back or moved cannot approve it."""

    code = "loyalty.own_value_request"
    kind = Kind.FORBIDDEN
    text = _("You asked for this yourself.")
    remedy = _("Somebody else has to decide.")


class NoticeNotTold(DomainError):
    """Whoever buys a card must be told what holds for it, in the words of the day."""

    code = "loyalty.notice_not_told"
    kind = Kind.INVALID
    text = _("The buyer has to confirm what holds for this card; version %(version)s is in force.")
    remedy = _("Show them the text on this page and tick that they agree.")
    field = "is_told"


class NoticeEmpty(DomainError):
    """What buyers are told must say something in both languages."""

    code = "loyalty.notice_empty"
    kind = Kind.INVALID
    text = _("The text is empty.")
    remedy = _("Write what the law asks in Chinese and in English.")


class NothingOnCard(DomainError):
    """There is nothing on a card that could be given back or moved."""

    code = "loyalty.nothing_on_card"
    text = _("There is nothing on the card %(number)s that could be given back.")


class RefundTooLate(DomainError):
    """The days are over in which money is given back for no reason, or the card was used."""

    code = "loyalty.refund_too_late"
    text = _("The card was used, or loaded more than %(days)s days ago.")
    remedy = _("Choose another ground: what was used then counts at its full price.")
    field = "ground"


class MoneyOnCards(DomainError):
    """Money on stored-value cards in a reader's name, whom nothing could be given back once they are erased."""

    code = "loyalty.money_on_cards"
    text = _("There is money on stored-value cards in their name: %(numbers)s.")
    remedy = _("Give it back, move it, or hand the cards to somebody else first.")


class RuleCodeRefused(DomainError):
    """No code that could stand in an address."""

    code = "loyalty.rule_code_refused"
    kind = Kind.INVALID
    text = _("“%(value)s” is no code.")
    remedy = _("Take small letters, digits and hyphens, at most twenty.")
    field = "code"


class RuleTaken(DomainError):
    """Another rule has the code."""

    code = "loyalty.rule_taken"
    text = _("The code %(value)s is taken.")
    remedy = _("Take another one.")
    field = "code"


class RuleNameMissing(DomainError):
    """Nobody could say which rule gave the points."""

    code = "loyalty.rule_name_missing"
    kind = Kind.INVALID
    text = _("The rule has no name.")
    field = "name_zh"


class RuleTermsWrong(DomainError):
    """Something is missing from the terms, or makes no sense."""

    code = "loyalty.rule_terms_wrong"
    kind = Kind.INVALID
    text = _("This is missing, or makes no sense here.")


class RuleWrongState(DomainError):
    """The rule is not in a state in which this can be done."""

    code = "loyalty.rule_wrong_state"
    text = _("The rule %(code)s is in this state: %(state)s.")
    remedy = _("Open its page again and see how it stands.")


class NothingToPublish(DomainError):
    """Every version is published."""

    code = "loyalty.nothing_to_publish"
    text = _("Every version of %(code)s is published.")
    remedy = _("Change the terms first.")


class BudgetTooSmall(DomainError):
    """The rule has given more than the new budget."""

    code = "loyalty.budget_too_small"
    text = _("The rule has given %(given)s points already.")
    remedy = _("Allow more than that.")
    field = "budget"


class RewardRefused(DomainError):
    """A reward that cannot stand in the catalogue."""

    code = "loyalty.reward_refused"
    kind = Kind.INVALID
    text = _("The reward cannot be kept: %(why)s.")


class RewardNotForReader(DomainError):
    """A reader may not have a reward, or not any more."""

    code = "loyalty.reward_not_for_reader"
    text = _("%(name)s may not have it: %(why)s.")
    field = "reader"


class RewardsOut(DomainError):
    """All of a reward were taken."""

    code = "loyalty.rewards_out"
    text = _("None is left.")
    remedy = _("Offer another reward; no points were spent.")


class RewardGoneBack(DomainError):
    """A reward was given back before, or its days are over."""

    code = "loyalty.reward_gone_back"
    text = _("%(number)s was given back before, or its days are over.")


class RewardKeyTaken(DomainError):
    """The key of a request took another reward, or one for somebody else."""

    code = "loyalty.reward_key_taken"
    text = _("This was sent before for something else.")
    remedy = _("Open the page of the reward again.")


class RewardNeedsMore(DomainError):
    """Money, an article from stock or a coupon belongs to a reward besides the points."""

    code = "loyalty.reward_needs_more"
    text = _("Money, an article or a coupon belongs to this reward besides the points.")
    remedy = _("Give it, or take it back, on the page of the reward.")


class ArticleNotMeant(DomainError):
    """A number that means no article, or several."""

    code = "loyalty.article_not_meant"
    kind = Kind.INVALID
    text = _("“%(value)s” means no article, or several.")
    remedy = _("Type the ISBN or the number on the shelf label.")
    field = "article"


class ClubRefused(DomainError):
    """A club that cannot be kept."""

    code = "loyalty.club_refused"
    kind = Kind.INVALID
    text = _("The club cannot be kept: %(why)s.")


class ClubNotForReader(DomainError):
    """A reader may not join a club."""

    code = "loyalty.club_not_for_reader"
    text = _("%(name)s may not join: %(why)s.")
    field = "reader"


class MerchantRefused(DomainError):
    """A merchant that cannot stand in the directory."""

    code = "loyalty.merchant_refused"
    kind = Kind.INVALID
    text = _("The merchant cannot be kept: %(why)s.")


class MerchantUnknown(DomainError):
    """A merchant's code and word do not belong together."""

    code = "loyalty.merchant_unknown"
    kind = Kind.FORBIDDEN
    text = _("No merchant of the alliance goes by this code and word.")


class ReaderNotMeant(DomainError):
    """Words at a desk that mean no reader, or several."""

    code = "loyalty.reader_not_meant"
    kind = Kind.INVALID
    text = _("“%(value)s” means no reader, or several.")
    remedy = _("Type a number of a member, a card or a telephone.")
    field = "reader"


class ActivityRefused(DomainError):
    """An activity, or a list of who took part, that cannot be kept."""

    code = "loyalty.activity_refused"
    kind = Kind.INVALID
    text = _("It cannot be kept: %(why)s.")


class ActivityNotOn(DomainError):
    """An activity that is stopped, or whose days these are not."""

    code = "loyalty.activity_not_on"
    text = _("“%(name)s” is stopped, or these are not its days.")


class ReferralCodeUnknown(DomainError):
    """A code that is nobody's."""

    code = "loyalty.referral_code_unknown"
    kind = Kind.INVALID
    text = _("“%(code)s” is nobody’s code, or has a digit wrong.")
    field = "code"


class AlreadyReferred(DomainError):
    """Somebody was named before as the one who brought a friend."""

    code = "loyalty.already_referred"
    text = _("Somebody was named before as the one who brought them.")
    field = "code"


class ReminderStepRefused(DomainError):
    """Nothing that lapses, or days that are too many or too few."""

    code = "loyalty.reminder_step_refused"
    kind = Kind.INVALID
    text = _("Readers are told from 1 to 365 days before something lapses.")
    field = "days"


class GiftNotAllowed(DomainError):
    """The program lets nobody give points away, or nothing is to be given."""

    code = "loyalty.gift_not_allowed"
    text = _("Points cannot be given to others here.")
    remedy = _("A manager can allow it in the terms of the program.")
    field = "points"


class NotOfOneHousehold(DomainError):
    """Points go to others of one's own household only."""

    code = "loyalty.not_of_one_household"
    text = _("They do not belong to one household.")
    remedy = _("Enter both in one household first, if they live together.")
    field = "getter"


class GiftTooLarge(DomainError):
    """More than anybody may give in a month."""

    code = "loyalty.gift_too_large"
    text = _("At most %(limit)s points may be given in a month; %(left)s are left.")
    field = "points"


class HoldOver(DomainError):
    """Points that were set aside have been used or let go."""

    code = "loyalty.hold_over"
    text = _("The points set aside were used or let go before.")


class TierNotHigher(DomainError):
    """The member has the tier that is to be granted, or a higher one."""

    code = "loyalty.tier_not_higher"
    text = _("The member is in this tier or a higher one already.")
    remedy = _("Choose a higher tier.")
    field = "tier"


class GrantDayNotPossible(DomainError):
    """The day is over, or too far off."""

    code = "loyalty.grant_day_not_possible"
    kind = Kind.INVALID
    text = _("A tier is granted until a day from today on, at most three years ahead.")
    field = "until"


class GrantWithoutReason(DomainError):
    """Nobody could say later why somebody is in a tier they did not earn."""

    code = "loyalty.grant_without_reason"
    kind = Kind.INVALID
    text = _("There is no reason.")
    remedy = _("Say in a sentence why; it stays in the history of the tier.")
    field = "reason"


class NoTierGranted(DomainError):
    """Nothing is granted to the member now."""

    code = "loyalty.no_tier_granted"
    text = _("No tier is granted to this member now.")


class NoTierTableWritten(DomainError):
    """Every version of the tiers' terms is published."""

    code = "loyalty.no_tier_table_written"
    text = _("There is nothing to publish: every version of the terms is published.")


class TierTermsNotPossible(DomainError):
    """Something in the terms of the tiers cannot be kept."""

    code = "loyalty.tier_terms_not_possible"
    kind = Kind.INVALID
    text = _("This cannot be kept as it is (%(what)s).")
    remedy = _("Whole figures above nothing, each need once, a price list that exists.")


class PartnerRefused(DomainError):
    """A partner brand that cannot be kept, or that posts nothing now."""

    code = "loyalty.partner_refused"
    kind = Kind.INVALID
    text = _("It cannot be done: %(why)s.")


class PartnerLineWrong(DomainError):
    """A line of a partner that says no key, no kind, or no points."""

    code = "loyalty.partner_line_wrong"
    kind = Kind.INVALID
    text = _("It is no line of key, number, earn or spend, and points; nor of back and the key of what can be undone.")


class PartnerKeyTaken(DomainError):
    """A partner sent a key again that stands for something else."""

    code = "loyalty.partner_key_taken"
    text = _("The key %(key)s stands for another reader, kind or number of points.")
    remedy = _("Ask the partner which of the two is right; nothing was posted for this line.")
