"""Refusals of orders."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class EmptyOrder(DomainError):
    """An order without a title."""

    code = "orders.empty_order"
    kind = Kind.INVALID
    text = _("The order has no titles yet.")
    remedy = _("Add a title by ISBN or words of its name.")
    field = "isbn"


class BadQuantity(DomainError):
    """A number of copies that cannot be meant."""

    code = "orders.bad_quantity"
    kind = Kind.INVALID
    text = _("“%(value)s” is not a number of copies.")
    remedy = _("Type a whole number from 1 to 9,999.")
    field = "quantity"


class UnknownTitle(DomainError):
    """Nothing in the catalog goes by this number."""

    code = "orders.unknown_title"
    kind = Kind.NOT_FOUND
    text = _("No title goes by %(value)s.")
    remedy = _("Check the ISBN, or search by words of the title.")
    field = "isbn"


class NotForSale(DomainError):
    """A title that was withdrawn."""

    code = "orders.not_for_sale"
    text = _("“%(title)s” was withdrawn from sale.")
    remedy = _("Take it off the order.")
    field = "isbn"


class MemberBlocked(DomainError):
    """Staff have stopped this member's orders."""

    code = "orders.member_blocked"
    text = _("Orders of %(name)s are stopped: %(reason)s.")
    remedy = _("A manager can lift this.")


class AddressMissing(DomainError):
    """A parcel needs somewhere to go."""

    code = "orders.address_missing"
    kind = Kind.INVALID
    text = _("The order has no delivery address.")
    remedy = _("Choose or type an address.")
    field = "address"


class PhoneNeeded(DomainError):
    """Who is no member is reached by the phone that stands in the order, or by nothing."""

    code = "orders.phone_needed"
    kind = Kind.INVALID
    text = _("The order has no phone.")
    remedy = _("Type the number of a phone; by it and the order's number you follow the order.")
    field = "phone"


class OnlyForMembers(DomainError):
    """Something that an order of a guest cannot use."""

    code = "orders.only_for_members"
    text = _("Points, coupons and payment afterwards are for members.")
    remedy = _("Sign in or join; it takes a minute and costs nothing.")


class RecipientMissing(DomainError):
    """A parcel needs somebody to take it."""

    code = "orders.recipient_missing"
    kind = Kind.INVALID
    text = _("The parcel has no recipient.")
    remedy = _("Type who takes it.")
    field = "recipient"


class NotPoints(DomainError):
    """A number of points that cannot be meant."""

    code = "orders.not_points"
    kind = Kind.INVALID
    text = _("“%(value)s” is not a number of points.")
    remedy = _("Type a whole number, or nothing.")
    field = "points"


class DraftGone(DomainError):
    """The order being taken was finished or thrown away in another window."""

    code = "orders.draft_gone"
    text = _("This order was finished or thrown away in another window.")
    remedy = _("What you see now is the order you are taking; nothing was placed.")


class ReasonMissing(DomainError):
    """Giving up an order needs a reason that can be read later."""

    code = "orders.reason_missing"
    kind = Kind.INVALID
    text = _("There is no reason.")
    remedy = _("Say in a few words why the order is given up.")
    field = "reason"


class RequestKeyTaken(DomainError):
    """The key stands for an order of another member."""

    code = "orders.request_key_taken"
    text = _("This request key has been used for another order.")
    remedy = _("Make a new UUID for each new order; repeat one only to send the same order again.")
    field = "request_key"


class WrongState(DomainError):
    """The order is not where this step starts from."""

    code = "orders.wrong_state"
    text = _("Order %(number)s is “%(state)s”; this step is not possible now.")
    remedy = _("Open the order again to see where it stands.")


class PaymentTooLarge(DomainError):
    """More money than is due."""

    code = "orders.payment_too_large"
    text = _("¥%(amount)s is more than the ¥%(due)s that is due.")
    remedy = _("Record what is due; send the rest back or record it for another order.")
    field = "amount"


class MoneyReceived(DomainError):
    """Money has come in, so cancelling needs a refund first."""

    code = "orders.money_received"
    text = _("¥%(paid)s has been received for order %(number)s.")
    remedy = _("Refund it before the order is cancelled.")


