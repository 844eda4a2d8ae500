"""What is refused about comparing prices."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class BasketEmpty(DomainError):
    """A basket of prices without a title that we know."""

    code = "orders.basket_empty"
    kind = Kind.INVALID
    text = _("No title was found by these numbers: %(value)s.")
    field = "titles"


class PriceListUnknown(DomainError):
    """A price list that no tier buys by."""

    code = "orders.price_list_unknown"
    kind = Kind.INVALID
    text = _("No tier buys by the price list “%(value)s”.")
    field = "price_list"


class RivalPriceRefused(DomainError):
    """A price of somebody else that cannot be meant."""

    code = "orders.rival_price_refused"
    kind = Kind.INVALID
    text = _("“%(value)s” cannot be read as %(what)s.")
