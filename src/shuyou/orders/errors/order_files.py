"""What is refused in files of orders."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class ForeignNumberMissing(DomainError):
    """A row of a file that says of no order that it belongs to it."""

    code = "orders.foreign_number_missing"
    kind = Kind.INVALID
    text = _("The row has no order number.")
    remedy = _("Give each order its own number: it keeps the order from being taken twice.")
    field = "number"


class RowBeforeUnreadable(DomainError):
    """Nobody knows whether the row above, which cannot be read, belongs to this order."""

    code = "orders.row_before_unreadable"
    kind = Kind.INVALID
    text = _("The row above cannot be read and may belong to this order.")
    remedy = _("Correct the row above and hand in both.")


class OrderRowsDiffer(DomainError):
    """The rows of one order say different things of what an order has only once."""

    code = "orders.order_rows_differ"
    kind = Kind.INVALID
    text = _("“%(value)s” is not what the first row of this order says.")
    remedy = _("Say it once, in the first row, or the same in all.")


class CellTooLong(DomainError):
    """More in a cell than an order has room for."""

    code = "orders.cell_too_long"
    kind = Kind.INVALID
    text = _("At most %(limit)s characters are kept of this.")
    remedy = _("Shorten it.")


class WordUnknown(DomainError):
    """A channel or a way to pay that is none."""

    code = "orders.word_unknown"
    kind = Kind.INVALID
    text = _("“%(value)s” is not known here.")
    remedy = _("Leave it out, or use one of the words in the list of what files of orders may say.")


class BuyerUnknown(DomainError):
    """Nobody goes by what the file says."""

    code = "orders.buyer_unknown"
    kind = Kind.NOT_FOUND
    text = _("No member goes by “%(value)s”.")
    remedy = _("Check the number, or enter the reader first.")
    field = "member"


class SeveralBuyers(DomainError):
    """A telephone number that several members share."""

    code = "orders.several_buyers"
    text = _("%(count)s members go by “%(value)s”.")
    remedy = _("Name the one who is meant by the member number.")
    field = "member"


class SeveralTitlesMeant(DomainError):
    """A number that stands on several titles."""

    code = "orders.several_titles_meant"
    text = _("%(count)s titles go by “%(value)s”.")
    remedy = _("Name the one that is meant by a number of its own.")
    field = "isbn"


class OrderKnownOtherwise(DomainError):
    """An order that was taken in before with other contents."""

    code = "orders.known_otherwise"
    text = _("This order is known as %(number)s, with another member or other titles.")
    remedy = _("Change %(number)s itself; the file was not taken for it.")
    field = "number"
