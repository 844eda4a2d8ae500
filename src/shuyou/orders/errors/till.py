"""What is refused at the till."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class TillShut(DomainError):
    """Nobody has the drawer of this till."""

    code = "orders.till_shut"
    text = _("The drawer of till %(till)s is not open.")
    remedy = _("Open it with what lies in it; sales wait until then.")


class TillTaken(DomainError):
    """Somebody else has the drawer."""

    code = "orders.till_taken"
    text = _("%(name)s has the drawer of till %(till)s.")
    remedy = _("They count and close it first.")


class DrawerElsewhere(DomainError):
    """The same person has the drawer of another till."""

    code = "orders.drawer_elsewhere"
    text = _("You still have the drawer of till %(till)s.")
    remedy = _("Count and close that one first.")


class DrawerCounted(DomainError):
    """A drawer that was counted is counted no second time."""

    code = "orders.drawer_counted"
    text = _("This drawer was counted already.")


class DrawerReasonMissing(DomainError):
    """A drawer that differs, and nobody says why."""

    code = "orders.drawer_reason_missing"
    kind = Kind.INVALID
    text = _("Say why the drawer differs.")
    field = "reason"


class RefundByNumber(DomainError):
    """Cash taken out for a return, without saying for which."""

    code = "orders.refund_by_number"
    kind = Kind.INVALID
    text = _("Money for a return leaves the drawer by the return's number.")
    remedy = _("Open “Returns” at the till and give it out there.")
    field = "reason"


class SecondPersonNeeded(DomainError):
    """A difference that the clerk may not answer for alone."""

    code = "orders.second_person_needed"
    text = _("The drawer differs by ¥%(amount)s: a second person signs from ¥%(most)s on.")
    remedy = _("A manager who did not have the drawer opens this page and signs.")


class TendersDiffer(DomainError):
    """What was given does not come to the price."""

    code = "orders.tenders_differ"
    kind = Kind.INVALID
    text = _("To pay are ¥%(total)s; given were ¥%(given)s.")
    remedy = _("Look at the amounts again; only cash may be more.")
    field = "tenders"


class TenderWrong(DomainError):
    """A tender that no till takes, or an amount that is none."""

    code = "orders.tender_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” is no amount that a till takes.")
    field = "tenders"


class PaymentUnnamed(DomainError):
    """A payment by another tender than cash, without its number."""

    code = "orders.payment_unnamed"
    kind = Kind.INVALID
    text = _("A payment at the till has no number.")
    remedy = _("Type that of the slip, the card or the payment.")
    field = "tenders"


class PriceTooLow(DomainError):
    """A price below what somebody may give alone."""

    code = "orders.price_too_low"
    kind = Kind.FORBIDDEN
    text = _("¥%(price)s is below what you may give: at least ¥%(least)s.")
    remedy = _("A manager may go further.")
    field = "price"


class PriceNotLower(DomainError):
    """A price above the reader's own."""

    code = "orders.price_not_lower"
    kind = Kind.INVALID
    text = _("¥%(price)s is more than the ¥%(usual)s that the title costs.")
    remedy = _("A price at the till is only ever lowered.")
    field = "price"


class OverrideReasonMissing(DomainError):
    """A lower price, and nobody says why."""

    code = "orders.override_reason_missing"
    kind = Kind.INVALID
    text = _("Say why the price is lower.")
    field = "reason"


class NotWithoutCard(DomainError):
    """Points or a coupon of a reader, without the reader."""

    code = "orders.not_without_card"
    kind = Kind.INVALID
    text = _("Points need a member's card.")
    remedy = _("Read the card, or find the reader by telephone.")
    field = "points"


class SoldToGuest(DomainError):
    """A sale to somebody who is no member."""

    code = "orders.sold_to_guest"
    text = _("%(number)s was sold to a guest.")
    remedy = _("It belongs to no member, so this cannot be done; titles come back by the number of the order.")


class NotOfThisStore(DomainError):
    """A sale that no till of this store made."""

    code = "orders.not_of_this_store"
    text = _("%(number)s was not sold at a till of this store.")
    remedy = _("Note a return; somebody settles it.")


class CashOfOtherStore(DomainError):
    """Cash that another store took, out of a drawer that nobody let it out of."""

    code = "orders.cash_of_other_store"
    text = _("%(number)s was sold by another store, so this drawer gives no cash back for it.")
    remedy = _("A manager of this store, other than you, lets the cash out on the page of returns.")


class ExchangeGivesMoney(DomainError):
    """What is given costs less than what comes back."""

    code = "orders.exchange_gives_money"
    text = _("¥%(amount)s would be left over, and nobody gives money out of a drawer alone.")
    remedy = _("Give titles of at least the same worth, or note a return that somebody else settles.")
    field = "isbn"


class SaleGone(DomainError):
    """A held sale that somebody else has taken up again."""

    code = "orders.sale_gone"
    text = _("This sale was taken up again already.")


class RefusedSaleOver(DomainError):
    """A refused sale that somebody posted or dropped before."""

    code = "orders.refused_sale_over"
    text = _("This sale is “%(state)s” already.")


class SoldByYou(DomainError):
    """Somebody looks at what is odd about a sale of their own."""

    code = "orders.sold_by_you"
    kind = Kind.FORBIDDEN
    text = _("You sold this yourself.")
    remedy = _("Somebody else looks at it.")