class PointsBeyondTotal(DomainError):
    """Points worth more than the order."""

    code = "orders.points_beyond_total"
    text = _("%(points)s points are worth ¥%(worth)s, more than the ¥%(total)s of this order.")
    remedy = _("Spend fewer points.")
    field = "points"


class OrdersOpen(DomainError):
    """Parcels or money are under way, so a person's data are still needed."""

    code = "orders.open"
    text = _("Parcels or money are under way: %(numbers)s.")
    remedy = _("Finish or cancel these orders first; what came in must be given back.")


class OrderHeld(DomainError):
    """Somebody stopped the order."""

    code = "orders.held"
    text = _("Order %(number)s is stopped: %(reason)s.")
    remedy = _("Let it go on once the reason is settled.")


class HeldAlready(DomainError):
    """The order is stopped already."""

    code = "orders.held_already"
    text = _("Order %(number)s is stopped already.")
    remedy = _("Let it go on first, if the reason is another one now.")


class NotHeld(DomainError):
    """Nobody stopped the order."""

    code = "orders.not_held"
    text = _("Order %(number)s is not stopped.")
    remedy = _("Somebody let it go on meanwhile; nothing is left to do.")


class ChangedMeanwhile(DomainError):
    """Somebody else changed the order while this was typed."""

    code = "orders.changed_meanwhile"
    text = _("Order %(number)s was changed by somebody else while you typed.")
    remedy = _("You see it now as it stands; what you typed is kept below. Send it again if it still holds.")


class CopiesMissing(DomainError):
    """Some copies of the order have not come yet."""

    code = "orders.copies_missing"
    text = _("%(copies)s copies of order %(number)s have not come yet.")
    remedy = _("Send what is there as a parcel of its own, or wait for the rest.")


class ParcelsUnderway(DomainError):
    """Parcels of the order have been begun, so it cannot be changed as a whole."""

    code = "orders.parcels_underway"
    text = _("Parcels of order %(number)s are under way.")
    remedy = _("Take back the parcel that is being packed first; what has left the house is returned, not changed.")


class NotInOrder(DomainError):
    """More copies than the order has to send."""

    code = "orders.not_in_order"
    kind = Kind.INVALID
    text = _("Of line %(position)s only %(copies)s copies can be sent.")
    remedy = _("Say fewer.")
    field = "copies"


class ParcelGone(DomainError):
    """The parcel has left the house, or never was."""

    code = "orders.parcel_gone"
    text = _("Parcel %(sequence)s of order %(number)s has left, or was taken apart.")
    remedy = _("Open the order again to see its parcels.")


class WaybillTaken(DomainError):
    """Another parcel goes by this waybill."""

    code = "orders.waybill_taken"
    text = _("Waybill %(waybill)s belongs to another parcel.")
    remedy = _("Check the number on the label.")
    field = "waybill"


class CouponUnknown(DomainError):
    """No coupon goes by a code."""

    code = "orders.coupon_unknown"
    kind = Kind.NOT_FOUND
    text = _("No coupon goes by “%(value)s”.")
    remedy = _("Read the code again letter by letter; there is no O, I, L, 0 or 1 in it.")
    field = "coupon"


class CouponNotYours(DomainError):
    """The coupon was given to somebody else."""

    code = "orders.coupon_not_yours"
    text = _("Coupon “%(value)s” was given to another member.")
    remedy = _("Only they can use it.")
    field = "coupon"


class CouponUsed(DomainError):
    """The coupon has been used as often as it may be."""

    code = "orders.coupon_used"
    text = _("Coupon “%(value)s” has been used up.")
    remedy = _("Take it off the order.")
    field = "coupon"


class CouponEnded(DomainError):
    """The coupon's time is over."""

    code = "orders.coupon_ended"
    text = _("The time of coupon “%(value)s” is over.")
    remedy = _("Take it off the order.")
    field = "coupon"


class PromotionUsedUp(DomainError):
    """A promotion was used up by others between the look at the price and the order."""

    code = "orders.promotion_used_up"
    text = _("“%(name)s” was used up in this very moment.")
    remedy = _("Look at the price again: it is what it costs now.")


