"""Refusals about what comes back."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class NoRightToReturn(DomainError):
    """Goods that the law leaves out of the seven days: papers and magazines, downloads, discs that were opened."""

    code = "orders.no_right_to_return"
    text = _("The law gives no seven days for “%(title)s”: papers, downloads and opened discs are left out.")
    remedy = _("Something wrong with it is another matter: say so as the reason. Or take it back by goodwill.")


class NothingKept(DomainError):
    """All copies of a line came back, so a lower price elsewhere is worth nothing."""

    code = "orders.nothing_kept"
    text = _("All copies of it came back; there is nothing left whose price could be lowered.")


class OwnClaim(DomainError):
    """Who notes a lower price does not say that it is true."""

    code = "orders.own_claim"
    kind = Kind.FORBIDDEN
    text = _("You noted this lower price: somebody else looks whether it is so.")
    remedy = _("Ask a colleague who may decide claims.")


class ClaimNeedsManager(DomainError):
    """A lower price that is very low, or that gives much back."""

    code = "orders.claim_needs_manager"
    kind = Kind.FORBIDDEN
    text = _("A claim of ¥%(worth)s, or for a price under half of what was paid, is for a manager to decide.")
    remedy = _("Ask a manager, or refuse it if it is not so.")


class OwnReturn(DomainError):
    """Who notes a return does not settle it where much is given back, or where it was sold at a till."""

    code = "orders.own_return"
    kind = Kind.FORBIDDEN
    text = _("You noted this return: somebody else settles those of sales at a till, and those above ¥%(most)s.")
    remedy = _("Ask a colleague who may inspect returns.")
