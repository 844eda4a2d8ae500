"""What is refused about limited editions."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class ReleaseNotOpen(DomainError):
    """A limited edition that is not given out, or not to this reader yet."""

    code = "orders.release_not_open"
    text = _("“%(title)s” is not given out yet to this reader: %(from_)s.")


class EnoughCopies(DomainError):
    """A reader who has as many copies as anybody may."""

    code = "orders.enough_copies"
    text = _("A reader gets at most %(most)s of “%(title)s”.")


class ReservationOver(DomainError):
    """A copy that is not set aside any more."""

    code = "orders.reservation_over"
    text = _("Copy %(copy)s is not set aside any more: %(state)s.")


class CopiesMissing(DomainError):
    """A limited edition without numbered copies."""

    code = "orders.copies_missing"
    kind = Kind.INVALID
    text = _("There is no numbered copy to give out.")
    remedy = _("Type how many copies there are, or note their numbers at the title.")
    field = "copies"


class WindowBackwards(DomainError):
    """A window for everybody that opens before the first one."""

    code = "orders.window_backwards"
    kind = Kind.INVALID
    text = _("Everybody's turn would come before that of the first readers.")
    field = "all_from"


class ReaderUnknown(DomainError):
    """Words that mean no reader, or several."""

    code = "orders.reader_unknown"
    kind = Kind.NOT_FOUND
    text = _("“%(value)s” means no one reader.")
    remedy = _("Type the member number, the card or the phone.")
    field = "reader"


class NoticeOver(DomainError):
    """Words that are sent, or not to be sent."""

    code = "orders.notice_over"
    text = _("This notice is done: %(state)s.")
