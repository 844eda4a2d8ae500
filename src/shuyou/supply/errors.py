"""Refusals of supply."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError


class OutOfStock(DomainError):
    """Fewer free copies than asked for."""

    code = "supply.out_of_stock"
    text = _("“%(title)s”: only %(free)s of %(wanted)s copies are free.")
    remedy = _("Order fewer copies, or take the title off.")
    field = "quantity"
