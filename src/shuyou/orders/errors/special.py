"""What is refused about special orders."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class SpecialOver(DomainError):
    """A special order that is over."""

    code = "orders.special_over"
    text = _("Special order %(number)s is over: %(outcome)s.")


class DepositTooLarge(DomainError):
    """More paid ahead than the law lets a deposit be."""

    code = "orders.deposit_too_large"
    kind = Kind.INVALID
    text = _("¥%(amount)s is too much to pay ahead: at most ¥%(most)s.")
    remedy = _("A deposit is at most a fifth of the price.")
    field = "amount"


class TitleNotFoundYet(DomainError):
    """A wish of which nobody knows yet which title it means, so it has no price."""

    code = "orders.title_not_found_yet"
    text = _("Nobody has found out yet which title “%(title)s” is.")
    remedy = _("Find the title first; then it has a price.")


class HeldElsewhere(DomainError):
    """Copies that lie in a store, from where no parcels go."""

    code = "orders.held_elsewhere"
    text = _("The copies lie at %(place)s, and parcels do not go from there.")
    remedy = _("The reader fetches them there, or they are transferred first.")


class SpecialsOpen(DomainError):
    """Money paid ahead for titles that have not come."""

    code = "orders.specials_open"
    text = _("Money was paid ahead for special orders: %(numbers)s.")
    remedy = _("Finish them or give them up; then the money goes back.")
