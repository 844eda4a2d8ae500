"""What is refused about catalogues and their order forms."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class FormCodeUnknown(DomainError):
    """A code that stands on no form."""

    code = "orders.form_code_unknown"
    kind = Kind.NOT_FOUND
    text = _("“%(value)s” is not the code of an order form.")
    remedy = _("Type it again: it begins with F and its last digit checks the others.")
    field = "code"


class NumbersUnread(DomainError):
    """Numbers that nobody can read, or that the catalogue does not have."""

    code = "orders.numbers_unread"
    kind = Kind.INVALID
    text = _("Not in this catalogue, or not to be read: %(parts)s.")
    remedy = _("Type numbers with their copies, such as “3 x2, 17”.")
    field = "numbers"


class EditionNotOut(DomainError):
    """A catalogue that nobody has yet."""

    code = "orders.edition_not_out"
    text = _("The catalogue “%(name)s” was not sent out yet.")


class EditionFixed(DomainError):
    """A catalogue that readers hold in their hands: its numbers stay."""

    code = "orders.edition_fixed"
    text = _("The catalogue “%(name)s” is sent out: its numbers stay as they are printed.")


class EditionTitlesWrong(DomainError):
    """Lines of which titles cannot be made."""

    code = "orders.edition_titles_wrong"
    kind = Kind.INVALID
    text = _("These lines cannot be used: %(lines)s.")
    remedy = _("Each line holds a number of at most three digits and an ISBN, each of them once.")
    field = "titles"


class EditionsFull(DomainError):
    """No three digits are left."""

    code = "orders.editions_full"
    text = _("There are 999 catalogues, and no code is left for another.")
