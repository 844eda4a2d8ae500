"""What is refused about books that readers have made, and the files they bring for them."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class ManuscriptTooLarge(DomainError):
    """More bytes, dots, pages or packed parts than are looked at."""

    code = "orders.manuscript_too_large"
    kind = Kind.INVALID
    text = _("“%(name)s” is too large: %(why)s.")
    remedy = _("Split it, or save it smaller.")
    field = "file"


class ManuscriptUnreadable(DomainError):
    """A file that is none of the kinds that books are made of, or is damaged."""

    code = "orders.manuscript_unreadable"
    kind = Kind.INVALID
    text = _("“%(name)s” cannot be read: %(why)s.")
    remedy = _("PDF, EPUB, Word (DOCX), plain text and pictures can be printed.")
    field = "file"


class ManuscriptLocked(DomainError):
    """A file that only its password opens."""

    code = "orders.manuscript_locked"
    kind = Kind.INVALID
    text = _("“%(name)s” is encrypted or protected.")
    remedy = _("Save it without a password. A file that somebody else protects is not theirs to have printed.")
    field = "file"


class ManuscriptHostile(DomainError):
    """A file that holds something that runs."""

    code = "orders.manuscript_hostile"
    kind = Kind.INVALID
    text = _("“%(name)s” is not kept: it holds %(why)s.")
    remedy = _("Print it to a new PDF and bring that.")
    field = "file"


class ManuscriptUnknown(DomainError):
    """A file that is not on the reader's shelf."""

    code = "orders.manuscript_unknown"
    kind = Kind.NOT_FOUND
    text = _("This file is not on the reader's shelf.")
    field = "file"


class ManuscriptInUse(DomainError):
    """A file of which a book is being made."""

    code = "orders.manuscript_in_use"
    text = _("A book is being made of this file: %(number)s.")


class RightsMissing(DomainError):
    """Nobody says that the text is the reader's own."""

    code = "orders.rights_missing"
    kind = Kind.INVALID
    text = _("The reader has to say that the text is theirs, or that they may have it printed.")
    field = "is_own"


class PrintSpecWrong(DomainError):
    """A book that cannot be made, or has no price."""

    code = "orders.print_spec_wrong"
    kind = Kind.INVALID
    text = _("Such a book cannot be made: %(why)s.")


class WrongPrintState(DomainError):
    """A step that does not start from where a job stands."""

    code = "orders.wrong_print_state"
    text = _("%(number)s stands at: %(state)s.")
    remedy = _("Look at the job again: somebody else may have moved it on.")


class QuoteOver(DomainError):
    """A quote that held until a day that is past."""

    code = "orders.quote_over"
    text = _("The quote held until %(day)s.")
    remedy = _("Quote it again.")


class PrintNotPaid(DomainError):
    """A book made for one reader, who has not paid for it."""

    code = "orders.print_not_paid"
    text = _("¥%(due)s is still to be paid before it goes to print.")


class PrintPaidTooMuch(DomainError):
    """More money than a job costs."""

    code = "orders.print_paid_too_much"
    kind = Kind.INVALID
    text = _("¥%(amount)s is more than the ¥%(due)s that is due.")
    field = "amount"


class PrintJobsOpen(DomainError):
    """Books that are being made for somebody."""

    code = "orders.print_jobs_open"
    text = _("Books are being made: %(numbers)s.")
    remedy = _("Deliver or cancel them first.")
