"""Refusals about what comes back."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError


class NoRightToReturn(DomainError):
    """Goods that the law leaves out of the seven days: papers and magazines, downloads, discs that were opened."""

    code = "orders.no_right_to_return"
    text = _("The law gives no seven days for “%(title)s”: papers, downloads and opened discs are left out.")
    remedy = _("Something wrong with it is another matter: say so as the reason. Or take it back by goodwill.")


class NothingKept(DomainError):
    """All copies of a line came back, so a lower price elsewhere is worth nothing."""

    code = "orders.nothing_kept"
    text = _("All copies of it came back; there is nothing left whose price could be lowered.")