class PromotionCodeRefused(DomainError):
    """A code that cannot stand in a price's reason."""

    code = "orders.promotion_code_refused"
    kind = Kind.INVALID
    text = _("“%(value)s” cannot be the code of a promotion.")
    remedy = _("Use small letters, digits and dashes, such as moon-2026; at most 20.")
    field = "code"


class PromotionTaken(DomainError):
    """Another promotion goes by this code."""

    code = "orders.promotion_taken"
    text = _("Another promotion goes by the code “%(value)s”.")
    remedy = _("Choose another one; codes are never used twice.")
    field = "code"


class PromotionNameMissing(DomainError):
    """Readers see the name on their order."""

    code = "orders.promotion_name_missing"
    kind = Kind.INVALID
    text = _("The promotion has no name in Chinese.")
    remedy = _("Readers see it beside what they save.")
    field = "name_zh"


class TermsMissing(DomainError):
    """A term without which the promotion means nothing, or one that cannot be meant."""

    code = "orders.terms_missing"
    kind = Kind.INVALID
    text = _("This is missing, or cannot be meant: %(name)s.")
    remedy = _("Correct it; nothing was saved.")


class NothingToPublish(DomainError):
    """Every version is published already."""

    code = "orders.nothing_to_publish"
    text = _("Promotion “%(code)s” has no version that waits to be published.")
    remedy = _("Change its terms first: that begins a new version.")


class BudgetNeedsManager(DomainError):
    """A promotion that may cost more than its writer may give away alone."""

    code = "orders.budget_needs_manager"
    kind = Kind.FORBIDDEN
    text = _("Promotion “%(code)s” may cost more than ¥%(limit)s, or has no budget.")
    remedy = _("A manager can publish it; or give it a smaller budget.")


class BudgetSpent(DomainError):
    """More has been given away, or more often, than the new bounds allow."""

    code = "orders.budget_spent"
    text = _("¥%(spent)s has been given away in %(uses)s orders, more than the new bounds allow.")
    remedy = _("Set them higher, or end the promotion.")
    field = "budget"


class PromotionWrongState(DomainError):
    """The promotion is not where this step starts from."""

    code = "orders.promotion_wrong_state"
    text = _("Promotion “%(code)s” is “%(state)s”; this step is not possible now.")
    remedy = _("Open it again to see where it stands.")


class CouponsRefused(DomainError):
    """Coupons that cannot be made."""

    code = "orders.coupons_refused"
    kind = Kind.INVALID
    text = _("So many coupons are not made at once, or none.")
    remedy = _("Type other numbers.")
    field = "count"


class NotByCoupon(DomainError):
    """The promotion is open without a coupon."""

    code = "orders.not_by_coupon"
    text = _("Promotion “%(code)s” is open to all without a coupon.")
    remedy = _("Tick “only with a coupon” in its terms first.")


class NothingToPick(DomainError):
    """No order is ready to be picked."""

    code = "orders.nothing_to_pick"
    text = _("No order is ready to be picked.")
    remedy = _("Orders come here once they are paid, or at once if they are paid at the door.")


class WaveOver(DomainError):
    """The wave was picked before."""

    code = "orders.wave_over"
    text = _("Wave %(number)s was picked before.")
    remedy = _("Open its orders to go on with them.")


class ScannedWrong(DomainError):
    """A copy that is not for this parcel."""

    code = "orders.scanned_wrong"
    kind = Kind.INVALID
    text = _("Nothing in this parcel goes by %(code)s.")
    remedy = _("Put the copy aside and scan the right one.")
    field = "code"


class ScannedEnough(DomainError):
    """A copy too many."""

    code = "orders.scanned_enough"
    text = _("All copies of “%(title)s” are in.")
    remedy = _("Put this one back on the shelf.")
    field = "code"


class NotScanned(DomainError):
    """Copies of the parcel were not scanned."""

    code = "orders.not_scanned"
    text = _("%(copies)s copies are not in the parcel yet.")
    remedy = _("Scan them, or say that you counted them by eye.")


class NothingToHandOver(DomainError):
    """No closed parcel waits."""

    code = "orders.nothing_to_hand_over"
    text = _("No closed parcel waits for this carrier.")
    remedy = _("Close parcels first; they come here with their waybills.")


