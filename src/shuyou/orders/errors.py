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