class NotForPickup(DomainError):
    """The order goes by post."""

    code = "orders.not_for_pickup"
    text = _("Order %(number)s is not fetched in a shop.")
    remedy = _("Hand it to a carrier.")


class NotReady(DomainError):
    """The order does not lie ready."""

    code = "orders.not_ready"
    text = _("Order %(number)s does not lie ready yet.")
    remedy = _("Lay it ready first; the reader is told.")


class CarrierDown(DomainError):
    """The carrier does not answer."""

    code = "orders.carrier_down"
    text = _("The carrier “%(carrier)s” does not answer.")
    remedy = _("Try again in a minute; nothing was booked.")


class PushForged(DomainError):
    """A message that nobody can tell to be the carrier's."""

    code = "orders.push_forged"
    kind = Kind.FORBIDDEN
    text = _("This message is not signed by the carrier “%(carrier)s”, or is stale.")
    remedy = _("Check the secret that both sides keep.")


class AddressDoubtful(DomainError):
    """The carrier cannot deliver to the address as it is."""

    code = "orders.address_doubtful"
    kind = Kind.INVALID
    text = _("The carrier cannot deliver to this: %(fields)s.")
    remedy = _("Correct the order, or send it anyway.")


class NothingReturned(DomainError):
    """A return without copies."""

    code = "orders.nothing_returned"
    kind = Kind.INVALID
    text = _("Nothing is named that comes back.")
    remedy = _("Say how many copies of which title.")
    field = "copies"


class ReturnedMoreThanSent(DomainError):
    """More copies than can come back."""

    code = "orders.returned_more_than_sent"
    kind = Kind.INVALID
    text = _("Of line %(position)s only %(copies)s copies can come back.")
    remedy = _("Count again; what came back before counts too.")
    field = "copies"


class ReturnTooLate(DomainError):
    """There is no right to return it any more."""

    code = "orders.return_too_late"
    text = _("The time for returning order %(number)s is over.")
    remedy = _("A manager can take it back by goodwill.")


class ReturnOver(DomainError):
    """The return was settled or refused before."""

    code = "orders.return_over"
    text = _("Return %(number)s is “%(state)s” already.")
    remedy = _("Open the order to see what was given.")


class ClaimTooLate(DomainError):
    """The price was paid too long ago."""

    code = "orders.claim_too_late"
    text = _("The time for claiming a lower price on order %(number)s is over.")
    remedy = _("A lower price counts for fifteen days after ordering.")


class NotCheaper(DomainError):
    """The price seen elsewhere is not lower."""

    code = "orders.not_cheaper"
    kind = Kind.INVALID
    text = _("¥%(price)s is not below the ¥%(paid)s that was paid.")
    remedy = _("Type the price of one copy as it was seen.")
    field = "price"


class ClaimedAlready(DomainError):
    """The line was claimed before."""

    code = "orders.claimed_already"
    text = _("A lower price was claimed for this title of order %(number)s before.")
    remedy = _("Open the claims to see what became of it.")


class ClaimOver(DomainError):
    """The claim was decided before."""

    code = "orders.claim_over"
    text = _("This claim is “%(state)s” already.")
    remedy = _("Nothing is left to decide.")


class TotalChanged(DomainError):
    """The order comes to another sum than the one that the reader was shown."""

    code = "orders.total_changed"
    text = _("The sum has changed since you looked: with delivery it comes to ¥%(total)s now.")
    remedy = _("Look it over and confirm again.")


class TooYoungFor(DomainError):
    """A title that is sold from an age on, to somebody younger or whose age nobody knows."""

    code = "orders.too_young_for"
    text = _("“%(title)s” is sold from %(age)s years on.")
    remedy = _("Take it off; or note the birth date first, if the reader is old enough and it is missing.")
    field = "quantity"


class MessageOver(DomainError):
    """The message was put aside, or its order is placed."""

    code = "orders.message_over"
    text = _("This message is “%(state)s” already.")
    remedy = _("Look at what became of it; what is still wanted is ordered on the member's page.")


class MessageUnclear(DomainError):
    """Not everything is known that an order needs."""

    code = "orders.message_unclear"
    kind = Kind.INVALID
    text = _("It is not clear who wrote this, which titles are meant, or where they go.")
    remedy = _("Find the member and take the order on their page.")
